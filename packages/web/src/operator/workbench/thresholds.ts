import type { Policy } from '@alacrity/engine'
import type { PolicyDocument } from '@alacrity/sdk'
import { type Focus, focusOf, thresholdOf } from '../trial/limit.ts'
import { valueAt, withValue } from './document.ts'

export type Side = 'grant' | 'keep'
/** In hundredths of a percent; null: nothing that could be dragged. */
export type Thresholds = Readonly<Record<Side, number | null>>

const NONE: Thresholds = { grant: null, keep: null }
const HUNDRED = 100

/** The thresholds of the label that can be dragged. */
export function thresholdsIn(policy: Policy | null): Thresholds {
  if (policy === null) return NONE
  const focus = focusOf(policy)
  const label = policy.labels[focus.label]
  const at = (side: Side) =>
    label === undefined || focus[side] === null ? null : thresholdOf(label[side], focus[side])
  return { grant: at('grant'), keep: at('keep') }
}

type Conditions = readonly Readonly<Record<string, unknown>>[]
type Moved = { readonly focus: Focus; readonly side: Side; readonly hundredths: number }

/** The document with one threshold moved. Keeping never asks for more than granting: the other is pushed along. */
export function withThreshold(
  document: PolicyDocument,
  { focus, side, hundredths }: Moved,
): PolicyDocument {
  const path = `labels.${focus.label}`
  const label = valueAt(document, path) as Readonly<Partial<Record<Side, Conditions>>> | undefined
  if (label === undefined) return document
  const grant = label.grant ?? []
  const keep = label.keep ?? grant
  const percent = hundredths / HUNDRED
  const put = (conditions: Conditions, place: number | null, to: number): Conditions =>
    place === null || conditions[place] === undefined
      ? conditions
      : conditions.with(place, { ...conditions[place], at_least_percent: to })
  const at = (conditions: Conditions, place: number | null) =>
    Number(conditions[place ?? -1]?.['at_least_percent'] ?? percent)
  const next =
    side === 'grant'
      ? {
          grant: put(grant, focus.grant, percent),
          keep: put(keep, focus.keep, Math.min(percent, at(keep, focus.keep))),
        }
      : {
          grant: put(grant, focus.grant, Math.max(percent, at(grant, focus.grant))),
          keep: put(keep, focus.keep, percent),
        }
  return withValue(document, path, { ...label, ...next })
}
