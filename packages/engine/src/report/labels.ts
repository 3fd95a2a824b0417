import type { Assessor } from '../assess/assess.ts'
import { formatInstant, type Ms } from '../base/instant.ts'
import { type LabelState, labelHistory } from '../label/history.ts'
import type { Past } from '../member/history.ts'

/** What `alacrity labels` prints of one change. */
export type LabelRow = {
  readonly member: string
  readonly label: string
  readonly epoch: string
  readonly held: boolean
  readonly policy: string
}

export type LabelSpan = { readonly from: Ms; readonly until: Ms }

/** A member's label changes in [from, until], and the labels as they stand after the last epoch [LB5]. */
export function labelRows(
  history: Past,
  span: LabelSpan,
  assessor: Assessor,
): { readonly rows: readonly LabelRow[]; readonly state: LabelState } {
  const { policy } = assessor
  const latest = history.isReadableAtAnyInstant(policy) ? history.table(span.until, policy) : null
  const { changes, state } = labelHistory(
    policy,
    // Nothing is held before the member's first event, so its epochs need no evaluation.
    { ...span, firstEvent: history.firstEventAt ?? span.until + 1 },
    (at) => assessor.assess(latest ?? history.table(at, policy), history.calendar, at),
  )
  const rows = changes.map(({ label, epoch, held, policy: version }) => ({
    member: history.member,
    label,
    epoch: formatInstant(epoch),
    held,
    policy: version,
  }))
  return { rows, state }
}
