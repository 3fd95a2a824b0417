/** Turns made without events, for properties about what is made of turns. */
import {
  Assessor,
  type Assessment,
  DAY,
  EMPTY_CALENDAR,
  HOUR,
  type MemberTurns,
  type Ms,
  type Policy,
  tableOf,
  type Turn,
} from '../../src/index.ts'

/** A Monday; made turns are judged as of then. */
export const NOW: Ms = Date.UTC(2024, 5, 3)

export type Made = {
  /** Breaks ties, so it stays where others are taken away; by default its place. */
  readonly id?: string
  readonly client: string
  /** How long before NOW it was opened. */
  readonly age: Ms
  /** How long the reply took; null for none. */
  readonly took: Ms | null
  readonly withdrawn?: boolean
}

/** A turn in a conversation of its own. */
function turnOf(made: Made, index: number): Turn {
  const { client, age, took, withdrawn = false } = made
  const opened = NOW - age
  return {
    turn: made.id ?? `t${index}`,
    member: 'm',
    client,
    clients: [client],
    conversation: `v${index}`,
    ordinal: 1,
    initiated_by: 'client',
    kind: 'message',
    opened_at: opened,
    messages: withdrawn ? 0 : 1,
    replied_at: took === null || withdrawn ? null : opened + took,
    replied_with: took === null || withdrawn ? null : 'message',
    auto_replied_at: null,
    ended_at: withdrawn ? opened + HOUR : null,
    ended_by: withdrawn ? 'withdrawal' : null,
    ended_who: withdrawn ? 'client' : null,
    rulings: [],
    later_replies: null,
    next_client_at: null,
  }
}

export function tableMade(made: readonly Made[]): MemberTurns {
  return tableOf(made.map(turnOf))
}

export function assessed(policy: Policy, made: readonly Made[], asOf: Ms = NOW): Assessment {
  return new Assessor(policy).assess(tableMade(made), EMPTY_CALENDAR, asOf)
}

/** Waits on both sides of a deadline of a day, and exactly there. */
export const WAITS: readonly (Ms | null)[] = [
  0,
  HOUR,
  5 * HOUR,
  DAY - 1,
  DAY,
  DAY + 1,
  30 * HOUR,
  48 * HOUR,
  80 * HOUR,
  null,
  null,
]
