/** AS3, AS4, AS6, AS7: measures over settled turns, exactly. */
import { MILLION } from './assessment.ts'
import type { Assessed } from './assessment.ts'
import { jeffreysLower, wilsonLower } from './bounds.ts'
import type { Condition, Measure, Policy } from './types.ts'

export type Value =
  | { kind: 'fraction'; numerator: bigint; denominator: bigint; units: number }
  | { kind: 'ms'; ms: number }
  | { kind: 'count'; count: number }
  | null

export function measureOf(measure: Measure, policy: Policy, settled: readonly Assessed[]): Value {
  switch (measure.kind) {
    case 'count':
      return { kind: 'count', count: settled.length }
    case 'time': {
      const ms = timeOf(measure, settled)
      return ms === null ? null : { kind: 'ms', ms }
    }
    case 'rate':
    case 'credit':
      return policy.weights.unit === 'turn'
        ? meanOfTurns(measure, settled)
        : meanOfClients(measure, settled)
  }
}

type Share = Measure & { kind: 'rate' | 'credit' }

/** A rate counts turns, a credit adds millionths of turns. */
function meanOfTurns(measure: Share, settled: readonly Assessed[]): Value {
  const whole = measure.kind === 'rate' ? 1n : MILLION
  let numerator = 0n
  let denominator = 0n
  for (const one of settled) {
    numerator += (one.weight * valueOf(measure, one) * whole) / MILLION
    denominator += one.weight * whole
  }
  if (denominator === 0n) return null
  return { kind: 'fraction', numerator, denominator, units: settled.length }
}

/** The measure is the plain mean of the clients' values. */
function meanOfClients(measure: Share, settled: readonly Assessed[]): Value {
  const byClient = new Map<string, Assessed[]>()
  for (const one of settled) {
    const own = byClient.get(one.turn.client)
    if (own === undefined) byClient.set(one.turn.client, [one])
    else own.push(one)
  }
  let numerator = 0n
  let clients = 0
  for (const own of byClient.values()) {
    const share = shareOfClient(measure, own)
    if (share === null) continue
    numerator += share
    clients += 1
  }
  if (clients === 0) return null
  return { kind: 'fraction', numerator, denominator: BigInt(clients) * MILLION, units: clients }
}

/** A client's value is the mean of its settled turns' values in millionths, rounded half up. */
export function shareOfClient(measure: Share, own: readonly Assessed[]): bigint | null {
  let sum = 0n
  let weights = 0n
  for (const one of own) {
    sum += one.weight * valueOf(measure, one)
    weights += one.weight
  }
  return weights === 0n ? null : divideHalfUp(sum, weights)
}

/** A settled turn's value in millionths. */
function valueOf(measure: Share, one: Assessed): bigint {
  if (measure.kind === 'rate') return one.outcome === 'on_time' ? MILLION : 0n
  if (one.outcome === 'missed') return 0n
  return creditAt(measure.curve, one.elapsedMs ?? 0)
}

/** Flat before the first and after the last point, linear between, rounded half up. */
function creditAt(curve: { ms: number; hundredths: number }[], elapsedMs: number): bigint {
  const first = curve[0]
  const last = curve.at(-1)
  if (first === undefined || last === undefined) throw new Error('a curve without points')
  const millionths = (hundredths: number): bigint => BigInt(hundredths) * 100n
  if (elapsedMs <= first.ms) return millionths(first.hundredths)
  if (elapsedMs >= last.ms) return millionths(last.hundredths)
  for (let i = 1; i < curve.length; i += 1) {
    const left = curve[i - 1]
    const right = curve[i]
    if (left === undefined || right === undefined || elapsedMs > right.ms) continue
    const width = BigInt(right.ms - left.ms)
    const along = BigInt(elapsedMs - left.ms)
    const exact =
      millionths(left.hundredths) * (width - along) + millionths(right.hundredths) * along
    return divideHalfUp(exact, width)
  }
  throw new Error('a curve that does not rise in time')
}

