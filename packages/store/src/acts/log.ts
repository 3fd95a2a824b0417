import { pageOf, placeOf } from '../cursor.ts'
import { eventOf } from '../fold/event-text.ts'
import { conversationOf } from '../fold/settle.ts'
import { eventsOf, type LogRow, memberOf, NOBODY, storedOf } from '../fold/read.ts'
import type { Cursor, Page } from '../page.ts'
import type { Aside, Counts, Log, Stored } from '../port.ts'
import { all, one, type Steps } from '../steps.ts'
import { type Acts, reading } from './act.ts'

type AsideRow = LogRow & { readonly no: number; readonly first_seq: number }

export const log = {
  counts: reading(function* (): Steps<Counts> {
    const rows = yield* all<{ name: keyof Counts; value: number }>('counts')
    const counts = { received: 0, accepted: 0, duplicate: 0, conflict: 0 }
    for (const { name, value } of rows) counts[name] = value
    return counts
  }),
  position: reading(function* (): Steps<number> {
    return (yield* one<{ value: number }>('mark_get', 'position'))?.value ?? 0
  }),
  since: reading(function* (seq: number, limit: number): Steps<readonly Stored[]> {
    return (yield* all<LogRow>('event_since', seq, limit)).map(storedOf)
  }),
  ofMember: reading(function* (member: string): Steps<readonly Stored[]> {
    return member === NOBODY ? [] : yield* eventsOf(member)
  }),
  ofConversation: reading(function* (
    member: string,
    conversation: string,
  ): Steps<readonly Stored[]> {
    const own = yield* eventsOf(member)
    return own.filter(
      ({ event }) => memberOf(event) === member && conversationOf(event) === conversation,
    )
  }),
  shared: reading(() => eventsOf(NOBODY)),
  members: reading(function* (cursor: Cursor, limit: number): Steps<Page<string>> {
    const [after = ''] = placeOf('members', cursor) ?? []
    const rows = yield* all<{ name: string }>('member_page', after, limit + 1)
    const names = rows.map(({ name }) => name)
    return pageOf(names, { list: 'members', limit }, (last) => [last])
  }),
  asides: reading(function* (cursor: Cursor, limit: number): Steps<Page<Aside>> {
    const [after = 0] = placeOf('asides', cursor) ?? []
    const rows = yield* all<AsideRow>('aside_page', after, limit + 1)
    const asides = rows.map(({ no, first_seq, received_at, late, body }) => ({
      no,
      first_seq,
      received_at,
      late: late === 1,
      event: eventOf(body),
    }))
    return pageOf(asides, { list: 'asides', limit }, (last) => [last.no])
  }),
} satisfies Acts<Omit<Log, 'append' | 'appendParcel' | 'seed'>>
