/** Hand-computed cases of outcomes, windows and measures. */
import { describe, expect, test } from 'vitest'
import { jeffreysLower, normalQuantile, wilsonLower } from './bounds.ts'
import { ask, event, h, outcomesAt, pair, rate, say, scoreAt, turnsAt } from './hand.ts'
import type { WirePolicy } from './index.ts'

const HOUR = 3_600_000

describe('outcomes', () => {
  test('[OC2] [OC3] the deadline is inclusive to the millisecond', () => {
    const reply = (late: number) => [ask('a', 0), say('b', 0, { at: h(24) + late })]
    expect(outcomesAt(reply(0), 99)).toEqual({ a: 'on_time' })
    expect(outcomesAt(reply(1), 99)).toEqual({ a: 'late' })
  })

  test('[OC4] [OC5] unanswered is pending until due, inclusive, then missed', () => {
    expect(turnsAt([ask('a', 0)], 24, rate())[0]).toMatchObject({ outcome: 'pending' })
    const later = turnsAt([ask('a', 0)], 25, rate())[0]
    expect(later).toMatchObject({ outcome: 'missed', elapsed_ms: 25 * HOUR })
  })

  test('[OC1] a client who releases, withdraws or closes in time excuses', () => {
    const ends = [
      event('x', 24, 'release', { by: 'client' }),
      event('x', 24, 'withdrawal', { message: 'a' }),
      event('x', 24, 'closure', { by: 'client' }),
      event('x', 24, 'closure', { by: 'system' }),
    ]
    for (const end of ends) expect(outcomesAt([ask('a', 0), end], 99)).toEqual({ a: 'excused' })
    const late = ends.map((end) => outcomesAt([ask('a', 0), { ...end, at: h(25) }], 99)['a'])
    expect(late).toEqual(['excused', 'missed', 'missed', 'missed'])
  })

  test('[OC1] the longer of `within` and the own limit decides; `never` does not excuse', () => {
    const events = (hours: number) => [ask('a', 0), event('x', hours, 'closure', { by: 'client' })]
    const limited = (closed_within: string) => rate({ excuse: { closed_within } })
    expect(outcomesAt(events(24), 99, limited('1h'))).toEqual({ a: 'excused' })
    expect(outcomesAt(events(30), 99, limited('30h'))).toEqual({ a: 'excused' })
    expect(outcomesAt(events(1), 99, limited('never'))).toEqual({ a: 'missed' })
  })

  test('[OC1] the member’s own closure does not excuse: pending, then missed', () => {
    const events = [ask('a', 0), event('x', 1, 'closure', { by: 'member' })]
    expect(outcomesAt(events, 2)).toEqual({ a: 'pending' })
    expect(outcomesAt(events, 25)).toEqual({ a: 'missed' })
  })

  test('[OC1] a standing ruling excuses, or undoes every other excuse', () => {
    const released = [ask('a', 0), event('x', 1, 'release', { by: 'client' })]
    const ruling = (excused: boolean) => event('r', 2, 'ruling', { turn: 'a', excused })
    expect(outcomesAt([...released, ruling(false)], 99)).toEqual({ a: 'missed' })
    expect(outcomesAt([ask('a', 0), say('b', 90), ruling(true)], 99)).toEqual({ a: 'excused' })
  })

  test('[OC1] the cap lets the first ceil(N · percent) flags and releases excuse', () => {
    const flagged = ['a', 'b', 'd'].flatMap((name, i) => [
      ask(name, 0, { conversation: name }),
      event(`${name}-end`, 3 - i, i === 0 ? 'release' : 'flag', {
        conversation: name,
        ...(i === 0 ? { by: 'member' } : { reason: 'spam' }),
      }),
    ])
    const others = ['e', 'f', 'g'].flatMap((name) => pair(name, 0, 1))
    // ceil(6 · 20 %) = 2: those that ended first, d at 1 h and b at 2 h.
    const outcomes = outcomesAt([...flagged, ...others], 99)
    expect([outcomes['a'], outcomes['b'], outcomes['d']]).toEqual(['missed', 'excused', 'excused'])
    const uncapped = rate({ excuse: { self_excused_max_percent: null } })
    expect(outcomesAt([...flagged, ...others], 99, uncapped)['a']).toBe('excused')
    const none = rate({ excuse: { self_excused_max_percent: 0 } })
    expect(outcomesAt([...flagged, ...others], 99, none)['d']).toBe('missed')
  })

  test('[OC1] the cap counts the candidates of the longer of `days` and `extend_to_days`', () => {
    const flagged = ['a', 'b'].flatMap((name, i) => [
      ask(name, 80, { conversation: name }),
      event(`${name}-end`, 81 + i, 'flag', { conversation: name, reason: 'spam' }),
    ])
    const events = [...flagged, ...pair('d', 20, 1), ...pair('e', 98, null)]
    const excused = (window: WirePolicy) => {
      const excuse = { self_excused_max_percent: 34 }
      return scoreAt(events, 99, rate({ excuse, window })).counts.excused
    }
    // Two days hold a, b and e: ceil(1.02) = 2. With e left out by the lag, ceil(0.68) = 1.
    expect(excused({ days: 2 })).toBe(2)
    expect(excused({ days: 2, lag: '2h' })).toBe(1)
    // Ten days hold d as well.
    expect(excused({ days: 2, lag: '2h', at_least: 1, extend_to_days: 10 })).toBe(2)
  })

  test('[OC1] a turn that is ruled, or excused otherwise, needs no place within the cap', () => {
    const flagged = ['a', 'b'].flatMap((name, i) => [
      ask(name, 0, { conversation: name }),
      event(`${name}-end`, 1 + i, 'flag', { conversation: name, reason: 'spam' }),
    ])
    const ruling = (excused: boolean) => event('r', 3, 'ruling', { turn: 'a', excused })
    expect(outcomesAt(flagged, 99)).toEqual({ a: 'excused', b: 'missed' })
    expect(outcomesAt([...flagged, ruling(true)], 99)).toEqual({ a: 'excused', b: 'excused' })
    expect(outcomesAt([...flagged, ruling(false)], 99)).toEqual({ a: 'missed', b: 'excused' })
  })

  test('[OC1] a late flag does not excuse, nor one that the policy does not take', () => {
    const events = (hours: number) => [ask('a', 0), event('x', hours, 'flag', { reason: 'spam' })]
    expect(outcomesAt(events(24), 99)).toEqual({ a: 'excused' })
    expect(outcomesAt(events(25), 99)).toEqual({ a: 'missed' })
    expect(outcomesAt(events(1), 99, rate({ excuse: { flagged: false } }))).toEqual({ a: 'missed' })
  })

  test('[OC1] a goodbye is released outside the cap unless the client writes again soon', () => {
    const capless = rate({ excuse: { self_excused_max_percent: 0 } })
    const events = [
      ask('a', 0),
      say('b', 1),
      ask('d', 2),
      event('x', 3, 'release', { by: 'member' }),
    ]
    expect(outcomesAt(events, 99, capless)).toEqual({ a: 'on_time', d: 'excused' })
    const again = [...events, ask('e', 27)]
    expect(outcomesAt(again, 99, capless)).toMatchObject({ d: 'missed' })
    expect(outcomesAt(again, 26, capless)).toMatchObject({ d: 'excused' })
    const muchLater = [...events, ask('e', 28)]
    expect(outcomesAt(muchLater, 99, capless)).toMatchObject({ d: 'excused' })
  })

  test('[OC1] a turn whose clients were all erased before it was due is excused', () => {
    const erasure = { id: 'x', type: 'erasure', client: 'c' }
    expect(outcomesAt([ask('a', 0), { ...erasure, at: h(23) }], 99)).toEqual({ a: 'excused' })
    expect(outcomesAt([ask('a', 0), { ...erasure, at: h(24) }], 99)).toEqual({ a: 'missed' })
    const two = [ask('a', 0), ask('b', 1, { client: 'd' }), { ...erasure, at: h(2) }]
    expect(outcomesAt(two, 99)).toEqual({ a: 'missed' })
    const withdrawn = [...two, event('w', 3, 'withdrawal', { message: 'b' })]
    expect(outcomesAt(withdrawn, 99)).toEqual({ a: 'excused' })
    const other = { ...erasure, at: h(1), member: 'n' }
    expect(outcomesAt([ask('a', 0), other], 99)).toEqual({ a: 'missed' })
  })

  test('[OC6] an automated reply counts only where the policy says so, and if earlier', () => {
    const events = [ask('a', 0), say('x', 1, { automated: true }), say('b', 30)]
    expect(outcomesAt(events, 99)).toEqual({ a: 'late' })
    const automated = rate({ replies: { automated: true } })
    expect(turnsAt(events, 99, automated)[0]).toMatchObject({
      elapsed_ms: HOUR,
      outcome: 'on_time',
    })
  })

  test('[CK4] away excuses, pauses or is ignored; declared too late it does not act', () => {
    const away = (at: number) => event('w', at, 'away', { from: h(0), until: h(10) })
    const asked = ask('a', 5)
    const outcome = (at: number, kind: string) =>
      outcomesAt([asked, away(at)], 30, rate({ away: kind }))
    expect(outcome(0, 'excuse')).toEqual({ a: 'excused' })
    expect(outcome(5, 'excuse')).toEqual({ a: 'excused' })
    expect(outcome(6, 'excuse')).toEqual({ a: 'missed' })
    expect(outcome(0, 'pause')).toEqual({ a: 'pending' })
    expect(outcome(0, 'ignore')).toEqual({ a: 'missed' })
    const events = [ask('b', 10), away(0)]
    expect(outcomesAt(events, 40, rate())).toEqual({ b: 'missed' })
  })

  test('[CK4] a later away with the same start replaces the earlier one for later turns', () => {
    const away = (id: string, at: number, until: number) => {
      return event(id, at, 'away', { from: h(0), until: h(until) })
    }
    const aways = [away('w', 0, 10), away('x', 2, 3)]
    const events = [ask('a', 1), ask('b', 5, { conversation: 'o' }), ...aways]
    expect(outcomesAt(events, 99)).toEqual({ a: 'excused', b: 'missed' })
  })

  test('[CK4] outages always pause, whenever they are declared', () => {
    const outage = { id: 'o', type: 'outage', at: h(20), from: h(1), until: h(3) }
    const events = [ask('a', 0), say('b', 26), outage]
    expect(turnsAt(events, 99, rate({ away: 'ignore' }))[0]?.elapsed_ms).toBe(24 * HOUR)
  })

  test('[CK3] the hours in force at the opening govern; a later edit does not', () => {
    const set = (id: string, at: number, weekly: unknown, rest = {}) => {
      return event(id, at, 'hours', { weekly, zone: 'UTC', ...rest })
    }
    const nine = { mon: [['09:00', '17:00']] }
    const always = { mon: [['00:00', '24:00']] }
    const policy = rate({ clock: { kind: 'hours' } })
    const wait = (...edits: ReturnType<typeof event>[]) => {
      return turnsAt([...edits, ask('a', 8), say('b', 12)], 99, policy)[0]?.elapsed_ms
    }
    expect(wait()).toBe(4 * HOUR)
    expect(wait(set('x', 0, nine))).toBe(3 * HOUR)
    expect(wait(set('x', 0, nine), set('y', 9, always))).toBe(3 * HOUR)
    expect(wait(set('x', 0, nine), set('y', 1, always, { valid_from: h(9) }))).toBe(3 * HOUR)
    // Valid from before it was declared: it acts from its declaration on.
    expect(wait(set('x', 0, nine), set('y', 1, always, { valid_from: h(-9) }))).toBe(4 * HOUR)
  })
})

