import type { Ms } from '@alacrity/engine'
import type { Notice, Notices } from '../port-people.ts'
import { all, one, type Steps } from '../steps.ts'
import { type Acts, reading, writing } from './act.ts'

export const notices = {
  add: writing(function* (notice: Omit<Notice, 'read_at'>): Steps<'added' | 'already'> {
    const { member, id, at, topic, body } = notice
    return (yield* one('notice_add', member, id, at, topic, body)) === null ? 'already' : 'added'
  }),
  of: reading((member: string, limit: number) => all<Notice>('notice_of', member, limit)),
  markRead: writing(function* (member: string, id: string, at: Ms): Steps<void> {
    yield* all('notice_read', member, id, at)
  }),
} satisfies Acts<Notices>
