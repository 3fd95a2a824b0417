import { describe, expect, test } from 'vitest'
import { Assessor, MANNERS, prospectOf, scorePath } from '../src/index.ts'
import { h, pair, rate } from './reference/hand.ts'
import { explained, historyOf, policyOf, type WireEvent } from './support/run.ts'

/** 100 up to an hour, 80 at a day, 0 from three days; every turn counts alike. */
const credit = (rest: WireEvent = {}) =>
  rate({
    measures: {
      speed: {
        kind: 'credit',
        curve: [
          ['1h', 100],
          ['24h', 80],
          ['72h', 0],
        ],
      },
    },
    score: 'speed',
    labels: [
      {
        name: 'L',
        grant: [{ measure: 'speed', at_least_percent: 80 }],
        enough: { turns: 1, clients: 1 },
      },
    ],
    ...rest,
  })

describe('what waits', () => {
  const wire = [...pair('a', 0, 1), ...pair('b', 1, 1)]

  test('[AS8] answered now, in the last minute in time, and never, compared past the due instant', () => {
    const { waiting } = explained([...wire, ...pair('w', 50, null)], credit(), h(51))
    // (100 + 100 + 100) / 3, (100 + 100 + 80) / 3, (100 + 100 + 0) / 3
    expect(waiting).toMatchObject([
      {
        turn: 'w',
        overdue: false,
        due_at: '2024-06-06T02:00:00.000Z',
        later_at: '2024-06-06T02:00:00.000Z',
        score_if: { now: 100, later: 93.3, never: 66.7 },
      },
    ])
  })

  test('[AS9] an overdue turn: now is better than a day later, and that than never', () => {
    const { waiting } = explained([...wire, ...pair('w', 10, null)], credit(), h(44))
    const [only] = waiting
    expect(only).toMatchObject({ overdue: true, later_at: '2024-06-05T20:00:00.000Z' })
    const { now = 0, later = 0, never = 0 } = only?.score_if ?? {}
    expect([now > later, later > never]).toEqual([true, true])
  })

  test('what costs most comes first, and what is not due is told by itself', () => {
    const both = [...wire, ...pair('late', 10, null), ...pair('soon', 50, null)]
    const { waiting } = explained(both, credit(), h(60))
    expect(waiting.map(({ turn }) => turn)).toEqual(['soon', 'late'])
    // `late` counts as missed beside `soon`; `soon` does not count beside `late`.
    expect(waiting[0]?.score_if?.never).toBe(50)
    expect(waiting[1]?.score_if?.never).toBe(66.7)
  })

  test('[AS5] without a score there is nothing to compare', () => {
    const few = credit({ enough: { turns: 5, clients: 5 } })
    expect(explained(pair('w', 1, null), few, h(2)).waiting[0]?.score_if).toBeNull()
  })
})

describe('what might come', () => {
  const history = historyOf([...pair('a', 0, 1), ...pair('b', 1, 24)])
  const prospect = prospectOf(history, new Assessor(policyOf(credit())), { asOf: h(80), most: 3 })

  test('[AS3] so many further clients, each in one manner, on top of what is', () => {
    expect(MANNERS.map((manner) => prospect[manner].map(({ score }) => score))).toEqual([
      [90, 93.3, 95, 96],
      [90, 86.7, 85, 84],
      // Twice as late as allowed: 40 each.
      [90, 73.3, 65, 60],
      [90, 60, 45, 36],
    ])
    expect(prospect.never.map(({ labels }) => labels['L'])).toEqual([true, false, false, false])
  })
})

describe('the way of the score', () => {
  test('[AS8] from one instant to the next the turns that came, left or changed', () => {
    const history = historyOf([
      ...pair('old', 0, 24),
      ...pair('good', 26, 1),
      ...pair('silent', 100, null),
    ])
    const assessor = new Assessor(policyOf(credit({ window: { days: 6 } })))
    const path = scorePath(history, assessor, [h(90), h(130), h(160)])
    expect(path.map(({ score }) => score)).toEqual([90, 60, 50])
    expect(path[0]?.causes).toEqual([])
    expect(path[1]?.causes[0]).toMatchObject({ client: 'silent', how: 'entered', points: -30 })
    expect(path[2]?.causes.map(({ client, how }) => [client, how])).toContainEqual(['old', 'left'])
  })
})
