import type { Ms } from '@alacrity/engine'
import type { AwayClaim, Members, Restriction } from '../port-people.ts'
import { all, one, type Steps } from '../steps.ts'
import { type Acts, reading, writing } from './act.ts'

type RestrictionRow = Omit<Restriction, 'by'> & { readonly by_whom: string }
type Claimed = { readonly kind: 'claimed' | 'already' | 'refused'; readonly used_ms: Ms }

function* usedBy(member: string, period: string): Steps<Ms> {
  const row = yield* one<{ used: number }>('away_used', member, period)
  return Number(row?.used ?? 0)
}

/** What is kept of a member beside their events. */
const ERASED_WITH_A_MEMBER = [
  'published_drop',
  'erase_state',
  'erase_change',
  'erase_away',
  'erase_restriction',
  'erase_contest',
  'erase_notice',
  'subject_forget',
]

/** Removes everything beside the events, which each database removes in its own way. */
export function* eraseRecords(member: string): Steps<void> {
  for (const statement of ERASED_WITH_A_MEMBER) yield* all(statement, member)
}

export const members = {
  claimAway: writing(function* (claim: AwayClaim): Steps<Claimed> {
    const { member, id, period, ms, allowance_ms, at } = claim
    const used = yield* usedBy(member, period)
    if ((yield* one('away_get', member, id)) !== null) return { kind: 'already', used_ms: used }
    if (used + ms > allowance_ms) return { kind: 'refused', used_ms: used }
    yield* all('away_add', member, id, period, ms, at)
    return { kind: 'claimed', used_ms: used + ms }
  }),
  awayUsed: reading(usedBy),
  releaseAway: writing(function* (member: string, id: string): Steps<void> {
    yield* all('away_drop', member, id)
  }),
  restrict: writing(function* (restriction: Restriction): Steps<void> {
    const { member, kind, since, by } = restriction
    yield* all('restriction_put', member, kind, since, by)
    yield* all('published_drop', member)
  }),
  unrestrict: writing(function* (member: string, kind: Restriction['kind']): Steps<void> {
    yield* all('restriction_drop', member, kind)
  }),
  restrictions: reading(function* (member: string): Steps<readonly Restriction[]> {
    const rows = yield* all<RestrictionRow>('restriction_of', member)
    return rows.map(({ by_whom, ...rest }) => ({ ...rest, by: by_whom }))
  }),
} satisfies Acts<Omit<Members, 'erase' | 'eraseClient'>>
