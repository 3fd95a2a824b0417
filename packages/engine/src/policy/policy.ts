import type { Ms } from '../base/instant.ts'
import type { ClockRule } from '../clock/calendar.ts'
import type { AnswerAction, MessageKind } from '../event/event.ts'

/** How a credit falls with elapsed time: `share` in millionths at each point, in order of time [AS3]. */
export type CurvePoint = { readonly at: Ms; readonly hundredths: number }

/** `hundredths` of a percent. */
export type Statistic =
  | { readonly kind: 'mean' }
  | { readonly kind: 'median' }
  | { readonly kind: 'percentile'; readonly hundredths: number }
  | { readonly kind: 'fastest_mean'; readonly hundredths: number }

/** What a time statistic makes of turns nobody answered [AS3]. */
export type MissedRule =
  | { readonly kind: 'left_out' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'cap'; readonly cap: Ms }

export type Measure =
  | { readonly name: string; readonly kind: 'rate' }
  | { readonly name: string; readonly kind: 'credit'; readonly curve: readonly CurvePoint[] }
  | {
      readonly name: string
      readonly kind: 'time'
      readonly statistic: Statistic
      readonly missed: MissedRule
    }
  | { readonly name: string; readonly kind: 'count' }

/** A measure read as the lower end of its confidence interval [AS6]. */
export type Bound = { readonly kind: 'wilson' | 'jeffreys'; readonly levelPercent: number }

/** What a label asks of one measure; `measure` is its index in the policy's list. */
export type Condition = { readonly measure: number; readonly strict: boolean } & (
  | { readonly kind: 'share'; readonly hundredths: number; readonly bound: Bound | null }
  | { readonly kind: 'time'; readonly atMost: Ms }
  | { readonly kind: 'count'; readonly atLeast: number }
)

export type Enough = { readonly turns: number; readonly clients: number }

export type Label = {
  readonly name: string
  readonly grant: readonly Condition[]
  readonly keep: readonly Condition[]
  readonly enough: Enough
  /** From `clients` distinct clients on, `without` of them are left out [LB3]; rising. */
  readonly robust: readonly { readonly clients: number; readonly without: number }[]
}

export type Cadence = 'hour' | 'day' | 'week' | 'month' | 'quarter'

/** Up to this elapsed time an ending excuses [OC1]; null: never. */
export type ExcuseLimit = Ms | null

/** A policy document, read, with its defaults: lengths of time in milliseconds. */
export type Policy = {
  /** name/version */
  readonly policy: string
  readonly name: string
  readonly version: number
  readonly title: string
  readonly about: string
  readonly turns: {
    readonly count: 'every_turn' | 'first_turn' | 'first_contact'
    readonly silence: Ms | null
    readonly initiatedBy: 'any' | 'client'
    readonly kinds: readonly MessageKind[] | null
  }
  readonly clock: ClockRule
  readonly within: Ms
  readonly replies: {
    readonly messages: boolean
    readonly answers: readonly AnswerAction[]
    readonly automated: boolean
  }
  readonly excuse: {
    readonly withdrawnWithin: ExcuseLimit
    readonly closedWithin: ExcuseLimit
    readonly flagged: boolean
    readonly releasedByMember: boolean
    /** Hundredths of a percent; null: no cap. */
    readonly selfExcusedMax: number | null
  }
  readonly window: {
    readonly days: Ms | null
    readonly last: number | null
    readonly lag: Ms
    readonly atLeast: number | null
    readonly extendTo: Ms | null
    readonly anchor:
      | { readonly kind: 'now' }
      | { readonly kind: 'last_turn' }
      | { readonly kind: 'yesterday'; readonly zone: string }
  }
  readonly weights: {
    readonly unit: 'turn' | 'client'
    readonly perClientMax: number | null
    readonly halfLife: Ms | null
    readonly firstContact: number
    readonly followUp: number
  }
  readonly enough: Enough
  readonly measures: readonly Measure[]
  /** The index of the measure that is the score; null: the policy has none. */
  readonly score: number | null
  readonly labels: readonly Label[]
  /** The labels are an ordered set: the first that holds is shown [LB4]. */
  readonly bands: boolean
  readonly publish: { readonly every: Cadence; readonly dwell: number }
}
