import type { Event } from '@alacrity/engine'
import { parseEvent } from '@alacrity/engine'
import type { Arrival, PublishedLabels, Reading, Store } from '../port.ts'

/** A database of its own for one case, empty, that can be closed and opened again. */
export type Bench = {
  open(): Promise<Store>
  openPublished(): Promise<PublishedLabels>
  openReading(): Promise<Reading>
  /** A store of a database of its own that a copy was put into. */
  restore(copy: string): Promise<Store>
  /** A path that does not exist, beside the database. */
  path(name: string): string
}

/** What every backend must do. A failed assertion throws. */
export type Case = {
  /** Quotes the rules it is about. */
  readonly title: string
  readonly run: (bench: Bench) => Promise<void>
}

/** Runs a body with a store that is closed afterwards, whatever happens. */
export async function withStore<T>(bench: Bench, body: (store: Store) => Promise<T>): Promise<T> {
  const store = await bench.open()
  try {
    return await body(store)
  } finally {
    await store.close()
  }
}

/** A case that needs one store, once. */
export function single(title: string, body: (store: Store, bench: Bench) => Promise<void>): Case {
  return { title, run: (bench) => withStore(bench, (store) => body(store, bench)) }
}

export const START = Date.UTC(2026, 0, 5)
export const MINUTE = 60_000

export function eventOf(wire: object): Event {
  const parsed = parseEvent(wire)
  if (!parsed.ok) throw new Error(`${parsed.fault.field} ${parsed.fault.problem}`)
  return parsed.event
}

/** A message, at a number of minutes after the start. */
export function message(
  id: string,
  minute: number,
  fields: Readonly<Record<string, unknown>> = {},
): Event {
  return eventOf({
    id,
    type: 'message',
    at: START + minute * MINUTE,
    member: 'ann',
    conversation: 'v1',
    from: 'client',
    client: 'c1',
    ...fields,
  })
}

export function arrive(event: Event): Arrival {
  return { event, received_at: START, late: false }
}

export async function put(store: Store, events: readonly Event[]): Promise<readonly string[]> {
  return (await store.log.append(events.map(arrive))).map(({ kind }) => kind)
}
