import { describe, expect, test } from 'vitest'
import { HOUR } from '../src/index.ts'
import { ask, event, h, pair, rate, say } from './reference/hand.ts'
import { explained, scoreRows, turnsOf, type WireEvent } from './support/run.ts'

const MS = 1 / HOUR

/** Outcomes by turn as of an hour, as the ledger of all turns gives them. */
function outcomes(wire: readonly WireEvent[], hour: number, policy: WireEvent = {}) {
  const rows = turnsOf(wire, h(hour), rate(policy))
  return Object.fromEntries(rows.map((row) => [row.turn, row.outcome]))
}

/** Why turn `a` is what it is. */
function reason(wire: readonly WireEvent[], hour: number, policy: WireEvent = {}): string {
  const turn = explained(wire, rate(policy), h(hour)).turns.find((one) => one.turn === 'a')
  return `${turn?.outcome} ${turn?.reason}`
}

const withdraw = (hour: number) => event('w', hour, 'withdrawal', { message: 'a' })
const close = (hour: number, by: string) => event('x', hour, 'closure', { by })
const release = (hour: number, by: string, body: WireEvent = {}) =>
  event(`x${hour}`, hour, 'release', { by, ...body })
const flag = (id: string, hour: number, body: WireEvent = {}) =>
  event(id, hour, 'flag', { reason: 'spam', ...body })
const rule = (id: string, hour: number, excused: boolean, body: WireEvent = {}) =>
  event(id, hour, 'ruling', { turn: 'a', excused, ...body })
const erase = (id: string, hour: number, body: WireEvent): WireEvent => ({
  id,
  type: 'erasure',
  at: h(hour),
  ...body,
})

describe('replied or not', () => {
  test('[OC2] [OC3] the deadline is inclusive: 24 h on time, one millisecond more late', () => {
    expect(reason([ask('a', 0), say('b', 24)], 30)).toBe('on_time replied')
    expect(reason([ask('a', 0), say('b', 24 + MS)], 30)).toBe('late replied')
    expect(outcomes([ask('a', 0), say('b', 0, { seq: 0 })], 30)).toEqual({ a: 'on_time' })
  })

  test('[OC2] within 0 h is met by a reply of the same instant only', () => {
    const policy = { within: '0h' }
    expect(outcomes([ask('a', 0), say('b', 0, { seq: 0 })], 30, policy)).toEqual({ a: 'on_time' })
    expect(outcomes([ask('a', 0), say('b', MS)], 30, policy)).toEqual({ a: 'late' })
  })

  test('[OC4] [OC5] unanswered: pending at 24 h, missed one millisecond later', () => {
    expect(reason([ask('a', 0)], 24)).toBe('pending unanswered')
    expect(reason([ask('a', 0)], 24 + MS)).toBe('missed unanswered')
  })

  test('[OC4] a turn that ended without an excuse is what it would be unanswered', () => {
    const wire = [ask('a', 0), close(1, 'member')]
    expect(reason(wire, 24)).toBe('pending ended_unanswered')
    expect(reason(wire, 24 + MS)).toBe('missed ended_unanswered')
    const [row] = turnsOf(wire, h(30), rate())
    expect(row?.elapsed_ms).toBe(30 * HOUR)
  })

  test('[OC5] a pending turn is in no numerator and no denominator', () => {
    const wire = [...pair('a', 0, 1), ask('b', 20, { conversation: 'b', client: 'b' })]
    expect(scoreRows(wire, rate({ score: 'on_time' }), h(30))[0]).toMatchObject({
      counts: { turns: 2, settled: 1, pending: 1, clients: 1 },
      measures: { on_time: { numerator: 1, denominator: 1 } },
      score: 100,
    })
  })

  test('[OC6] an automated reply counts where the policy says so, and if earlier', () => {
    const auto = (hour: number) => say('x', hour, { automated: true })
    const taken = { replies: { automated: true } }
    expect(outcomes([ask('a', 0), auto(1)], 30)).toEqual({ a: 'missed' })
    expect(reason([ask('a', 0), auto(1)], 30, taken)).toBe('on_time auto_replied')
    expect(reason([ask('a', 0), auto(24 + MS)], 30, taken)).toBe('late auto_replied')
    expect(reason([ask('a', 0), auto(1), say('b', 28)], 30, taken)).toBe('on_time auto_replied')
    expect(outcomes([ask('a', 0), auto(1), say('b', 28)], 30)).toEqual({ a: 'late' })
    expect(reason([ask('a', 0), say('b', 2), auto(3)], 30, taken)).toBe('on_time replied')
  })

  test('[OC6] it counts from the automated reply on, not before', () => {
    const wire = [ask('a', 0), say('x', 25, { automated: true })]
    expect(outcomes(wire, 25 - MS, { replies: { automated: true } })).toEqual({ a: 'missed' })
    expect(outcomes(wire, 25, { replies: { automated: true } })).toEqual({ a: 'late' })
  })
})

