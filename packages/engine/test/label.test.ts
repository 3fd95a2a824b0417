import { describe, expect, test } from 'vitest'
import {
  Assessor,
  epochInstant,
  epochNumber,
  firstEpochFrom,
  HOUR,
  isGranted,
  isKept,
  leftOut,
  nextState,
} from '../src/index.ts'
import { ask, h, pair, rate, say, START } from './reference/hand.ts'
import { historyOf, labelsOf, policyOf, scoreRows, type WireEvent } from './support/run.ts'

const MS = 1 / HOUR
const day = (days: number) => 24 * days

/** A policy of one label over the rate, by default granted and kept at 90 %. */
function labelled(label: WireEvent = {}, rest: WireEvent = {}): WireEvent {
  const grant = [{ measure: 'on_time', at_least_percent: 90 }]
  return rate({ labels: [{ name: 'L', grant, ...label }], ...rest })
}
const atLeast = (percent: number, more: WireEvent = {}) => [
  { measure: 'on_time', at_least_percent: percent, ...more },
]

/** Turns of clients of their own, so many on time and so many late. */
function turns(onTime: number, late: number): WireEvent[] {
  const wait = (i: number) => (i < onTime ? 1 : 30)
  return Array.from({ length: onTime + late }, (_, i) => pair(`q${i}`, i * MS, wait(i))).flat()
}

function earned(wire: readonly WireEvent[], policy: WireEvent, hour = 99) {
  return scoreRows(wire, policy, h(hour))[0]?.labels
}
function isEarned(wire: readonly WireEvent[], policy: WireEvent): boolean {
  return earned(wire, policy)?.['L'] === true
}

/** Label changes as [day, held]. */
function changes(
  wire: readonly WireEvent[],
  policy: WireEvent,
  [from, until]: readonly [number, number],
) {
  return labelsOf(wire, policy, { from: h(day(from)), until: h(day(until)) }).map((row) => [
    (Date.parse(row.epoch) - START) / (24 * HOUR),
    row.held,
  ])
}

describe('conditions', () => {
  test('[LB1] [AS7] the threshold is inclusive unless strict, compared exactly', () => {
    expect(isEarned(turns(9, 1), labelled())).toBe(true)
    expect(isEarned(turns(9, 1), labelled({ grant: atLeast(90, { strict: true }) }))).toBe(false)
    expect(isEarned(turns(9, 1), labelled({ grant: atLeast(90.01) }))).toBe(false)
    expect(isEarned(turns(9, 1), labelled({ grant: atLeast(89.99, { strict: true }) }))).toBe(true)
  })

  test('[AS7] two thirds are less than 66.67 %, though both are shown as 66.7', () => {
    expect(isEarned(turns(2, 1), labelled({ grant: atLeast(66.67) }))).toBe(false)
    expect(isEarned(turns(2, 1), labelled({ grant: atLeast(66.66) }))).toBe(true)
    expect(scoreRows(turns(2, 1), labelled(), h(99))[0]?.measures['on_time']).toMatchObject({
      percent: 66.7,
    })
  })

  test('[LB1] times at most, inclusive unless strict; counts at least', () => {
    const measures = { typical: { kind: 'time' }, n: { kind: 'count' } }
    const grant = (condition: WireEvent) => labelled({ grant: [condition] }, { measures })
    const wire = [...pair('a', 0, 2), ...pair('b', 1, 2)]
    expect(isEarned(wire, grant({ measure: 'typical', at_most: '2h' }))).toBe(true)
    expect(isEarned(wire, grant({ measure: 'typical', at_most: '7199999ms' }))).toBe(false)
    expect(isEarned(wire, grant({ measure: 'typical', at_most: '2h', strict: true }))).toBe(false)
    expect(isEarned(wire, grant({ measure: 'n', at_least: 2 }))).toBe(true)
    expect(isEarned(wire, grant({ measure: 'n', at_least: 3 }))).toBe(false)
    expect(isEarned(wire, grant({ measure: 'n', at_least: 2, strict: true }))).toBe(false)
    expect(isEarned(wire, grant({ measure: 'n', at_least: 1, strict: true }))).toBe(true)
  })

  test('[LB1] all conditions must hold; an empty measure fails its own', () => {
    const measures = { on_time: { kind: 'rate' }, typical: { kind: 'time' } }
    const both = [...atLeast(50), { measure: 'typical', at_most: '1h' }]
    const policy = labelled({ grant: both }, { measures })
    expect(isEarned(turns(2, 1), policy)).toBe(true)
    expect(isEarned(turns(1, 2), policy)).toBe(false)
    const missed = labelled(
      { grant: [{ measure: 'typical', at_most: '9999h' }], enough: { turns: 0, clients: 0 } },
      { measures },
    )
    expect(isEarned([ask('a', 0)], missed)).toBe(false)
  })

  test('[AS6] a bound asks the lower end of the interval: Wilson, 95 %, 9 of 10 is 59.6 %', () => {
    const wilson = { bound: { kind: 'wilson', level_percent: 95 } }
    expect(isEarned(turns(9, 1), labelled({ grant: atLeast(59.58, wilson) }))).toBe(true)
    expect(isEarned(turns(9, 1), labelled({ grant: atLeast(59.59, wilson) }))).toBe(false)
    expect(isEarned(turns(10, 0), labelled({ grant: atLeast(72.24, wilson) }))).toBe(true)
    expect(isEarned(turns(10, 0), labelled({ grant: atLeast(72.25, wilson) }))).toBe(false)
  })

  test('[AS6] Jeffreys, 95 %, 9 of 10 is 61.9 %; none of any is 0', () => {
    const jeffreys = { bound: { kind: 'jeffreys', level_percent: 95 } }
    expect(isEarned(turns(9, 1), labelled({ grant: atLeast(61.86, jeffreys) }))).toBe(true)
    expect(isEarned(turns(9, 1), labelled({ grant: atLeast(61.87, jeffreys) }))).toBe(false)
    expect(isEarned(turns(0, 9), labelled({ grant: atLeast(0, jeffreys) }))).toBe(true)
    expect(isEarned(turns(0, 9), labelled({ grant: atLeast(0.01, jeffreys) }))).toBe(false)
  })
})

