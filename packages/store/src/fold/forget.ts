import type { Event } from '@alacrity/engine'
import { all, each, one, type Steps, type Value } from '../steps.ts'
import { eventOf, textOf } from './event-text.ts'
import { conversationOf, refold } from './settle.ts'

// A client is forgotten by replacing their id, wherever an event names it, with a pseudonym that nothing
// leads back from. Turns, windows and labels ask only whether two ids are the same, so they stay what they are.

/** A client's id and what it becomes. */
export type Renaming = { readonly client: string; readonly pseudonym: string }

/** Events that were found to name a client, and up to which log position was looked. */
export type Found = {
  readonly places: readonly (readonly [member: Value, seq: number])[]
  readonly until: number
}

type NamedRow = { readonly seq: number; readonly member: Value; readonly body: string }
type AsideRow = { readonly no: number; readonly body: string }

/** How the field stands in the JSON of an event, as we write it. */
function fieldOf(client: string): string {
  return `"client":${JSON.stringify(client)}`
}

/** Events after a log position and up to another that name a client. */
export function* findClient(
  client: string,
  { after, until }: { readonly after: number; readonly until: number },
): Steps<Found['places']> {
  const rows = yield* all<NamedRow>('event_naming', after, until, fieldOf(client))
  return rows.map(({ member, seq }) => [member, seq])
}

/**
 * Replaces a client's id in the events that were found, those that came since, and what was kept aside, and
 * folds their conversations again. The log is settled. Returns how many events were changed.
 */
export function* renameClient({ client, pseudonym }: Renaming, found: Found): Steps<number> {
  const position = (yield* one<{ value: number }>('mark_get', 'position'))?.value ?? 0
  const later = yield* findClient(client, { after: found.until, until: position })
  const places = [...found.places, ...later]
  const members = new Map(places.map(([member, seq]) => [seq, member]))
  const rows = yield* each<Omit<NamedRow, 'member'>>(
    'event_get',
    places.map(([member, seq]) => [member, seq]),
  )
  const touched = new Map<Value, Map<string, []>>()
  const changed: Value[][] = []
  for (const { seq, body } of rows) {
    const member = members.get(seq) ?? null
    const event = eventOf(body)
    changed.push([member, seq, renamed(body, { client, pseudonym })])
    const own = touched.get(member) ?? new Map<string, []>()
    touched.set(member, own.set(conversationOf(event), []))
  }
  yield* each('event_change', changed)
  yield* renameAsides({ client, pseudonym })
  yield* all('mark_add', 'rewrites', 1)
  yield* refold([...touched])
  return changed.length
}

function renamed(body: string, { client, pseudonym }: Renaming): string {
  const event = eventOf(body) as Event & { readonly client?: string | null }
  return event.client === client ? textOf({ ...event, client: pseudonym } as Event) : body
}

function* renameAsides(renaming: Renaming): Steps<void> {
  const rows = yield* all<AsideRow>('aside_naming', fieldOf(renaming.client))
  yield* each(
    'aside_change',
    rows.map(({ no, body }) => [no, renamed(body, renaming)]),
  )
}
