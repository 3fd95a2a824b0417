import {
  ANSWER_ACTIONS,
  DEFAULT_SOURCE,
  type Event,
  EVENT_TYPES,
  FLAG_REASONS,
  MESSAGE_KINDS,
  SENDERS,
} from './event.ts'
import { type Fault, FieldReader, type Fields, show } from './fields.ts'
import { parseWeekly, zoneProblem } from './hours.ts'

export type ParsedEvent =
  | { readonly ok: true; readonly event: Event }
  | { readonly ok: false; readonly fault: Fault }

type EventType = Event['type']

/** Fields that carry what people wrote. Metadata is enough, so none of them is ever taken [EV5]. */
export const TEXT_FIELDS: ReadonlySet<string> = new Set([
  'text',
  'body',
  'content',
  'subject',
  'html',
  'markdown',
  'snippet',
  'preview',
  'message_text',
  'message_body',
  'attachment',
  'attachments',
])

const COMMON = ['id', 'source', 'type', 'seq', 'at']
const IN_CONVERSATION = [...COMMON, 'member', 'conversation']

/** The fields each type may have; any other is refused, since it could hold text [EV4]. */
export const EVENT_FIELDS = {
  message: [...IN_CONVERSATION, 'from', 'client', 'kind', 'automated'],
  answer: [...IN_CONVERSATION, 'action'],
  withdrawal: [...IN_CONVERSATION, 'message'],
  closure: [...IN_CONVERSATION, 'by'],
  release: [...IN_CONVERSATION, 'by'],
  flag: [...IN_CONVERSATION, 'reason'],
  ruling: [...IN_CONVERSATION, 'turn', 'excused', 'reason'],
  away: [...COMMON, 'member', 'from', 'until'],
  hours: [...COMMON, 'member', 'weekly', 'zone', 'valid_from'],
  outage: [...COMMON, 'from', 'until'],
  erasure: [...COMMON, 'member', 'client'],
} as const satisfies Record<EventType, readonly string[]>

const CLOUD_ATTRIBUTES = new Set(['specversion', 'id', 'source', 'type', 'time', 'data', 'subject'])

/**
 * Reads one event from parsed JSON, plain or as a CloudEvents 1.0 envelope whose `data` holds the
 * fields and whose `time` is `at`. Returns the event, or the first fault with field and remedy.
 */
export function parseEvent(input: unknown): ParsedEvent {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return refused('event', `is not an object: ${show(input)}`, 'send one JSON object an event')
  }
  const fields = input as Fields
  if (!('specversion' in fields)) return parseFields(fields)
  return parseCloudEvent(fields)
}

function refused(field: string, problem: string, remedy: string): ParsedEvent {
  return { ok: false, fault: { field, problem, remedy } }
}

function refusedText(field: string): ParsedEvent {
  return refused(field, 'holds message text', 'leave it out: only metadata is accepted')
}

function parseCloudEvent(envelope: Fields): ParsedEvent {
  if (envelope['specversion'] !== '1.0') {
    return refused('specversion', `is ${show(envelope['specversion'])}`, 'send CloudEvents 1.0')
  }
  const data = envelope['data']
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return refused('data', 'is not an object', "put the event's own fields into data")
  }
  for (const name of Object.keys(envelope)) {
    if (CLOUD_ATTRIBUTES.has(name)) continue
    if (TEXT_FIELDS.has(name)) return refusedText(name)
    if (/^[a-z0-9]{1,20}$/.test(name)) continue
    return refused(name, 'is not a CloudEvents attribute', 'put it into data, or leave it out')
  }
  for (const name of ['id', 'source', 'type', 'at']) {
    if (name in data) return refused(`data.${name}`, 'repeats the envelope', 'leave it out of data')
  }
  const type = typeof envelope['type'] === 'string' ? envelope['type'].split('.').pop() : undefined
  const { id, source, time } = envelope
  return parseFields({ ...data, id, source, type, at: time })
}

function parseFields(fields: Fields): ParsedEvent {
  const reader = new FieldReader(fields)
  const type = reader.word<EventType>('type', EVENT_TYPES, null)
  if (reader.fault !== null) return { ok: false, fault: reader.fault }
  const known: readonly string[] = EVENT_FIELDS[type]
  for (const name of Object.keys(fields)) {
    if (known.includes(name) || fields[name] === undefined) continue
    if (TEXT_FIELDS.has(name)) return refusedText(name)
    return refused(
      name,
      `is not a field of type ${type}`,
      `leave it out; known: ${known.join(', ')}`,
    )
  }
  const event = readers[type](reader, readCommon(reader))
  return reader.fault === null ? { ok: true, event } : { ok: false, fault: reader.fault }
}

