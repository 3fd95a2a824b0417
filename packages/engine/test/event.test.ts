import { describe, expect, test } from 'vitest'
import {
  compareBytes,
  compareEvents,
  EVENT_FIELDS,
  EVENT_TYPES,
  type Event,
  idProblem,
  parseEvent,
  parseInstant,
  formatInstant,
  qualifiedId,
  sameContent,
  takeIn,
  TEXT_FIELDS,
} from '../src/index.ts'
import { ask, event, h, rate, say, START } from './reference/hand.ts'
import { accepted, eventOf, scoreLines } from './support/run.ts'

/** One valid event of each type, with every field it may have. */
const named = { id: 'e', source: 'crm', seq: 4, at: START }
const placed = { ...named, member: 'm', conversation: 'v' }
const COMPLETE: Record<Event['type'], Record<string, unknown>> = {
  message: { ...placed, from: 'client', client: 'c', kind: 'inquiry', automated: false },
  answer: { ...placed, action: 'quote' },
  withdrawal: { ...placed, message: 'a' },
  closure: { ...placed, by: 'system' },
  release: { ...placed, by: 'member' },
  flag: { ...placed, reason: 'spam' },
  ruling: { ...placed, turn: 'a', excused: true, reason: 'appeal' },
  away: { ...named, member: 'm', from: START, until: START + 1 },
  hours: {
    ...named,
    member: 'm',
    weekly: { mon: [['09:00', '17:00']] },
    zone: 'UTC',
    valid_from: 0,
  },
  outage: { ...named, from: START, until: START + 1 },
  erasure: { ...named, member: 'm', client: 'c' },
}

function faultOf(wire: unknown): string {
  const parsed = parseEvent(wire)
  if (parsed.ok) return 'accepted'
  expect(parsed.fault.remedy).not.toBe('')
  return `${parsed.fault.field} ${parsed.fault.problem}`
}

/** A copy without a field. */
function lacking(wire: Record<string, unknown>, field: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(wire).filter(([name]) => name !== field))
}

