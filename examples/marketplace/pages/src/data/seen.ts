import type { Conversation } from '../../../src/shapes.ts'
import { keep, kept } from './keep.ts'
import { person } from './session.ts'
import { signal } from './signal.ts'

const DAY = 86_400_000

/** The last message read of each conversation; of one that is not in it, whatever is older than `from`. */
type Seen = { readonly from: number; readonly last: Readonly<Record<string, string>> }

const nameOf = (id: string) => `seen ${id}`
export const seen = signal<{ readonly person: string; readonly seen: Seen } | null>(null)

/** At the first visit what is older than a day counts as read. */
export function startSeen(items: readonly Conversation[]): void {
  const id = person()?.id
  if (id === undefined || seen.get()?.person === id) return
  const newest = Math.max(0, ...items.map(({ last_at: at }) => at))
  const known = kept<Seen>(nameOf(id), { from: newest - DAY, last: {} })
  keep(nameOf(id), known)
  seen.set({ person: id, seen: known })
}

export function markSeen(conversation: string, message: string): void {
  const now = seen.get()
  if (now === null || now.seen.last[conversation] === message) return
  const next = { ...now.seen, last: { ...now.seen.last, [conversation]: message } }
  keep(nameOf(now.person), next)
  seen.set({ ...now, seen: next })
}

/** Whether the other one has written since it was last read. */
export function isUnread({ id, last, client }: Conversation): boolean {
  const now = seen.get()
  if (now === null || last === null || last.sender === 'system') return false
  const mine = client.id === now.person ? 'client' : 'freelancer'
  if (last.sender === mine) return false
  const read = now.seen.last[id]
  return read === undefined ? last.at > now.seen.from : read !== last.id
}