describe('assessments', () => {
  const answered = pair('a', 0, 1)

  test('[AS2] `days` leaves out its lower end; outcomes are at T', () => {
    const day = (days: number): WirePolicy => rate({ window: { days } })
    expect(scoreAt(answered, 24, day(1)).counts.turns).toBe(0)
    expect(scoreAt([...answered, ...pair('b', 1, null)], 24, day(1)).counts).toEqual({
      turns: 1,
      settled: 0,
      on_time: 0,
      late: 0,
      missed: 0,
      pending: 1,
      excused: 0,
      clients: 0,
    })
  })

  test('[AS2] `lag` is inclusive, `yesterday` ends at midnight of its zone', () => {
    expect(scoreAt(answered, 5, rate({ window: { lag: '5h' } })).counts.turns).toBe(1)
    expect(scoreAt(answered, 4, rate({ window: { lag: '5h' } })).counts.turns).toBe(0)
    const events = [...pair('a', 21, 1), ...pair('b', 23, 1)]
    const yesterday = (zone: string) => rate({ window: { anchor: 'yesterday', zone } })
    expect(scoreAt(events, 30, yesterday('UTC')).counts.turns).toBe(2)
    expect(scoreAt(events, 30, yesterday('Europe/Berlin')).counts.turns).toBe(1)
  })

  test('[AS2] `at_least` extends to its newest settled turns and what lies between', () => {
    const window = { days: 1, at_least: 2, extend_to_days: 10 }
    const events = [
      ...pair('a', 0, 1),
      ...pair('b', 10, 1),
      ...pair('w', 20, null),
      ...pair('d', 100, 1),
      event('x', 21, 'release', { conversation: 'w', by: 'client' }),
    ]
    // Settled: a, b, d; the second newest is b. The excused w lies after it.
    expect(scoreAt(events, 110, rate({ window })).counts).toMatchObject({ turns: 3, excused: 1 })
    expect(scoreAt(events, 110, rate({ window: { ...window, at_least: 9 } })).counts.turns).toBe(4)
    expect(scoreAt(events, 110, rate({ window: { ...window, at_least: 1 } })).counts.turns).toBe(1)
  })

  test('[AS2] `last` lets older turns leave, of whatever outcome; ties by id', () => {
    const events = ['a', 'b', 'd'].flatMap((name) => pair(name, 5, 1))
    const excused = [ask('0', 0), event('x', 1, 'release', { by: 'client' })]
    const row = scoreAt([...events, ...excused], 99, rate({ window: { last: 2 } }))
    expect(row.counts).toMatchObject({ turns: 2, settled: 2, excused: 0 })
  })

  test('[AS2] `last_turn` anchors at the newest settled turn', () => {
    const events = [...pair('a', 0, 1), ...pair('b', 20, 1), ...pair('d', 60, null)]
    const policy = rate({ window: { days: 1, anchor: 'last_turn' } })
    expect(scoreAt(events, 70, policy).counts).toMatchObject({ turns: 2, settled: 2, pending: 0 })
    expect(scoreAt(events, 90, policy).counts).toMatchObject({ turns: 1, missed: 1 })
  })

  test('[AS2] `per_client_max` removes older settled turns of a client only', () => {
    const events = [
      ...pair('a', 0, 30, 'c'),
      ...pair('b', 40, 1, 'c'),
      ...pair('d', 41, 1, 'd'),
      ...pair('e', 98, null, 'c'),
    ]
    const row = scoreAt(events, 99, rate({ weights: { per_client_max: 1 } }))
    expect(row.counts).toMatchObject({ turns: 3, on_time: 2, late: 0, pending: 1 })
  })

  test('[AS1] `first_contact` is before the other filters and skips withdrawn turns', () => {
    const events = [
      ask('w', 0, { conversation: 'w' }),
      event('x', 1, 'withdrawal', { conversation: 'w', message: 'w' }),
      ask('a', 2, { kind: 'inquiry' }),
      ...pair('b', 60, 1, 'c'),
    ]
    const count = (turns: WirePolicy) => scoreAt(events, 99, rate({ turns })).counts
    expect(count({ count: 'first_contact' })).toMatchObject({ turns: 1, missed: 1 })
    expect(count({ count: 'first_contact', kinds: ['message'] })).toMatchObject({ turns: 0 })
    expect(count({ count: 'first_contact', silence: '57h' })).toMatchObject({ turns: 2 })
    expect(count({ count: 'first_contact', silence: '58h' })).toMatchObject({ turns: 1 })
    expect(count({ count: 'first_turn' })).toMatchObject({ turns: 3, excused: 1 })
  })

  test('[AS1] a client whom the member wrote to first is left out by `initiated_by`', () => {
    const events = [say('x', 0), ask('a', 1), ...pair('b', 2, 1)]
    const row = scoreAt(events, 99, rate({ turns: { initiated_by: 'client' } }))
    expect(row.counts).toMatchObject({ turns: 1, on_time: 1 })
  })

  test('[AS5] too few: no score, but the measures', () => {
    const row = scoreAt(answered, 99, rate({ score: 'on_time', enough: { turns: 2 } }))
    const on_time = { numerator: 1, denominator: 1, percent: 100 }
    expect(row).toMatchObject({ enough: false, score: null, measures: { on_time } })
  })
})

