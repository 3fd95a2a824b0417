import { MILLION } from '../base/exact.ts'
import type { Ms } from '../base/instant.ts'
import type { Measure, Policy } from '../policy/policy.ts'
import { creditOf } from './credit.ts'
import { type Case, MISSED, ON_TIME } from './outcome.ts'
import { settled, type Window, type Windower } from './window.ts'

/** An exact integer: a number while every sum is safe, a bigint where weights make them large. */
export type Exact = number | bigint

/** What each client contributes to a share: the measure is the sum of parts over the sum of wholes. */
export type ShareParts = {
  readonly parts: readonly Exact[]
  readonly wholes: readonly Exact[]
  /** How many turns, or whether the client itself, weigh anything: the sample size of a bound [AS6]. */
  readonly units: readonly number[]
  /** What each settled turn is worth, oldest first, in the unit of its weight times `whole`. */
  readonly values: readonly number[]
  readonly whole: number
}

/** A window's settled turns by client: everything that measures and labels are computed from. */
export type Tally = {
  readonly counts: Counts
  /** Settled turns of each client, in order of first appearance. */
  readonly turns: readonly number[]
  /** For each settled turn, oldest first: its client's place in `turns`. */
  readonly clientOf: readonly number[]
  readonly took: readonly Ms[]
  readonly missed: readonly boolean[]
  /** Each settled turn's weight in millionths; null where all weigh the same. */
  readonly weights: readonly number[] | null
  /** By measure; null for those that are not shares. */
  readonly shares: readonly (ShareParts | null)[]
}

export type Counts = {
  /** The final window, all outcomes. */
  readonly turns: number
  readonly settled: number
  readonly on_time: number
  readonly late: number
  readonly missed: number
  readonly pending: number
  readonly excused: number
  /** Those with settled turns. */
  readonly clients: number
}

/** Adds up exact integers of one sort. */
export function plus<E extends Exact>(a: E, b: E): E {
  return ((a as number) + (b as number)) as E
}

/** Counts a window, and groups its settled turns by client. */
export function tallyOf(policy: Policy, windower: Windower, task: Case, window: Window): Tally {
  const { turns } = task
  const { outcome, elapsed } = windower.judge
  const byOutcome = [0, 0, 0, 0, 0]
  const places = new Map<number, number>()
  const settledRows: number[] = []
  const clientOf: number[] = []
  const took: Ms[] = []
  const missed: boolean[] = []
  const perClient: number[] = []
  for (let i = 0; i < window.rows.length; i += 1) {
    const row = window.rows[i] as number
    const verdict = outcome[row - turns.from] as number
    byOutcome[verdict] = (byOutcome[verdict] as number) + 1
    if (!settled(verdict)) continue
    const client = turns.columns.client[row] as number
    let place = places.get(client)
    if (place === undefined) {
      place = perClient.length
      places.set(client, place)
      perClient.push(0)
    }
    perClient[place] = (perClient[place] as number) + 1
    settledRows.push(row)
    clientOf.push(place)
    took.push(elapsed[row - turns.from] as Ms)
    missed.push(verdict === MISSED)
  }
  const [onTime = 0, late = 0, missedCount = 0, pending = 0, excused = 0] = byOutcome
  const grouped: Grouped = {
    policy,
    clientOf,
    clients: perClient.length,
    onTime: settledRows.map((row) => outcome[row - turns.from] === ON_TIME),
    took,
    missed,
    weights: weightsOf(policy, windower, task, { anchor: window.anchor, rows: settledRows }),
  }
  return {
    counts: {
      turns: window.rows.length,
      settled: settledRows.length,
      on_time: onTime,
      late,
      missed: missedCount,
      pending,
      excused,
      clients: perClient.length,
    },
    turns: perClient,
    clientOf,
    took,
    missed,
    weights: grouped.weights,
    shares: policy.measures.map((measure) => sharesOf(measure, grouped)),
  }
}

/** Each settled turn's weight in millionths, rounded half up once; null where all weigh the same. */
function weightsOf(
  policy: Policy,
  windower: Windower,
  task: Case,
  settledTurns: { readonly anchor: Ms; readonly rows: readonly number[] },
): readonly number[] | null {
  const { halfLife, firstContact, followUp } = policy.weights
  if (halfLife === null && firstContact === 1 && followUp === 1) return null
  const { turns } = task
  return settledTurns.rows.map((row) => {
    const isFirst = windower.firstContact[row - turns.from] === 1
    const kind = firstContact === followUp ? firstContact : isFirst ? firstContact : followUp
    const age = settledTurns.anchor - (turns.columns.openedAt[row] as Ms)
    const recency = halfLife === null ? 1 : 2 ** (-age / halfLife)
    return Math.floor(recency * kind * MILLION + 0.5)
  })
}

