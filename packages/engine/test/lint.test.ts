import { describe, expect, test } from 'vitest'
import { type Finding, lintPolicy } from '../src/index.ts'
import { rate } from './reference/hand.ts'
import { policyOf, type WireEvent } from './support/run.ts'

/** Nothing is found here, so what is found comes from what a case adds. */
const QUIET: WireEvent = rate({ labels: [], publish: { every: 'week', dwell: 4 } })

function lint(rest: WireEvent = {}): readonly Finding[] {
  return lintPolicy(policyOf({ ...QUIET, ...rest }))
}
const told = (rest: WireEvent) => lint(rest).map(({ rule, field }) => `${rule} ${field}`)
const on = (percent: number, more: WireEvent = {}) => ({
  measure: 'on_time',
  at_least_percent: percent,
  ...more,
})
const label = (rest: WireEvent) => ({
  labels: [{ name: 'L', grant: [on(90)], robust: { '1': 1 }, enough: { clients: 3 }, ...rest }],
})

describe('the linter', () => {
  test('[AS9] a rate, a count, a credit and times that count the missed are not found fault with', () => {
    const cap = { kind: 'time', statistic: 'mean', missed: { cap: '120h' } }
    const waiting = { kind: 'time', statistic: 'median', missed: 'waiting' }
    const credit = {
      kind: 'credit',
      curve: [
        ['1h', 100],
        ['24h', 80],
        ['72h', 0],
      ],
    }
    expect(
      told({ measures: { a: { kind: 'rate' }, b: { kind: 'count' }, credit, cap, waiting } }),
    ).toEqual([])
  })

  test.each(['mean', 'median', 'p90', 'fastest_90_mean', 'p12.5', 'fastest_33_mean'])(
    '[AS9] a %s that leaves the missed out is shown with a counterexample',
    (statistic) => {
      const [finding, ...others] = lint({ measures: { it: { kind: 'time', statistic } } })
      expect(others).toEqual([])
      expect(finding).toMatchObject({ rule: 'AS9', field: 'measures.it' })
      expect(finding?.counterexample?.turns.length).toBeGreaterThan(0)
      expect(finding?.message).toMatch('waiting')
    },
  )

  test('[AS9] that is a warning where the measure decides a label, and a note where it does not', () => {
    const measures = { on_time: { kind: 'rate' }, mean: { kind: 'time', statistic: 'mean' } }
    const severity = (rest: WireEvent) =>
      lint({ measures, ...rest }).find(({ rule }) => rule === 'AS9')?.severity
    expect(severity({})).toBe('note')
    expect(severity(label({}))).toBe('note')
    const quick = [{ measure: 'mean', at_most: '4h' }]
    expect(severity(label({ grant: quick }))).toBe('warning')
    expect(severity(label({ keep: [on(75), ...quick] }))).toBe('warning')
  })

  test('[LB1] keep that asks more than grant would flicker', () => {
    expect(told(label({ keep: [on(90)] }))).toEqual([])
    expect(told(label({ keep: [on(75)] }))).toEqual([])
    expect(told(label({ keep: [on(90.01)] }))).toEqual(['LB1 labels.0.keep'])
    expect(told(label({ keep: [on(90, { strict: true })] }))).toEqual(['LB1 labels.0.keep'])
    const strict = { grant: [on(90, { strict: true })] }
    expect(told(label({ ...strict, keep: [on(90)] }))).toEqual([])
    const bound = { bound: { kind: 'wilson', level_percent: 95 } }
    expect(told(label({ keep: [on(75, bound)] }))).toEqual(['LB1 labels.0.keep'])
    expect(told(label({ grant: [on(90, bound)], keep: [on(75)] }))).toEqual([])
  })

  test('[LB1] keep over another measure than grant may ask what grant does not', () => {
    const measures = { on_time: { kind: 'rate' }, n: { kind: 'count' } }
    const keep = [on(75), { measure: 'n', at_least: 3 }]
    expect(told({ measures, ...label({ keep }) })).toEqual(['LB1 labels.0.keep'])
  })

  test('[LB3] a label that one client can force is shown with a counterexample', () => {
    const forced = lint(label({ robust: {} })).find(({ rule }) => rule === 'LB3')
    expect(forced).toMatchObject({ severity: 'warning', field: 'labels.0.robust' })
    expect(forced?.counterexample?.shows).toBe('the member is L')
    expect(told(label({}))).toEqual([])
    expect(told({ ...label({ robust: {} }), weights: { unit: 'client' } })).toEqual([])
  })

  test('[LB3] robustness within a window by number of turns has its limits', () => {
    expect(told({ ...label({}), window: { last: 50 } })).toEqual(['LB3 labels.0.robust'])
    const extended = { at_least: 5, extend_to_days: 90 }
    expect(told({ ...label({}), window: extended })).toEqual(['LB3 labels.0.robust'])
  })

  test('[OC1] excuses that are refused, and a cap that is missing', () => {
    expect(told({ excuse: { withdrawn_within: 'never' } })).toEqual(['OC1 excuse.withdrawn_within'])
    expect(told({ excuse: { closed_within: 'never' } })).toEqual(['OC1 excuse.closed_within'])
    expect(told({ excuse: { flagged: false } })).toEqual(['OC1 excuse.flagged'])
    expect(told({ excuse: { self_excused_max_percent: null } })).toEqual([
      'OC1 excuse.self_excused_max_percent',
    ])
  })

  test('[AS2] an extension that cannot reach', () => {
    expect(told({ window: { at_least: 5 } })).toEqual(['AS2 window.at_least'])
    expect(told({ window: { extend_to_days: 90 } })).toEqual(['AS2 window.at_least'])
    expect(told({ window: { at_least: 5, extend_to_days: 30 } })).toEqual([
      'AS2 window.extend_to_days',
    ])
    expect(told({ window: { at_least: 5, extend_to_days: 30.5 } })).toEqual([])
  })

  test('[AS1] silence without first contacts has no effect', () => {
    expect(told({ turns: { silence: '1d' } })).toEqual(['AS1 turns.silence'])
    expect(told({ turns: { silence: '1d', count: 'first_contact' } })).toEqual([])
    expect(told({ turns: { silence: '1d' }, weights: { follow_up: 0.5 } })).toEqual([])
  })

  test('[LB2] a label that may change daily is told, one that may not is not', () => {
    expect(told({ ...label({}), publish: { every: 'day' } })).toEqual(['LB2 publish'])
    expect(told({ ...label({}), publish: { every: 'day', dwell: 2 } })).toEqual([])
    expect(told({ publish: { every: 'hour' } })).toEqual([])
  })

  test('[CK1] a deadline shorter than a night on the wall clock', () => {
    expect(told({ within: '10h' })).toEqual([])
    expect(told({ within: '9h' })).toEqual(['CK1 within'])
    expect(told({ within: '9h', clock: { kind: 'hours' } })).toEqual([])
  })
})