type Common = { id: string; source: string; seq: number | null; at: number }

function readCommon(reader: FieldReader): Common {
  const id = reader.id('id')
  const source = reader.optionalId('source') ?? DEFAULT_SOURCE
  const seq = reader.value('seq') ?? null
  if (seq !== null && !Number.isSafeInteger(seq)) {
    reader.refuse('seq', `is not an integer: ${show(seq)}`, 'use an integer, or leave it out')
  }
  return { id, source, seq: seq as number | null, at: reader.instant('at') }
}

const inConversation = (reader: FieldReader, common: Common) => ({
  ...common,
  member: reader.id('member'),
  conversation: reader.id('conversation'),
})

function readInterval(reader: FieldReader): { from: number; until: number } {
  const from = reader.instant('from')
  const until = reader.instant('until')
  // An empty interval is allowed: it takes back an absence of the same beginning [CK4].
  if (until < from) {
    reader.refuse('until', 'is before from', 'give an interval that ends after it begins')
  }
  return { from, until }
}

const readers: Readonly<Record<EventType, (reader: FieldReader, common: Common) => Event>> = {
  message: (reader, common) => {
    const from = reader.word('from', SENDERS, null)
    const client = from === 'client' ? reader.id('client') : reader.optionalId('client')
    return {
      type: 'message',
      ...inConversation(reader, common),
      from,
      client,
      kind: reader.word('kind', MESSAGE_KINDS, 'message'),
      automated: reader.flag('automated', false),
    }
  },
  answer: (reader, common) => ({
    type: 'answer',
    ...inConversation(reader, common),
    action: reader.word('action', ANSWER_ACTIONS, null),
  }),
  withdrawal: (reader, common) => ({
    type: 'withdrawal',
    ...inConversation(reader, common),
    message: reader.id('message'),
  }),
  closure: (reader, common) => ({
    type: 'closure',
    ...inConversation(reader, common),
    by: reader.word('by', SENDERS, null),
  }),
  release: (reader, common) => ({
    type: 'release',
    ...inConversation(reader, common),
    by: reader.word('by', ['client', 'member'] as const, null),
  }),
  flag: (reader, common) => ({
    type: 'flag',
    ...inConversation(reader, common),
    reason: reader.word('reason', FLAG_REASONS, null),
  }),
  ruling: (reader, common) => readRuling(reader, common),
  away: (reader, common) => ({
    type: 'away',
    ...common,
    member: reader.id('member'),
    ...readInterval(reader),
  }),
  hours: (reader, common) => readHours(reader, common),
  outage: (reader, common) => ({ type: 'outage', ...common, ...readInterval(reader) }),
  erasure: (reader, common) => readErasure(reader, common),
}

function readRuling(reader: FieldReader, common: Common): Event {
  const conversation = reader.optionalId('conversation')
  const turn = reader.optionalId('turn')
  if (conversation === null && turn === null) {
    reader.refuse('turn', 'is missing', 'name the turn or the conversation ruled on')
  }
  const reason = reader.value('reason') ?? null
  if (reason !== null && (typeof reason !== 'string' || reason.length > 500)) {
    reader.refuse('reason', 'is not text of at most 500 characters', 'shorten it or leave it out')
  }
  return {
    type: 'ruling',
    ...common,
    member: reader.id('member'),
    conversation,
    turn,
    excused: reader.flag('excused', null),
    reason: reason as string | null,
  }
}

function readHours(reader: FieldReader, common: Common): Event {
  const parsed = parseWeekly(reader.value('weekly'))
  if ('problem' in parsed) {
    reader.refuse('weekly', parsed.problem, 'use {"mon":[["09:00","17:00"]],…} with local times')
  }
  const zone = reader.id('zone')
  const problem = zone === '' ? null : zoneProblem(zone)
  if (problem !== null) reader.refuse('zone', problem, 'use an IANA name such as Europe/Berlin')
  return {
    type: 'hours',
    ...common,
    member: reader.id('member'),
    weekly: 'problem' in parsed ? {} : parsed.weekly,
    zone,
    valid_from: reader.has('valid_from') ? reader.instant('valid_from') : common.at,
  }
}

function readErasure(reader: FieldReader, common: Common): Event {
  const member = reader.optionalId('member')
  const client = reader.optionalId('client')
  if (member === null && client === null) {
    reader.refuse('client', 'is missing', 'name the member or the client to erase')
  }
  return { type: 'erasure', ...common, member, client }
}
