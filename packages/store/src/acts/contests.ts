import { pageOf, placeOf } from '../cursor.ts'
import type { Cursor, Page } from '../page.ts'
import type { Contest, ContestDecision, Contests, NewContest } from '../port-people.ts'
import { all, one, type Steps } from '../steps.ts'
import { type Acts, reading, writing } from './act.ts'

export const contests = {
  open: writing(function* (contest: NewContest): Steps<'opened' | 'already'> {
    const { member, id, subject, about, reason, opened_at, due_at } = contest
    if ((yield* one('contest_get', id)) !== null) return 'already'
    if ((yield* one('contest_open_about', member, about)) !== null) return 'already'
    yield* all('contest_add', member, id, subject, about, reason, opened_at, due_at)
    return 'opened'
  }),
  decide: writing(function* (decision: ContestDecision): Steps<'decided' | 'closed' | 'unknown'> {
    const { id, state, decided_at, decided_by, answer } = decision
    const changed = yield* one('contest_decide', id, state, decided_at, decided_by, answer)
    if (changed !== null) return 'decided'
    return (yield* one('contest_get', id)) === null ? 'unknown' : 'closed'
  }),
  get: reading((id: string) => one<Contest>('contest_get', id)),
  of: reading((member: string) => all<Contest>('contest_of', member)),
  queue: reading(function* (cursor: Cursor, limit: number): Steps<Page<Contest>> {
    const [due = -1, id = ''] = placeOf('contests', cursor) ?? []
    const rows = yield* all<Contest>('contest_queue', due, id, limit + 1)
    return pageOf(rows, { list: 'contests', limit }, (last) => [last.due_at, last.id])
  }),
} satisfies Acts<Contests>
