import type { Ms } from '../base/instant.ts'
import type { ConversationEvent, MessageEvent } from '../event/event.ts'
import type { Turn } from './turn.ts'

/**
 * For each turn, by id, the last message either way between its client and the member that was sent
 * before the turn was opened, over all their conversations [AS1, `silence`]. `events` are the member's up
 * to the instant of the fold. A member's message that names no client goes to every client who writes
 * in its conversation.
 */
export function lastContacts(
  turns: readonly Turn[],
  events: readonly ConversationEvent[],
): ReadonlyMap<string, Ms> {
  const messages = events.filter(
    (event): event is MessageEvent => event.type === 'message' && event.from !== 'system',
  )
  const writers = writersOf(messages)
  const contacts = new Map<string, Ms[]>()
  for (const message of messages) {
    const clients =
      message.client === null ? (writers.get(message.conversation) ?? []) : [message.client]
    for (const client of clients) {
      const known = contacts.get(client)
      if (known === undefined) contacts.set(client, [message.at])
      else known.push(message.at)
    }
  }
  const before = new Map<string, Ms>()
  for (const turn of turns) {
    const last = lastBefore(contacts.get(turn.client) ?? [], turn.opened_at)
    if (last !== null) before.set(turn.turn, last)
  }
  return before
}

function writersOf(messages: readonly MessageEvent[]): ReadonlyMap<string, ReadonlySet<string>> {
  const writers = new Map<string, Set<string>>()
  for (const { from, client, conversation } of messages) {
    if (from !== 'client' || client === null) continue
    const here = writers.get(conversation)
    if (here === undefined) writers.set(conversation, new Set([client]))
    else here.add(client)
  }
  return writers
}

/** The greatest of ascending instants that is before `at`, or null. */
function lastBefore(instants: readonly Ms[], at: Ms): Ms | null {
  let low = 0
  let high = instants.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((instants[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  return instants[low - 1] ?? null
}
