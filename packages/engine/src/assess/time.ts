import type { Ms } from '../base/instant.ts'
import type { Measure, Statistic } from '../policy/policy.ts'

/** Settled turns as a time statistic sees them: how long each took, and whether nobody answered it. */
export type Waits = {
  /** Elapsed time to the reply, or so far. */
  readonly took: readonly Ms[]
  readonly missed: readonly boolean[]
}

export type TimeMeasure = Extract<Measure, { readonly kind: 'time' }>

/** A time statistic of settled turns in milliseconds; null where it is empty or never reached [AS3]. */
export function timeOf(measure: TimeMeasure, waits: Waits): Ms | null {
  const { statistic, missed } = measure
  switch (missed.kind) {
    case 'waiting':
      return waiting(waits, shareOf(statistic))
    case 'cap':
      return statisticOf(
        statistic,
        waits.took.map((took, index) => cappedWait(missed.cap, took, waits.missed[index] === true)),
      )
    case 'left_out':
      return statisticOf(
        statistic,
        waits.took.filter((_, index) => waits.missed[index] !== true),
      )
  }
}

/** Under a cap no wait counts for more than it, and a missed turn counts for all of it [AS3]. */
export function cappedWait(cap: Ms, took: Ms, missed: boolean): Ms {
  return missed ? cap : Math.min(took, cap)
}

/** In hundredths of a percent. */
function shareOf(statistic: Statistic): number {
  return statistic.kind === 'percentile' ? statistic.hundredths : 5_000
}

function statisticOf(statistic: Statistic, unordered: readonly Ms[]): Ms | null {
  const values = sorted(unordered)
  const size = values.length
  if (size === 0) return null
  switch (statistic.kind) {
    case 'mean':
      return meanOf(values, size)
    case 'fastest_mean':
      return meanOf(values, Math.max(1, Math.floor((size * statistic.hundredths) / 10_000)))
    case 'median': {
      const upper = values[size >> 1] as Ms
      return size % 2 === 1 ? upper : Math.floor(((values[(size >> 1) - 1] as Ms) + upper) / 2)
    }
    case 'percentile':
      return values[Math.ceil((size * statistic.hundredths) / 10_000) - 1] as Ms
  }
}

/** The mean of the first `count` values, rounded down to a millisecond. */
function meanOf(values: Float64Array, count: number): Ms {
  let sum = 0
  for (let i = 0; i < count; i += 1) sum += values[i] as Ms
  if (Number.isSafeInteger(sum)) return (sum - (sum % count)) / count
  let exact = 0n
  for (let i = 0; i < count; i += 1) exact += BigInt(values[i] as Ms)
  return Number(exact / BigInt(count))
}

function sorted(values: readonly Ms[]): Float64Array {
  return Float64Array.from(values).sort()
}

/** Rounding in doubles stays far below this for any number of turns a member can have. */
const GUARD = 1e-9

/**
 * Kaplan–Meier: the smallest t with S(t) ≤ 1 − p, missed turns censored at their wait so
 * far, those censored at t being at risk at t; null where it is never reached.
 */
function waiting(waits: Waits, hundredths: number): Ms | null {
  const replies = sorted(waits.took.filter((_, index) => waits.missed[index] !== true))
  const censored = sorted(waits.took.filter((_, index) => waits.missed[index] === true))
  const target = 1 - hundredths / 10_000
  const factors: (readonly [number, number])[] = []
  let survival = 1
  let gone = 0
  let i = 0
  while (i < replies.length) {
    const at = replies[i] as Ms
    let events = 0
    while (i < replies.length && replies[i] === at) {
      events += 1
      i += 1
    }
    while (gone < censored.length && (censored[gone] as Ms) < at) gone += 1
    const risk = replies.length - (i - events) + censored.length - gone
    factors.push([risk - events, risk])
    survival *= (risk - events) / risk
    if (survival < target - GUARD) return at
    if (survival <= target + GUARD && reached(factors, hundredths)) return at
  }
  return null
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
