import { formatInstant, type Ms } from '../base/instant.ts'
import { CalendarReading } from '../clock/calendar.ts'
import { due, elapsed, type TurnClock } from '../clock/clock.ts'
import type { Turn } from '../turn/turn.ts'
import type { Ahead } from './forecast.ts'
import { suppose } from './suppose.ts'
import { isWaiting } from './trial.ts'

/**
 * A turn that waits for a reply, with what the score becomes by it [AS8]. The three are compared at one
 * instant, past the due one, as a pending turn is in no denominator [AS9]; other turns that are not due yet
 * are left out, so that each is told by itself. Null where time does not run, or where there is no score.
 */
export type WaitingTurn = {
  readonly turn: string
  readonly client: string
  readonly conversation: string
  readonly kind: Turn['kind']
  readonly ordinal: number
  readonly messages: number
  readonly opened_at: string
  /** The last instant at which a reply is on time; null where time does not run. */
  readonly due_at: string | null
  readonly overdue: boolean
  /** Time that has counted so far, by the policy's clock. */
  readonly elapsed_ms: Ms
  /** What "later" means: the last moment in time, or for an overdue turn that much later than now. */
  readonly later_at: string | null
  readonly score_if: { readonly now: number; readonly later: number; readonly never: number } | null
}

/** Beyond this many, those due last are told without their effects. */
const EFFECTS_MAX = 40
/** Each effect is three assessments of everything: of a member with many turns, fewer are told. */
const MANY_TURNS = 2_000
const EFFECTS_OF_MANY = 8

/** The turns that wait, first the one whose silence costs most. */
export function waitingTurns(ahead: Ahead): readonly WaitingTurn[] {
  const { history, assessor, asOf, trial } = ahead
  const reading = new CalendarReading(history.calendar, assessor.policy.clock, asOf)
  const seen = trial.turns.filter(isWaiting).map((turn): Seen => {
    const clock = reading.clock(turn.opened_at)
    return { turn, clock, dueAt: due(clock, turn.opened_at, assessor.policy.within) }
  })
  const notDue = new Set(seen.filter(({ dueAt }) => dueAt !== null && dueAt >= asOf))
  const most = trial.size > MANY_TURNS ? EFFECTS_OF_MANY : EFFECTS_MAX
  const unsettled = new Set([...notDue].map(({ turn }) => turn.turn))
  return seen
    .sort((a, b) => rank(a, asOf) - rank(b, asOf))
    .map((each, index) => tell(ahead, each, index < most ? unsettled : null))
    .sort((a, b) => costOf(b) - costOf(a))
}

type Seen = { readonly turn: Turn; readonly clock: TurnClock; readonly dueAt: Ms | null }

/** Those that can still be saved first, the next due before all. */
function rank({ dueAt }: Seen, asOf: Ms): number {
  if (dueAt === null) return Number.POSITIVE_INFINITY
  return dueAt >= asOf ? dueAt - asOf : 1e15 + asOf - dueAt
}

/** What waiting for ever costs, in points; a turn without an effect comes last. */
function costOf({ score_if: scores }: WaitingTurn): number {
  return scores === null ? -1 : scores.now - scores.never
}

/** `unsettled`: turns that are not due yet; null: the effects are not wanted. */
function tell(ahead: Ahead, seen: Seen, unsettled: ReadonlySet<string> | null): WaitingTurn {
  const { turn, clock, dueAt } = seen
  const { asOf, assessor } = ahead
  const overdue = dueAt !== null && dueAt < asOf
  const later = dueAt === null ? null : overdue ? asOf + assessor.policy.within : dueAt
  return {
    turn: turn.turn,
    client: turn.client,
    conversation: turn.conversation,
    kind: turn.kind,
    ordinal: turn.ordinal,
    messages: turn.messages,
    opened_at: formatInstant(turn.opened_at),
    due_at: dueAt === null ? null : formatInstant(dueAt),
    overdue,
    elapsed_ms: elapsed(clock, turn.opened_at, asOf),
    later_at: later === null ? null : formatInstant(later),
    score_if:
      later === null || unsettled === null ? null : scoresIf(ahead, turn, { later, unsettled }),
  }
}

function scoresIf(
  ahead: Ahead,
  turn: Turn,
  { later, unsettled }: { readonly later: Ms; readonly unsettled: ReadonlySet<string> },
): WaitingTurn['score_if'] {
  const without = new Set(unsettled)
  without.delete(turn.turn)
  const scoreOf = (replies: ReadonlyMap<string, Ms>) =>
    suppose(ahead, { replies, without }, later + 1).score
  const now = scoreOf(new Map([[turn.turn, ahead.asOf]]))
  const last = scoreOf(new Map([[turn.turn, later]]))
  const never = scoreOf(new Map())
  return now === null || last === null || never === null ? null : { now, later: last, never }
}