describe('robustness', () => {
  const robust = (table: WireEvent, rest: WireEvent = {}) => labelled({ robust: table, ...rest })

  test('[LB3] r is the value of the greatest K reached; below the smallest it is 0', () => {
    const [label] = policyOf(robust({ '5': 1, '30': 2, '60': 3 })).labels
    if (label === undefined) throw new Error('no label')
    expect([0, 4, 5, 29, 30, 59, 60, 999].map((clients) => leftOut(label, clients))).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3,
    ])
  })

  test('[LB3] granted only if the others alone qualify, whoever is left out', () => {
    // 19 of 20: without one on time 18 of 19, 94.7 %; 9 of 10: without one 8 of 9, 88.9 %.
    expect(isEarned(turns(19, 1), robust({ '2': 1 }))).toBe(true)
    expect(isEarned(turns(9, 1), robust({ '2': 1 }))).toBe(false)
    expect(isEarned(turns(9, 1), robust({ '11': 1 }))).toBe(true)
    // 20 of 22: without two 18 of 20, exactly 90 %.
    expect(isEarned(turns(20, 2), robust({ '2': 2 }))).toBe(true)
    expect(isEarned(turns(20, 2), robust({ '2': 3 }))).toBe(false)
  })

  test('[LB3] enough must hold without them, on clients and on turns', () => {
    const enough = (clients: number, turnCount: number) =>
      robust({ '1': 1 }, { enough: { clients, turns: turnCount } })
    expect(isEarned(turns(5, 0), enough(4, 4))).toBe(true)
    expect(isEarned(turns(5, 0), enough(5, 4))).toBe(false)
    expect(isEarned(turns(5, 0), enough(4, 5))).toBe(false)
    const loud = [...turns(3, 0), ...pair('x', 9, 1, 'q0'), ...pair('y', 9, 1, 'q0')]
    // Five turns of three clients; without the loud one two are left.
    expect(isEarned(loud, enough(2, 2))).toBe(true)
    expect(isEarned(loud, enough(2, 3))).toBe(false)
  })

  test('[LB3] a flood of one client does not grant it', () => {
    const flood = Array.from({ length: 100 }, (_, i) => pair(`f${i}`, 5, 1, 'friend')).flat()
    const wire = [...turns(3, 3), ...flood]
    expect(isEarned(wire, labelled())).toBe(true)
    expect(isEarned(wire, robust({ '2': 1 }))).toBe(false)
  })

  test('[LB3] kept if without some set all keep conditions hold together', () => {
    const assess = (wire: readonly WireEvent[], document: WireEvent) => {
      const policy = policyOf(document)
      const history = historyOf(wire)
      const table = history.table(h(99), policy)
      return new Assessor(policy).assess(table, history.calendar, h(99)).tally
    }
    const kept = (wire: readonly WireEvent[], document: WireEvent) => {
      const policy = policyOf(document)
      const [label] = policy.labels
      if (label === undefined) throw new Error('no label')
      return isKept(label, policy, assess(wire, document))
    }
    expect(kept(turns(9, 2), robust({ '2': 1 }))).toBe(true)
    expect(kept(turns(9, 2), robust({ '12': 1 }))).toBe(false)
    expect(kept(turns(9, 3), robust({ '2': 1 }))).toBe(false)
    // Enough is asked of all clients, not of those that are left.
    expect(kept(turns(3, 0), robust({ '2': 1 }, { enough: { clients: 3 } }))).toBe(true)
    expect(kept(turns(3, 0), robust({ '2': 1 }, { enough: { clients: 4 } }))).toBe(false)
    // One client spoils the rate, another the time; leaving out one is not enough for both.
    const measures = { on_time: { kind: 'rate' }, mean: { kind: 'time', statistic: 'mean' } }
    const keep = [...atLeast(100), { measure: 'mean', at_most: '2h' }]
    const spoilt = [...turns(4, 0), ...pair('x', 9, 24), ...pair('y', 9, null)]
    const one = labelled({ keep, robust: { '2': 1 } }, { measures })
    expect(kept(spoilt, one)).toBe(false)
    expect(kept(spoilt, labelled({ keep, robust: { '2': 2 } }, { measures }))).toBe(true)
  })

  test('[LB3] leaving out everybody leaves no measure, so nothing holds', () => {
    expect(isEarned(turns(1, 0), robust({ '1': 1 }, { enough: { turns: 0, clients: 0 } }))).toBe(
      false,
    )
    expect(isEarned(turns(1, 0), robust({ '1': 9 }, { enough: { turns: 0, clients: 0 } }))).toBe(
      false,
    )
  })

  test('[LB3] by client: the r greatest means decide', () => {
    const weights = { weights: { unit: 'client' } }
    const table = { robust: { '2': 1 } }
    // Means 100, 100, 100, 70, 70: without a best one 85.
    const halves = ['d', 'e'].flatMap((client) =>
      Array.from({ length: 10 }, (_, i) => pair(`${client}${i}`, i, i < 7 ? 1 : 30, client)).flat(),
    )
    const wire = [...turns(3, 0), ...halves]
    expect(isEarned(wire, labelled({ ...table, grant: atLeast(85) }, weights))).toBe(true)
    expect(isEarned(wire, labelled({ ...table, grant: atLeast(85.01) }, weights))).toBe(false)
    expect(isEarned(wire, labelled({ grant: atLeast(88) }, weights))).toBe(true)
  })

  test('[LB3] isGranted with all clients aside asks for enough of all of them first', () => {
    const policy = policyOf(labelled({ enough: { turns: 3 } }))
    const history = historyOf(turns(2, 0))
    const assessment = new Assessor(policy).assess(
      history.table(h(99), policy),
      history.calendar,
      h(99),
    )
    const [label] = policy.labels
    expect(label !== undefined && isGranted(label, policy, assessment.tally)).toBe(false)
  })
})