describe('excused by the client, the system, the calendar', () => {
  test('[OC1] a client’s release excuses whenever it comes', () => {
    expect(reason([ask('a', 0), release(1, 'client')], 2)).toBe('excused client_released')
    expect(reason([ask('a', 0), release(90, 'client')], 99)).toBe('excused client_released')
    expect(outcomes([ask('a', 0), release(90, 'client')], 89)).toEqual({ a: 'missed' })
  })

  test.each([
    ['withdrawn', withdraw, 'withdrawn_within'],
    ['closed by the client', (hour: number) => close(hour, 'client'), 'closed_within'],
    ['closed by the system', (hour: number) => close(hour, 'system'), 'closed_within'],
  ])('[OC1] %s up to due, or the longer of due and the policy’s limit', (_, end, field) => {
    const at = (hour: number, limit?: string) =>
      outcomes(
        [ask('a', 0), end(hour)],
        99,
        limit === undefined ? {} : { excuse: { [field]: limit } },
      )
    expect(at(24)).toEqual({ a: 'excused' })
    expect(at(24 + MS)).toEqual({ a: 'missed' })
    expect(at(24 + MS, '48h')).toEqual({ a: 'excused' })
    expect(at(48, '48h')).toEqual({ a: 'excused' })
    expect(at(48 + MS, '48h')).toEqual({ a: 'missed' })
    expect(at(24, '1h')).toEqual({ a: 'excused' })
    expect(at(24 + MS, '1h')).toEqual({ a: 'missed' })
    expect(at(1, 'never')).toEqual({ a: 'missed' })
  })

  test('[OC1] the limit is elapsed time of the turn’s clock', () => {
    const clock = { kind: 'hours', weekly: { mon: [['09:00', '17:00']] }, zone: 'UTC' }
    const policy = { clock, within: '2h' }
    expect(outcomes([ask('a', 0), close(11, 'client')], 99, policy)).toEqual({ a: 'excused' })
    expect(outcomes([ask('a', 0), close(11 + MS, 'client')], 99, policy)).toEqual({ a: 'missed' })
  })

  test('[OC1] the member’s own closing excuses nothing', () => {
    expect(outcomes([ask('a', 0), close(1, 'member')], 99)).toEqual({ a: 'missed' })
  })

  test('[OC1] a withdrawal shifts the opening from which its own elapsed time is taken', () => {
    const wire = [
      ask('a', 0),
      ask('b', 20),
      withdraw(30),
      event('w2', 44, 'withdrawal', { message: 'b' }),
    ]
    expect(outcomes(wire, 99)).toEqual({ a: 'excused' })
    const later = [...wire.slice(0, 3), event('w2', 44 + MS, 'withdrawal', { message: 'b' })]
    expect(outcomes(later, 99)).toEqual({ a: 'missed' })
  })

  test('[OC1] all clients erased before it was due', () => {
    expect(reason([ask('a', 0), erase('e', 24 - MS, { client: 'c' })], 99)).toBe(
      'excused client_erased',
    )
    expect(outcomes([ask('a', 0), erase('e', 24, { client: 'c' })], 99)).toEqual({ a: 'missed' })
    expect(outcomes([ask('a', 0), erase('e', 5, { client: 'd' })], 99)).toEqual({ a: 'missed' })
    const here = { client: 'c', member: 'm' }
    expect(outcomes([ask('a', 0), erase('e', 5, here)], 99)).toEqual({ a: 'excused' })
    const elsewhere = { client: 'c', member: 'n' }
    expect(outcomes([ask('a', 0), erase('e', 5, elsewhere)], 99)).toEqual({ a: 'missed' })
  })

  test('[OC1] one of two clients erased is not all of them', () => {
    const wire = [ask('a', 0), ask('b', 1, { client: 'd' }), erase('e', 5, { client: 'c' })]
    expect(outcomes(wire, 99)).toEqual({ a: 'missed' })
    expect(outcomes([...wire, erase('f', 6, { client: 'd' })], 99)).toEqual({ a: 'excused' })
  })

  test('[OC1] the first erasure counts, and it acts from then on', () => {
    const wire = [ask('a', 0), erase('f', 40, { client: 'c' }), erase('e', 5, { client: 'c' })]
    expect(outcomes(wire, 99)).toEqual({ a: 'excused' })
    expect(outcomes(wire, 5 - MS)).toEqual({ a: 'pending' })
  })
})