describe('reading', () => {
  test.each(EVENT_TYPES)('[EV1] [EV4] every field of %s is read as it is written', (type) => {
    const wire = { type, ...COMPLETE[type] }
    expect(eventOf(wire)).toEqual(wire)
    expect(Object.keys(wire).sort()).toEqual([...EVENT_FIELDS[type]].sort())
  })

  test.each(EVENT_TYPES)('[EV1] [EV4] %s without a field it needs is refused by name', (type) => {
    const wire = { type, ...COMPLETE[type] }
    const optional = ['source', 'seq', 'kind', 'automated', 'valid_from']
    if (type === 'ruling') optional.push('reason', 'turn', 'conversation')
    if (type === 'erasure') optional.push('member', 'client')
    for (const field of Object.keys(wire).filter((name) => !optional.includes(name))) {
      expect(faultOf(lacking(wire, field))).toMatch(`${field} is `)
    }
    for (const field of optional.filter((name) => name in wire)) {
      expect(faultOf(lacking(wire, field))).toBe('accepted')
      expect(faultOf({ ...wire, [field]: null })).toBe('accepted')
    }
  })

  test('[EV1] the defaults: source, seq, kind, automated, valid_from', () => {
    expect(eventOf(ask('a', 0))).toMatchObject({
      source: 'default',
      seq: null,
      kind: 'message',
      automated: false,
    })
    const hours = { ...COMPLETE.hours, type: 'hours', valid_from: null }
    expect(eventOf(hours)).toMatchObject({ valid_from: START })
  })

  test('[EV4] a client’s message names its client; others may', () => {
    const unnamed = event('a', 0, 'message', { from: 'client' })
    expect(faultOf(unnamed)).toBe('client is missing')
    expect(eventOf(say('a', 0))).toMatchObject({ client: null })
    expect(eventOf(say('a', 0, { client: 'c' }))).toMatchObject({ client: 'c' })
  })

  test('[EV4] a ruling names a turn or a conversation, an erasure a member or a client', () => {
    const ruling = { ...COMPLETE.ruling, type: 'ruling', turn: null, conversation: null }
    expect(faultOf(ruling)).toBe('turn is missing')
    const erasure = { ...COMPLETE.erasure, type: 'erasure', member: null, client: null }
    expect(faultOf(erasure)).toBe('client is missing')
  })

  test.each([
    ['type', 'Message', 'type is not known: "Message"'],
    ['from', 'bot', 'from is not known: "bot"'],
    ['kind', 'question', 'kind is not known: "question"'],
    ['automated', 'yes', 'automated is not a boolean: "yes"'],
    ['seq', 1.5, 'seq is not an integer: 1.5'],
    ['seq', '1', 'seq is not an integer: "1"'],
    ['member', 7, 'member is not text'],
    ['priority', 1, 'priority is not a field of type message'],
    ['at', '2024-06-03T00:00:00', 'at is not an instant: "2024-06-03T00:00:00"'],
    ['at', 0.5, 'at is not an instant: 0.5'],
    ['at', '0', 'at is not an instant: "0"'],
    ['at', true, 'at is not an instant: true'],
  ])('[EV4] [EV6] %s: %s is refused', (field, value, shown) => {
    expect(faultOf({ ...ask('a', 0), [field]: value })).toBe(shown)
  })

  test.each([null, 1, 'x', [], [ask('a', 0)], undefined])('[EV4] %s is no event', (input) => {
    expect(faultOf(input)).toMatch(/^event is not an object/)
  })

  test('[EV4] an interval may be empty, which takes an absence back, but not end before it begins', () => {
    const away = { ...COMPLETE.away, type: 'away', from: START }
    expect(faultOf({ ...away, until: START })).toBe('accepted')
    expect(faultOf({ ...away, until: START - 1 })).toBe('until is before from')
  })

  test.each([
    [{}, 'weekly has no open interval'],
    [{ mon: [] }, 'weekly has no open interval'],
    [{ monday: [['09:00', '17:00']] }, 'weekly has an unknown weekday "monday"'],
    [{ mon: [['24:00', '01:00']] }, 'weekly has a bad interval on mon: ["24:00","01:00"]'],
    [{ mon: [['09:00', '24:01']] }, 'weekly has a bad interval on mon: ["09:00","24:01"]'],
    [{ mon: [['9:00', '17:00']] }, 'weekly has a bad interval on mon: ["9:00","17:00"]'],
    [{ mon: [['09:60', '17:00']] }, 'weekly has a bad interval on mon: ["09:60","17:00"]'],
    [{ mon: [['09:00']] }, 'weekly has a bad interval on mon: ["09:00"]'],
    [{ mon: '09:00-17:00' }, 'weekly has no list of intervals for mon'],
    [null, 'weekly is missing'],
    [7, 'weekly is not an object of weekdays: 7'],
    [{ mon: [['00:00', '24:00']] }, 'accepted'],
    [{ mon: [['22:00', '06:00']] }, 'accepted'],
  ])('[EV4] weekly hours %j: %s', (weekly, shown) => {
    expect(faultOf({ ...COMPLETE.hours, type: 'hours', weekly })).toBe(shown)
  })

  test.each([
    ['Mars/Olympus', 'zone is not a known time zone: "Mars/Olympus"'],
    ['+02:00', 'zone is an offset, not a zone: "+02:00"'],
    ['Australia/Lord_Howe', 'accepted'],
  ])('[EV4] the zone %s: %s', (zone, shown) => {
    expect(faultOf({ ...COMPLETE.hours, type: 'hours', zone })).toBe(shown)
  })

  test('[EV1] a CloudEvents envelope carries id, source, type and time', () => {
    const { id, at, ...data } = ask('a', 0)
    const envelope = {
      specversion: '1.0',
      id,
      source: 'crm',
      type: 'org.example.message',
      time: '2024-06-03T00:00:00Z',
      datacontenttype: 'application/json',
      traceparent: 'x',
      data: lacking(data, 'type'),
    }
    expect(eventOf(envelope)).toEqual(eventOf({ ...ask('a', 0), source: 'crm' }))
    expect(at).toBe(START)
    expect(faultOf({ ...envelope, specversion: '0.3' })).toBe('specversion is "0.3"')
    expect(faultOf({ ...envelope, data: null })).toBe('data is not an object')
    expect(faultOf({ ...envelope, dataText: 'x' })).toBe('dataText is not a CloudEvents attribute')
    const repeated = { ...envelope, data: { ...envelope.data, id: 'b' } }
    expect(faultOf(repeated)).toBe('data.id repeats the envelope')
  })
})

describe('text', () => {
  const words = [...TEXT_FIELDS]
  test.each(words)('[EV5] an event with a field %s is refused, whatever its type', (field) => {
    for (const type of EVENT_TYPES) {
      const wire = { type, ...COMPLETE[type], [field]: 'Hello' }
      expect(faultOf(wire)).toBe(`${field} holds message text`)
    }
  })

  test('[EV5] text inside an envelope is refused too', () => {
    const { id, at, type, ...data } = ask('a', 0)
    const envelope = { specversion: '1.0', id, source: 's', type, time: at }
    expect(faultOf({ ...envelope, data: { ...data, body: 'x' } })).toBe('body holds message text')
  })

  test('[EV5] text beside the data of an envelope is refused too', () => {
    const { id, at, type, ...data } = ask('a', 0)
    const envelope = { specversion: '1.0', id, source: 's', type, time: at, data }
    expect(faultOf(envelope)).toBe('accepted')
    for (const field of words.filter((word) => word !== 'subject')) {
      expect(faultOf({ ...envelope, [field]: 'Hello' })).not.toBe('accepted')
    }
  })
})

