/** EV: reading events from the wire, EV2 duplicates and conflicts, EV3 the canonical order. */
import type { DomainEvent, WireEvent, Weekly } from './types.ts'

/** Order of two ids as UTF-8 bytes, which is the order of their code points. */
export function compareIds(a: string, b: string): number {
  const left = Array.from(a, (char) => char.codePointAt(0) ?? 0)
  const right = Array.from(b, (char) => char.codePointAt(0) ?? 0)
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** EV3: (`at`, `seq`, `source`, `id`), an absent `seq` before any. */
export function compareCanonically(a: DomainEvent, b: DomainEvent): number {
  if (a.at !== b.at) return a.at - b.at
  if (a.seq !== b.seq) {
    if (a.seq === null) return -1
    if (b.seq === null) return 1
    return a.seq - b.seq
  }
  return compareIds(a.source, b.source) || compareIds(a.id, b.id)
}

/** An instant from integer milliseconds or RFC 3339 text. */
export function readInstant(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  if (typeof value === 'string') return Temporal.Instant.from(value).epochMilliseconds
  throw new Error(`not an instant: ${String(value)}`)
}

/** RFC 3339 with milliseconds, in UTC. */
export function writeInstant(at: number): string {
  return new Date(at).toISOString()
}

/** The id of an event as a turn's id is written: its source and `/` unless that is `default`. */
export function qualifiedId(event: { source: string; id: string }): string {
  return event.source === 'default' ? event.id : `${event.source}/${event.id}`
}

function text(wire: WireEvent, field: string): string {
  const value = wire[field]
  if (typeof value !== 'string') throw new Error(`${field} is not text: ${JSON.stringify(wire)}`)
  return value
}

function textOrNull(wire: WireEvent, field: string): string | null {
  return wire[field] === undefined || wire[field] === null ? null : text(wire, field)
}

function readEvent(wire: WireEvent): DomainEvent {
  const seq = wire['seq']
  const common = {
    source: textOrNull(wire, 'source') ?? 'default',
    id: text(wire, 'id'),
    at: readInstant(wire['at']),
    seq: typeof seq === 'number' ? seq : null,
  }
  const type = text(wire, 'type')
  if (type === 'outage') {
    return { ...common, type, from: readInstant(wire['from']), until: readInstant(wire['until']) }
  }
  if (type === 'erasure') {
    const member = textOrNull(wire, 'member')
    return { ...common, type, member, client: textOrNull(wire, 'client') }
  }
  return readEventOfMember(wire, type, { ...common, member: text(wire, 'member') })
}

type CommonOfMember = { source: string; id: string; at: number; seq: number | null; member: string }

function readEventOfMember(wire: WireEvent, type: string, common: CommonOfMember): DomainEvent {
  if (type === 'away') {
    return { ...common, type, from: readInstant(wire['from']), until: readInstant(wire['until']) }
  }
  if (type === 'hours') {
    const weekly = wire['weekly'] as Weekly
    const validFrom = wire['valid_from'] ?? null
    const from = validFrom === null ? common.at : readInstant(validFrom)
    return { ...common, type, weekly, zone: text(wire, 'zone'), validFrom: from }
  }
  if (type === 'ruling') {
    const conversation = textOrNull(wire, 'conversation')
    const turn = textOrNull(wire, 'turn')
    const excused = wire['excused'] === true
    return { ...common, type, conversation, turn, excused, reason: textOrNull(wire, 'reason') }
  }
  return readEventOfConversation(wire, type, common)
}

function readEventOfConversation(
  wire: WireEvent,
  type: string,
  common: CommonOfMember,
): DomainEvent {
  const base = { ...common, conversation: text(wire, 'conversation') }
  switch (type) {
    case 'message': {
      const from = text(wire, 'from')
      if (from !== 'client' && from !== 'member' && from !== 'system') {
        throw new Error(`from: ${from}`)
      }
      const client = textOrNull(wire, 'client')
      if (from === 'client' && client === null) throw new Error('a client message names its client')
      const kind = textOrNull(wire, 'kind') ?? 'message'
      return { ...base, type, from, client, kind, automated: wire['automated'] === true }
    }
    case 'answer':
      return { ...base, type, action: text(wire, 'action') }
    case 'withdrawal':
      return { ...base, type, message: text(wire, 'message') }
    case 'closure':
      return { ...base, type, by: text(wire, 'by') }
    case 'release':
      return { ...base, type, by: text(wire, 'by') }
    case 'flag':
      return { ...base, type, reason: text(wire, 'reason') }
    default:
      throw new Error(`type: ${type}`)
  }
}

/** One text for equal contents, whatever the order of their fields. */
function contentOf(event: DomainEvent): string {
  const sortKeys = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sortKeys)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).sort(([a], [b]) => compareIds(a, b))
    return entries.map(([key, inner]) => [key, sortKeys(inner)])
  }
  return JSON.stringify(sortKeys(event))
}

export type Accepted = { events: DomainEvent[]; duplicates: number; conflicts: WireEvent[] }

/** EV2, in the order of arrival; the accepted events come out in canonical order (EV3). */
export function acceptEvents(arrivals: readonly WireEvent[]): Accepted {
  const first = new Map<string, DomainEvent>()
  let duplicates = 0
  const conflicts: WireEvent[] = []
  for (const wire of arrivals) {
    const event = readEvent(wire)
    const name = JSON.stringify([event.source, event.id])
    const known = first.get(name)
    if (known === undefined) first.set(name, event)
    else if (contentOf(known) === contentOf(event)) duplicates += 1
    else conflicts.push(wire)
  }
  return { events: [...first.values()].sort(compareCanonically), duplicates, conflicts }
}

/** The normalised columns; the event id is the row's number, from 1 after the header, as is seq. */
export function parseCsv(csv: string): WireEvent[] {
  const lines = csv.split(/\r?\n/)
  const columns = (lines[0] ?? '').split(',')
  const events: WireEvent[] = []
  for (let number = 1; number < lines.length; number += 1) {
    const line = lines[number] ?? ''
    if (line === '') continue
    const cells = line.split(',')
    const cell = (column: string): string => cells[columns.indexOf(column)] ?? ''
    events.push({
      id: String(number),
      type: 'message',
      at: cell('sent_at'),
      seq: number,
      member: cell('member_id'),
      conversation: cell('conversation_id'),
      from: cell('sender_role'),
      client: cell('client_id'),
    })
  }
  return events
}
