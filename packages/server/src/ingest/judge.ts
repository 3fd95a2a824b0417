import { DAY, type Event, MINUTE, type Ms, parseEvent } from '@alacrity/engine'
import type { Arrival } from '@alacrity/store'
import type { ErrorCode, RefusalDetail } from '../base/errors.ts'
import { EVENT_MAX_BYTES, type Item } from './read-body.ts'

const AHEAD_MAX_MS = 5 * MINUTE
const LATE_AFTER_MS = 30 * DAY

/** Why one event was not taken. */
export type Refused = {
  readonly kind: 'refused'
  readonly id: string | null
  readonly code: ErrorCode
  readonly about: RefusalDetail
}

/** Who sends, as far as it decides what may be sent, and when. */
export type Sending = {
  readonly now: Ms
  /** Senders hand in what happened; what an operator decides is an operator's to send [EV4]. */
  readonly mayRule: boolean
}

/** Whether an item is an event that can be stored now. */
export function judge(item: Item, { now, mayRule }: Sending): Arrival | Refused {
  if (item.kind === 'malformed') return refused(null, 'malformed_json')
  const { value } = item
  const parsed = parseEvent(value)
  const isSmall = parsed.ok && isSmallByNature(parsed.event, value)
  if (!isSmall && item.bytes() > EVENT_MAX_BYTES) return refused(idOf(value), 'event_too_large')
  if (!parsed.ok) {
    const { field, problem, remedy } = parsed.fault
    return refused(idOf(value), 'invalid_event', { field, detail: problem, remedy })
  }
  const { event } = parsed
  if (event.at > now + AHEAD_MAX_MS) return refused(event.id, 'too_far_ahead', { field: 'at' })
  if (isForbidden(event, mayRule)) return refused(event.id, 'invalid_event', RULING)
  return { event, received_at: now, late: event.at < now - LATE_AFTER_MS }
}

/** A message is a few ids and numbers; only an envelope can hold more beside it. Nearly all are messages. */
function isSmallByNature({ type }: Event, value: unknown): boolean {
  return type === 'message' && !('specversion' in (value as object))
}

const RULING = { field: 'type', detail: 'is a ruling', remedy: 'An operator sends rulings.' }

function isForbidden(event: Event, mayRule: boolean): boolean {
  return event.type === 'ruling' && !mayRule
}

/** An event whose name another has, with other content [EV2]. */
export function conflicting(id: string): Refused {
  return refused(id, 'id_conflict', { field: 'id' })
}

function refused(id: string | null, code: ErrorCode, about: RefusalDetail = {}): Refused {
  return { kind: 'refused', id, code, about }
}

/** The id to tell a refused event by, as far as it has one that can be shown. */
function idOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  const { id } = value as { id?: unknown }
  return typeof id === 'string' && id.length <= 256 ? id : null
}
