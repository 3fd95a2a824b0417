import { describe, expect, test } from 'vitest'
import { Assessor, isGranted, isKept, leftOut } from '../src/index.ts'
import { ask, h, pair } from './reference/hand.ts'
import { atLeast, labelled, turns } from './support/labelled.ts'
import { historyOf, policyOf, scoreRows, type WireEvent } from './support/run.ts'

function earned(wire: readonly WireEvent[], policy: WireEvent, hour = 99) {
  return scoreRows(wire, policy, h(hour))[0]?.labels
}
function isEarned(wire: readonly WireEvent[], policy: WireEvent): boolean {
  return earned(wire, policy)?.['L'] === true
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
