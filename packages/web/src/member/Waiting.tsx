import type { Score, WaitingTurn } from '@alacrity/sdk'
import { IconCoffee, IconMessageCircle } from '@tabler/icons-react'
import { text } from '../strings/en.ts'
import { Empty } from '../ui/Empty.tsx'
import { Panel } from '../ui/Panel.tsx'
import classes from './Waiting.module.css'
import { WaitingRow } from './WaitingRow.tsx'

const words = text.member.waiting
/** More than a person answers in one sitting; the others are in the ledger. */
const SHOWN_MAX = 50

/** A turn that is long over and moves nothing any more: it only stands in the way. */
const isPast = ({ overdue, score_if: scores }: WaitingTurn): boolean =>
  overdue && scores !== null && scores.now - scores.never < 0.05

/** Open turns in the order of what they cost. */
export function Waiting({ score }: { readonly score: Score }) {
  const live = score.waiting.filter((turn) => !isPast(turn))
  const past = score.waiting.length - live.length
  const isNew = score.turns_total === 0
  return (
    <Panel
      title={words.title}
      about={live.length > 1 ? words.order : undefined}
      aside={live.length > 0 ? <span className={classes.count}>{live.length}</span> : null}
    >
      {live.length === 0 ? (
        <Empty
          icon={isNew ? IconMessageCircle : IconCoffee}
          title={isNew ? words.noneNew : past > 0 ? words.nonePast : words.none}
          text={words.noneText}
        />
      ) : (
        <ul className={classes.list}>
          {live.slice(0, SHOWN_MAX).map((turn) => (
            <WaitingRow key={turn.turn} turn={turn} rule={score.rule} />
          ))}
        </ul>
      )}
      {past === 0 ? null : <p className={classes.past}>{words.past(past)}</p>}
    </Panel>
  )
}