/** For numbers that are not negative. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator)
}

type TimeMeasure = Measure & { kind: 'time' }

function timeOf(measure: TimeMeasure, settled: readonly Assessed[]): number | null {
  const { missed, statistic } = measure
  const replied = settled.filter((one) => one.outcome !== 'missed')
  const times = replied.map((one) => one.elapsedMs ?? 0)
  if (missed === 'waiting') {
    const waits = settled.filter((one) => one.outcome === 'missed').map((one) => one.elapsedMs ?? 0)
    return kaplanMeier(times, waits, statistic === 'median' ? 'p50' : statistic)
  }
  if (missed === 'left_out') return statisticOf(statistic, times)
  const { capMs } = missed
  const capped = settled.map((one) => {
    return one.outcome === 'missed' ? capMs : Math.min(one.elapsedMs ?? 0, capMs)
  })
  return statisticOf(statistic, capped)
}

/** N of `pN` or `fastest_N_mean` as a fraction of 100: [numerator, denominator]. */
function percentOf(digits: string): [bigint, bigint] {
  const [whole, decimals = ''] = digits.split('.')
  return [BigInt(`${whole}${decimals}`), 100n * 10n ** BigInt(decimals.length)]
}

function statisticOf(statistic: string, values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const n = sorted.length
  if (statistic === 'mean') return meanDown(sorted)
  if (statistic === 'median') {
    if (n % 2 === 1) return sorted[(n - 1) / 2] ?? null
    return meanDown([sorted[n / 2 - 1] ?? 0, sorted[n / 2] ?? 0])
  }
  const fastest = /^fastest_([\d.]+)_mean$/.exec(statistic)
  if (fastest !== null) {
    const [numerator, denominator] = percentOf(fastest[1] ?? '')
    const kept = Number((BigInt(n) * numerator) / denominator)
    return meanDown(sorted.slice(0, Math.max(kept, 1)))
  }
  const [numerator, denominator] = percentOf(statistic.slice(1))
  for (const value of sorted) {
    const atOrBelow = sorted.filter((other) => other <= value).length
    if (BigInt(atOrBelow) * denominator >= BigInt(n) * numerator) return value
  }
  return null
}

function meanDown(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + BigInt(value), 0n)
  return Number(sum / BigInt(values.length))
}

/** The smallest t with S(t) ≤ 1 − p, or null if that is never reached. */
function kaplanMeier(
  times: readonly number[],
  waits: readonly number[],
  statistic: string,
): number | null {
  const [numerator, denominator] = percentOf(statistic.slice(1))
  let surviving: [bigint, bigint] = [1n, 1n]
  const instants = [...new Set(times)].sort((a, b) => a - b)
  for (const t of instants) {
    const replies = times.filter((time) => time === t).length
    const atRisk = [...times, ...waits].filter((time) => time >= t).length
    surviving = [surviving[0] * BigInt(atRisk - replies), surviving[1] * BigInt(atRisk)]
    if (surviving[0] * denominator <= (denominator - numerator) * surviving[1]) return t
  }
  return null
}

/** AS7: exact, inclusive unless strict. A measure that is null fails (LB3). */
export function holds(condition: Condition, policy: Policy, settled: readonly Assessed[]): boolean {
  const measure = policy.measures[condition.measure]
  if (measure === undefined) throw new Error(`no such measure: ${condition.measure}`)
  const value = measureOf(measure, policy, settled)
  if (value === null) return false
  if (value.kind === 'ms' && condition.atMostMs !== null) {
    return condition.strict ? value.ms < condition.atMostMs : value.ms <= condition.atMostMs
  }
  if (value.kind !== 'fraction' || condition.atLeast === null) {
    throw new Error(`condition and measure do not fit: ${condition.measure}`)
  }
  if (condition.bound !== null) {
    const share = Number(value.numerator) / Number(value.denominator)
    const lower = condition.bound.kind === 'wilson' ? wilsonLower : jeffreysLower
    const bound = lower(share, value.units, condition.bound.levelPercent)
    const threshold = condition.atLeast / 10_000
    return condition.strict ? bound > threshold : bound >= threshold
  }
  const left = value.numerator * 10_000n
  const right = BigInt(condition.atLeast) * value.denominator
  return condition.strict ? left > right : left >= right
}
