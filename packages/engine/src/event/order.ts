import { compareBytes } from '../base/bytes.ts'
import type { Event } from './event.ts'

type Placed = Pick<Event, 'at' | 'seq' | 'source' | 'id'>

/** The canonical order: (at, seq, source, id), an absent seq first, ids as UTF-8 bytes [EV3]. */
export function compareEvents(a: Placed, b: Placed): number {
  if (a.at !== b.at) return a.at - b.at
  if (a.seq !== b.seq) {
    if (a.seq === null) return -1
    if (b.seq === null) return 1
    return a.seq - b.seq
  }
  return compareBytes(a.source, b.source) || compareBytes(a.id, b.id)
}

/** What became of each event that arrived: every one is in exactly one list [EV2]. */
export type Intake = {
  readonly accepted: readonly Event[]
  readonly duplicates: readonly Event[]
  readonly conflicts: readonly Event[]
}

/**
 * Drops duplicates and sets conflicts aside, in order of arrival: the first event of a (source, id)
 * stays [EV2]. The accepted come back in canonical order.
 */
export function takeIn(arrivals: Iterable<Event>): Intake {
  const first = new Map<string, Event>()
  const duplicates: Event[] = []
  const conflicts: Event[] = []
  for (const event of arrivals) {
    const name = `${event.source}\u0000${event.id}`
    const known = first.get(name)
    if (known === undefined) first.set(name, event)
    else if (sameContent(known, event)) duplicates.push(event)
    else conflicts.push(event)
  }
  return { accepted: [...first.values()].sort(compareEvents), duplicates, conflicts }
}

/** Whether two events say the same. Field order does not matter; absent optional fields are null. */
export function sameContent(a: Event, b: Event): boolean {
  return canonicalText(a) === canonicalText(b)
}

function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, field]) => `${key}:${canonicalText(field)}`).join()}}`
}
