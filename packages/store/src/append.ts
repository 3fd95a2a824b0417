import { sameContent } from '@alacrity/engine'
import { withErased } from './erased-client.ts'
import { eventOf, textOf } from './fold/event-text.ts'
import type { Receipt } from './port.ts'
import { all, each, type Steps, type Value } from './steps.ts'

/** An arrival as it is stored: the event's JSON, and what the database finds it by. */
export type Incoming = {
  /** "" for outages and erasures. */
  readonly member: string
  readonly hash: number
  readonly body: string
  readonly received_at: number
  readonly late: boolean
}

/** What happened to a name that is known already [EV2], or that only its hash is. */
export function compareBodies(known: string, arrived: string): 'duplicate' | 'conflict' | 'other' {
  if (known === arrived) return 'duplicate'
  const a = eventOf(known)
  const b = eventOf(arrived)
  if (a.source !== b.source || a.id !== b.id) return 'other'
  return sameContent(a, withErased(a, b)) ? 'duplicate' : 'conflict'
}

/** Counts what arrived and keeps conflicts aside, in the transaction that stores the events [EV2]. */
export function* account(incoming: readonly Incoming[], receipts: readonly Receipt[]): Steps<void> {
  const asides: Value[][] = []
  const counts = { accepted: 0, duplicate: 0, conflict: 0 }
  for (const [place, { kind, seq }] of receipts.entries()) {
    counts[kind] += 1
    const arrived = incoming[place]
    if (kind !== 'conflict' || arrived === undefined) continue
    asides.push([seq, arrived.received_at, arrived.late ? 1 : 0, arrived.body])
  }
  yield* each('aside_add', yield* withoutErased(asides))
  yield* all('mark_add', 'received', receipts.length)
  for (const [kind, count] of Object.entries(counts)) {
    if (count > 0) yield* all('mark_add', kind, count)
  }
}

/** What is kept aside, without the ids of clients whom the stored events no longer name. */
function* withoutErased(
  asides: readonly (readonly Value[])[],
): Steps<readonly (readonly Value[])[]> {
  const rows = yield* each<{ seq: number; body: string }>(
    'event_at',
    asides.map(([seq = null]) => [seq]),
  )
  const stored = new Map(rows.map(({ seq, body }) => [seq, eventOf(body)]))
  return asides.map(([seq, received, late, body]) => {
    const first = stored.get(Number(seq))
    const arrived = eventOf(String(body))
    const kept = first === undefined ? arrived : withErased(first, arrived)
    return [seq ?? null, received ?? null, late ?? null, textOf(kept)]
  })
}