describe('measures', () => {
  const measured = (measure: unknown, waits: (number | null)[], rest: WirePolicy = {}) => {
    const events = waits.flatMap((wait, i) => pair(`t${i}`, 0, wait))
    const policy = { policy: 'p/1', measures: { it: measure }, labels: [], ...rest }
    return scoreAt(events, 100, policy).measures['it']
  }

  test('[AS3] credit falls along its curve, rounded half up to millionths, missed is 0', () => {
    const curve = [
      ['1h', 100],
      ['4h', 0],
    ]
    const credit = (wait: number | null) => measured({ kind: 'credit', curve }, [wait])
    expect(credit(0.5)).toMatchObject({ numerator: 1_000_000, percent: 100 })
    expect(credit(2)).toMatchObject({ numerator: 666_667, percent: 66.7 })
    expect(credit(5)).toMatchObject({ numerator: 0 })
    expect(credit(null)).toMatchObject({ numerator: 0, denominator: 1_000_000 })
  })

  test('[AS4] `unit: client` is the mean of the clients’ rounded means', () => {
    const events = [
      ...pair('a', 0, 1, 'c'),
      ...pair('b', 0, 1, 'c'),
      ...pair('d', 0, 30, 'c'),
      ...pair('e', 0, 30, 'd'),
    ]
    const row = scoreAt(events, 99, rate({ weights: { unit: 'client' } }))
    const on_time = { numerator: 666_667, denominator: 2_000_000, percent: 33.3 }
    expect(row.measures['on_time']).toEqual(on_time)
  })

  test('[AS4] weights are rounded half up to millionths; a client of weight 0 is left out', () => {
    const events = [...pair('a', 0, 1, 'c'), ...pair('b', 12, 30, 'c')]
    const weights = { half_life_days: 1, first_contact: 2, follow_up: 0.5 }
    const row = scoreAt(events, 48, rate({ weights }))
    // 2^-2 · 2 = 0.5, and 2^-1.5 · 0.5 = 0.1767766953
    expect(row.measures['on_time']).toMatchObject({ numerator: 500_000, denominator: 676_777 })
    const none = rate({ weights: { unit: 'client', first_contact: 0, follow_up: 0 } })
    expect(scoreAt(events, 48, none).measures['on_time']).toBeNull()
  })

  test('[AS3] median, percentile, means and caps of waiting times', () => {
    const time = (statistic: string, missed: unknown = 'left_out') => {
      return measured({ kind: 'time', statistic, missed }, [1, 2, 4, 8, null])
    }
    expect(time('median')).toEqual({ ms: 3 * HOUR })
    expect(time('mean')).toEqual({ ms: 3.75 * HOUR })
    expect(time('p50')).toEqual({ ms: 2 * HOUR })
    expect(time('p51')).toEqual({ ms: 4 * HOUR })
    expect(time('fastest_50_mean')).toEqual({ ms: 1.5 * HOUR })
    expect(time('fastest_1_mean')).toEqual({ ms: HOUR })
    expect(time('median', { cap: '3h' })).toEqual({ ms: 3 * HOUR })
    expect(time('mean', { cap: '5h' })).toEqual({ ms: 3.4 * HOUR })
  })

  test('[AS3] `waiting` is Kaplan–Meier with the missed censored at their wait', () => {
    const time = (statistic: string, waits: (number | null)[]) => {
      return measured({ kind: 'time', statistic, missed: 'waiting' }, waits)
    }
    // S(1) = 2/3, S(2) = 1/3.
    expect(time('median', [1, 2, null])).toEqual({ ms: 2 * HOUR })
    expect(time('p66', [1, 2, null])).toEqual({ ms: 2 * HOUR })
    expect(time('p67', [1, 2, null])).toBeNull()
    expect(time('median', [1, 2])).toEqual({ ms: HOUR })
    // A turn asked at 60 h waits 40 h at 100 h; it is at risk at 30 h but not at 50 h.
    const events = [...pair('a', 0, 30), ...pair('b', 0, 50), ...pair('d', 60, null)]
    const measures = { it: { kind: 'time', statistic: 'p67', missed: 'waiting' } }
    const row = scoreAt(events, 100, { policy: 'p/1', measures, labels: [] })
    expect(row.measures['it']).toEqual({ ms: 50 * HOUR })
  })

  test('[AS3] an empty measure is null, and `count` counts the settled', () => {
    const measures = {
      share: { kind: 'rate' },
      typical: { kind: 'time', statistic: 'p90' },
      settled: { kind: 'count' },
    }
    const row = (hours: number) => {
      return scoreAt([ask('a', 0)], hours, { policy: 'p/1', measures, labels: [] }).measures
    }
    expect(row(9)).toEqual({ share: null, typical: null, settled: { count: 0 } })
    expect(row(99)).toMatchObject({ typical: null, settled: { count: 1 } })
  })

  test('[AS6] Wilson and Jeffreys lower ends as published', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12)
    expect(wilsonLower(0.9, 10, 95)).toBeCloseTo(0.5958499732, 8)
    expect(wilsonLower(0, 10, 95)).toBe(0)
    expect(jeffreysLower(0.9, 10, 95)).toBeCloseTo(0.619, 3)
    expect(jeffreysLower(0, 10, 95)).toBe(0)
  })
})
