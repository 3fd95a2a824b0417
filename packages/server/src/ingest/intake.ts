import { DAY, type Event, MINUTE, type Ms, parseEvent } from '@alacrity/engine'
import type { Arrival, Log, Receipt } from '@alacrity/store'
import type { Changes } from '../base/changes.ts'
import { type ErrorCode, Refusal, type RefusalDetail } from '../base/errors.ts'
import type { Metrics } from '../base/metrics.ts'
import { EVENT_MAX_BYTES, type Item } from './read-body.ts'

const AHEAD_MAX_MS = 5 * MINUTE
const LATE_AFTER_MS = 30 * DAY

/** What became of one event. */
export type Outcome =
  | {
      readonly kind: 'accepted' | 'duplicate'
      readonly id: string
      readonly late: boolean
    }
  | {
      readonly kind: 'refused'
      readonly id: string | null
      readonly code: ErrorCode
      readonly about: RefusalDetail
    }

export type IntakePorts = {
  readonly log: Pick<Log, 'append'>
  readonly metrics: Metrics
  readonly changes: Changes
  readonly queueEventsMax: number
  readonly queueBytesMax: number
}

/** Whether a sender may send such an event; the fault where not. */
export type MaySend = (event: Event) => RefusalDetail | null

const overloaded = () => new Refusal('overloaded', { retryAfterSeconds: 1 })

const RECEIVED = 'alacrity_events_received_total'
const SORTED = 'alacrity_events_total'

/**
 * The way in: events are read, judged one by one and stored, and only what is on disk is called accepted.
 * What waits for the disk is bounded, so overload is refused and never piles up in memory.
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
    metrics.describe('alacrity_events_late_total', 'counter', 'Accepted events older than 30 days.')
    metrics.gauge(
      'alacrity_queue_events',
      'Events waiting for the disk.',
      () => this.#waitingEvents,
    )
    metrics.gauge('alacrity_queue_bytes', 'Bytes waiting for the disk.', () => this.#waitingBytes)
  }

  /**
   * Refuses a body for which there is no room, before it is taken apart: under overload that is what costs.
   * Such events were never read, so they are not counted as received.
   */
  admit(bytes: number): void {
    const { queueEventsMax, queueBytesMax } = this.#ports
    if (this.#waitingEvents >= queueEventsMax || this.#waitingBytes + bytes > queueBytesMax) {
      throw overloaded()
    }
  }

  /** Stores what can be stored; the outcomes are aligned with the items by index. */
  async take(
    items: readonly Item[],
    {
      now,
      bytes,
      maySend,
    }: { readonly now: Ms; readonly bytes: number; readonly maySend: MaySend },
  ): Promise<readonly Outcome[]> {
    const judged = items.map((item) => judge(item, now, maySend))
    const arrivals = judged.filter((each): each is Arrival => 'event' in each)
    const receipts = await this.#store(arrivals, { bytes, received: items.length })
    let next = 0
    const outcomes = judged.map((each): Outcome => {
      if (!('event' in each)) return each
      const receipt = receipts[next]
      next += 1
      if (receipt === undefined) throw new Error('the store left an event unanswered')
      return outcomeOf(each, receipt)
    })
    this.#count(outcomes)
    this.#tell(arrivals)
    return outcomes
  }

  async #store(
    arrivals: readonly Arrival[],
    { bytes, received }: { readonly bytes: number; readonly received: number },
  ): Promise<readonly Receipt[]> {
    if (arrivals.length === 0) return []
    const { queueEventsMax, queueBytesMax, log } = this.#ports
    const full =
      this.#waitingEvents + arrivals.length > queueEventsMax ||
      this.#waitingBytes + bytes > queueBytesMax
    if (full) {
      this.#countRefused(received)
      throw overloaded()
    }
    this.#waitingEvents += arrivals.length
    this.#waitingBytes += bytes
    try {
      return await log.append(arrivals)
    } catch (error) {
      this.#countRefused(received)
      throw error
    } finally {
      this.#waitingEvents -= arrivals.length
      this.#waitingBytes -= bytes
    }
  }

  /** Both sides in one step, so that no one ever reads them apart. */
  #count(outcomes: readonly Outcome[]): void {
    const { metrics } = this.#ports
    metrics.count(RECEIVED, {}, outcomes.length)
    for (const kind of ['accepted', 'duplicate', 'refused'] as const) {
      metrics.count(SORTED, { outcome: kind }, outcomes.filter((each) => each.kind === kind).length)
    }
    const late = outcomes.filter((each) => each.kind === 'accepted' && each.late).length
    metrics.count('alacrity_events_late_total', {}, late)
  }

  #countRefused(received: number): void {
    this.#ports.metrics.count(RECEIVED, {}, received)
    this.#ports.metrics.count(SORTED, { outcome: 'refused' }, received)
  }

  #tell(arrivals: readonly Arrival[]): void {
    const { changes } = this.#ports
    const members = arrivals.flatMap(({ event }) =>
      'member' in event && event.member !== null ? [event.member] : [],
    )
    changes.tell(members)
  }
}

function judge(item: Item, now: Ms, maySend: MaySend): Arrival | Outcome {
  if (item.kind === 'malformed') return refused(null, 'malformed_json')
  const id = idOf(item.value)
  if (item.bytes > EVENT_MAX_BYTES) return refused(id, 'event_too_large')
  const parsed = parseEvent(item.value)
  if (!parsed.ok) {
    const { field, problem, remedy } = parsed.fault
    return refused(id, 'invalid_event', { field, detail: problem, remedy })
  }
  const { event } = parsed
  if (event.at > now + AHEAD_MAX_MS) return refused(id, 'too_far_ahead', { field: 'at' })
  const fault = maySend(event)
  if (fault !== null) return refused(id, 'invalid_event', fault)
  return { event, received_at: now, late: event.at < now - LATE_AFTER_MS }
}

function refused(id: string | null, code: ErrorCode, about: RefusalDetail = {}): Outcome {
  return { kind: 'refused', id, code, about }
}

function outcomeOf({ event, late }: Arrival, { kind }: Receipt): Outcome {
  if (kind === 'conflict') return refused(event.id, 'id_conflict', { field: 'id' })
  return { kind, id: event.id, late }
}

/** The id to tell a refused event by, as far as it has one that can be shown. */
function idOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  const { id } = value as { id?: unknown }
  return typeof id === 'string' && id.length <= 256 ? id : null
}
