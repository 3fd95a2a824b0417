import type { Turn } from '@alacrity/sdk'
import { text } from '../strings/en.ts'
import { dayTime, duration, full } from '../strings/format.ts'
import classes from './Messages.module.css'
import { TurnMenu } from './TurnMenu.tsx'

const words = text.member.happened

type Props = { readonly turn: Turn | undefined; readonly contested: ReadonlySet<string> }

/** One turn: who, when, what became of it, why, what it does to the score. */
export function LedgerRow({ turn, contested }: Props) {
  if (turn === undefined)
    return <span role="cell" className={classes.coming} aria-label={text.shell.loading} />
  const { client, opened_at: opened, outcome, elapsed_ms: took, effect_points: effect } = turn
  const why = turn.not_counted === null || turn.not_counted === 'pending' ? null : turn.not_counted
  const isWaiting = turn.replied_at === null && turn.ended_at === null
  return (
    <>
      <span role="cell" className={classes.client}>
        <strong className="name" title={client} dir="auto">
          {client}
        </strong>
        <small title={full(opened)}>{dayTime(opened)}</small>
      </span>
      <span role="cell" className={classes.outcome}>
        <span data-outcome={outcome}>{words.outcomes[outcome]}</span>
      </span>
      <span role="cell" className={`${classes.took} figures`}>
        {took === null ? '–' : duration(took)}
      </span>
      <span
        role="cell"
        className={`${classes.effect} figures`}
        data-way={effect === null ? 0 : Math.sign(Math.round(effect * 10))}
      >
        {words.points(effect)}
      </span>
      <span role="cell" className={classes.why}>
        {words.reasons[turn.reason]}
        {why === null || why === 'excused' ? '' : ` · ${words.notCounted[why]}`}
        {contested.has(turn.turn) ? <em>{words.contested}</em> : null}
      </span>
      <span role="cell" className={classes.menu}>
        <TurnMenu turn={turn} isWaiting={isWaiting} rule={null} />
      </span>
    </>
  )
}
