import type { ContestCase } from '@alacrity/sdk'
import { text } from '../strings/en.ts'
import { dayTime, duration, whole } from '../strings/format.ts'
import classes from './Pages.module.css'

const words = text.operator.contests

/** What happened, without what it does to the score. */
export function TurnFacts({ turn }: { readonly turn: NonNullable<ContestCase['turn']> }) {
  const at = (instant: string | null) => (instant === null ? words.noReply : dayTime(instant))
  const rows: readonly (readonly [string, string])[] = [
    [words.client, turn.client],
    [words.opened, dayTime(turn.opened_at)],
    [words.messages, whole(turn.messages)],
    [words.dueAt, at(turn.due_at)],
    [words.replied, at(turn.replied_at)],
    ...(turn.auto_replied_at === null ? [] : [[words.auto, at(turn.auto_replied_at)] as const]),
    ...(turn.ended_at === null || turn.ended_by === null
      ? []
      : [
          [
            words.ended,
            `${words.endedBy(turn.ended_by, turn.ended_who ?? '')}, ${dayTime(turn.ended_at)}`,
          ] as const,
        ]),
    ...(turn.elapsed_ms === null ? [] : [[words.elapsed, duration(turn.elapsed_ms)] as const]),
    [words.outcome, words.outcomes[turn.outcome] ?? turn.outcome],
  ]
  return (
    <dl className={`${classes.facts} figures`} data-testid="facts">
      {rows.map(([name, value]) => (
        <div key={name} className={classes.pair}>
          <dt>{name}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