describe('ids and instants', () => {
  test('[EV6] an id has 1 to 256 bytes of UTF-8', () => {
    expect(idProblem('x')).toBeNull()
    expect(idProblem('x'.repeat(256))).toBeNull()
    expect(idProblem('x'.repeat(257))).toBe('is 257 bytes long')
    expect(idProblem('é'.repeat(128))).toBeNull()
    expect(idProblem(`${'é'.repeat(128)}x`)).toBe('is 257 bytes long')
    expect(idProblem('\u{1f600}'.repeat(64))).toBeNull()
    expect(idProblem(`${'\u{1f600}'.repeat(64)}x`)).toBe('is 257 bytes long')
    expect(idProblem('\u20ac'.repeat(86))).toBe('is 258 bytes long')
    expect(idProblem('')).toBe('is empty')
    expect(idProblem('\ud800a')).toBe('is not valid Unicode')
    expect(idProblem('a\udc00')).toBe('is not valid Unicode')
    expect(faultOf(ask('x'.repeat(300), 0))).toBe('id is 300 bytes long')
  })

  test.each([0x00, 0x09, 0x0a, 0x1f, 0x7f, 0x80, 0x9f])(
    '[EV6] the control character %i is refused in every id',
    (code) => {
      const id = `a${String.fromCharCode(code)}b`
      for (const field of ['id', 'source', 'member', 'conversation', 'client']) {
        expect(faultOf({ ...ask('a', 0), [field]: id })).toMatch(`${field} has a control character`)
      }
    },
  )

  test('[EV6] characters beside the controls are not refused', () => {
    for (const code of [0x20, 0x7e, 0xa0, 0x2028]) {
      expect(idProblem(`a${String.fromCharCode(code)}`)).toBeNull()
    }
  })

  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01t00:00:00z', 0],
    ['1970-01-01 00:00:00Z', 0],
    ['1970-01-01T00:00:00.001Z', 1],
    ['1970-01-01T00:00:00.0019Z', 1],
    ['1970-01-01T00:00:00.5Z', 500],
    ['1970-01-01T02:00:00+02:00', 0],
    ['1969-12-31T19:00:00-05:00', 0],
    ['1970-01-01T05:45:00+05:45', 0],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000],
    ['2000-02-29T00:00:00Z', 951_782_400_000],
    ['0000-01-01T00:00:00Z', -62_167_219_200_000],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
    ['2016-12-31T23:59:60Z', 1_483_228_800_000],
  ])('[EV6] %s is %i', (text, at) => {
    expect(parseInstant(text)).toBe(at)
  })

  test.each([
    '',
    '2024-06-03',
    '2024-06-03T00:00:00',
    '2024-06-03T00:00Z',
    '2024-06-03T24:00:00Z',
    '2024-06-03T00:60:00Z',
    '2024-06-03T00:00:61Z',
    '2024-00-03T00:00:00Z',
    '2024-13-03T00:00:00Z',
    '2024-06-00T00:00:00Z',
    '2024-06-31T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2024-06-03T00:00:00+24:00',
    '2024-06-03T00:00:00+01:60',
    '2024-06-03T00:00:00.Z',
    '2024-06-03T00:00:00Z ',
    '+002024-06-03T00:00:00Z',
    '2024-06-03T00:00:00[Europe/Berlin]',
  ])('[EV6] %j is no instant', (text) => {
    expect(parseInstant(text)).toBeNull()
  })

  test('[EV6] instants outside the years 0000 to 9999 are refused', () => {
    expect(faultOf({ ...ask('a', 0), at: 253_402_300_799_999 })).toBe('accepted')
    expect(faultOf({ ...ask('a', 0), at: 253_402_300_800_000 })).toMatch('at is not an instant')
    expect(faultOf({ ...ask('a', 0), at: -62_167_219_200_000 })).toBe('accepted')
    expect(faultOf({ ...ask('a', 0), at: -62_167_219_200_001 })).toMatch('at is not an instant')
    expect(faultOf({ ...ask('a', 0), at: '9999-12-31T23:00:00-02:00' })).toMatch('at is not')
    expect(formatInstant(253_402_300_799_999)).toBe('9999-12-31T23:59:59.999Z')
    expect(formatInstant(-62_167_219_200_000)).toBe('0000-01-01T00:00:00.000Z')
  })
})