describe('rulings', () => {
  test('[OC1] [TN7] a standing ruling excuses, at any time and whatever the reply', () => {
    expect(reason([ask('a', 0), rule('r', 90, true)], 99)).toBe('excused ruling')
    expect(reason([ask('a', 0), say('b', 30), rule('r', 90, true)], 99)).toBe('excused ruling')
    expect(outcomes([ask('a', 0), rule('r', 90, true)], 89)).toEqual({ a: 'missed' })
  })

  test.each([
    ['a release by the client', release(1, 'client')],
    ['a withdrawal', withdraw(1)],
    ['a closure', close(1, 'system')],
    ['a flag', flag('f', 1)],
    ['a release by the member', release(1, 'member')],
    ['an erasure', erase('e', 1, { client: 'c' })],
    ['an absence', { id: 'y', type: 'away', at: h(-1), member: 'm', from: h(-1), until: h(1) }],
    ['an earlier ruling', rule('q', 1, true)],
  ])('[OC1] [TN7] excused: false undoes %s', (_, excuse) => {
    const wire = [ask('a', 0), excuse]
    expect(outcomes(wire, 99)).toEqual({ a: 'excused' })
    expect(outcomes([...wire, rule('r', 90, false)], 99)).toEqual({ a: 'missed' })
    expect(outcomes([...wire, rule('r', 90, false)], 89)).toEqual({ a: 'excused' })
  })
})

