import { eraseRecords } from '../acts/members.ts'
import { all, each, one, type Steps, type Value } from '../steps.ts'
import { unpackSeqs } from './bytes.ts'
import { pageAfter, type WholeRow } from './batch.ts'
import type { ConversationRow } from './read.ts'
import { NO_CONVERSATION } from './settle.ts'

/** Removes all of a member whose events are settled. Returns how many events went. */
export function* eraseMember(member: string): Steps<number> {
  const rows = yield* all<ConversationRow>('conversation_of', member)
  const events = rows.flatMap((row) => unpackSeqs(row.seqs).map((seq) => [row.member, seq]))
  yield* each('event_drop', events)
  yield* each(
    'conversation_drop',
    rows.map((row) => [row.member, row.name]),
  )
  yield* all('mark_add', 'rewrites', 1)
  yield* all('erase_aside', member)
  yield* eraseRecords(member)
  return events.length
}

/**
 * Removes settled conversations that were quiet since an instant, and what of the service's own is done
 * with. Hours, absences and outages stay: they are few, and later turns need them. `start` is before
 * every member in the order of the projection.
 */
export function* purgeQuiet(before: number, start: Value): Steps<number> {
  let gone = 0
  for (let after = start; ; ) {
    const rows = yield* pageAfter(after)
    const last = rows.at(-1)
    if (last === undefined) break
    after = last.member
    for (const row of rows) gone += yield* purgeConversation(row, before)
  }
  if (gone > 0) yield* all('mark_add', 'rewrites', 1)
  for (const statement of ['purge_aside', 'purge_delivery', 'purge_notice']) {
    yield* all(statement, before)
  }
  return gone
}

function* purgeConversation({ member, name, seqs }: WholeRow, before: number): Steps<number> {
  if (name === NO_CONVERSATION) return 0
  const positions = unpackSeqs(seqs)
  const last = yield* one<{ received_at: number }>('event_get', member, positions.at(-1) ?? 0)
  if (last === null || last.received_at >= before) return 0
  yield* each(
    'event_drop',
    positions.map((seq) => [member, seq]),
  )
  yield* all('conversation_drop', member, name)
  return positions.length
}
