import { describe, expect, test } from 'vitest'
import { Assessor, HOUR, isEnough, shownPercent, shownScore } from '../src/index.ts'
import { ask, h, pair, rate, say } from './reference/hand.ts'
import { historyOf, policyOf, rowOf, scoreLines, type WireEvent } from './support/run.ts'

const MS = 1 / HOUR
const day = (days: number) => 24 * days

const row = (wire: readonly WireEvent[], hour: number, policy: WireEvent = {}) =>
  rowOf(wire, rate(policy), h(hour))
function measure(waits: readonly (number | null)[], one: WireEvent, more: WireEvent = {}) {
  const wire = waits.flatMap((wait, i) => pair(`q${i}`, i * MS, wait))
  return row(wire, 200, { measures: { it: one }, ...more }).measures['it']
}

describe('measures', () => {
  const CURVE = {
    kind: 'credit',
    curve: [
      ['1h', 100],
      ['24h', 80],
      ['48h', 40],
      ['72h', 0],
    ],
  }
  const credit = (wait: number | null) => measure([wait], CURVE)

  test('[AS3] rate: on time of settled', () => {
    expect(measure([1, 24, 24 + MS, null], { kind: 'rate' })).toEqual({
      numerator: 2,
      denominator: 4,
      percent: 50,
    })
  })

  test('[AS3] credit: flat before the first point and after the last, linear between', () => {
    expect(credit(0)).toMatchObject({ numerator: 1_000_000 })
    expect(credit(1)).toMatchObject({ numerator: 1_000_000, denominator: 1_000_000 })
    expect(credit(12.5)).toMatchObject({ numerator: 900_000 })
    expect(credit(24)).toMatchObject({ numerator: 800_000 })
    expect(credit(36)).toMatchObject({ numerator: 600_000 })
    expect(credit(72)).toMatchObject({ numerator: 0 })
    expect(credit(90)).toMatchObject({ numerator: 0 })
    expect(credit(null)).toMatchObject({ numerator: 0, percent: 0 })
  })

  test('[AS3] a credit is rounded half up to millionths', () => {
    // From 1 to 0 over 4,000,000 ms: 0.25 millionths a millisecond.
    const curve = [
      ['0h', 100],
      ['4000000ms', 0],
    ]
    const at = (ms: number) => measure([ms * MS], { kind: 'credit', curve })
    expect(at(1)).toMatchObject({ numerator: 1_000_000 })
    expect(at(2)).toMatchObject({ numerator: 1_000_000 })
    expect(at(3)).toMatchObject({ numerator: 999_999 })
  })

  test('[AS3] a missed turn has no credit even where the curve ends above 0', () => {
    const flat = { kind: 'credit', curve: [['1h', 60]] }
    expect(measure([99], flat)).toMatchObject({ percent: 60 })
    expect(measure([null], flat)).toMatchObject({ percent: 0 })
  })

  test('[AS3] mean and median round down to a millisecond', () => {
    const ms = (statistic: string, waits: readonly number[]) =>
      measure(
        waits.map((wait) => wait * MS),
        { kind: 'time', statistic },
      )
    expect(ms('mean', [1, 2])).toEqual({ ms: 1 })
    expect(ms('mean', [1, 1, 3])).toEqual({ ms: 1 })
    expect(ms('median', [1, 2])).toEqual({ ms: 1 })
    expect(ms('median', [9, 1, 5])).toEqual({ ms: 5 })
    expect(ms('median', [9, 1, 5, 4])).toEqual({ ms: 4 })
  })

  test('[AS3] pN is the nearest rank', () => {
    const ten = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((wait) => wait * MS)
    const at = (statistic: string) => measure(ten, { kind: 'time', statistic })
    expect(at('p10')).toEqual({ ms: 10 })
    expect(at('p10.01')).toEqual({ ms: 20 })
    expect(at('p50')).toEqual({ ms: 50 })
    expect(at('p90')).toEqual({ ms: 90 })
    expect(at('p91')).toEqual({ ms: 100 })
    expect(at('p100')).toEqual({ ms: 100 })
    expect(at('p0.01')).toEqual({ ms: 10 })
  })

  test('[AS3] fastest_N_mean keeps floor(n · N / 100), one at the least', () => {
    const ms = (statistic: string, waits: readonly number[]) =>
      measure(
        waits.map((wait) => wait * MS),
        { kind: 'time', statistic },
      )
    expect(ms('fastest_90_mean', [1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000])).toEqual({ ms: 5 })
    expect(ms('fastest_90_mean', [7, 900])).toEqual({ ms: 7 })
    expect(ms('fastest_10_mean', [900, 7])).toEqual({ ms: 7 })
    expect(ms('fastest_100_mean', [7, 10])).toEqual({ ms: 8 })
  })

  test('[AS3] the missed are left out, still waiting, or given a cap', () => {
    const median = (missed: unknown, waits: readonly (number | null)[]) =>
      measure(waits, { kind: 'time', statistic: 'median', missed })
    expect(median('left_out', [1, 3, null, null, null])).toEqual({ ms: 2 * HOUR })
    expect(median('left_out', [null])).toBeNull()
    expect(median({ cap: '120h' }, [1, 3, null, null, null])).toEqual({ ms: 120 * HOUR })
    expect(median({ cap: '2h' }, [1, 30, null])).toEqual({ ms: 2 * HOUR })
    expect(median('waiting', [1, 3, null])).toEqual({ ms: 3 * HOUR })
    expect(median('waiting', [1, 3, null, null, null])).toBeNull()
  })

  test('[AS3] Kaplan–Meier: S reaches exactly 1 − p; those waiting at t are at risk at t', () => {
    const at = (statistic: string, waits: readonly (number | null)[], hour = 200) => {
      const wire = waits.flatMap((wait, i) => pair(`q${i}`, 0, wait))
      const policy = { measures: { it: { kind: 'time', statistic, missed: 'waiting' } } }
      return row(wire, hour, policy).measures['it']
    }
    // Four turns, S: 3/4, 1/2 at the second reply.
    expect(at('median', [1, 2, null, null])).toEqual({ ms: 2 * HOUR })
    expect(at('p50', [1, 2, null, null, null])).toBeNull()
    // The unanswered one has waited 30 h, as long as the other's reply took: S(30) = 1/2.
    expect(at('median', [30, null], 30)).toEqual({ ms: 30 * HOUR })
    // Replied after 40 h, when nobody else is waiting any more: as of 39 h … S(40) = 0.
    expect(at('p100', [1, 40], 99)).toEqual({ ms: 40 * HOUR })
    expect(at('p75', [1, 2, 3, null])).toEqual({ ms: 3 * HOUR })
    expect(at('p75.01', [1, 2, 3, null])).toBeNull()
  })

  test('[AS3] a pending turn does not wait in Kaplan–Meier: it is in no measure', () => {
    const wire = [...pair('a', 0, 1), ask('p', 20, { conversation: 'p', client: 'p' })]
    const measures = { it: { kind: 'time', statistic: 'p100', missed: 'waiting' } }
    expect(row(wire, 30, { measures }).measures['it']).toEqual({ ms: HOUR })
  })

  test('[AS3] count is of settled turns; an empty measure is null', () => {
    const measures = { n: { kind: 'count' }, r: { kind: 'rate' }, t: { kind: 'time' } }
    expect(row([ask('a', 0)], 1, { measures }).measures).toEqual({
      n: { count: 0 },
      r: null,
      t: null,
    })
    expect(measure([1, null], { kind: 'count' })).toEqual({ count: 2 })
  })
})

