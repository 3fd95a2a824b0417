import { describe, expect, test } from 'vitest'
import { HOUR } from '../src/index.ts'
import { ask, event, h, pair, rate, say } from './reference/hand.ts'
import { rowOf, scoreRows, type WireEvent } from './support/run.ts'

const MS = 1 / HOUR
const day = (days: number) => 24 * days

const row = (wire: readonly WireEvent[], hour: number, policy: WireEvent = {}) =>
  rowOf(wire, rate(policy), h(hour))
function turnsIn(
  wire: readonly WireEvent[],
  hour: number,
  window: WireEvent,
  more: WireEvent = {},
) {
  return row(wire, hour, { window, ...more }).counts.turns
}

describe('candidates', () => {
  test('[AS1] turns opened at T are candidates, later ones do not exist', () => {
    const wire = [...pair('a', 1, 1), ask('b', 10, { conversation: 'b' })]
    expect(row(wire, 10).counts.turns).toBe(2)
    expect(row(wire, 10 - MS).counts.turns).toBe(1)
    expect(scoreRows(wire, rate(), h(1 - MS))).toEqual([])
  })

  test('[AS1] kinds are those of the opening message', () => {
    const wire = [
      ask('a', 0, { kind: 'inquiry' }),
      ask('b', 1, { kind: 'request' }),
      say('d', 2),
      ask('e', 3, { kind: 'request' }),
    ]
    expect(row(wire, 30, { turns: { kinds: ['inquiry'] } }).counts.turns).toBe(1)
    expect(row(wire, 30, { turns: { kinds: ['request'] } }).counts.turns).toBe(1)
    expect(row(wire, 30, { turns: { kinds: ['request', 'inquiry'] } }).counts.turns).toBe(2)
    expect(row(wire, 30, { turns: { kinds: [] } }).counts.turns).toBe(0)
  })

  test('[AS1] initiated_by: client leaves out conversations that the member began', () => {
    const wire = [say('z', 0), ask('a', 1), ...pair('b', 1, 1)]
    expect(row(wire, 30, { turns: { initiated_by: 'client' } }).counts.turns).toBe(1)
    expect(row(wire, 30).counts.turns).toBe(2)
  })

  test('[AS1] first_turn takes ordinal 1', () => {
    const wire = [ask('a', 0), say('b', 1), ask('d', 2), ...pair('e', 3, 1, 'c')]
    expect(row(wire, 30, { turns: { count: 'first_turn' } }).counts.turns).toBe(2)
  })

  test('[AS1] first_contact: a client’s first turn over all conversations', () => {
    const wire = [...pair('a', 0, 1, 'c'), ...pair('b', 5, 1, 'c'), ...pair('d', 6, 1, 'd')]
    expect(row(wire, 60, { turns: { count: 'first_contact' } }).counts.turns).toBe(2)
  })

  test('[AS1] of two at one instant the first contact is the one of the lesser id', () => {
    const wire = [...pair('9', 0, null, 'c'), ...pair('10', 0, 1, 'c')]
    expect(row(wire, 60, { turns: { count: 'first_contact' } }).counts).toMatchObject({
      turns: 1,
      on_time: 1,
    })
  })

  test('[AS1] first_contact is before the other filters, and skips withdrawn turns', () => {
    const policy = { turns: { count: 'first_contact', kinds: ['request'] } }
    const other = [...pair('a', 0, 1, 'c'), ask('b', 5, { kind: 'request' })]
    expect(row(other, 60, policy).counts.turns).toBe(0)
    const withdrawn = [
      ask('a', 0, { conversation: 'a' }),
      event('w', 1, 'withdrawal', { message: 'a', conversation: 'a' }),
      ...pair('b', 5, 1, 'c'),
    ]
    const counts = row(withdrawn, 60, { turns: { count: 'first_contact' } }).counts
    expect(counts).toMatchObject({ turns: 1, on_time: 1, excused: 0 })
  })

  test('[AS1] silence: new again when no message of either stands within it', () => {
    const policy = { turns: { count: 'first_contact', silence: '1d' } }
    const again = (hour: number) => [...pair('a', 0, 1, 'c'), ...pair('b', hour, 1, 'c')]
    // The member's reply at hour 1 is the last message.
    expect(row(again(25), 99, policy).counts.turns).toBe(1)
    expect(row(again(25 + MS), 99, policy).counts.turns).toBe(2)
    expect(row(again(25 + MS), 99, { turns: { count: 'first_contact' } }).counts.turns).toBe(1)
  })

  test('[AS1] messages of others, of the system and after the turn do not break a silence', () => {
    const policy = { turns: { count: 'first_contact', silence: '1d' } }
    const wire = [
      ...pair('a', 0, 1, 'c'),
      ...pair('x', 40, 1, 'd'),
      event('s', 41, 'message', { from: 'system', conversation: 'a' }),
      ask('b', 60, { conversation: 'b' }),
      ask('e', 60, { conversation: 'b', seq: 1 }),
    ]
    expect(row(wire, 61, policy).counts.turns).toBe(3)
    const thanked = [...wire, ask('t', 40, { conversation: 'a', kind: 'acknowledgement' })]
    expect(row(thanked, 61, policy).counts.turns).toBe(2)
  })
})

