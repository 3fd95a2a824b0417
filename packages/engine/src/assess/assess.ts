import { type Fraction, shownPercent } from '../base/exact.ts'
import type { Ms } from '../base/instant.ts'
import { type Calendar, CalendarReading } from '../clock/calendar.ts'
import type { Enough, Measure, Policy } from '../policy/policy.ts'
import type { MemberTurns } from '../turn/table.ts'
import type { Case } from './outcome.ts'
import {
  type Counts,
  type Exact,
  plus,
  type ShareParts,
  type Tally,
  Tallier,
  weighAlike,
} from './tally.ts'
import { timeOf } from './time.ts'
import { type Window, Windower } from './window.ts'

/** A measure's exact value; null where it is empty [AS3, AS7]. */
export type MeasureValue =
  | { readonly kind: 'share'; readonly value: Fraction }
  | { readonly kind: 'time'; readonly ms: Ms }
  | { readonly kind: 'count'; readonly count: number }
  | null

/** A policy's opinion of one member at one instant [AS]. */
export type Assessment = {
  readonly asOf: Ms
  readonly policy: Policy
  readonly counts: Counts
  /** Whether there are enough turns of enough clients for a score [AS5]. */
  readonly enough: boolean
  readonly measures: readonly MeasureValue[]
  /** Null without `enough`, without the measure, or where the policy has no score. */
  readonly score: Fraction | null
  /** What labels are decided from. */
  readonly tally: Tally
}

/**
 * Assesses one member after another under one policy, reusing its working space. Everything it returns
 * stays valid; `windower` shows the outcomes of the last member until the next call.
 */
export class Assessor {
  readonly policy: Policy
  readonly windower: Windower
  readonly #tallier: Tallier

  constructor(policy: Policy) {
    this.policy = policy
    this.windower = new Windower(policy)
    this.#tallier = new Tallier(policy, this.windower)
  }

  /** The assessment of a member's turns as of an instant; the turns may reach beyond it [TN10]. */
  assess(turns: MemberTurns, calendar: Calendar, asOf: Ms): Assessment {
    return this.assessCase(this.caseOf(turns, calendar, asOf))
  }

  caseOf(turns: MemberTurns, calendar: Calendar, asOf: Ms): Case {
    return { turns, reading: new CalendarReading(calendar, this.policy.clock, asOf), asOf }
  }

  assessCase(task: Case): Assessment {
    return this.#assess(task.asOf, this.#tallier.tally(task, this.windower.select(task)))
  }

  /** What is in a case's window, which was selected last. */
  countsOf(task: Case, window: Window): Counts {
    return this.#tallier.count(task, window)
  }

  /** Of whoever has such counts, where they decide; the turns in the tally are made up. */
  assessCounts(counts: Counts, asOf: Ms): Assessment {
    return this.#assess(asOf, this.#tallier.made(counts))
  }

  #assess(asOf: Ms, tally: Tally): Assessment {
    const { policy } = this
    const measures = policy.measures.map((measure, index) => valueOf(measure, tally, index))
    const enough = isEnough(policy.enough, tally.counts.settled, tally.counts.clients)
    const value = policy.score === null ? null : (measures[policy.score] ?? null)
    const score = enough && value?.kind === 'share' ? value.value : null
    return { asOf, policy, counts: tally.counts, enough, measures, score, tally }
  }
}

/**
 * Whether what a policy says of two members, their measures and the labels they earn, can differ only where their
 * counts do: all turns weigh the same, every measure counts them, and no label leaves clients out.
 */
export function countsDecide({ weights, measures, labels }: Policy): boolean {
  return (
    weights.unit === 'turn' &&
    weighAlike(weights) &&
    measures.every(({ kind }) => kind === 'rate' || kind === 'count') &&
    labels.every(({ robust }) => robust.length === 0)
  )
}

export function isEnough(enough: Enough, turns: number, clients: number): boolean {
  return turns >= enough.turns && clients >= enough.clients
}

function valueOf(measure: Measure, tally: Tally, index: number): MeasureValue {
  switch (measure.kind) {
    case 'rate':
    case 'credit': {
      const value = shareOf(tally.shares[index] as ShareParts)
      return value === null ? null : { kind: 'share', value }
    }
    case 'time': {
      const ms = timeOf(measure, tally)
      return ms === null ? null : { kind: 'time', ms }
    }
    case 'count':
      return { kind: 'count', count: tally.counts.settled }
  }
}

function shareOf({ parts, wholes }: ShareParts): Fraction | null {
  const denominator = sum(wholes)
  if (denominator === 0n) return null
  return { numerator: sum(parts), denominator }
}

function sum(values: readonly Exact[]): bigint {
  let total: Exact = typeof values[0] === 'bigint' ? 0n : 0
  for (let i = 0; i < values.length; i += 1) total = plus(total, values[i] as Exact)
  return BigInt(total)
}

/** The score as its member reads it: 0 to 100 with one decimal, or null. */
export function shownScore(assessment: Assessment): number | null {
  return assessment.score === null ? null : shownPercent(assessment.score)
}
