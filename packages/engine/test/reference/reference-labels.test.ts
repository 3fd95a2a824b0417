/** Hand-computed cases of labels and epochs, and of the oracle over generated histories. */
import { describe, expect, test } from 'vitest'
import { assess, clientsOf } from './assessment.ts'
import { acceptEvents } from './events.ts'
import { randomCase } from './generate.ts'
import { h, pair, scoreAt } from './hand.ts'
import { referenceLabels, referenceScore, referenceTurns } from './index.ts'
import type { WireEvent, WirePolicy } from './index.ts'
import { epochsBetween } from './labels.ts'
import { readPolicy } from './policy.ts'
import { isGranted, isKept, setsOf } from './robust.ts'
import { foldHistory } from './turns.ts'

function labelled(labels: WirePolicy[], rest: WirePolicy = {}): WirePolicy {
  return { policy: 'p/1', measures: { on_time: { kind: 'rate' } }, labels, ...rest }
}

function atLeast(percent: number, rest: WirePolicy = {}): WirePolicy {
  return { measure: 'on_time', at_least_percent: percent, ...rest }
}

/** One client a letter: o answered on time, x missed. */
function clients(pattern: string): WireEvent[] {
  return pattern.split('').flatMap((mark, i) => pair(`t${i}`, 0, mark === 'o' ? 1 : null))
}

function earned(pattern: string, label: WirePolicy): boolean | undefined {
  const policy = labelled([{ name: 'R', ...label }])
  return scoreAt(clients(pattern), 99, policy).labels['R']
}

describe('labels at one instant', () => {
  test('[AS7] thresholds are inclusive unless strict, and compared exactly', () => {
    expect(earned('oox', { grant: [atLeast(66.66)] })).toBe(true)
    expect(earned('oox', { grant: [atLeast(66.67)] })).toBe(false)
    expect(earned('ox', { grant: [atLeast(50)] })).toBe(true)
    expect(earned('ox', { grant: [atLeast(50, { strict: true })] })).toBe(false)
  })

  test('[AS6] a lower bound is harder to reach than the share', () => {
    const bound = (kind: string) => ({ bound: { kind, level_percent: 95 } })
    expect(earned('ooooooooox', { grant: [atLeast(59, bound('wilson'))] })).toBe(true)
    expect(earned('ooooooooox', { grant: [atLeast(60, bound('wilson'))] })).toBe(false)
    expect(earned('ooooooooox', { grant: [atLeast(61, bound('jeffreys'))] })).toBe(true)
    expect(earned('ooooooooox', { grant: [atLeast(62, bound('jeffreys'))] })).toBe(false)
  })

  test('[LB3] granted only if every set of r clients may be left out', () => {
    const grant = [atLeast(75)]
    expect(earned('ooox', { grant })).toBe(true)
    expect(earned('ooox', { grant, robust: { 4: 1 } })).toBe(false)
    expect(earned('ooox', { grant, robust: { 5: 1 } })).toBe(true)
    expect(earned('oooox', { grant, robust: { 2: 1 } })).toBe(true)
    expect(earned('oooox', { grant, robust: { 2: 1, 5: 2 } })).toBe(false)
  })

  test('[LB3] `enough` must hold without them', () => {
    const label = { grant: [atLeast(50)], enough: { clients: 3 } }
    expect(earned('ooo', label)).toBe(true)
    expect(earned('ooo', { ...label, robust: { 1: 1 } })).toBe(false)
    expect(earned('oooo', { ...label, robust: { 1: 1 } })).toBe(true)
  })

  test('[LB4] of bands only the first that is granted is earned', () => {
    const labels = [
      { name: 'A', grant: [atLeast(90)] },
      { name: 'B', grant: [atLeast(50)] },
      { name: 'C', grant: [atLeast(10)] },
    ]
    const shown = (bands: boolean) =>
      scoreAt(clients('oox'), 99, labelled(labels, { bands })).labels
    expect(shown(true)).toEqual({ A: false, B: true, C: false })
    expect(shown(false)).toEqual({ A: false, B: true, C: true })
  })
})