describe('the member’s own excuses and their cap', () => {
  /** n conversations answered at once, and the given more. */
  const answered = (n: number) =>
    Array.from({ length: n }, (_, i) => pair(`q${i}`, 0, 1, `c${i}`)).flat()
  const flagged = (id: string, hour: number) => [
    ask(id, 0, { conversation: id, client: id }),
    flag(`${id}-flag`, hour, { conversation: id }),
  ]
  const capped = (percent: number | null) => ({ excuse: { self_excused_max_percent: percent } })

  test('[OC1] flags and first releases in time excuse up to ceil(N · 20 %)', () => {
    // N = 5: one; N = 6: ceil(1.2) = two.
    const wire = (n: number) => [...answered(n), ...flagged('s1', 2), ...flagged('s2', 3)]
    expect(outcomes(wire(3), 99)).toMatchObject({ s1: 'excused', s2: 'missed' })
    expect(outcomes(wire(4), 99)).toMatchObject({ s1: 'excused', s2: 'excused' })
    expect(explained(wire(3), rate(), h(99)).turns.find((one) => one.turn === 's2')?.reason).toBe(
      'over_the_cap',
    )
  })

  test('[OC1] the cap counts all candidates, pending and excused ones too', () => {
    const pending = Array.from({ length: 4 }, (_, i) =>
      ask(`p${i}`, 98, { conversation: `p${i}`, client: `p${i}` }),
    )
    const wire = [...flagged('s1', 2), ...flagged('s2', 3), ...pending]
    expect(outcomes(wire, 99)).toMatchObject({ s1: 'excused', s2: 'excused' })
    expect(outcomes(wire.slice(0, -1), 99)).toMatchObject({ s1: 'excused', s2: 'missed' })
  })

  test.each([
    [0, 'missed', 'missed'],
    [0.01, 'excused', 'missed'],
    [50, 'excused', 'missed'],
    [50.01, 'excused', 'excused'],
    [100, 'excused', 'excused'],
    [null, 'excused', 'excused'],
  ])('[OC1] with a cap of %s %% of two turns: %s, %s', (percent, first, second) => {
    const wire = [...flagged('s1', 2), ...flagged('s2', 3)]
    expect(outcomes(wire, 99, capped(percent))).toEqual({ s1: first, s2: second })
  })

  test('[OC1] the first by (ended_at, turn id) excuse: "10" before "9", astral after BMP', () => {
    const names = ['9', '10', '\u{1f600}', '\uffee']
    const wire = names.flatMap((name) => flagged(name, 2))
    const excused = (percent: number) =>
      Object.entries(outcomes(wire, 99, capped(percent)))
        .filter(([, outcome]) => outcome === 'excused')
        .map(([name]) => name)
        .sort()
    expect(excused(25)).toEqual(['10'])
    expect(excused(50)).toEqual(['10', '9'])
    expect(excused(75)).toEqual(['10', '9', '\uffee'])
  })

  test('[OC1] exactly at due it may excuse, a millisecond later not, nor where not taken', () => {
    expect(outcomes(flagged('s', 24), 99)).toEqual({ s: 'excused' })
    expect(outcomes(flagged('s', 24 + MS), 99)).toEqual({ s: 'missed' })
    expect(outcomes(flagged('s', 1), 99, { excuse: { flagged: false } })).toEqual({ s: 'missed' })
    const released = [ask('a', 0), release(1, 'member')]
    expect(reason(released, 99)).toBe('excused released')
    const refused = { excuse: { released_by_member: false } }
    expect(outcomes(released, 99, refused)).toEqual({ a: 'missed' })
  })

  test('[OC1] a late flag does not use the cap up', () => {
    const wire = [...flagged('s1', 24 + MS), ...flagged('s2', 2), ...flagged('s3', 23)]
    expect(outcomes(wire, 99, capped(50))).toEqual({ s1: 'missed', s2: 'excused', s3: 'excused' })
  })

  test('[OC1] a ruling needs no cap and uses none up', () => {
    const wire = [
      ...flagged('s1', 2),
      ...flagged('s2', 3),
      rule('r', 4, true, { turn: 's1', conversation: 's1' }),
    ]
    expect(outcomes(wire, 99, capped(50))).toEqual({ s1: 'excused', s2: 'excused' })
  })

  test('[OC1] in an assessment the cap is of the window’s candidates only', () => {
    // Of 30 days at h(24 · 31): the two flags stand in the window with two others, the rest are older.
    const late = (name: string) => pair(name, 24 * 20, 1)
    const spam = (id: string, hour: number) => [
      ask(id, 24 * 20, { conversation: id, client: id }),
      flag(`${id}-flag`, hour, { conversation: id }),
    ]
    const wire = [
      ...answered(20),
      ...late('l1'),
      ...late('l2'),
      ...spam('s1', 24 * 20 + 1),
      ...spam('s2', 24 * 20 + 2),
    ]
    const policy = rate({ window: { days: 30 }, excuse: { self_excused_max_percent: 25 } })
    expect(scoreRows(wire, policy, h(24 * 31))[0]?.counts).toMatchObject({
      turns: 4,
      excused: 1,
      missed: 1,
    })
    expect(outcomes(wire, 24 * 31, capped(25))).toMatchObject({ s1: 'excused', s2: 'excused' })
  })

  test('[OC1] a release of a later turn is a goodbye, outside the cap', () => {
    const wire = [ask('a0', 0), say('b', 1), ask('a', 2), release(3, 'member')]
    expect(reason(wire, 99, capped(0))).toBe('excused goodbye')
    const late = [ask('a0', 0), say('b', 1), ask('a', 2), release(26 + MS, 'member')]
    expect(outcomes(late, 99)).toMatchObject({ a: 'missed' })
  })

  test('[OC1] unless the client writes again within 24 h of the release', () => {
    const wire = (hour: number, body: WireEvent = {}) => [
      ask('a0', 0),
      say('b', 1),
      ask('a', 2),
      release(3, 'member'),
      ask('d', hour, body),
    ]
    expect(outcomes(wire(27), 99)).toMatchObject({ a: 'missed' })
    expect(outcomes(wire(27 + MS), 99)).toMatchObject({ a: 'excused' })
    expect(outcomes(wire(20), 19)).toMatchObject({ a: 'excused' })
    expect(outcomes(wire(20, { client: 'other' }), 99)).toMatchObject({ a: 'excused' })
    expect(outcomes(wire(20, { kind: 'acknowledgement' }), 99)).toMatchObject({ a: 'excused' })
    expect(outcomes(wire(20, { automated: true }), 99)).toMatchObject({ a: 'excused' })
  })

  test('[OC1] a flag of a later turn is no goodbye', () => {
    const wire = [ask('a0', 0), say('b', 1), ask('a', 2), flag('f', 3)]
    expect(outcomes(wire, 99, capped(0))).toMatchObject({ a: 'missed' })
  })
})
