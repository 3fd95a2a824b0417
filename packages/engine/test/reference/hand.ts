/** Short ways to write the hand-computed cases of the tests. */
import { referenceScore, referenceTurns } from './index.ts'
import type { ScoreRow, TurnRow, WireEvent, WirePolicy } from './index.ts'

/** Monday 2024-06-03 00:00 UTC. */
export const START = Date.UTC(2024, 5, 3)
const HOUR = 3_600_000

/** The instant that many hours after START. */
export function h(hours: number): number {
  return START + hours * HOUR
}

/** An event at an hour, of member m in conversation v unless it says otherwise. */
export function event(id: string, hours: number, type: string, body: WireEvent = {}): WireEvent {
  return { id, at: h(hours), type, member: 'm', conversation: 'v', ...body }
}

export function ask(id: string, hours: number, body: WireEvent = {}): WireEvent {
  return event(id, hours, 'message', { from: 'client', client: 'c', ...body })
}

export function say(id: string, hours: number, body: WireEvent = {}): WireEvent {
  return event(id, hours, 'message', { from: 'member', ...body })
}

/** A turn in a conversation of its own, answered after so many hours, or not. */
export function pair(name: string, hours: number, wait: number | null, client = name): WireEvent[] {
  const asked = ask(name, hours, { conversation: name, client })
  if (wait === null) return [asked]
  return [asked, say(`${name}-reply`, hours + wait, { conversation: name })]
}

/** A policy of a rate and no labels, and what it is given. */
export function rate(rest: WirePolicy = {}): WirePolicy {
  return { policy: 'p/1', measures: { on_time: { kind: 'rate' } }, labels: [], ...rest }
}

/** The turns as of an hour; the policy, if any, judges them. */
export function turnsAt(events: WireEvent[], hours: number, policy?: WirePolicy): TurnRow[] {
  return referenceTurns(events, h(hours), policy)
}

/** The outcomes of the turns by their ids. */
export function outcomesAt(
  events: WireEvent[],
  hours: number,
  policy: WirePolicy = rate(),
): { [turn: string]: string | null } {
  const rows = turnsAt(events, hours, policy)
  return Object.fromEntries(rows.map((row) => [row.turn, row.outcome]))
}

/** The score row of member m. */
export function scoreAt(events: WireEvent[], hours: number, policy: WirePolicy): ScoreRow {
  const row = referenceScore(events, policy, h(hours)).find(({ member }) => member === 'm')
  if (row === undefined) throw new Error('no row of member m')
  return row
}