describe('windows', () => {
  const three = [...pair('a', 0, 1), ...pair('b', day(10), 1), ...pair('d', day(20), 1)]

  test('[AS2] days: (A − days, A], the older edge left out, the newer in', () => {
    expect(turnsIn(three, day(20), { days: 10 })).toBe(1)
    expect(turnsIn(three, day(20) - MS, { days: 10 })).toBe(1)
    expect(turnsIn(three, day(20), { days: 10.5 })).toBe(2)
    expect(turnsIn(three, day(20), { days: 20 })).toBe(2)
    expect(turnsIn(three, day(20), { days: 21 })).toBe(3)
    expect(turnsIn(three, day(20), { days: null })).toBe(3)
  })

  test('[AS2] lag leaves out what was opened later than T − lag; outcomes are at T', () => {
    expect(turnsIn(three, day(20), { days: null, lag: '0h' })).toBe(3)
    expect(turnsIn(three, day(20), { days: null, lag: '1ms' })).toBe(2)
    expect(turnsIn(three, day(21), { days: null, lag: '24h' })).toBe(3)
    const unanswered = [ask('a', 0)]
    expect(row(unanswered, 30, { window: { lag: '30h' } }).counts.missed).toBe(1)
    expect(row(unanswered, 30, { window: { lag: '31h' } }).counts.turns).toBe(0)
  })

  test('[AS2] anchor yesterday ends at the last midnight of its zone', () => {
    const wire = [
      ...pair('a', day(1) - MS, 1),
      ...pair('b', day(1), 1),
      ...pair('d', day(1) + MS, 1),
    ]
    expect(turnsIn(wire, day(1) + 5, { anchor: 'yesterday' })).toBe(2)
    expect(turnsIn(wire, day(1), { anchor: 'yesterday' })).toBe(2)
    // At 05:00 UTC the day in New York began at 04:00 UTC, in Chatham 11:15 UTC of the day before.
    expect(turnsIn(wire, day(1) + 5, { anchor: 'yesterday', zone: 'America/New_York' })).toBe(3)
    expect(turnsIn(wire, day(1) + 5, { anchor: 'yesterday', zone: 'Pacific/Chatham' })).toBe(0)
    expect(turnsIn(wire, day(2), { anchor: 'yesterday', days: 1 })).toBe(1)
  })

  test('[AS2] anchor last_turn: days back from the newest settled turn', () => {
    const wire = [...three, ask('p', day(60), { conversation: 'p', client: 'p' })]
    const policy = { days: 11, anchor: 'last_turn' }
    expect(turnsIn(wire, day(60), policy)).toBe(2)
    expect(turnsIn(wire, day(60), { ...policy, days: 10 })).toBe(1)
    // Once the newest is missed it is settled, and the anchor.
    expect(turnsIn(wire, day(62), policy)).toBe(1)
    const none = [ask('p', day(60), { conversation: 'p' })]
    expect(turnsIn(none, day(60), policy)).toBe(1)
  })

  test('[AS2] at_least: fewer settled in days, so the newest that many of the extension', () => {
    const window = { days: 5, extend_to_days: 90 }
    expect(turnsIn(three, day(21), { ...window, at_least: 1 })).toBe(1)
    expect(turnsIn(three, day(21), { ...window, at_least: 2 })).toBe(2)
    expect(turnsIn(three, day(21), { ...window, at_least: 3 })).toBe(3)
    expect(turnsIn(three, day(21), { ...window, at_least: 9 })).toBe(3)
    expect(turnsIn(three, day(21), { ...window, at_least: 9, extend_to_days: 20 })).toBe(2)
    expect(turnsIn(three, day(21), { days: 5, at_least: 9 })).toBe(1)
    expect(turnsIn(three, day(21), { ...window, at_least: null })).toBe(1)
  })

  test('[AS2] the extension takes unsettled turns that are not older than its oldest settled one', () => {
    const excused = (name: string, hour: number) => [
      ask(name, hour, { conversation: name, client: name }),
      event(`${name}-x`, hour, 'release', { by: 'client', conversation: name }),
    ]
    const wire = [...three, ...excused('x', day(9)), ...excused('y', day(15))]
    const window = { days: 5, extend_to_days: 90, at_least: 2 }
    expect(row(wire, day(21), { window }).counts).toMatchObject({ turns: 3, excused: 1 })
  })

  test('[AS2] an extension that holds no more settled turns extends nothing', () => {
    const wire = [...pair('d', day(20), 1), ask('x', day(10), { conversation: 'x' })]
    const released = [...wire, event('xr', day(10), 'release', { by: 'client', conversation: 'x' })]
    const window = { days: 5, extend_to_days: 90, at_least: 2 }
    expect(turnsIn(released, day(21), window)).toBe(1)
  })

  test('[AS2] last: older than the N-th newest settled leave, of whatever outcome', () => {
    expect(turnsIn(three, day(21), { days: null, last: 3 })).toBe(3)
    expect(turnsIn(three, day(21), { days: null, last: 2 })).toBe(2)
    const pending = [...three, ask('p', day(21), { conversation: 'p' })]
    expect(row(pending, day(21), { window: { days: null, last: 1 } }).counts).toMatchObject({
      turns: 2,
      settled: 1,
      pending: 1,
    })
  })

  test('[AS2] of turns at one instant the greater id is newer: "9" stays, "10" leaves', () => {
    const wire = [...pair('9', 0, 1), ...pair('10', 0, 30)]
    expect(row(wire, 99, { window: { last: 1 } }).counts).toMatchObject({ on_time: 1, late: 0 })
    const astral = [...pair('\u{1f600}', 0, 1), ...pair('\uffee', 0, 30)]
    expect(row(astral, 99, { window: { last: 1 } }).counts).toMatchObject({ on_time: 1, late: 0 })
  })

  test('[AS2] [AS4] per_client_max removes a client’s older settled turns, and only those', () => {
    const wire = [
      ...pair('a', 0, 30, 'c'),
      ...pair('b', 1, 1, 'c'),
      ...pair('d', 2, 1, 'c'),
      ...pair('e', 3, 1, 'e'),
      ask('p', 98, { conversation: 'p' }),
    ]
    const counts = row(wire, 99, { weights: { per_client_max: 2 } }).counts
    expect(counts).toMatchObject({ turns: 4, settled: 3, late: 0, pending: 1 })
  })

  test('[AS2] last comes before per_client_max', () => {
    const wire = [...pair('a', 0, 1, 'a'), ...pair('b', 1, 1, 'c'), ...pair('d', 2, 1, 'c')]
    const policy = { window: { last: 2 }, weights: { per_client_max: 1 } }
    expect(row(wire, 99, policy).counts).toMatchObject({ turns: 1, clients: 1 })
  })
})
