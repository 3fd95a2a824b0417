import { describe, expect, test } from 'vitest'
import { DAY, formatDuration, HOUR, MINUTE, parseDuration, parsePolicy } from '../src/index.ts'
import { rate } from './reference/hand.ts'
import { policyOf, type WireEvent } from './support/run.ts'

function faultOf(document: unknown): string {
  const parsed = parsePolicy(document)
  if (parsed.ok) return 'accepted'
  expect(parsed.fault.remedy).not.toBe('')
  return `${parsed.fault.field} ${parsed.fault.problem}`
}

const TIME = { kind: 'time' }
const label = (rest: WireEvent = {}) => ({
  name: 'L',
  grant: [{ measure: 'on_time', at_least_percent: 90 }],
  ...rest,
})
const condition = (rest: WireEvent) =>
  rate({
    measures: {
      on_time: { kind: 'rate' },
      typical: { kind: 'time' },
      turns: { kind: 'count' },
    },
    labels: [label({ grant: [rest] })],
  })

describe('defaults', () => {
  test('[AS2] [AS4] [AS5] [OC1] the document that says least has the values of the page', () => {
    expect(policyOf(rate())).toEqual({
      policy: 'p/1',
      name: 'p',
      version: 1,
      title: 'p/1',
      about: '',
      turns: { count: 'every_turn', silence: null, initiatedBy: 'any', kinds: null },
      clock: { kind: 'wall', weekly: null, zone: 'member', away: 'excuse' },
      within: DAY,
      replies: {
        messages: true,
        answers: ['accept', 'decline', 'quote', 'other'],
        automated: false,
      },
      excuse: {
        withdrawnWithin: DAY,
        closedWithin: DAY,
        flagged: true,
        releasedByMember: true,
        selfExcusedMax: 2_000,
      },
      window: {
        days: 30 * DAY,
        last: null,
        lag: 0,
        atLeast: null,
        extendTo: null,
        anchor: { kind: 'now' },
      },
      weights: { unit: 'turn', perClientMax: null, halfLife: null, firstContact: 1, followUp: 1 },
      enough: { turns: 1, clients: 1 },
      measures: [{ name: 'on_time', kind: 'rate' }],
      score: null,
      labels: [],
      bands: false,
      publish: { every: 'day', dwell: 1 },
    })
  })

  test('[AS2] a part that is given keeps the defaults of the rest', () => {
    expect(policyOf(rate({ window: { last: 50 } })).window).toMatchObject({
      days: 30 * DAY,
      last: 50,
    })
    expect(policyOf(rate({ window: { days: null } })).window.days).toBeNull()
    expect(policyOf(rate({ excuse: { self_excused_max_percent: null } })).excuse).toMatchObject({
      selfExcusedMax: null,
      flagged: true,
    })
    expect(policyOf(rate({ within: '2h' })).excuse.withdrawnWithin).toBe(2 * HOUR)
  })

  test('[LB1] [LB3] keep is grant, enough the policy’s, missed left_out, no robustness', () => {
    const document = rate({
      enough: { turns: 7, clients: 3 },
      measures: { on_time: { kind: 'rate' }, typical: TIME },
      labels: [label(), label({ name: 'M', enough: { turns: 2 } })],
    })
    const { labels, measures } = policyOf(document)
    expect(labels[0]?.keep).toEqual(labels[0]?.grant)
    expect(labels.map((one) => one.enough)).toEqual([
      { turns: 7, clients: 3 },
      { turns: 2, clients: 3 },
    ])
    expect(labels[0]).toMatchObject({ robust: [], grant: [{ strict: false, bound: null }] })
    expect(measures[1]).toMatchObject({
      statistic: { kind: 'median' },
      missed: { kind: 'left_out' },
    })
  })

  test('[LB3] the table’s rows are read in the order of clients, "9" before "10"', () => {
    const { labels } = policyOf(rate({ labels: [label({ robust: { '10': 2, '9': 1 } })] }))
    expect(labels[0]?.robust).toEqual([
      { clients: 9, without: 1 },
      { clients: 10, without: 2 },
    ])
  })

  test('[AS3] percentages have two decimals, exactly', () => {
    const read = (percent: number) =>
      policyOf(
        rate({ labels: [label({ grant: [{ measure: 'on_time', at_least_percent: percent }] })] }),
      )
    expect(read(33.33).labels[0]?.grant[0]).toMatchObject({ hundredths: 3_333 })
    expect(read(0.29).labels[0]?.grant[0]).toMatchObject({ hundredths: 29 })
    expect(read(100).labels[0]?.grant[0]).toMatchObject({ hundredths: 10_000 })
  })
})

