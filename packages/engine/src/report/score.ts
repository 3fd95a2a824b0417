import type { Assessment, MeasureValue } from '../assess/assess.ts'
import { shownScore } from '../assess/assess.ts'
import { shownPercent } from '../base/exact.ts'
import { formatInstant, type Ms } from '../base/instant.ts'
import { earned } from '../label/history.ts'

/** A measure as the command prints it; null when empty. */
export type MeasureRow =
  | { readonly numerator: number; readonly denominator: number; readonly percent: number }
  | { readonly ms: number }
  | { readonly count: number }
  | null

/** What `alacrity score` prints of one member. */
export type ScoreRow = {
  readonly member: string
  readonly policy: string
  readonly as_of: string
  readonly counts: Assessment['counts']
  readonly enough: boolean
  readonly score: number | null
  readonly measures: Readonly<Record<string, MeasureRow>>
  readonly labels: Readonly<Record<string, boolean>>
}

/** One member's score as one line of JSON, without the line's end. Large integers keep every digit. */
export function scoreLine(member: string, assessment: Assessment): string {
  const { policy, counts } = assessment
  const measures = policy.measures.map(
    ({ name }, index) =>
      `${JSON.stringify(name)}:${measureText(assessment.measures[index] ?? null)}`,
  )
  const held = earned(assessment)
  const labels = policy.labels.map(({ name }, index) => `${JSON.stringify(name)}:${held[index]}`)
  return (
    `{"member":${JSON.stringify(member)},"policy":${JSON.stringify(policy.policy)},` +
    `"as_of":"${instantText(assessment.asOf)}",` +
    `"counts":{"turns":${counts.turns},"settled":${counts.settled},"on_time":${counts.on_time},` +
    `"late":${counts.late},"missed":${counts.missed},"pending":${counts.pending},` +
    `"excused":${counts.excused},"clients":${counts.clients}},"enough":${assessment.enough},` +
    `"score":${shownScore(assessment)},"measures":{${measures.join()}},"labels":{${labels.join()}}}`
  )
}

let lastInstant: Ms = 0
let lastText = formatInstant(lastInstant)

/** Everybody is assessed as of the same instant, again and again. */
function instantText(at: Ms): string {
  if (at !== lastInstant) {
    lastText = formatInstant(at)
    lastInstant = at
  }
  return lastText
}

function measureText(measure: MeasureValue): string {
  switch (measure?.kind) {
    case 'share': {
      const { numerator, denominator } = measure.value
      const percent = shownPercent(measure.value)
      return `{"numerator":${numerator},"denominator":${denominator},"percent":${percent}}`
    }
    case 'time':
      return `{"ms":${measure.ms}}`
    case 'count':
      return `{"count":${measure.count}}`
    case undefined:
      return 'null'
  }
}
