import {
  type Assessor,
  epochInstant,
  epochNumber,
  firstEpochFrom,
  type MemberHistory,
  type Ms,
  shownScore,
} from '@alacrity/engine'

/** The score at one epoch that has passed; null where there was none. */
export type CoursePoint = { readonly at: Ms; readonly score: number | null }

/** A chart cannot show more epochs than this apart. */
const MOST = 180

/** A member's score at every epoch up to an instant, the newest if they are too many, then at the instant. */
export function courseOf(
  history: MemberHistory,
  assessor: Assessor,
  asOf: Ms,
): readonly CoursePoint[] {
  const { policy } = assessor
  const { every } = policy.publish
  const last = epochNumber(every, asOf)
  const first = Math.max(firstEpochFrom(every, history.events[0]?.at ?? asOf), last - MOST + 1)
  const latest = history.isReadableAtAnyInstant(policy) ? history.table(asOf, policy) : null
  const instants = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    epochInstant(every, first + index),
  )
  const upToNow = instants.at(-1) === asOf ? instants : [...instants, asOf]
  return upToNow.map((at) => {
    const table = latest ?? history.table(at, policy)
    return { at, score: shownScore(assessor.assess(table, history.calendar, at)) }
  })
}