describe('epochs', () => {
  test.each([
    ['hour', '2024-06-05T10:00:00Z', '2024-06-05T11:00:00Z'],
    ['day', '2024-06-05T00:00:00Z', '2024-06-06T00:00:00Z'],
    ['week', '2024-06-03T00:00:00Z', '2024-06-10T00:00:00Z'],
    ['month', '2024-06-01T00:00:00Z', '2024-07-01T00:00:00Z'],
    ['quarter', '2024-04-01T00:00:00Z', '2024-07-01T00:00:00Z'],
  ] as const)('[LB2] every %s: from %s to %s', (every, from, until) => {
    const at = Date.parse('2024-06-05T10:30:00Z')
    const [first, next] = [Date.parse(from), Date.parse(until)]
    expect(epochInstant(every, epochNumber(every, at))).toBe(first)
    expect(epochInstant(every, firstEpochFrom(every, at))).toBe(next)
    expect(epochNumber(every, next)).toBe(epochNumber(every, at) + 1)
    expect(epochNumber(every, next - 1)).toBe(epochNumber(every, at))
    expect(firstEpochFrom(every, next)).toBe(epochNumber(every, next))
    expect(firstEpochFrom(every, next - 1)).toBe(epochNumber(every, next))
  })

  test('[LB2] epochs before 1970 are numbered on', () => {
    expect(epochInstant('week', -1)).toBe(Date.parse('1969-12-29T00:00:00Z'))
    expect(epochInstant('month', epochNumber('month', -1))).toBe(Date.parse('1969-12-01T00:00:00Z'))
    expect(epochNumber('hour', -1)).toBe(-1)
  })
})

