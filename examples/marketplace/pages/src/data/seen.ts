import type { Conversation } from '../../../src/shapes.ts'
import { keep, kept } from './keep.ts'
import { person } from './session.ts'
import { signal } from './signal.ts'

const DAY = 86_400_000

/** Until when each conversation was read; what is not in it, until `from`. */
type Seen = { readonly from: number; readonly until: Readonly<Record<string, number>> }

const nameOf = (id: string) => `seen ${id}`
export const seen = signal<{ readonly person: string; readonly seen: Seen } | null>(null)

/** At the first visit what is older than a day counts as read. */
export function startSeen(items: readonly Conversation[]): void {
  const id = person()?.id
  if (id === undefined || seen.get()?.person === id) return
  const newest = Math.max(0, ...items.map(({ last_at: at }) => at))
  const known = kept<Seen>(nameOf(id), { from: newest - DAY, until: {} })
  keep(nameOf(id), known)
  seen.set({ person: id, seen: known })
}

export function markSeen(conversation: string, at: number): void {
  const now = seen.get()
  if (now === null || (now.seen.until[conversation] ?? now.seen.from) >= at) return
  const next = { ...now.seen, until: { ...now.seen.until, [conversation]: at } }
  keep(nameOf(now.person), next)
  seen.set({ ...now, seen: next })
}

/** Whether the other one has written since it was last read. */
export function isUnread({ id, last, client }: Conversation): boolean {
  const now = seen.get()
  if (now === null || last === null || last.sender === 'system') return false
  const mine = client.id === now.person ? 'client' : 'freelancer'
  return last.sender !== mine && last.at > (now.seen.until[id] ?? now.seen.from)
}
