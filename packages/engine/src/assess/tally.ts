import { MILLION } from '../base/exact.ts'
import type { Ms } from '../base/instant.ts'
import type { CurvePoint, Measure, Policy } from '../policy/policy.ts'
import { creditOf } from './credit.ts'
import { type Case, LATE, MISSED, ON_TIME, OUTCOMES, PENDING } from './outcome.ts'
import type { Window, Windower } from './window.ts'

/** An exact integer: a number while every sum is safe, a bigint where weights make them large. */
export type Exact = number | bigint

/** What each client contributes to a share: the measure is the sum of parts over the sum of wholes. */
export type ShareParts = {
  readonly parts: readonly Exact[]
  readonly wholes: readonly Exact[]
  /** How many turns, or 1 for a client that is not left out: together the sample size of a bound [AS6]. */
  readonly units: readonly number[]
}

export type ShareMeasure = Extract<Measure, { readonly kind: 'rate' | 'credit' }>

/** A window's settled turns by client: everything that measures and labels are computed from. */
export type Tally = {
  readonly counts: Counts
  /** Settled turns of each client, in order of first appearance. */
  readonly turns: readonly number[]
  /** For each settled turn, oldest first: its client's place in `turns`. */
  readonly clientOf: readonly number[]
  readonly took: readonly Ms[]
  /** ON_TIME, LATE or MISSED. */
  readonly outcomes: readonly number[]
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

type Settled = Omit<Tally, 'counts' | 'shares'>

/** Counts windows, and groups their settled turns by client. */
export class Tallier {
  readonly #policy: Policy
  readonly #windower: Windower
  /** By client number: the client's place plus one in the tally of the moment. */
  #places: Int32Array = new Int32Array(0)
  readonly #byOutcome: Int32Array = new Int32Array(OUTCOMES.length)

  constructor(policy: Policy, windower: Windower) {
    this.#policy = policy
    this.#windower = windower
  }

  /** How many turns of a window have which outcome, and how many clients have settled ones. */
  count({ turns }: Case, { rows }: Window): Counts {
    const { outcome } = this.#windower.judge
    const { client } = turns.columns
    const seen = this.#room(turns.clients)
    const counts = this.#byOutcome.fill(0)
    let clients = 0
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i] as number
      const verdict = outcome[row - turns.from] as number
      counts[verdict] = (counts[verdict] as number) + 1
      if (verdict >= PENDING) continue
      const which = client[row] as number
      clients += 1 - (seen[which] as number)
      seen[which] = 1
    }
    const on_time = counts[0] as number
    const late = counts[1] as number
    const missed = counts[2] as number
    const pending = counts[3] as number
    const excused = counts[4] as number
    const settled = on_time + late + missed
    return { turns: rows.length, settled, on_time, late, missed, pending, excused, clients }
  }

  tally(task: Case, window: Window): Tally {
    const counts = this.count(task, window)
    const { turns } = task
    const { outcome, elapsed } = this.#windower.judge
    const client = turns.columns.client
    const places = this.#room(turns.clients)
    const perClient: number[] = []
    const clientOf: number[] = []
    const took: Ms[] = []
    const outcomes: number[] = []
    const rows: number[] = []
    for (let i = 0; i < window.rows.length; i += 1) {
      const row = window.rows[i] as number
      const at = row - turns.from
      const verdict = outcome[at] as number
      if (verdict >= PENDING) continue
      let place = (places[client[row] as number] as number) - 1
      if (place < 0) {
        place = perClient.length
        places[client[row] as number] = place + 1
        perClient.push(0)
      }
      perClient[place] = (perClient[place] as number) + 1
      clientOf.push(place)
      took.push(elapsed[at] as number)
      outcomes.push(verdict)
      rows.push(row)
    }
    const weights = this.#weights(task, { anchor: window.anchor, rows })
    return this.#shared(counts, { turns: perClient, clientOf, took, outcomes, weights })
  }

  /** Of made-up turns that come to such counts, where these decide: the first client has all that is over. */
  made(counts: Counts): Tally {
    const { settled, on_time, late, clients } = counts
    const turns = new Array<number>(clients).fill(1)
    if (clients > 0) turns[0] = settled - clients + 1
    const clientOf: number[] = []
    const took: Ms[] = []
    const outcomes: number[] = []
    for (let turn = 0; turn < settled; turn += 1) {
      clientOf.push(Math.max(0, turn - (settled - clients)))
      took.push(0)
      outcomes.push(turn < on_time ? ON_TIME : turn < on_time + late ? LATE : MISSED)
    }
    return this.#shared(counts, { turns, clientOf, took, outcomes, weights: null })
  }

  #shared(counts: Counts, settled: Settled): Tally {
    const { measures, weights } = this.#policy
    const shares = measures.map((measure) =>
      measure.kind === 'rate' || measure.kind === 'credit'
        ? sharesOf(measure, settled, weights.unit)
        : null,
    )
    return { ...settled, counts, shares }
  }

  #room(clients: number): Int32Array {
    if (this.#places.length < clients) this.#places = new Int32Array(clients * 2)
    else this.#places.fill(0, 0, clients)
    return this.#places
  }

  /** Rounded half up to millionths once per turn; null where all turns weigh the same. */
  #weights(
    task: Case,
    settled: { readonly anchor: Ms; readonly rows: readonly number[] },
  ): readonly number[] | null {
    const { halfLife, firstContact, followUp } = this.#policy.weights
    if (weighAlike(this.#policy.weights)) return null
    const { turns } = task
    return settled.rows.map((row) => {
      const isFirst =
        firstContact === followUp || this.#windower.firstContact[row - turns.from] === 1
      const age = settled.anchor - (turns.columns.openedAt[row] as Ms)
      const recency = halfLife === null ? 1 : 2 ** (-age / halfLife)
      return Math.floor(recency * (isFirst ? firstContact : followUp) * MILLION + 0.5)
    })
  }
}

/** Whether all turns weigh the same. */
export function weighAlike({ halfLife, firstContact, followUp }: Policy['weights']): boolean {
  return halfLife === null && firstContact === 1 && followUp === 1
}

/** A plain rate of turns counts turns; everything else counts millionths. */
export function wholeOf(measure: ShareMeasure, unit: Policy['weights']['unit']): number {
  return measure.kind === 'rate' && unit === 'turn' ? 1 : MILLION
}

/** What each settled turn is worth in a share, oldest first: 0 where it was missed [AS3]. */
export function valuesOf(
  measure: ShareMeasure,
  settled: Pick<Tally, 'took' | 'outcomes'>,
  unit: Policy['weights']['unit'],
): readonly number[] {
  const whole = wholeOf(measure, unit)
  return settled.took.map((took, turn) => {
    const outcome = settled.outcomes[turn]
    if (measure.kind === 'rate') return outcome === ON_TIME ? whole : 0
    return outcome === MISSED ? 0 : creditOf(measure.curve, took)
  })
}

/** Sums below this stay safe integers through every comparison with a threshold. */
const SAFE = Number.MAX_SAFE_INTEGER / 20_000

function sharesOf(
  measure: ShareMeasure,
  settled: Settled,
  unit: Policy['weights']['unit'],
): ShareParts {
  const whole = wholeOf(measure, unit)
  const { weights, took } = settled
  if (weights === null) {
    const sums = sumPlainly(measure, settled, whole)
    return unit === 'client' ? plainMeans(sums.parts, settled.turns) : sums
  }
  const sums =
    took.length * heaviest(weights) * whole > SAFE
      ? sumExactly(valuesOf(measure, settled, unit), whole, settled)
      : sumWeighted(valuesOf(measure, settled, unit), whole, settled)
  return unit === 'client' ? clientMeans(sums) : sums
}

function heaviest(weights: readonly number[]): number {
  return weights.reduce((a, b) => Math.max(a, b), 0)
}

/** Every turn weighs the same: the common case, and the fast one. */
function sumPlainly(
  measure: ShareMeasure,
  settled: Settled,
  whole: number,
): ShareParts & { readonly parts: readonly number[] } {
  const { clientOf, outcomes, took, turns } = settled
  const parts = turns.map(() => 0)
  if (measure.kind === 'rate') addOnTime(parts, whole, settled)
  else addCredits(parts, measure.curve, { clientOf, outcomes, took })
  return { parts, wholes: turns.map((count) => count * whole), units: turns }
}

function addOnTime(parts: number[], whole: number, { clientOf, outcomes }: Settled): void {
  for (let i = 0; i < clientOf.length; i += 1) {
    if (outcomes[i] !== ON_TIME) continue
    const client = clientOf[i] as number
    parts[client] = (parts[client] as number) + whole
  }
}

function addCredits(
  parts: number[],
  curve: readonly CurvePoint[],
  { clientOf, outcomes, took }: Pick<Settled, 'clientOf' | 'outcomes' | 'took'>,
): void {
  for (let i = 0; i < clientOf.length; i += 1) {
    if (outcomes[i] === MISSED) continue
    const client = clientOf[i] as number
    parts[client] = (parts[client] as number) + creditOf(curve, took[i] as number)
  }
}

function sumWeighted(values: readonly number[], whole: number, settled: Settled): ShareParts {
  const parts = settled.turns.map(() => 0)
  const wholes = settled.turns.map(() => 0)
  settled.clientOf.forEach((client, turn) => {
    const weight = settled.weights?.[turn] ?? 1
    parts[client] = (parts[client] ?? 0) + weight * (values[turn] ?? 0)
    wholes[client] = (wholes[client] ?? 0) + weight * whole
  })
  return { parts, wholes, units: settled.turns }
}

function sumExactly(values: readonly number[], whole: number, settled: Settled): ShareParts {
  const parts = settled.turns.map(() => 0n)
  const wholes = settled.turns.map(() => 0n)
  settled.clientOf.forEach((client, turn) => {
    const weight = BigInt(settled.weights?.[turn] ?? 1)
    parts[client] = (parts[client] ?? 0n) + weight * BigInt(values[turn] ?? 0)
    wholes[client] = (wholes[client] ?? 0n) + weight * BigInt(whole)
  })
  return { parts, wholes, units: settled.turns }
}

/** Each client's mean where all turns weigh the same: its millionths over its turns, half up [AS4]. */
function plainMeans(sums: readonly number[], turns: readonly number[]): ShareParts {
  const size = turns.length
  const parts = sums.slice()
  for (let client = 0; client < size; client += 1) {
    const count = turns[client] as number
    if (count > 1) parts[client] = Math.floor((2 * (parts[client] as number) + count) / (2 * count))
  }
  const wholes = new Array<number>(size).fill(MILLION)
  return { parts, wholes, units: new Array<number>(size).fill(1) }
}

/**
 * Every client's weighted mean in millionths, rounded half up, counts once [AS4]. Parts and wholes are in the
 * same unit here, so their quotient is the share; a client whose weights sum to 0 is left out.
 */
function clientMeans({ parts, wholes }: ShareParts): ShareParts {
  const size = parts.length
  const means: number[] = []
  const full: number[] = []
  const units: number[] = []
  for (let client = 0; client < size; client += 1) {
    const whole = wholes[client] as Exact
    const counts = Number(whole) > 0
    means.push(counts ? meanInMillionths(parts[client] as Exact, whole) : 0)
    full.push(counts ? MILLION : 0)
    units.push(counts ? 1 : 0)
  }
  return { parts: means, wholes: full, units }
}

function meanInMillionths(part: Exact, whole: Exact): number {
  if (typeof part === 'number' && typeof whole === 'number') {
    const scaled = part * (2 * MILLION) + whole
    const twice = 2 * whole
    if (scaled <= Number.MAX_SAFE_INTEGER) {
      const mean = Math.floor(scaled / twice)
      // A quotient just below an integer can round up to it.
      return mean * twice > scaled ? mean - 1 : mean
    }
  }
  const twice = 2n * BigInt(whole)
  return Number((BigInt(part) * BigInt(2 * MILLION) + BigInt(whole)) / twice)
}
