import { isBoundAtLeast, shareAtBound } from '../assess/bound.ts'
import { MISSED } from '../assess/outcome.ts'
import type { Exact, ShareParts, Tally } from '../assess/tally.ts'
import { cappedWait, type TimeMeasure, timeOf } from '../assess/time.ts'
import { MILLION } from '../base/exact.ts'
import type { Condition, Policy } from '../policy/policy.ts'

/**
 * A condition as a question about any set of clients left out: `holds(without)` says whether it holds
 * on the others alone; a measure that is null fails it [LB3].
 *
 * Most questions are linear in their clients, which lets the worst and the best set be found by sorting
 * instead of trying every one. `must` is necessary and `suffices` sufficient; where they are the same
 * object the question is exactly that, and where one is null nothing is known without asking.
 */
export type Question = {
  readonly must: Linear | null
  readonly suffices: Linear | null
  readonly holds: (without: readonly number[]) => boolean
}

/** Holds without a set of clients when the others' gains reach `least` and their wholes are not all 0. */
export type Linear = {
  /** By client. */
  readonly gains: readonly Exact[]
  readonly least: Exact
  /** By client; the measure is null where nothing of these remains. Null: it never is. */
  readonly wholes: readonly Exact[] | null
}

/** `without`: how many clients will be left out. */
export function questionOf(
  condition: Condition,
  policy: Policy,
  { tally, without }: { readonly tally: Tally; readonly without: number },
): Question {
  switch (condition.kind) {
    case 'share': {
      const parts = tally.shares[condition.measure] as ShareParts
      if (condition.bound !== null) return boundQuestion(condition, parts, without)
      return linearQuestion(shareGains(parts, condition))
    }
    case 'count': {
      const least = condition.atLeast + (condition.strict ? 1 : 0)
      return linearQuestion({ gains: tally.turns, least, wholes: null })
    }
    case 'time': {
      const measure = policy.measures[condition.measure] as TimeMeasure
      const holds = (without: readonly number[]) =>
        timeHolds(condition, tally, { measure, without })
      const bounds = timeBounds(condition, measure, tally)
      return bounds.must !== null && bounds.must === bounds.suffices
        ? linearQuestion(bounds.must)
        : { ...bounds, holds }
    }
  }
}

type ShareCondition = Extract<Condition, { readonly kind: 'share' }>
type TimeCondition = Extract<Condition, { readonly kind: 'time' }>

/** Beyond this a comparison multiplied out would leave the safe integers. */
const SAFE = Number.MAX_SAFE_INTEGER / 20_000

/** part / whole ≥ h / 10,000 for the rest, where Σ (10,000 · part − h · whole) ≥ 0. */
function shareGains({ parts, wholes }: ShareParts, condition: ShareCondition): Linear {
  let total = 0
  for (const whole of wholes) total += Number(whole)
  const { hundredths } = condition
  const least = condition.strict ? 1 : 0
  if (total <= SAFE && typeof parts[0] !== 'bigint') {
    const gains = parts.map((part, i) => Number(part) * 10_000 - Number(wholes[i]) * hundredths)
    return { gains, least, wholes }
  }
  const gains = parts.map(
    (part, i) => BigInt(part) * 10_000n - BigInt(wholes[i] as Exact) * BigInt(hundredths),
  )
  return { gains, least: BigInt(least), wholes }
}

/**
 * With limit L and percentile N, among the values: a mean rounded down is at most L exactly where
 * Σ (L + 1 − value) > 0, a percentile where Σ ([value ≤ L] − N %) ≥ 0. A median of an even number may
 * average two values, so it holds where that sum is above 0 and fails below. Kaplan–Meier holds where the
 * replies within L alone suffice, and fails where even those waiting up to L would not.
 */
