import { type Log, RECEIPT_KINDS, type Receipts } from '@alacrity/store'
import type { Changes } from '../base/changes.ts'
import { Refusal } from '../base/errors.ts'
import type { Metrics } from '../base/metrics.ts'
import { conflicting, type Refused } from './judge.ts'
import { EVENTS_MAX } from './read-body.ts'
import { type Body, type Reading, resultsOf } from './reading.ts'
import { readBeside } from './reading-thread.ts'

export type IntakePorts = {
  readonly log: Pick<Log, 'appendParcel' | 'seed'>
  readonly metrics: Metrics
  readonly changes: Changes
  readonly queueEventsMax: number
  readonly queueBytesMax: number
}

/** What became of a body: what was read, and what the log said of each event of the parcel. */
export type Taken = { readonly reading: Reading; readonly receipts: Receipts }

const RECEIVED = 'alacrity_events_received_total'
const SORTED = 'alacrity_events_total'
const LATE = 'alacrity_events_late_total'

const [ACCEPTED, DUPLICATE] = RECEIPT_KINDS.map((_, place) => place)
const NONE: Receipts = { kinds: new Uint8Array(), seqs: new Float64Array() }

/** Until a body is read it counts as an event for so many bytes: few events are smaller. */
const BYTES_AN_EVENT = 128

/**
 * The way in: events are read, judged one by one and stored, and only what is on disk is called accepted.
 * What waits is bounded from the moment it is here, so overload is refused and never piles up in memory.
 */
export class Intake {
  readonly #ports: IntakePorts
  #waitingEvents = 0
  #waitingBytes = 0

  constructor(ports: IntakePorts) {
    this.#ports = ports
    const { metrics } = ports
    metrics.describe(RECEIVED, 'counter', 'Events received.')
    metrics.describe(SORTED, 'counter', 'Events by what became of them; adds up to the received.')
    metrics.describe(LATE, 'counter', 'Accepted events older than 30 days.')
    metrics.gauge(
      'alacrity_queue_events',
      'Events waiting for the disk.',
      () => this.#waitingEvents,
    )
    metrics.gauge('alacrity_queue_bytes', 'Bytes waiting for the disk.', () => this.#waitingBytes)
  }

  /**
   * Refuses a body for which there is no room now, before any of it is read: under overload most are, and each that
   * is read takes time from storing. It holds no room, or who sends slowly would keep it from everybody.
   */
  expect(bytes: number): void {
    this.#refuseFull(bytes)
  }

  /**
   * Stores what can be stored of a body. Refuses one for which there is no room before it is taken apart:
   * under overload that is what costs. Such events were never read, so they are not counted as received.
   */
  async take(body: Body): Promise<Taken> {
    const { log } = this.#ports
    const bytes = body.bytes.byteLength
    const leave = this.#enter(bytes)
    try {
      const reading = await readBeside(body, log.seed)
      leave.events(reading.received)
      const taken = { reading, receipts: await this.#store(reading) }
      this.#count(taken)
      this.#tell(reading)
      return taken
    } finally {
      leave.events(0)
      this.#waitingBytes -= bytes
    }
  }

  #enter(bytes: number): { readonly events: (count: number) => void } {
    let counted = this.#refuseFull(bytes)
    this.#waitingEvents += counted
    this.#waitingBytes += bytes
    return {
      events: (count) => {
        this.#waitingEvents += count - counted
        counted = count
      },
    }
  }

  /** How many events a body of so many bytes counts as. Throws where there is no room for them. */
  #refuseFull(bytes: number): number {
    const { queueEventsMax, queueBytesMax } = this.#ports
    const counted = Math.min(EVENTS_MAX, Math.ceil(bytes / BYTES_AN_EVENT))
    const isFull =
      this.#waitingEvents + counted > queueEventsMax || this.#waitingBytes + bytes > queueBytesMax
    if (isFull) throw new Refusal('overloaded', { retryAfterSeconds: 1 })
    return counted
  }

  async #store({ parcel, received }: Reading): Promise<Receipts> {
    if (parcel === null) return NONE
    try {
      return await this.#ports.log.appendParcel(parcel)
    } catch (error) {
      this.#ports.metrics.count(RECEIVED, {}, received)
      this.#ports.metrics.count(SORTED, { outcome: 'refused' }, received)
      throw error
    }
  }

  /** Both sides in one step, so that no one ever reads them apart. */
  #count({ reading, receipts }: Taken): void {
    const { metrics } = this.#ports
    let [accepted, duplicate, late] = [0, 0, 0]
    receipts.kinds.forEach((kind, place) => {
      if (kind === ACCEPTED) late += reading.parcel?.late[place] ?? 0
      if (kind === ACCEPTED) accepted += 1
      if (kind === DUPLICATE) duplicate += 1
    })
    const refused = reading.received - accepted - duplicate
    metrics.count(RECEIVED, {}, reading.received)
    metrics.count(SORTED, { outcome: 'accepted' }, accepted)
    metrics.count(SORTED, { outcome: 'duplicate' }, duplicate)
    metrics.count(SORTED, { outcome: 'refused' }, refused)
    metrics.count(LATE, {}, late)
  }

  #tell({ parcel, named }: Reading): void {
    const { changes } = this.#ports
    if (changes.watching === 0 || parcel === null) return
    changes.tell([...parcel.members.split('\n'), ...named])
  }
}

/** How many of a body's events were stored anew, and how many had been before. */
export function storedOf({ receipts }: Taken): {
  readonly accepted: number
  readonly duplicate: number
} {
  let [accepted, duplicate] = [0, 0]
  for (const kind of receipts.kinds) {
    if (kind === ACCEPTED) accepted += 1
    if (kind === DUPLICATE) duplicate += 1
  }
  return { accepted, duplicate }
}

/** The events of a body that were not taken, by their place in it, in order. */
export function refusedOf({ reading, receipts }: Taken): Reading['refused'] {
  const found: { place: number; refused: Refused }[] = [...reading.refused]
  const results = receipts.kinds.some(isConflict) ? resultsOf(reading) : []
  for (const [at, kind] of receipts.kinds.entries()) {
    if (!isConflict(kind)) continue
    const place = reading.places[at] ?? 0
    found.push({ place, refused: conflicting(results[place]?.id ?? '') })
  }
  return found.sort((a, b) => a.place - b.place)
}

const isConflict = (kind: number) => RECEIPT_KINDS[kind] === 'conflict'
