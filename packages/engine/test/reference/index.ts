/**
 * The oracle: a plain reading of the rules, slow and exact, that shares nothing with the engine.
 * Rows come out as the command's contract prints them.
 */
import { assess, clientsOf, isEnough } from './assessment.ts'
import { distinct } from './clock.ts'
import { acceptEvents, parseCsv, readInstant, writeInstant } from './events.ts'
import { earnedLabels, labelHistory } from './labels.ts'
import type { LabelRow } from './labels.ts'
import { divideHalfUp, measureOf } from './measures.ts'
import type { Value } from './measures.ts'
import { judgeTurns } from './outcomes.ts'
import { readPolicy } from './policy.ts'
import { compareByOpening, foldHistory } from './turns.ts'
import type { Judged, OutcomeName, WireEvent } from './types.ts'

export { parseCsv }
export type { LabelRow, WireEvent }
export type WirePolicy = Record<string, unknown>
export type WireInstant = number | string

export type TurnRow = {
  turn: string
  member: string
  client: string
  conversation: string
  ordinal: number
  initiated_by: string
  kind: string
  opened_at: string
  messages: number
  replied_at: string | null
  replied_with: string | null
  auto_replied_at: string | null
  ended_at: string | null
  ended_by: string | null
  ended_who: string | null
  excused: boolean | null
  elapsed_ms: number | null
  outcome: OutcomeName | null
}

export type ShownMeasure =
  | { numerator: number; denominator: number; percent: number }
  | { ms: number }
  | { count: number }
  | null

export type ScoreRow = {
  member: string
  policy: string
  as_of: string
  counts: {
    turns: number
    settled: number
    on_time: number
    late: number
    missed: number
    pending: number
    excused: number
    clients: number
  }
  enough: boolean
  score: number | null
  measures: { [name: string]: ShownMeasure }
  labels: { [name: string]: boolean }
}

/** `turns --format ndjson`. */
export function referenceTurns(
  events: readonly WireEvent[],
  asOf: WireInstant,
  policy?: WirePolicy,
): TurnRow[] {
  const history = foldHistory(acceptEvents(events).events, readInstant(asOf))
  const rows: TurnRow[] = []
  for (const member of distinct(history.turns.map((turn) => turn.member))) {
    const own = history.turns.filter((turn) => turn.member === member).sort(compareByOpening)
    // The cap counts all the member's turns here.
    const judged =
      policy === undefined
        ? own.map((turn) => ({ turn, outcome: null, elapsedMs: null }))
        : judgeTurns(own, readPolicy(policy), history, own)
    rows.push(...judged.map(turnRow))
  }
  return rows
}

function turnRow(
  judged: Judged | { turn: Judged['turn']; outcome: null; elapsedMs: null },
): TurnRow {
  const { turn } = judged
  const instantOrNull = (at: number | null): string | null =>
    at === null ? null : writeInstant(at)
  return {
    turn: turn.id,
    member: turn.member,
    client: turn.client,
    conversation: turn.conversation,
    ordinal: turn.ordinal,
    initiated_by: turn.initiatedBy,
    kind: turn.kind,
    opened_at: writeInstant(turn.openedAt),
    messages: turn.messages.length,
    replied_at: instantOrNull(turn.repliedAt),
    replied_with: turn.repliedWith,
    auto_replied_at: instantOrNull(turn.autoRepliedAt),
    ended_at: instantOrNull(turn.endedAt),
    ended_by: turn.endedBy,
    ended_who: turn.endedWho,
    excused: turn.excused,
    elapsed_ms: judged.elapsedMs,
    outcome: judged.outcome,
  }
}

/** `score --format ndjson`. */
export function referenceScore(
  events: readonly WireEvent[],
  policy: WirePolicy,
  asOf: WireInstant,
): ScoreRow[] {
  const rules = readPolicy(policy)
  const history = foldHistory(acceptEvents(events).events, readInstant(asOf))
  return distinct(history.turns.map((turn) => turn.member)).map((member) => {
    const assessment = assess(member, rules, history)
    const { window, settled } = assessment
    const having = (outcome: OutcomeName): number => {
      return window.filter((one) => one.outcome === outcome).length
    }
    const measures: { [name: string]: ShownMeasure } = {}
    for (const [name, measure] of Object.entries(rules.measures)) {
      measures[name] = show(measureOf(measure, rules, settled))
    }
    const enough = isEnough(rules.enough, settled)
    return {
      member,
      policy: rules.policy,
      as_of: writeInstant(history.asOf),
      counts: {
        turns: window.length,
        settled: settled.length,
        on_time: having('on_time'),
        late: having('late'),
        missed: having('missed'),
        pending: having('pending'),
        excused: having('excused'),
        clients: clientsOf(settled).length,
      },
      enough,
      score: enough && rules.score !== null ? percentOf(measures[rules.score] ?? null) : null,
      measures,
      labels: earnedLabels(rules, assessment),
    }
  })
}

function percentOf(shown: ShownMeasure): number | null {
  return shown !== null && 'percent' in shown ? shown.percent : null
}

function show(value: Value): ShownMeasure {
  if (value === null) return null
  if (value.kind === 'ms') return { ms: value.ms }
  if (value.kind === 'count') return { count: value.count }
  const { numerator, denominator } = value
  const tenths = divideHalfUp(numerator * 1000n, denominator)
  const common =
    denominator > BigInt(Number.MAX_SAFE_INTEGER) ? divisor(numerator, denominator) : 1n
  return {
    numerator: Number(numerator / common),
    denominator: Number(denominator / common),
    percent: Number(tenths) / 10,
  }
}

function divisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : divisor(b, a % b)
}

/** `labels --format ndjson`. */
export function referenceLabels(
  events: readonly WireEvent[],
  policy: WirePolicy,
  from: WireInstant,
  until: WireInstant,
): LabelRow[] {
  const accepted = acceptEvents(events).events
  return labelHistory(accepted, readPolicy(policy), readInstant(from), readInstant(until))
}
