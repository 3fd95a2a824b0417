import { DAY, epochInstant, epochNumber, type Ms, type Policy } from '@alacrity/engine'

/** The epochs that a policy is tried over, and the months whose end is known. */
export type Span = {
  /** Number of the first epoch, and the instants from there on, the last at or before now. */
  readonly first: number
  readonly epochs: readonly Ms[]
  /** Changes from this instant on count; the epochs before only bring everybody to where they stand. */
  readonly from: Ms
  readonly until: Ms
  /** Beginnings of months of 30 days, each with the place of the last epoch at or before it. */
  readonly months: readonly { readonly at: Ms; readonly epoch: number }[]
}

export const MONTH: Ms = 30 * DAY

/** How far back it makes sense to look, by how often labels are published. */
const REACH_DAYS: Readonly<Record<Policy['publish']['every'], number>> = {
  hour: 30,
  day: 180,
  week: 365,
  month: 730,
  quarter: 1_095,
}
/** Room for what is kept of every member at every epoch. */
const CELLS_MAX = 24_000_000

/** Where the history is shorter, it begins with it. */
export function spanOf(
  policy: Policy,
  of: { readonly until: Ms; readonly firstEvent: Ms; readonly members: number },
): Span {
  const { every, dwell } = policy.publish
  const { until } = of
  const last = epochNumber(every, until)
  const reach = Math.max(until - REACH_DAYS[every] * DAY, of.firstEvent)
  const room = Math.floor(CELLS_MAX / Math.max(1, of.members))
  // One epoch before as many as a change may be forbidden for: nobody begins with everybody's first grant.
  const wished = epochNumber(every, reach) - dwell - 1
  const first = Math.min(last, Math.max(wished, last - room + 1))
  const epochs = Array.from({ length: last - first + 1 }, (_, index) =>
    epochInstant(every, first + index),
  )
  const from = Math.max(reach, epochs[0] ?? reach)
  const months = []
  for (let at = until - MONTH; at >= from; at -= MONTH) {
    const epoch = epochs.findLastIndex((each) => each <= at)
    if (epoch >= 0) months.push({ at, epoch })
  }
  return { first, epochs, from, until, months }
}