describe('units and weights', () => {
  const loud = [
    ...pair('a', 0, 1, 'loud'),
    ...pair('b', 1, 1, 'loud'),
    ...pair('d', 2, 30, 'loud'),
    ...pair('e', 3, 30, 'quiet'),
  ]

  test('[AS4] unit turn weighs turns, unit client the means of clients in millionths', () => {
    expect(row(loud, 99).measures['on_time']).toEqual({ numerator: 2, denominator: 4, percent: 50 })
    expect(row(loud, 99, { weights: { unit: 'client' } }).measures['on_time']).toEqual({
      numerator: 666_667,
      denominator: 2_000_000,
      percent: 33.3,
    })
  })

  test('[AS4] a turn of several writers belongs to its opener', () => {
    const wire = [ask('a', 0, { client: 'x' }), ask('b', 1, { client: 'y' }), say('d', 2)]
    expect(row(wire, 99, { weights: { unit: 'client' } }).counts.clients).toBe(1)
  })

  test('[AS4] half-life: weight 2^(−age / half-life), age from the anchor', () => {
    const wire = [...pair('a', 0, 1), ...pair('b', day(7), 30)]
    const policy = { weights: { half_life_days: 7 }, window: { days: null } }
    expect(row(wire, day(14), policy).measures['on_time']).toMatchObject({
      numerator: 250_000,
      denominator: 750_000,
    })
    const anchored = { ...policy, window: { days: null, anchor: 'last_turn' } }
    expect(row(wire, day(14), anchored).measures['on_time']).toMatchObject({
      numerator: 500_000,
      denominator: 1_500_000,
    })
  })

  test('[AS4] first contact and follow-up have weights of their own', () => {
    const wire = [...pair('a', 0, 1, 'c'), ...pair('b', 1, 30, 'c')]
    const rated = (weights: WireEvent) => row(wire, 99, { weights }).measures['on_time']
    expect(rated({ first_contact: 2 })).toMatchObject({
      numerator: 2_000_000,
      denominator: 3_000_000,
    })
    expect(rated({ follow_up: 0 })).toMatchObject({ percent: 100 })
    expect(rated({ first_contact: 0 })).toMatchObject({ percent: 0 })
    expect(rated({ first_contact: 0, follow_up: 0 })).toBeNull()
  })

  test('[AS4] a client whose weights sum to 0 is left out of the mean of clients', () => {
    const wire = [...pair('a', 0, 30, 'c'), ...pair('b', 1, 1, 'c'), ...pair('d', 2, 30, 'd')]
    const weights = { unit: 'client', first_contact: 0 }
    expect(row(wire, 99, { weights }).measures['on_time']).toEqual({
      numerator: 1_000_000,
      denominator: 1_000_000,
      percent: 100,
    })
    expect(row(wire, 99, { weights }).counts.clients).toBe(2)
  })
})

