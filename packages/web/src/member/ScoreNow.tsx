import type { Score } from '@alacrity/sdk'
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react'
import { text } from '../strings/en.ts'
import { score as shown } from '../strings/format.ts'
import classes from './ScoreNow.module.css'
import { useHistory } from './use-member.ts'

const words = text.member.score

type Props = {
  readonly score: Score
  /** Whether nothing but the score may be asked for, as on an embedded page. */
  readonly isAlone?: boolean
}

/** The score, large, with what it was and where it is going. */
export function ScoreNow({ score, isAlone = false }: Props) {
  return (
    <section className={classes.now} aria-label={words.name}>
      <h2 className={classes.name}>{words.name}</h2>
      {score.score === null ? (
        <p className={classes.none}>{words.none}</p>
      ) : (
        <p className={`${classes.value} figures`} data-testid="score">
          {shown(score.score)}
          <small>{words.outOf}</small>
        </p>
      )}
      {score.score === null || isAlone ? null : <Was now={score.score} />}
      <p className={classes.what}>{words.what}</p>
      <Going score={score} />
    </section>
  )
}

/** Compared with four decisions ago, which is long enough to mean something. */
const BACK = 4

function Was({ now }: { readonly now: number }) {
  const history = useHistory()
  // Its line is there before its words, so that nothing moves.
  if (history.isPending) return <Blank />
  const known = history.data?.scores.filter(({ score }) => score !== null) ?? []
  const past = known.at(-BACK) ?? known[0]
  if (past?.score === undefined || past.score === null) return <Blank />
  const change = Math.round((now - past.score) * 10) / 10
  const Icon = change > 0 ? IconArrowUpRight : change < 0 ? IconArrowDownRight : IconArrowRight
  return (
    <p className={classes.was} data-way={Math.sign(change)}>
      <Icon size={18} aria-hidden="true" />
      {words.was(change, past.epoch)}
    </p>
  )
}

const Blank = () => (
  <p className={classes.was} aria-hidden="true">
    <IconArrowRight size={18} visibility="hidden" />
    &nbsp;
  </p>
)

function Going({ score }: { readonly score: Score }) {
  const of = (scenario: string) => score.forecast.find((each) => each.scenario === scenario)
  const [none, all] = [of('nothing_more'), of('all_answered')]
  if (none?.score === undefined || none.score === null) return null
  const differs = all !== undefined && all.score !== null && all.score !== none.score
  return (
    <div className={classes.going}>
      <h3>{words.going}</h3>
      {differs ? (
        <p>
          {words.goingAll(shown(all.score ?? 0), all.epoch)}, {words.goingNone(shown(none.score))}.
        </p>
      ) : (
        <p>{words.goingSame(shown(none.score), none.epoch)}.</p>
      )}
    </div>
  )
}
