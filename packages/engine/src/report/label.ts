import { type Assessment, isEnough, type MeasureValue } from '../assess/assess.ts'
import { formatDuration } from '../base/instant.ts'
import { shownPercent } from '../base/exact.ts'
import { questionOf } from '../label/condition.ts'
import { earned, type LabelState } from '../label/history.ts'
import { isKept, leftOut } from '../label/robust.ts'
import type { Condition } from '../policy/policy.ts'

/** One condition of a label with the number that decides it. */
export type ConditionReport = {
  readonly measure: string
  /** "at least 80 %", "at most 4 h" */
  readonly asks: string
  /** The measure as it is; null where it is empty. */
  readonly value: string | null
  /** Whether it holds on all clients. */
  readonly holds: boolean
}

/** The rule and the numbers that decide one label [AS8]. */
export type LabelReport = {
  readonly name: string
  /** Whether the member holds it after the last epoch. */
  readonly held: boolean
  /** Whether the grant conditions earn it now. */
  readonly earned: boolean
  /** Whether the keep conditions would keep it now. */
  readonly kept: boolean
  readonly grant: readonly ConditionReport[]
  readonly keep: readonly ConditionReport[]
  readonly enough: {
    readonly turns: number
    readonly clients: number
    readonly holds: boolean
  }
  /** Clients with settled turns in the window, and how many of them are set aside [LB3]. */
  readonly clients: number
  readonly set_aside: number
}

export function explainLabels(assessment: Assessment, state: LabelState): readonly LabelReport[] {
  const { policy, tally } = assessment
  const earnedNow = earned(assessment)
  return policy.labels.map((label, index) => ({
    name: label.name,
    held: state.held[index] === true,
    earned: earnedNow[index] === true,
    kept: isKept(label, policy, tally),
    grant: label.grant.map((condition) => explainCondition(condition, assessment)),
    keep: label.keep.map((condition) => explainCondition(condition, assessment)),
    enough: {
      ...label.enough,
      holds: isEnough(label.enough, tally.counts.settled, tally.counts.clients),
    },
    clients: tally.counts.clients,
    set_aside: leftOut(label, tally.counts.clients),
  }))
}

function explainCondition(condition: Condition, assessment: Assessment): ConditionReport {
  const { policy, tally } = assessment
  return {
    measure: policy.measures[condition.measure]?.name ?? '',
    asks: asksOf(condition),
    value: shownValue(assessment.measures[condition.measure] ?? null),
    holds: questionOf(condition, policy, { tally, without: 0 }).holds([]),
  }
}

/** What a condition asks, in words. */
function asksOf(condition: Condition): string {
  const { strict } = condition
  switch (condition.kind) {
    case 'share': {
      const { bound, hundredths } = condition
      const sure =
        bound === null
          ? ''
          : ` with ${bound.levelPercent} % confidence (${bound.kind === 'wilson' ? 'Wilson' : 'Jeffreys'})`
      return `${strict ? 'more than' : 'at least'} ${hundredths / 100} %${sure}`
    }
    case 'time':
      return `${strict ? 'less than' : 'at most'} ${formatDuration(condition.atMost)}`
    case 'count':
      return `${strict ? 'more than' : 'at least'} ${condition.atLeast} turns`
  }
}

/** A measure's value as people read it; null where it is empty. */
function shownValue(value: MeasureValue): string | null {
  switch (value?.kind) {
    case 'share':
      return `${shownPercent(value.value)} %`
    case 'time':
      return formatDuration(value.ms)
    case 'count':
      return `${value.count} turns`
    case undefined:
      return null
  }
}