describe('enough, and what is shown', () => {
  const two = [...pair('a', 0, 1, 'c'), ...pair('b', 1, 30, 'd')]
  const scored = (enough: WireEvent, wire: readonly WireEvent[] = two) =>
    row(wire, 99, { enough, score: 'on_time' })

  test('[AS5] one turn or one client too few: no score, but the measures', () => {
    expect(scored({ turns: 2, clients: 2 })).toMatchObject({ enough: true, score: 50 })
    expect(scored({ turns: 3, clients: 2 })).toMatchObject({ enough: false, score: null })
    expect(scored({ turns: 2, clients: 3 })).toMatchObject({ enough: false, score: null })
    expect(scored({ turns: 3, clients: 2 }).measures['on_time']).toMatchObject({ percent: 50 })
    expect(isEnough({ turns: 2, clients: 2 }, 2, 2)).toBe(true)
    expect(isEnough({ turns: 2, clients: 2 }, 9, 1)).toBe(false)
  })

  test('[AS5] pending turns are not enough', () => {
    const wire = [...two, ask('p', 98, { conversation: 'p', client: 'p' })]
    expect(scored({ turns: 3 }, wire)).toMatchObject({ enough: false, score: null })
  })

  test('[AS5] enough with nothing settled still gives no score', () => {
    const wire = [ask('p', 98)]
    expect(scored({ turns: 0, clients: 0 }, wire)).toMatchObject({ enough: true, score: null })
  })

  test('[AS7] a percent is rounded half up to one decimal, in views only', () => {
    const shown = (n: bigint, d: bigint) => shownPercent({ numerator: n, denominator: d })
    expect(shown(1n, 3n)).toBe(33.3)
    expect(shown(2n, 3n)).toBe(66.7)
    expect(shown(9_994n, 10_000n)).toBe(99.9)
    expect(shown(9_995n, 10_000n)).toBe(100)
    expect(shown(5n, 10_000n)).toBe(0.1)
    expect(shown(4_999n, 10_000_000n)).toBe(0)
    expect(shown(0n, 7n)).toBe(0)
  })

  test('[AS7] the score that is shown is the measure’s percent; the line says so in bytes', () => {
    const policy = rate({ score: 'on_time' })
    expect(scoreLines(two, policy, h(99))).toEqual([
      '{"member":"m","policy":"p/1","as_of":"2024-06-07T03:00:00.000Z",' +
        '"counts":{"turns":2,"settled":2,"on_time":1,"late":1,"missed":0,"pending":0,' +
        '"excused":0,"clients":2},"enough":true,"score":50,' +
        '"measures":{"on_time":{"numerator":1,"denominator":2,"percent":50}},"labels":{}}',
    ])
    const history = historyOf(two)
    const assessor = new Assessor(policyOf(policy))
    const assessment = assessor.assess(history.table(h(99), null), history.calendar, h(99))
    expect(shownScore(assessment)).toBe(50)
  })

  test('[AS10] one assessor after another member gives what a new one gives', () => {
    const policy = policyOf(rate({ score: 'on_time', weights: { per_client_max: 1 } }))
    const shared = new Assessor(policy)
    const lots = historyOf(Array.from({ length: 60 }, (_, i) => pair(`l${i}`, i, 30)).flat())
    const few = historyOf(two)
    const of = (assessor: Assessor, history: typeof few) =>
      assessor.assess(history.table(h(99), policy), history.calendar, h(99)).counts
    const alone = of(new Assessor(policy), few)
    expect(of(shared, lots).turns).toBe(60)
    expect(of(shared, few)).toEqual(alone)
    expect(of(shared, lots).turns).toBe(60)
  })

  test('[AS9] a late reply is never worse than none, and sooner never lower, on alacrity’s curve', () => {
    const curve = [
      ['1h', 100],
      ['24h', 80],
      ['48h', 40],
      ['72h', 0],
    ]
    const shown = [0, 1, 5, 24, 30, 48, 71, 72, 99, null].map((wait) => {
      const value = measure([wait, 2], { kind: 'credit', curve })
      return value && 'percent' in value ? value.percent : null
    })
    const falling = [...shown].sort((a, b) => (b ?? 0) - (a ?? 0))
    expect(shown).toEqual(falling)
  })
})
