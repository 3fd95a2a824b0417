/** The engine from wire events to what the command prints. */
import {
  Assessor,
  compareBytes,
  type Event,
  explain,
  type Explanation,
  historiesOf,
  type LabelRow,
  labelRows,
  type MemberHistory,
  type Ms,
  parseEvent,
  parsePolicy,
  type Policy,
  type ScoreRow,
  scoreLine,
  takeIn,
  type TurnRow,
  turnRows,
} from '../../src/index.ts'
import type { WireEvent, WirePolicy } from '../reference/index.ts'

export type { WireEvent, WirePolicy }

/** The event, as it would come over a wire, or an error that says why it was refused. */
export function eventOf(wire: unknown): Event {
  const parsed = parseEvent(JSON.parse(JSON.stringify(wire)))
  if (parsed.ok) return parsed.event
  const { field, problem, remedy } = parsed.fault
  throw new Error(`${field} ${problem}; ${remedy}: ${JSON.stringify(wire)}`)
}

/** What stays of arrivals, in canonical order [EV2, EV3]. */
export function accepted(wire: readonly unknown[]): readonly Event[] {
  return takeIn(wire.map(eventOf)).accepted
}

export function policyOf(document: unknown): Policy {
  const parsed = parsePolicy(document)
  if (parsed.ok) return parsed.policy
  const { field, problem, remedy } = parsed.fault
  throw new Error(`${field} ${problem}; ${remedy}: ${JSON.stringify(document)}`)
}

/** Every member that an event names, in the order of ids. */
export function histories(wire: readonly unknown[]): readonly MemberHistory[] {
  const all = [...historiesOf(accepted(wire)).values()]
  return all.sort((a, b) => compareBytes(a.member, b.member))
}

/** `score --format ndjson`: a line for every member with a turn as of the instant. */
export function scoreLines(wire: readonly unknown[], document: unknown, asOf: Ms): string[] {
  const policy = policyOf(document)
  const assessor = new Assessor(policy)
  return histories(wire).flatMap((history) => {
    const table = history.table(asOf, policy)
    if (table.turns.length === 0) return []
    return scoreLine(history.member, assessor.assess(table, history.calendar, asOf))
  })
}

export function scoreRows(wire: readonly unknown[], document: unknown, asOf: Ms): ScoreRow[] {
  return scoreLines(wire, document, asOf).map((line) => JSON.parse(line) as ScoreRow)
}

/** The only member's row. */
export function rowOf(wire: readonly unknown[], document: unknown, asOf: Ms): ScoreRow {
  const [first] = scoreRows(wire, document, asOf)
  if (first === undefined) throw new Error('no row')
  return first
}

/** `turns --format ndjson`; without a policy the outcomes are null. */
export function turnsOf(wire: readonly unknown[], asOf: Ms, document?: unknown): TurnRow[] {
  const assessor = document === undefined ? null : new Assessor(policyOf(document))
  return histories(wire).flatMap((history) => [...turnRows(history, asOf, assessor)])
}

/** `labels --format ndjson`. */
export function labelsOf(
  wire: readonly unknown[],
  document: unknown,
  { from, until }: { readonly from: Ms; readonly until: Ms },
): LabelRow[] {
  const assessor = new Assessor(policyOf(document))
  return histories(wire).flatMap((history) => [
    ...labelRows(history, { from, until }, assessor).rows,
  ])
}

/** The only member's history. */
export function historyOf(wire: readonly unknown[]): MemberHistory {
  const [history] = histories(wire)
  if (history === undefined) throw new Error('no event names a member')
  return history
}

/** The only member's explanation. */
export function explained(wire: readonly unknown[], document: unknown, asOf: Ms): Explanation {
  return explain(historyOf(wire), new Assessor(policyOf(document)), asOf)
}