type Grouped = {
  readonly policy: Policy
  readonly clientOf: readonly number[]
  readonly clients: number
  readonly onTime: readonly boolean[]
  readonly took: readonly Ms[]
  readonly missed: readonly boolean[]
  readonly weights: readonly number[] | null
}

/** Sums below this stay safe integers through every comparison with a threshold. */
const SAFE = Number.MAX_SAFE_INTEGER / 20_000

function sharesOf(measure: Measure, grouped: Grouped): ShareParts | null {
  if (measure.kind !== 'rate' && measure.kind !== 'credit') return null
  const { policy, weights, took, missed, onTime } = grouped
  const byClient = policy.weights.unit === 'client'
  // A plain rate of turns counts turns; everything else counts millionths.
  const full = measure.kind === 'rate' && !byClient && weights === null ? 1 : MILLION
  const whole = measure.kind === 'rate' && !byClient ? 1 : MILLION
  const values = took.map((length, index) => {
    if (measure.kind === 'rate') return onTime[index] === true ? whole : 0
    return missed[index] === true ? 0 : creditOf(measure.curve, length)
  })
  const heaviest = weights === null ? 1 : weights.reduce((a, b) => Math.max(a, b), 0)
  const large = took.length * heaviest * full > SAFE
  const sums = large ? sumExactly(values, whole, grouped) : sumSafely(values, whole, grouped)
  return { ...(byClient ? clientMeans(sums) : sums), values, whole }
}

type Sums = Pick<ShareParts, 'parts' | 'wholes' | 'units'>

function sumSafely(values: readonly number[], whole: number, grouped: Grouped): Sums {
  const { clientOf, clients, weights } = grouped
  const parts = new Array<number>(clients).fill(0)
  const wholes = new Array<number>(clients).fill(0)
  const units = new Array<number>(clients).fill(0)
  for (let i = 0; i < values.length; i += 1) {
    const client = clientOf[i] as number
    const weight = weights === null ? 1 : (weights[i] as number)
    if (weight > 0) units[client] = (units[client] as number) + 1
    parts[client] = (parts[client] as number) + weight * (values[i] as number)
    wholes[client] = (wholes[client] as number) + weight * whole
  }
  return { parts, wholes, units }
}

function sumExactly(values: readonly number[], whole: number, grouped: Grouped): Sums {
  const { clientOf, clients, weights } = grouped
  const parts = new Array<bigint>(clients).fill(0n)
  const wholes = new Array<bigint>(clients).fill(0n)
  const units = new Array<number>(clients).fill(0)
  for (let i = 0; i < values.length; i += 1) {
    const client = clientOf[i] as number
    const weight = BigInt(weights?.[i] ?? 1)
    if (weight > 0n) units[client] = (units[client] as number) + 1
    parts[client] = (parts[client] as bigint) + weight * BigInt(values[i] as number)
    wholes[client] = (wholes[client] as bigint) + weight * BigInt(whole)
  }
  return { parts, wholes, units }
}

/**
 * Every client's mean in millionths, rounded half up, counts once [AS4]. Parts and wholes are in the
 * same unit here, so their quotient is the share; a client whose weights sum to 0 is left out.
 */
function clientMeans({ parts, wholes }: Sums): Sums {
  const means: number[] = []
  const full: number[] = []
  const units: number[] = []
  for (let client = 0; client < parts.length; client += 1) {
    const part = parts[client] as Exact
    const whole = wholes[client] as Exact
    if (Number(whole) === 0) {
      means.push(0)
      full.push(0)
      units.push(0)
      continue
    }
    means.push(meanInMillionths(part, whole))
    full.push(MILLION)
    units.push(1)
  }
  return { parts: means, wholes: full, units }
}

function meanInMillionths(part: Exact, whole: Exact): number {
  if (typeof part === 'number' && typeof whole === 'number') {
    const scaled = part * 2 * MILLION + whole
    if (scaled <= Number.MAX_SAFE_INTEGER) {
      const twice = 2 * whole
      return (scaled - (scaled % twice)) / twice
    }
  }
  const twice = 2n * BigInt(whole)
  return Number((BigInt(part) * BigInt(2 * MILLION) + BigInt(whole)) / twice)
}
