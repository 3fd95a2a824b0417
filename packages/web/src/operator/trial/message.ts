import type { Fault } from '@alacrity/engine'
import type { PolicyDocument } from '@alacrity/sdk'
import type { Shape } from './shape.ts'
import type { Prediction, Thresholds } from './verdict.ts'

export type SideName = 'draft' | 'other'

/** What the workbench asks of its worker. */
export type ToWorker =
  | { readonly kind: 'columns'; readonly buffer: ArrayBuffer }
  /** Both sides' predictions are measured by the draft's deadline. */
  | { readonly kind: 'try'; readonly side: SideName; readonly document: PolicyDocument }

/** One policy on the history, as far as it was tried. */
export type Consequences = {
  readonly side: SideName
  /** Null: the document is no policy. */
  readonly fault: Fault | null
  readonly thresholds:
    | (Thresholds & { readonly canGrant: boolean; readonly canKeep: boolean })
    | null
  readonly shape: Shape | null
  readonly labels: LabelConsequences | null
  /** Milliseconds of work for this answer. */
  readonly tookMs: number
  readonly isDone: boolean
}

export type LabelConsequences = {
  /** Of so many members, read through all epochs. */
  readonly members: number
  readonly labelled: number
  readonly changesPerMonth: number
  readonly labelledThen: Prediction
  readonly unlabelledThen: Prediction
}

/** Who changes from one side to the other, of those whom both have read. */
export type Exchange = { readonly members: number; readonly gains: number; readonly loses: number }

export type CrowdSize = {
  readonly turns: number
  readonly members: number
  readonly turnsTotal: number
  readonly membersTotal: number
  readonly withdrawn: number
  readonly asOf: number
}

export type FromWorker =
  | { readonly kind: 'ready'; readonly size: CrowdSize }
  | { readonly kind: 'consequences'; readonly of: Consequences; readonly exchange: Exchange | null }