function timeBounds(
  condition: TimeCondition,
  measure: TimeMeasure,
  tally: Tally,
): Pick<Question, 'must' | 'suffices'> {
  const { statistic, missed } = measure
  const limit = condition.atMost - (condition.strict ? 1 : 0)
  if (statistic.kind === 'fastest_mean') return { must: null, suffices: null }
  const gainsOf = (gain: (took: number, isMissed: boolean) => number): readonly number[] => {
    const gains = tally.turns.map(() => 0)
    tally.took.forEach((took, index) => {
      const client = tally.clientOf[index] as number
      gains[client] = (gains[client] as number) + gain(took, tally.outcomes[index] === MISSED)
    })
    return gains
  }
  const counted = (isMissed: boolean) => missed.kind !== 'left_out' || !isMissed
  const valueOf = (took: number, isMissed: boolean) =>
    missed.kind === 'cap' ? cappedWait(missed.cap, took, isMissed) : took
  const wholes = gainsOf((_, isMissed) => (counted(isMissed) ? 1 : 0))
  if (statistic.kind === 'mean') {
    const gains = gainsOf((took, isMissed) =>
      counted(isMissed) ? limit + 1 - valueOf(took, isMissed) : 0,
    )
    const linear = { gains, least: 1, wholes }
    return { must: linear, suffices: linear }
  }
  const asked = statistic.kind === 'percentile' ? statistic.hundredths : 5_000
  const within = (waitingToo: boolean) =>
    gainsOf((took, isMissed) => {
      if (!counted(isMissed)) return 0
      const reached =
        valueOf(took, isMissed) <= limit && (missed.kind !== 'waiting' || waitingToo || !isMissed)
      return (reached ? 10_000 : 0) - asked
    })
  const must = { gains: within(true), least: 0, wholes }
  if (missed.kind === 'waiting')
    return { must, suffices: { gains: within(false), least: 0, wholes } }
  const exact = statistic.kind === 'percentile'
  return { must, suffices: exact ? must : { gains: must.gains, least: 1, wholes } }
}

function linearQuestion(linear: Linear): Question {
  const rest = (values: readonly Exact[], without: readonly number[]): bigint => {
    let sum = 0n
    values.forEach((value, client) => {
      if (!without.includes(client)) sum += BigInt(value)
    })
    return sum
  }
  return {
    must: linear,
    suffices: linear,
    holds: (without) =>
      (linear.wholes === null || rest(linear.wholes, without) > 0n) &&
      rest(linear.gains, without) >= BigInt(linear.least),
  }
}

function timeHolds(
  condition: TimeCondition,
  tally: Tally,
  of: { readonly measure: TimeMeasure; readonly without: readonly number[] },
): boolean {
  const stays = tally.clientOf.map((client) => !of.without.includes(client))
  const value = timeOf(of.measure, {
    took: tally.took.filter((_, index) => stays[index]),
    outcomes: tally.outcomes.filter((_, index) => stays[index]),
  })
  if (value === null) return false
  return condition.strict ? value < condition.atMost : value <= condition.atMost
}

/**
 * A lower bound rises with the share and, for one share, with the number of units. So with the fewest
 * units that any set leaves a share that reaches it suffices, and with the most units one is necessary.
 */
function boundQuestion(condition: ShareCondition, shares: ShareParts, without: number): Question {
  const { bound, hundredths, strict } = condition
  const { parts, wholes, units } = shares
  const holds = (out: readonly number[]): boolean => {
    let part = 0
    let whole = 0
    let left = 0
    parts.forEach((value, client) => {
      if (out.includes(client)) return
      part += Number(value)
      whole += Number(wholes[client])
      left += units[client] ?? 0
    })
    if (whole === 0 || bound === null) return false
    return isBoundAtLeast(bound, part / whole, { units: left, hundredths, strict })
  }
  if (bound === null) return { must: null, suffices: null, holds }
  const sorted = [...units].sort((a, b) => a - b)
  const sum = (some: readonly number[]) => some.reduce((a, b) => a + b, 0)
  const fewest = sum(sorted.slice(0, sorted.length - without))
  const most = sum(sorted.slice(without))
  const shareFor = (count: number) => shareAtBound(bound, { units: count, hundredths, strict })
  return {
    must: shareLine(shares, Math.floor((shareFor(most) - MARGIN) * MILLION)),
    suffices: shareLine(shares, Math.ceil((shareFor(fewest) + MARGIN) * MILLION)),
    holds,
  }
}

/** Doubles are wrong by far less; what lies between the two lines is asked for itself. */
const MARGIN = 1e-6

/** part / whole ≥ m millionths for the rest. */
function shareLine({ parts, wholes }: ShareParts, millionths: number): Linear {
  const gains = parts.map(
    (part, i) => BigInt(part) * BigInt(MILLION) - BigInt(wholes[i] as Exact) * BigInt(millionths),
  )
  return { gains, least: 0n, wholes }
}
