import type { Ms } from '../base/instant.ts'
import { type ConversationEvent, qualifiedId } from '../event/event.ts'

/**
 * For each message that may have opened a turn, when the last message either way between its client and
 * the member was sent before it, over all their conversations [AS1, `silence`]. Events of one member in
 * canonical order. A member's message that names no client goes to everyone who wrote there before.
 */
export function lastContacts(events: readonly ConversationEvent[]): ReadonlyMap<string, Ms> {
  const last = new Map<string, Ms>()
  const writers = new Map<string, Set<string>>()
  const before = new Map<string, Ms>()
  for (const event of events) {
    if (event.type !== 'message' || event.from === 'system') continue
    const here = writers.get(event.conversation) ?? new Set<string>()
    writers.set(event.conversation, here)
    if (event.from === 'client' && event.client !== null) {
      const contact = last.get(event.client)
      if (contact !== undefined) before.set(qualifiedId(event), contact)
      here.add(event.client)
      last.set(event.client, event.at)
    } else if (event.client === null) {
      for (const client of here) last.set(client, event.at)
    } else last.set(event.client, event.at)
  }
  return before
}
