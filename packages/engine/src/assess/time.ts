import type { Ms } from '../base/instant.ts'
import { selectSmallest } from '../base/select.ts'
import type { Measure, Statistic } from '../policy/policy.ts'
import { MISSED } from './outcome.ts'
import type { Tally } from './tally.ts'

/** Settled turns as a time statistic sees them: elapsed time to the reply or so far, and the outcome. */
export type Waits = Pick<Tally, 'took' | 'outcomes'>

export type TimeMeasure = Extract<Measure, { readonly kind: 'time' }>

/** A time statistic of settled turns in milliseconds; null where it is empty or never reached [AS3]. */
export function timeOf(measure: TimeMeasure, waits: Waits): Ms | null {
  const { statistic, missed } = measure
  const { took, outcomes } = waits
  const values = room(took.length)
  let size = 0
  if (missed.kind === 'waiting') return waiting(waits, shareOf(statistic))
  for (let i = 0; i < took.length; i += 1) {
    const isMissed = outcomes[i] === MISSED
    if (isMissed && missed.kind === 'left_out') continue
    const wait = took[i] as number
    values[size] = missed.kind === 'cap' ? cappedWait(missed.cap, wait, isMissed) : wait
    size += 1
  }
  return size === 0 ? null : statisticOf(statistic, values, size)
}

/** Working space; nothing in it outlives a call. */
let scratch = new Float64Array(256)

function room(size: number): Float64Array {
  if (scratch.length < size) scratch = new Float64Array(size * 2)
  return scratch
}

/** Under a cap no wait counts for more than it, and a missed turn counts for all of it [AS3]. */
export function cappedWait(cap: Ms, took: Ms, missed: boolean): Ms {
  return missed ? cap : Math.min(took, cap)
}

/** In hundredths of a percent. */
function shareOf(statistic: Statistic): number {
  return statistic.kind === 'percentile' ? statistic.hundredths : 5_000
}

function statisticOf(statistic: Statistic, values: Float64Array, size: number): Ms {
  switch (statistic.kind) {
    case 'mean':
      return meanOf(values, size)
    case 'fastest_mean':
      values.subarray(0, size).sort()
      return meanOf(values, Math.max(1, Math.floor((size * statistic.hundredths) / 10_000)))
    case 'median': {
      const upper = selectSmallest(values, size, size >> 1)
      if (size % 2 === 1) return upper
      return Math.floor((selectSmallest(values, size, (size >> 1) - 1) + upper) / 2)
    }
    case 'percentile':
      return selectSmallest(values, size, Math.ceil((size * statistic.hundredths) / 10_000) - 1)
  }
}

/** The mean of the first `count` values, rounded down to a millisecond. */
function meanOf(values: Float64Array, count: number): Ms {
  let sum = 0
  for (let i = 0; i < count; i += 1) sum += values[i] as number
  if (Number.isSafeInteger(sum)) return (sum - (sum % count)) / count
  let exact = 0n
  for (let i = 0; i < count; i += 1) exact += BigInt(values[i] as number)
  return Number(exact / BigInt(count))
}

/** Rounding in doubles stays far below this for any number of turns a member can have. */
const GUARD = 1e-9

/**
 * Kaplan–Meier: the smallest t with S(t) ≤ 1 − p, missed turns censored at their wait so far, those
 * censored at t being at risk at t; null where it is never reached.
 */
function waiting(waits: Waits, hundredths: number): Ms | null {
  const { took, outcomes } = waits
  const size = took.length
  const values = room(size)
  let replies = 0
  let firstCensored = Number.POSITIVE_INFINITY
  for (let i = 0; i < size; i += 1) {
    const wait = took[i] as number
    if (outcomes[i] === MISSED) firstCensored = Math.min(firstCensored, wait)
    else {
      values[replies] = wait
      replies += 1
    }
  }
  // Until the first is censored S(t) is the share not yet answered, so the nearest rank is the answer.
  const rank = Math.ceil((size * hundredths) / 10_000)
  if (rank <= replies && rank > 0) {
    const nearest = selectSmallest(values, replies, rank - 1)
    if (nearest <= firstCensored) return nearest
  }
  return productLimit(waits, hundredths)
}

function productLimit(waits: Waits, hundredths: number): Ms | null {
  const replies = sorted(waits.took.filter((_, index) => waits.outcomes[index] !== MISSED))
  const censored = sorted(waits.took.filter((_, index) => waits.outcomes[index] === MISSED))
  const target = 1 - hundredths / 10_000
  const factors: (readonly [number, number])[] = []
  let survival = 1
  let gone = 0
  let i = 0
  while (i < replies.length) {
    const at = replies[i] as number
    let events = 0
    while (i < replies.length && replies[i] === at) {
      events += 1
      i += 1
    }
    while (gone < censored.length && (censored[gone] as number) < at) gone += 1
    const risk = replies.length - (i - events) + censored.length - gone
    factors.push([risk - events, risk])
    survival *= (risk - events) / risk
    if (survival < target - GUARD) return at
    if (survival <= target + GUARD && reached(factors, hundredths)) return at
  }
  return null
}

function sorted(values: readonly Ms[]): Float64Array {
  return Float64Array.from(values).sort()
}

/** Whether the product of fractions is at most 1 − p, exactly. */
function reached(factors: readonly (readonly [number, number])[], hundredths: number): boolean {
  let left = 10_000n
  let right = BigInt(10_000 - hundredths)
  for (const [numerator, denominator] of factors) {
    left *= BigInt(numerator)
    right *= BigInt(denominator)
  }
  return left <= right
}