describe('order and duplicates', () => {
  test('[EV3] bytes decide: "10" before "9", a prefix first, astral after the BMP', () => {
    expect(compareBytes('10', '9')).toBeLessThan(0)
    expect(compareBytes('a', 'ab')).toBeLessThan(0)
    expect(compareBytes('ab', 'b')).toBeLessThan(0)
    expect(compareBytes('Z', 'a')).toBeLessThan(0)
    expect(compareBytes('z', 'é')).toBeLessThan(0)
    expect(compareBytes('\uffee', '\u{1f600}')).toBeLessThan(0)
    expect(compareBytes('\u{1f600}', '\uffee')).toBeGreaterThan(0)
    expect(compareBytes('\u{1f600}', '\u{1f601}')).toBeLessThan(0)
    expect(compareBytes('x', 'x')).toBe(0)
  })

  test('[EV3] at, then seq with the absent first, then source, then id', () => {
    const order = [
      ask('z', 0),
      ask('a', 1, { source: 'crm' }),
      ask('10', 1),
      ask('9', 1),
      ask('a', 1),
      ask('b', 1, { seq: -1 }),
      ask('b2', 1, { seq: 0, source: 'a' }),
      ask('a1', 1, { seq: 0 }),
      ask('A', 1, { seq: 10 }),
      ask('0', 2, { seq: -5 }),
    ].map(eventOf)
    for (const [i, a] of order.entries()) {
      for (const [j, b] of order.entries()) {
        expect(Math.sign(compareEvents(a, b))).toBe(Math.sign(i - j))
      }
    }
  })

  test('[EV2] the same content again is a duplicate and changes nothing', () => {
    const arrivals = [ask('a', 0), ask('a', 0), ask('b', 1)].map(eventOf)
    const { accepted: kept, duplicates, conflicts } = takeIn(arrivals)
    expect([kept.length, duplicates.length, conflicts.length]).toEqual([2, 1, 0])
  })

  test('[EV2] other content is a conflict: the first to arrive stays, the second is kept aside', () => {
    const [first, second] = [eventOf(ask('a', 5)), eventOf(ask('a', 1))]
    const intake = takeIn([first, second, first])
    expect(intake).toEqual({ accepted: [first], duplicates: [first], conflicts: [second] })
    expect(takeIn([second, first]).accepted).toEqual([second])
  })

  test('[EV1] [EV2] the pair of source and id names an event', () => {
    const arrivals = [ask('a', 0), ask('a', 1, { source: 'crm' })].map(eventOf)
    expect(takeIn(arrivals).accepted).toHaveLength(2)
  })

  test('[EV1] [EV2] source and id do not run into each other', () => {
    const arrivals = [ask('b', 0, { source: 'x/a' }), ask('a/b', 1, { source: 'x' })].map(eventOf)
    expect(takeIn(arrivals).accepted).toHaveLength(2)
  })

  test('[EV2] the same said in other words is the same content', () => {
    const plain = eventOf(ask('a', 0))
    const wordy = ask('a', 0, {
      at: '2024-06-03T05:45:00+05:45',
      source: 'default',
      kind: 'message',
      automated: false,
      seq: null,
    })
    expect(sameContent(plain, eventOf(wordy))).toBe(true)
    const reversed = Object.fromEntries(Object.entries(ask('a', 0)).reverse())
    expect(sameContent(plain, eventOf(reversed))).toBe(true)
    expect(sameContent(plain, eventOf({ ...ask('a', 0), seq: 0 }))).toBe(false)
  })

  test('[EV2] hours that differ in one minute are other content', () => {
    const hours = (until: string) =>
      eventOf({ ...COMPLETE.hours, type: 'hours', weekly: { mon: [['09:00', until]] } })
    expect(sameContent(hours('17:00'), hours('17:00'))).toBe(true)
    expect(sameContent(hours('17:00'), hours('17:01'))).toBe(false)
  })

  test('[EV3] a reply stamped at its question’s instant counts only if it comes after it', () => {
    const policy = rate()
    const after = [ask('a', 0, { seq: 1 }), say('b', 0, { seq: 2 })]
    const before = [ask('a', 0, { seq: 2 }), say('b', 0, { seq: 1 })]
    expect(scoreLines(after, policy, h(30))[0]).toMatch('"on_time":1,"late":0,"missed":0')
    expect(scoreLines(before, policy, h(30))[0]).toMatch('"on_time":0,"late":0,"missed":1')
  })

  test('[TN8] the qualified id carries a source that is not the default', () => {
    const [a, b] = accepted([ask('a', 0), ask('b', 0, { source: 'crm' })])
    expect([a, b].map((one) => one && qualifiedId(one))).toEqual(['crm/b', 'a'])
  })
})