describe('histories', () => {
  const daily = labelled({}, { window: { days: 5 } })

  test('[LB2] granted at the first epoch as of which it is earned, at 00:00 UTC', () => {
    expect(changes(pair('a', 10, 1), daily, [0, 3])).toEqual([[1, true]])
    // Replied at the epoch’s own instant it counts.
    expect(changes(pair('a', 23, 1), daily, [0, 3])).toEqual([[1, true]])
    expect(changes(pair('a', 23, 1 + MS), daily, [0, 3])).toEqual([[2, true]])
  })

  test('[LB2] an event at an epoch is evaluated at that epoch', () => {
    expect(changes([ask('a', 0), say('b', 0)], daily, [0, 1])).toEqual([[0, true]])
  })

  test('[LB7] it ends at the epoch at which enough no longer holds', () => {
    // Opened at hour 10 of day 0, out of (T − 5 days, T] at the epoch of day 6.
    expect(changes(pair('a', 10, 1), daily, [0, 9])).toEqual([
      [1, true],
      [6, false],
    ])
    expect(changes(pair('a', 0, 1), daily, [0, 9])).toEqual([
      [1, true],
      [5, false],
    ])
  })

  test('[LB7] dwell is respected when it ends so', () => {
    const slow = { ...daily, publish: { every: 'day', dwell: 7 } }
    expect(changes(pair('a', 10, 1), slow, [0, 20])).toEqual([
      [1, true],
      [8, false],
    ])
  })

  test('[LB1] granted at 90, kept at 75, lost below', () => {
    const policy = labelled({ keep: atLeast(75) }, { window: { days: 90 } })
    const lateOn = (name: string, on: number) => pair(name, day(on) - 30, 30)
    const wire = [...turns(9, 0), lateOn('x', 4), lateOn('y', 5), lateOn('z', 6), lateOn('w', 7)]
    // 9 of 9; from day 4 9 of 10, 11, 12 (75 %), 13 (69 %).
    expect(changes(wire.flat(), policy, [0, 12])).toEqual([
      [1, true],
      [7, false],
    ])
    expect(changes(wire.flat(), labelled({}, { window: { days: 90 } }), [0, 12])).toEqual([
      [1, true],
      [5, false],
    ])
  })

  test('[LB2] a dwell of n forbids a change sooner than n epochs after the last', () => {
    const flip = [...pair('a', 10, 1), ...pair('x', day(2), 26), ...pair('y', day(2), 26)]
    const back = Array.from({ length: 40 }, (_, i) => pair(`g${i}`, day(4), 1)).flat()
    const policy = (dwell: number) =>
      labelled({}, { window: { days: null }, publish: { every: 'day', dwell } })
    const wire = [...flip, ...back]
    expect(changes(wire, policy(1), [0, 12])).toEqual([
      [1, true],
      [4, false],
      [5, true],
    ])
    expect(changes(wire, policy(3), [0, 12])).toEqual([
      [1, true],
      [4, false],
      [7, true],
    ])
    expect(changes(wire, policy(4), [0, 12])).toEqual([[1, true]])
  })

  test('[LB2] the state counts epochs: at changed + dwell it may change, one sooner not', () => {
    const policy = policyOf(labelled({}, { publish: { every: 'day', dwell: 4 } }))
    const history = historyOf(turns(0, 5))
    const table = history.table(h(99), policy)
    const assessment = new Assessor(policy).assess(table, history.calendar, h(99))
    const state = { held: [true], changedAt: [10] }
    expect(nextState(state, assessment, 13)).toEqual(state)
    expect(nextState(state, assessment, 14)).toEqual({ held: [false], changedAt: [14] })
  })

  test('[LB4] bands: the first that is granted, and one change of all at a time', () => {
    const measures = { typical: { kind: 'time' } }
    const band = (name: string, at_most: string) => ({
      name,
      grant: [{ measure: 'typical', at_most }],
    })
    const policy = rate({
      measures,
      labels: [band('0-4 h', '4h'), band('4-8 h', '8h'), band('8-24 h', '24h')],
      bands: true,
      window: { days: 3 },
    })
    expect(earned(pair('a', 0, 4), policy, 20)).toEqual({
      '0-4 h': true,
      '4-8 h': false,
      '8-24 h': false,
    })
    expect(earned(pair('a', 0, 4 + MS), policy, 20)).toMatchObject({
      '0-4 h': false,
      '4-8 h': true,
    })
    const wire = [...pair('a', 0, 1), ...pair('b', day(2), 9)]
    const rows = labelsOf(wire, policy, { from: START, until: h(day(8)) })
    expect(rows.map((row) => [row.epoch.slice(8, 10), row.label, row.held])).toEqual([
      ['04', '0-4 h', true],
      ['06', '0-4 h', false],
      ['06', '8-24 h', true],
      ['08', '8-24 h', false],
    ])
  })

  test('[LB4] the band that is shown is kept by its own keep, a better one has to be granted', () => {
    const policy = rate({
      labels: [
        { name: 'A', grant: atLeast(90), keep: atLeast(70) },
        { name: 'B', grant: atLeast(50) },
      ],
      bands: true,
      window: { days: null },
    })
    const wire = [...turns(3, 0), ...pair('x', 24, 30)]
    const rows = labelsOf(wire, policy, { from: START, until: h(day(9)) })
    expect(rows.map((row) => [row.label, row.held])).toEqual([['A', true]])
    const fewer = [...turns(3, 0), ...pair('x', 24, 30), ...pair('y', 24, 30)]
    expect(
      labelsOf(fewer, policy, { from: START, until: h(day(9)) }).map((row) => row.label),
    ).toEqual(['A', 'A', 'B'])
  })

  test('[LB5] changes in [from, until] are told, those before have their effect', () => {
    const wire = pair('a', 10, 1)
    expect(changes(wire, daily, [1, 6])).toEqual([
      [1, true],
      [6, false],
    ])
    expect(changes(wire, daily, [1 + MS / 24, 6 - MS / 24])).toEqual([])
    expect(changes(wire, daily, [2, 9])).toEqual([[6, false]])
  })

  test('[LB5] every row names the policy with its version', () => {
    const [row] = labelsOf(
      pair('a', 10, 1),
      { ...daily, policy: 'mine/7' },
      { from: START, until: h(48) },
    )
    expect(row).toEqual({
      member: 'm',
      label: 'L',
      epoch: '2024-06-04T00:00:00.000Z',
      held: true,
      policy: 'mine/7',
    })
  })

  test('[LB5] [AS10] who writes after an epoch was nobody’s client at it', () => {
    // As of day 1 all its clients are erased, so the turn is excused; from day 2 on it is missed.
    const erased = { id: 'e', type: 'erasure', at: h(1), client: 'c' }
    const wire = [...pair('a', 2, 1), ask('q', 0), erased, ask('b', 26, { client: 'd' })]
    expect(changes(wire, daily, [0, 3])).toEqual([
      [1, true],
      [2, false],
    ])
  })

  test('[LB5] a ruling acts from the next epoch on', () => {
    const late = [...turns(0, 0), ...pair('a', 10, 1), ...pair('b', 11, 26)]
    const ruling = { id: 'r', type: 'ruling', member: 'm', turn: 'b', excused: true }
    const wire = [...late, { ...ruling, at: h(day(3) + 1) }]
    expect(changes(wire, daily, [0, 5])).toEqual([
      [1, true],
      [2, false],
      [4, true],
    ])
  })
})
