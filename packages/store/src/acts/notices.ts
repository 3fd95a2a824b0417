import type { Ms } from '@alacrity/engine'
import type { Notice, Notices } from '../port-people.ts'
import { all, each, type Steps } from '../steps.ts'
import { type Acts, reading, writing } from './act.ts'

export const notices = {
  add: writing(function* (given: readonly Omit<Notice, 'read_at'>[]): Steps<readonly string[]> {
    const rows = given.map(({ member, id, at, topic, body }) => [member, id, at, topic, body])
    return (yield* each<{ id: string }>('notice_add', rows)).map(({ id }) => id)
  }),
  of: reading((member: string, limit: number) => all<Notice>('notice_of', member, limit)),
  markRead: writing(function* (member: string, id: string, at: Ms): Steps<void> {
    yield* all('notice_read', member, id, at)
  }),
} satisfies Acts<Notices>
