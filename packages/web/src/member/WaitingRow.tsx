import type { ScoreRule, WaitingTurn } from '@alacrity/sdk'
import { text } from '../strings/en.ts'
import { countdown, full, score as shown } from '../strings/format.ts'
import { useNow } from '../ui/use-now.ts'
import { TurnMenu } from './TurnMenu.tsx'
import classes from './Waiting.module.css'

const words = text.member.waiting
const SOON_MS = 3 * 3_600_000

type Props = { readonly turn: WaitingTurn; readonly rule: ScoreRule }

/** One client who waits: how long there is, and what an answer does now, later, never. */
export function WaitingRow({ turn, rule }: Props) {
  const { client, opened_at: opened, messages } = turn
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <strong className="name" title={client} dir="auto">
          {client}
        </strong>
        <span title={full(opened)}>
          {words.since(opened)}
          {messages > 1 ? ` · ${words.more(messages)}` : ''}
        </span>
      </div>
      <Left turn={turn} />
      <Effect turn={turn} />
      <TurnMenu turn={turn} isWaiting rule={rule} />
    </li>
  )
}

function Left({ turn }: { readonly turn: WaitingTurn }) {
  const now = useNow()
  if (turn.due_at === null) return <div className={classes.left}>{words.stands}</div>
  const left = Date.parse(turn.due_at) - now
  const urgency = left < 0 ? 'over' : left < SOON_MS ? 'soon' : 'calm'
  return (
    <div className={classes.left} data-urgency={urgency} title={full(turn.due_at)}>
      {left < 0 ? (
        <strong className="figures">{words.overdue(-left)}</strong>
      ) : (
        <>
          <strong className="figures" role="timer" data-testid="countdown">
            {countdown(left)}
          </strong>{' '}
          {words.left}
        </>
      )}
      <small>{words.dueAt(turn.due_at)}</small>
    </div>
  )
}

function Effect({ turn }: { readonly turn: WaitingTurn }) {
  const scores = turn.score_if
  if (scores === null) return <p className={classes.noEffect}>{words.noScore}</p>
  const steps = [
    { name: words.now, value: scores.now, tone: 'good' },
    { name: turn.overdue ? words.laterOverdue : words.later, value: scores.later, tone: 'warn' },
    { name: words.never, value: scores.never, tone: 'bad' },
  ] as const
  return (
    <dl className={classes.effect} aria-label={words.effect} title={words.effect}>
      {steps.map(({ name, value, tone }) => (
        <div key={name} data-tone={tone}>
          <dt>{name}</dt>
          <dd className="figures">{shown(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
