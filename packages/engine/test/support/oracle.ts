/** What the oracle of test/reference and the engine say of one case, in the same words. */
import {
  type LabelRow,
  referenceLabels,
  referenceScore,
  referenceTurns,
  type ScoreRow,
} from '../reference/index.ts'
import { labelsOf, scoreLines, turnsOf, type WireEvent, type WirePolicy } from './run.ts'

type Asked = {
  readonly events: readonly WireEvent[]
  readonly policy: WirePolicy
  readonly asOf: number
  readonly from: number
  readonly until: number
}

/** What is compared: each part as text, so that equal means equal bytes. */
export type Answers = {
  readonly scores: readonly string[]
  readonly turns: readonly string[]
  readonly labels: readonly string[]
}

export function ofOracle({ events, policy, asOf, from, until }: Asked): Answers {
  return {
    scores: referenceScore(events, policy, asOf).map(reduced),
    turns: referenceTurns(events, asOf, policy).map((row) => JSON.stringify(row)),
    labels: referenceLabels(events, policy, from, until).map(labelText),
  }
}

export function ofEngine({ events, policy, asOf, from, until }: Asked): Answers {
  return {
    scores: scoreLines(events, policy, asOf).map((line) => reduced(readLine(line))),
    turns: turnsOf(events, asOf, policy).map((row) => JSON.stringify(row)),
    labels: labelsOf(events, policy, { from, until }).map(labelText),
  }
}

/** Changes of several labels at one epoch have no order of their own in the contract. */
function labelText({ member, label, epoch, held, policy }: LabelRow): string {
  return JSON.stringify({ member, label, epoch, held, policy })
}

/** A score line with its large integers kept exact. */
function readLine(line: string): ScoreRow {
  const exact = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^\d+$/.test(context?.source ?? '')
      ? BigInt(context?.source ?? '0')
      : value
  return JSON.parse(
    line,
    exact as (this: unknown, key: string, value: unknown) => unknown,
  ) as ScoreRow
}

/** Fractions need not be reduced, so they are before bytes are compared. */
function reduced(row: ScoreRow): string {
  const measures = Object.entries(row.measures).map(([name, measure]) => {
    if (measure === null || !('numerator' in measure)) return [name, measure]
    const [numerator, denominator] = [BigInt(measure.numerator), BigInt(measure.denominator)]
    const common = divisor(numerator, denominator)
    const parts = { numerator: `${numerator / common}`, denominator: `${denominator / common}` }
    return [name, { ...parts, percent: measure.percent }]
  })
  return JSON.stringify({ ...row, measures: Object.fromEntries(measures) as unknown })
}

function divisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : divisor(b, a % b)
}
