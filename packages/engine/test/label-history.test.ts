import { describe, expect, test } from 'vitest'
import {
  Assessor,
  epochInstant,
  epochNumber,
  firstEpochFrom,
  HOUR,
  nextState,
} from '../src/index.ts'
import { ask, h, pair, rate, say, START } from './reference/hand.ts'
import { atLeast, labelled, turns } from './support/labelled.ts'
import { historyOf, labelsOf, policyOf, rowOf, type WireEvent } from './support/run.ts'

const MS = 1 / HOUR
const day = (days: number) => 24 * days

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
    expect(rowOf(pair('a', 0, 4), policy, h(20)).labels).toEqual({
      '0-4 h': true,
      '4-8 h': false,
      '8-24 h': false,
    })
    expect(rowOf(pair('a', 0, 4 + MS), policy, h(20)).labels).toMatchObject({
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
