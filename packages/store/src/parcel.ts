import type { Event } from '@alacrity/engine'
import type { Incoming } from './append.ts'
import { textOf } from './fold/event-text.ts'
import { memberOf } from './fold/read.ts'
import { nameHash } from './hash.ts'
import type { Arrival, Parcel, Receipt, Receipts } from './port.ts'

export const RECEIPT_KINDS = [
  'accepted',
  'duplicate',
  'conflict',
] as const satisfies readonly Receipt['kind'][]

const encoder = new TextEncoder()

/** A parcel of arrivals, at least one, for the log whose seed it is. */
export function parcelOf(arrivals: readonly Arrival[], seed: number): Parcel {
  const hash = ({ source, id }: Event) => nameHash(source, id, seed)
  return {
    events: encoder.encode(arrivals.map(({ event }) => textOf(event)).join('\n')),
    members: arrivals.map(({ event }) => memberOf(event)).join('\n'),
    hashes: Float64Array.from(arrivals, ({ event }) => hash(event)),
    received: Float64Array.from(arrivals, ({ received_at }) => received_at),
    late: Uint8Array.from(arrivals, ({ late }) => (late ? 1 : 0)),
  }
}

/** The events of a parcel as JSON. */
export function linesOf(events: Uint8Array): string[] {
  return Buffer.from(events.buffer, events.byteOffset, events.length).toString().split('\n')
}

/** What the parcel holds, as it is stored. */
export function incomingOf({ events, members, hashes, received, late }: Parcel): Incoming[] {
  const names = members.split('\n')
  return linesOf(events).map((body, place) => ({
    body,
    member: names[place] ?? '',
    hash: hashes[place] ?? 0,
    received_at: received[place] ?? 0,
    late: late[place] === 1,
  }))
}

export function packReceipts(receipts: readonly Receipt[]): Receipts {
  return {
    kinds: Uint8Array.from(receipts, ({ kind }) => RECEIPT_KINDS.indexOf(kind)),
    seqs: Float64Array.from(receipts, ({ seq }) => seq),
  }
}

export function receiptsOf({ kinds, seqs }: Receipts): Receipt[] {
  return Array.from(kinds, (kind, place) => ({
    kind: RECEIPT_KINDS[kind] ?? 'conflict',
    seq: seqs[place] ?? 0,
  }))
}