describe('refusals name the field', () => {
  test.each<[string, unknown]>([
    ['policy is not an object: null', null],
    ['policy is not an object: []', []],
    ['policy is missing', { measures: { a: { kind: 'rate' } }, labels: [] }],
    ['policy is "p"', rate({ policy: 'p' })],
    ['policy is "p/0"', rate({ policy: 'p/0' })],
    ['policy is "p/01"', rate({ policy: 'p/01' })],
    ['policy is "a b/1"', rate({ policy: 'a b/1' })],
    ['windows is not a known field', rate({ windows: {} })],
    ['window.day is not a known field', rate({ window: { day: 3 } })],
    ['turns.counts is not a known field', rate({ turns: { counts: 1 } })],
    ['labels.0.granted is not a known field', rate({ labels: [label({ granted: [] })] })],
    ['measures is missing', rate({ measures: undefined })],
    ['measures is empty', rate({ measures: {} })],
    ['labels is missing', rate({ labels: undefined })],
    ['within is "1 day"', rate({ within: '1 day' })],
    ['within is "-1h"', rate({ within: '-1h' })],
    ['within is "1.5h"', rate({ within: '1.5h' })],
    ['within is 24', rate({ within: 24 })],
    ['away is "paused"', rate({ away: 'paused' })],
    ['turns.count is "all"', rate({ turns: { count: 'all' } })],
    ['turns.kinds is ["question"]', rate({ turns: { kinds: ['question'] } })],
    ['turns.kinds is "inquiry"', rate({ turns: { kinds: 'inquiry' } })],
    ['clock.kind is "business"', rate({ clock: { kind: 'business' } })],
    ['clock.zone is not a known time zone: "Mars"', rate({ clock: { zone: 'Mars' } })],
    ['clock.weekly has no open interval', rate({ clock: { kind: 'hours', weekly: {} } })],
    ['window.days is 0', rate({ window: { days: 0 } })],
    ['window.last is 0', rate({ window: { last: 0 } })],
    ['window.at_least is 1.5', rate({ window: { at_least: 1.5 } })],
    ['window.anchor is "today"', rate({ window: { anchor: 'today' } })],
    ['window.zone is an offset, not a zone: "+01:00"', rate({ window: { zone: '+01:00' } })],
    ['weights.unit is "member"', rate({ weights: { unit: 'member' } })],
    ['weights.follow_up is -1', rate({ weights: { follow_up: -1 } })],
    ['weights.half_life_days is 0', rate({ weights: { half_life_days: 0 } })],
    ['weights.per_client_max is 0', rate({ weights: { per_client_max: 0 } })],
    ['enough.turns is -1', rate({ enough: { turns: -1 } })],
    ['publish.every is "year"', rate({ publish: { every: 'year' } })],
    ['publish.dwell is 0', rate({ publish: { dwell: 0 } })],
    ['excuse.self_excused_max_percent is 101', rate({ excuse: { self_excused_max_percent: 101 } })],
    ['excuse.closed_within is "soon"', rate({ excuse: { closed_within: 'soon' } })],
    ['replies.answers is ["yes"]', rate({ replies: { answers: ['yes'] } })],
    ['bands is not a boolean: 1', rate({ bands: 1 })],
    ['score is "speed"', rate({ score: 'speed' })],
    ['score is "typical"', rate({ measures: { typical: TIME }, score: 'typical' })],
    ['measures.a.kind is "share"', rate({ measures: { a: { kind: 'share' } } })],
    [
      'measures.a.curve is not a known field',
      rate({ measures: { a: { kind: 'rate', curve: [] } } }),
    ],
    ['measures.1a is not a measure name', rate({ measures: { '1a': { kind: 'rate' } } })],
    ['labels.0.name is missing', rate({ labels: [label({ name: undefined })] })],
    ['labels repeats a name', rate({ labels: [label(), label()] })],
    ['labels.0.grant is missing', rate({ labels: [label({ grant: undefined })] })],
    ['labels.0.robust has a bad row "5": -1', rate({ labels: [label({ robust: { '5': -1 } })] })],
    ['labels.0.robust has a bad row "x": 1', rate({ labels: [label({ robust: { x: 1 } })] })],
    ['labels.0.grant.0.measure is "fast"', condition({ measure: 'fast', at_least_percent: 1 })],
    ['labels.0.grant.0.at_least_percent is missing', condition({ measure: 'on_time' })],
    [
      'labels.0.grant.0.at_least_percent is 90.123',
      condition({ measure: 'on_time', at_least_percent: 90.123 }),
    ],
    [
      'labels.0.grant.0.at_least_percent is 100.01',
      condition({ measure: 'on_time', at_least_percent: 100.01 }),
    ],
    [
      'labels.0.grant.0.at_most does not fit a rate measure',
      condition({ measure: 'on_time', at_most: '1h', at_least_percent: 1 }),
    ],
    [
      'labels.0.grant.0.at_least_percent does not fit a time measure',
      condition({ measure: 'typical', at_least_percent: 1 }),
    ],
    ['labels.0.grant.0.at_most is missing', condition({ measure: 'typical' })],
    ['labels.0.grant.0.at_least is missing', condition({ measure: 'turns' })],
    [
      'labels.0.grant.0.bound does not fit a time measure',
      condition({ measure: 'typical', at_most: '1h', bound: { kind: 'wilson' } }),
    ],
    [
      'labels.0.grant.0.bound.kind is "normal"',
      condition({ measure: 'on_time', at_least_percent: 1, bound: { kind: 'normal' } }),
    ],
    [
      'labels.0.grant.0.bound.level_percent is 100',
      condition({
        measure: 'on_time',
        at_least_percent: 1,
        bound: { kind: 'wilson', level_percent: 100 },
      }),
    ],
  ])('[AS1] %s', (shown, document) => {
    expect(faultOf(document)).toBe(shown)
  })

  test.each<[string, unknown]>([
    ['is empty', []],
    ['is missing', undefined],
    ['.0 is ["1h"]', [['1h']]],
    ['.0 is 90.001', [['1h', 90.001]]],
    [
      '.1 is not later than the point before',
      [
        ['1h', 90],
        ['1h', 80],
      ],
    ],
    [
      '.1 rises',
      [
        ['1h', 90],
        ['2h', 90.01],
      ],
    ],
  ])('[AS3] a curve that %s is refused', (shown, curve) => {
    const measures = { a: { kind: 'credit', curve } }
    expect(faultOf(rate({ measures }))).toBe(
      `measures.a.curve${shown.startsWith('.') ? '' : ' '}${shown}`,
    )
  })

  test('[AS3] a curve may stay level', () => {
    const curve = [
      ['1h', 90],
      ['2h', 90],
    ]
    expect(faultOf(rate({ measures: { a: { kind: 'credit', curve } } }))).toBe('accepted')
  })

  test.each(['p0', 'p100.01', 'p12.345', 'p', 'fastest_0_mean', 'fastest_mean', 'max', 'P90'])(
    '[AS3] the statistic %s is refused',
    (statistic) => {
      expect(faultOf(rate({ measures: { a: { kind: 'time', statistic } } }))).toMatch(
        'measures.a.statistic is',
      )
    },
  )

  test.each(['mean', 'median', 'p90', 'p12.5', 'p100', 'p0.01', 'fastest_90_mean'])(
    '[AS3] the statistic %s is read',
    (statistic) => {
      expect(faultOf(rate({ measures: { a: { kind: 'time', statistic } } }))).toBe('accepted')
    },
  )

  test.each([
    ['mean', false],
    ['fastest_90_mean', false],
    ['median', true],
    ['p90', true],
  ])('[AS3] waiting with %s: %s', (statistic, fits) => {
    const measures = { a: { kind: 'time', statistic, missed: 'waiting' } }
    expect(faultOf(rate({ measures })) === 'accepted').toBe(fits)
  })
})

describe('durations', () => {
  test.each([
    ['0h', 0],
    ['1ms', 1],
    ['90s', 90_000],
    ['45m', 45 * MINUTE],
    ['24h', DAY],
    ['30d', 30 * DAY],
    ['', null],
    ['24', null],
    ['h', null],
    ['24H', null],
    ['1w', null],
    ['+1h', null],
    ['1h ', null],
    ['999999999999d', null],
  ])('[CK1] %j is %s ms', (text, length) => {
    expect(parseDuration(text)).toBe(length)
  })

  test.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [59 * MINUTE, '59 min'],
    [HOUR, '1 h'],
    [3 * HOUR + 12 * MINUTE, '3 h 12 min'],
    [47 * HOUR + 59 * MINUTE, '47 h 59 min'],
    [2 * DAY, '2 d'],
    [2 * DAY + 4 * HOUR, '2 d 4 h'],
  ])('[AS7] %i ms is told as %s', (length, text) => {
    expect(formatDuration(length)).toBe(text)
  })
})
