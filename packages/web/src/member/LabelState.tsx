import type { LabelReport, Score } from '@alacrity/sdk'
import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react'
import { useId } from 'react'
import { text } from '../strings/en.ts'
import { duration, percent, whole } from '../strings/format.ts'
import { LabelRule } from './LabelRule.tsx'
import classes from './LabelState.module.css'
import { labelStory } from './label-story.ts'

const words = text.member.label

/** The label's state in words: what clients see, until when, and what would change it. */
export function LabelState({ score }: { readonly score: Score }) {
  const report = score.label_reports.find(({ name }) => score.published.includes(name))
  const shown = report ?? score.label_reports[0]
  if (shown === undefined) return null
  return <State score={score} report={shown} isHeld={report !== undefined} />
}

type Props = { readonly score: Score; readonly report: LabelReport; readonly isHeld: boolean }

function State({ score, report, isHeld }: Props) {
  const { name } = report
  const id = useId()
  const { counts, rule, missing } = score
  const story = labelStory(score, name, isHeld)
  const Icon = isHeld ? IconCircleCheckFilled : IconCircleDashed
  return (
    <section className={classes.state} data-tone={story.tone} aria-labelledby={id}>
      <h2 className={classes.sees} id={id}>
        {words.clientsSee}
      </h2>
      <p className={classes.mark} data-held={isHeld} data-testid="label">
        <Icon size={22} aria-hidden="true" />
        {isHeld ? name : words.notHeld}
      </p>
      <p className={classes.headline}>
        {score.turns_total === 0 ? text.member.missing.newTitle : story.headline}
      </p>
      {counts.settled > 0 && missing === null ? (
        <p className={classes.line}>
          {words.answered(counts.on_time, counts.settled, duration(rule.within_ms))}
        </p>
      ) : null}
      {missing === null ? null : (
        <p className={classes.line}>
          {score.turns_total === 0
            ? text.member.missing.newText
            : text.member.missing.text(missing.turns, missing.clients)}
        </p>
      )}
      {story.todo.map((line) => (
        <p key={line} className={classes.todo}>
          {line}
        </p>
      ))}
      {isHeld || missing !== null ? null : (
        <p className={classes.line}>{words.clientsSeeNothing}</p>
      )}
      {missing === null ? <Figures score={score} /> : null}
      <div className={classes.foot}>
        <span>{words.next(score.next_epoch)}</span>
        <LabelRule report={report} />
      </div>
    </section>
  )
}

/** The three figures that people ask for beside the score. */
function Figures({ score }: { readonly score: Score }) {
  const onTime = Object.values(score.measures).find(
    (each) => each !== null && 'percent' in each && each.percent !== score.score,
  )
  const typical = Object.values(score.measures).find((each) => each !== null && 'ms' in each)
  const shown = [
    onTime !== undefined && onTime !== null && 'percent' in onTime
      ? { name: words.figures.on_time, value: percent(onTime.percent / 100) }
      : null,
    typical !== undefined && typical !== null && 'ms' in typical
      ? { name: words.figures.typical, value: duration(typical.ms) }
      : null,
    { name: words.figures.clients, value: whole(score.counts.clients) },
  ].filter((each) => each !== null)
  return (
    <dl className={classes.figures}>
      {shown.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="figures">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