describe('labels over epochs', () => {
  const daily = { window: { days: 2 } }

  test('[LB2] epochs are hours, days, Mondays, months and quarters in UTC', () => {
    const from = Date.UTC(2024, 5, 3)
    const first = (every: 'hour' | 'day' | 'week' | 'month' | 'quarter', start: number) => {
      return epochsBetween(every, start, from + 200 * 86_400_000)[0]
    }
    expect(first('hour', from + 1)).toBe(h(1))
    expect(first('day', from)).toBe(h(0))
    expect(first('day', from + 1)).toBe(h(24))
    expect(first('week', from + 1)).toBe(h(7 * 24))
    expect(first('month', from)).toBe(Date.UTC(2024, 6, 1))
    expect(first('quarter', Date.UTC(2024, 6, 1) + 1)).toBe(Date.UTC(2024, 9, 1))
    expect(epochsBetween('day', from, from + 86_400_000)).toHaveLength(2)
    expect(epochsBetween('day', from, from + 86_399_999)).toHaveLength(1)
  })

  /** Rows of label R as epoch day and held. */
  function changes(events: WireEvent[], label: WirePolicy, rest: WirePolicy): [string, boolean][] {
    const policy = labelled([{ name: 'R', ...label }], rest)
    const rows = referenceLabels(events, policy, h(0), h(20 * 24))
    return rows.map((row) => [row.epoch.slice(0, 10), row.held])
  }

  test('[LB2] [LB7] granted at the next epoch, ended when too few are left', () => {
    const label = { grant: [atLeast(50)] }
    // Opened on the 3rd at 05:00, it leaves the window of two days before the epoch of the 6th.
    expect(changes(pair('a', 5, 1), label, daily)).toEqual([
      ['2024-06-04', true],
      ['2024-06-06', false],
    ])
  })

  test('[LB1] kept under its own conditions', () => {
    const events = [...pair('a', 5, 1), ...pair('b', 30, 30), ...pair('d', 60, 1)]
    const grant = [atLeast(100)]
    // 5th: a on time; b is pending. 6th: b is missed, d on time; 8th: nothing is left.
    const rows = changes(events, { grant }, daily)
    expect(rows).toEqual([
      ['2024-06-04', true],
      ['2024-06-06', false],
      ['2024-06-07', true],
      ['2024-06-08', false],
    ])
    expect(changes(events, { grant, keep: [atLeast(50)] }, daily)).toEqual([
      ['2024-06-04', true],
      ['2024-06-08', false],
    ])
  })

  test('[LB2] dwell: a change needs n epochs since the last', () => {
    const label = { grant: [atLeast(50)] }
    const publish = (dwell: number) => ({ ...daily, publish: { every: 'day', dwell } })
    expect(changes(pair('a', 5, 1), label, publish(2))[1]).toEqual(['2024-06-06', false])
    expect(changes(pair('a', 5, 1), label, publish(5))[1]).toEqual(['2024-06-09', false])
  })

  test('[LB3] kept if some set of r clients may be left out', () => {
    const events = [...pair('a', 0, 1), ...pair('b', 0, 1), ...pair('d', 30, null)]
    const label = { grant: [atLeast(100)], robust: { 2: 1 } }
    const rest = { window: { days: 30 } }
    expect(changes(events, label, rest)).toEqual([['2024-06-04', true]])
    const both = [...events, ...pair('e', 30, null)]
    expect(changes(both, label, rest)).toEqual([
      ['2024-06-04', true],
      ['2024-06-06', false],
    ])
  })

  test('[LB4] the shown band is held by keep, another is granted; two rows at a change', () => {
    const labels = [
      { name: 'A', grant: [atLeast(100)], keep: [atLeast(60)] },
      { name: 'B', grant: [atLeast(40)] },
    ]
    const events = [
      ...pair('a', 0, 1),
      ...pair('b', 30, null),
      ...pair('d', 0, 1),
      ...pair('e', 60, null),
    ]
    // 6th: two of three. 7th: two of four.
    const rows = referenceLabels(events, labelled(labels, { bands: true }), h(0), h(480))
    expect(rows.map((row) => [row.label, row.epoch.slice(0, 10), row.held])).toEqual([
      ['A', '2024-06-04', true],
      ['A', '2024-06-07', false],
      ['B', '2024-06-07', true],
    ])
  })

  test('[contract] only changes in [from, until] are told', () => {
    const policy = labelled([{ name: 'R', grant: [atLeast(50)] }], daily)
    expect(referenceLabels(pair('a', 5, 1), policy, h(24), h(72))).toHaveLength(2)
    expect(referenceLabels(pair('a', 5, 1), policy, h(24), h(71))).toHaveLength(1)
    expect(referenceLabels(pair('a', 5, 1), policy, h(25), h(72))).toEqual([
      {
        member: 'm',
        label: 'R',
        epoch: '2024-06-06T00:00:00.000Z',
        held: false,
        policy: 'p/1',
      },
    ])
  })
})

describe('the oracle over generated histories', () => {
  test('[LB3] where the values at an end decide, they agree with every set', () => {
    let granted = 0
    for (let seed = 1; seed <= 300; seed += 1) {
      const { events, asOf } = randomCase(seed, { members: 1, clients: 7 })
      const threshold = (seed * 7) % 101
      const policy = readPolicy({
        policy: 'p/1',
        weights: { unit: 'client' },
        measures: {
          it: {
            kind: 'credit',
            curve: [
              ['1h', 100],
              ['30h', 0],
            ],
          },
        },
        labels: [
          {
            name: 'R',
            grant: [{ measure: 'it', at_least_percent: threshold }],
            enough: { turns: 2, clients: 2 },
            robust: { 2: 1, 4: 2 },
          },
        ],
      })
      const history = foldHistory(acceptEvents(events).events, asOf)
      for (const member of new Set(history.turns.map((turn) => turn.member))) {
        const { settled } = assess(member, policy, history)
        const [label] = policy.labels
        if (label === undefined || clientsOf(settled).length < 2) continue
        const exhaustive = isGranted(label, policy, settled)
        expect(isGranted(label, policy, settled, 0)).toBe(exhaustive)
        expect(isKept(label, policy, settled, 0)).toBe(isKept(label, policy, settled))
        granted += exhaustive ? 1 : 0
      }
    }
    expect(granted).toBeGreaterThan(5)
  })

  test('[LB3] the sets of r are all of them', () => {
    expect([...setsOf(['a', 'b', 'c'], 2)]).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'c'],
    ])
    expect([...setsOf(['a'], 0)]).toEqual([[]])
    expect([...setsOf(['a'], 2)]).toEqual([])
  })

  test('[EV3] any order and any duplication of arrival gives the same rows', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const { events, policy, asOf } = randomCase(seed, { duplicates: false })
      const again = [...events, ...events].reverse()
      expect(referenceTurns(again, asOf, policy)).toEqual(referenceTurns(events, asOf, policy))
      expect(referenceScore(again, policy, asOf)).toEqual(referenceScore(events, policy, asOf))
    }
  })
})
