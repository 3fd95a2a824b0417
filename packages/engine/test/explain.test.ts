import { describe, expect, test } from 'vitest'
import { Assessor, explain, HOUR, MemberHistory } from '../src/index.ts'
import { ask, event, h, pair, rate } from './reference/hand.ts'
import { accepted, explained, policyOf, type WireEvent } from './support/run.ts'

const day = (days: number) => 24 * days
const scored = (rest: WireEvent = {}) => rate({ score: 'on_time', ...rest })

const daily = (rest: WireEvent = {}) =>
  scored({
    labels: [
      { name: 'L', grant: [{ measure: 'on_time', at_least_percent: 75 }], enough: { turns: 2 } },
    ],
    ...rest,
  })

/** The ledger by turn, of the fields given. */
function ledger(wire: readonly WireEvent[], hour: number, policy: WireEvent = scored()) {
  const { turns } = explained(wire, policy, h(hour))
  return Object.fromEntries(turns.map((turn) => [turn.turn, turn]))
}

describe('the ledger', () => {
  const wire = [
    ...pair('a', 0, 1),
    ...pair('b', 1, 30),
    ask('p', 95, { conversation: 'p', client: 'p' }),
    ask('x', 50, { conversation: 'x', client: 'x' }),
    event('xr', 51, 'release', { by: 'client', conversation: 'x' }),
  ]

  test('[AS8] every turn with outcome, reason, elapsed time, due and effect', () => {
    const turns = ledger(wire, 99)
    expect(turns['a']).toMatchObject({
      outcome: 'on_time',
      reason: 'replied',
      counted: true,
      not_counted: null,
      elapsed_ms: HOUR,
      due_at: '2024-06-04T00:00:00.000Z',
      effect_points: 50,
    })
    expect(turns['b']).toMatchObject({ outcome: 'late', counted: true, effect_points: -50 })
    expect(turns['p']).toMatchObject({
      outcome: 'pending',
      counted: false,
      not_counted: 'pending',
      due_at: '2024-06-07T23:00:00.000Z',
      effect_points: null,
    })
    expect(turns['x']).toMatchObject({
      outcome: 'excused',
      reason: 'client_released',
      not_counted: 'excused',
      elapsed_ms: null,
    })
    expect(explained(wire, scored(), h(99)).turns.map((turn) => turn.turn)).toEqual([
      'a',
      'b',
      'x',
      'p',
    ])
  })

  test('[AS8] turns that are read late are those of their member and instant, whoever was explained since', () => {
    const assessor = new Assessor(policyOf(scored()))
    const first = explain(new MemberHistory('m', accepted(wire)), assessor, h(99))
    const other = [...pair('o', 0, 1), ...pair('q', 3, 40)]
    const second = explain(new MemberHistory('m', accepted(other)), assessor, h(200))
    const read = second.turns
    expect(first.turns).toEqual(explained(wire, scored(), h(99)).turns)
    expect(second.turns).toBe(read)
    expect(read).toEqual(explained(other, scored(), h(200)).turns)
  })

  test('[AS8] why a turn does not count: too recent, outside the window, not a candidate', () => {
    const window = { window: { days: 2, lag: '24h' } }
    const turns = ledger(
      [...pair('old', 0, 1), ...pair('in', 60, 1), ...pair('new', 80, 1)],
      99,
      scored(window),
    )
    expect(turns['old']?.not_counted).toBe('outside_the_window')
    expect(turns['in']?.counted).toBe(true)
    expect(turns['new']?.not_counted).toBe('too_recent')
    const kinds = ledger([...pair('a', 0, 1)], 99, scored({ turns: { kinds: ['request'] } }))
    expect(kinds['a']).toMatchObject({ not_counted: 'not_a_candidate', outcome: 'on_time' })
    const last = ledger(
      [...pair('a', 0, 1), ...pair('b', 1, 1)],
      99,
      scored({ window: { last: 1 } }),
    )
    expect(last['a']?.not_counted).toBe('outside_the_window')
  })

  test('[AS8] due by the member’s hours', () => {
    const hours = {
      id: 'h',
      type: 'hours',
      at: h(-1),
      member: 'm',
      weekly: { mon: [['09:00', '17:00']] },
      zone: 'UTC',
    }
    const policy = scored({ clock: { kind: 'hours' }, within: '8h' })
    expect(ledger([hours, ask('a', 0)], 1, policy)['a']?.due_at).toBe('2024-06-03T17:00:00.000Z')
  })

  test('[AS8] a client’s only turn of two, by client: what it does to the mean of clients', () => {
    const turns = ledger(
      [...pair('a', 0, 1, 'c'), ...pair('b', 1, 30, 'c'), ...pair('d', 2, 1, 'd')],
      99,
      scored({ weights: { unit: 'client' } }),
    )
    // Means 50 and 100: 75. Without a 0 and 100: 50. Without b 100. Without d 50.
    expect(turns['a']?.effect_points).toBe(25)
    expect(turns['b']?.effect_points).toBe(-25)
    expect(turns['d']?.effect_points).toBe(25)
  })

  test('[AS8] the only turn there is has no effect that could be told', () => {
    expect(ledger(pair('a', 0, 1), 99)['a']?.effect_points).toBeNull()
  })
})

describe('what is missing', () => {
  test('[AS5] the member is told how many turns and clients are missing', () => {
    const policy = scored({ enough: { turns: 5, clients: 4 } })
    const wire = [...pair('a', 0, 1), ...pair('b', 1, 1)]
    expect(explained(wire, policy, h(99))).toMatchObject({
      enough: false,
      score: null,
      missing: { turns: 3, clients: 2 },
    })
    const one = scored({ enough: { turns: 2, clients: 3 } })
    expect(explained(wire, one, h(99)).missing).toEqual({ turns: 0, clients: 1 })
    expect(explained(wire, scored({ enough: { turns: 2 } }), h(99)).missing).toBeNull()
  })
})

describe('labels, told', () => {
  test('[AS8] the rule and the numbers that decide', () => {
    const wire = [...pair('a', 0, 1), ...pair('b', 1, 30)]
    const policy = daily({
      labels: [
        {
          name: 'L',
          grant: [{ measure: 'on_time', at_least_percent: 80, strict: true }],
          keep: [{ measure: 'on_time', at_least_percent: 50 }],
          enough: { turns: 2, clients: 2 },
          robust: { '2': 1 },
        },
      ],
    })
    expect(explained(wire, policy, h(99)).label_reports).toEqual([
      {
        name: 'L',
        held: false,
        earned: false,
        kept: true,
        grant: [{ measure: 'on_time', asks: 'more than 80 %', value: '50 %', holds: false }],
        keep: [{ measure: 'on_time', asks: 'at least 50 %', value: '50 %', holds: true }],
        enough: { turns: 2, clients: 2, holds: true },
        clients: 2,
        set_aside: 1,
      },
    ])
  })

  test('[LB7] a label that ends for want of turns says that enough does not hold', () => {
    const wire = [...pair('a', 0, 1), ...pair('b', 1, 1)]
    const policy = daily({ window: { days: 3 } })
    const { label_reports, label_history } = explained(wire, policy, h(day(5)))
    expect(label_reports[0]).toMatchObject({ held: false, enough: { turns: 2, holds: false } })
    expect(label_reports[0]?.grant[0]).toMatchObject({ value: null, holds: false })
    expect(label_history.map((row) => row.held)).toEqual([true, false])
  })
})

describe('what comes', () => {
  // Three on time, one pending at hour 30, opened at hour 20.
  const wire = [...pair('a', 0, 1), ...pair('b', 1, 1), ...pair('d', 2, 1)]
  const waiting = [...wire, ask('p', 20, { conversation: 'p', client: 'p' })]

  test('[AS8] the four next epochs, if nothing more happens and if all pending are answered', () => {
    const { forecast } = explained(waiting, daily(), h(30))
    expect(
      forecast.map(({ epoch, scenario, score }) => [epoch.slice(0, 10), scenario, score]),
    ).toEqual([
      ['2024-06-05', 'nothing_more', 75],
      ['2024-06-06', 'nothing_more', 75],
      ['2024-06-07', 'nothing_more', 75],
      ['2024-06-08', 'nothing_more', 75],
      ['2024-06-05', 'all_answered', 100],
      ['2024-06-06', 'all_answered', 100],
      ['2024-06-07', 'all_answered', 100],
      ['2024-06-08', 'all_answered', 100],
    ])
    expect(explained(wire, daily(), h(30)).forecast).toHaveLength(4)
  })

  test('[AS8] nothing needs doing where nothing does', () => {
    expect(explained(waiting, daily(), h(30)).actions).toEqual([
      {
        label: 'L',
        goal: 'keep',
        epoch: '2024-06-05T00:00:00.000Z',
        reply_to: [],
        before: null,
        more_on_time: 0,
        text: 'Nothing needs doing: you keep L at 2024-06-05 00:00 UTC.',
      },
    ])
  })

  test('[AS8] reply to this one before it is due', () => {
    const strict = daily({
      labels: [{ name: 'L', grant: [{ measure: 'on_time', at_least_percent: 80 }] }],
    })
    expect(explained(waiting, strict, h(30)).actions).toEqual([
      {
        label: 'L',
        goal: 'keep',
        epoch: '2024-06-05T00:00:00.000Z',
        reply_to: ['p'],
        before: '2024-06-04T20:00:00.000Z',
        more_on_time: 0,
        text: 'To keep L at 2024-06-05 00:00 UTC: reply to this one before 2024-06-04 20:00 UTC.',
      },
    ])
  })

  test('[AS8] so many more on time where replies do not suffice', () => {
    const missed = [...pair('a', 0, 1), ...pair('b', 1, null)]
    const [action] = explained(missed, daily(), h(30)).actions
    // One of two: with n more (1 + n) / (2 + n) ≥ 3 / 4 from n = 2 on.
    expect(action).toMatchObject({ goal: 'earn', reply_to: [], before: null, more_on_time: 2 })
    expect(action?.text).toBe(
      'To get L at 2024-06-05 00:00 UTC: 2 more on time from new clients by 2024-06-05 00:00 UTC.',
    )
  })

  test('[AS8] of many that wait only those are to be answered that make a difference', () => {
    // Eight clients who wait for their only answer, and one of many turns who came last.
    const loud = Array.from({ length: 99 }, (_, i) => pair(`l${i}`, 0, 1, 'loud')).flat()
    const last = ask('l', 23, { conversation: 'l', client: 'loud' })
    const names = ['i', 'h', 'g', 'f', 'e', 'd', 'c', 'b']
    const single = names.map((name, i) => ask(name, 22 - i, { conversation: name, client: name }))
    const planFor = (percent: number, more: readonly WireEvent[] = []) => {
      const grant = [{ measure: 'on_time', at_least_percent: percent }]
      const policy = daily({ labels: [{ name: 'L', grant }], weights: { unit: 'client' } })
      return explained([...loud, last, ...single, ...more], policy, h(30)).actions[0]
    }
    // At hour 48, the epoch, (99/100 + 8) / 9 = 99.9 %; with one of the eight fewer 88.8 %.
    expect(planFor(99)).toMatchObject({ reply_to: names, more_on_time: 0 })
    expect(planFor(99.95)).toMatchObject({ reply_to: ['l', ...names], more_on_time: 0 })
    // One client was missed, so all answers make 9 of 10; one more (99/100 + 9) / 11 = 90.8 %.
    const missed = pair('x', 1, null)
    expect(planFor(90.5, missed)).toMatchObject({ reply_to: names, more_on_time: 1 })
    expect(planFor(90.9, missed)).toMatchObject({ reply_to: ['l', ...names], more_on_time: 1 })
  })

  test('[AS8] [TN3] a text answers all of its conversation that had none, where answers do not count', () => {
    const place = { conversation: 'o', client: 'o' }
    const twice = [
      ask('o1', 20, place),
      event('o', 21, 'answer', { action: 'accept', conversation: 'o' }),
      ask('o2', 22, place),
    ]
    const told = (answers: readonly string[], rest: WireEvent = {}) => {
      const policy = daily({ replies: { answers }, ...rest })
      const { actions, waiting } = explained(twice, policy, h(30))
      return { plan: actions[0]?.text, waiting: waiting.map((turn) => [turn.turn, turn.score_if]) }
    }
    // Due at hour 46, o2 at the latest: o1 is late by then where the answer did not count.
    const uncounted = {
      plan: 'To get L at 2024-06-05 00:00 UTC: reply to this one before 2024-06-04 20:00 UTC.',
      waiting: [['o2', { now: 100, later: 50, never: 0 }]],
    }
    expect(told([])).toEqual(uncounted)
    // The same where turns are put into columns anew.
    expect(told([], { turns: { silence: '1d' } })).toEqual(uncounted)
    expect(told(['accept'])).toEqual({
      plan: 'To get L at 2024-06-05 00:00 UTC: reply to this one before 2024-06-04 22:00 UTC.',
      waiting: [['o2', { now: 100, later: 100, never: 50 }]],
    })
  })

  test('[AS8] [LB2] a running dwell postpones what can be won', () => {
    const policy = daily({ publish: { every: 'day', dwell: 5 } })
    const lost = [...wire, ...pair('x', 26, null), ...pair('y', 26, null)]
    const explanation = explained(lost, policy, h(54))
    // Granted on the 4th (the first epoch), so nothing changes before the 9th.
    expect(explanation.label_history.map((row) => row.epoch.slice(8, 10))).toEqual(['04'])
    expect(explanation.actions[0]?.epoch).toBe('2024-06-09T00:00:00.000Z')
  })

  test('[AS8] an explanation repeats what the score line says', () => {
    const explanation = explained(waiting, daily(), h(30))
    expect(explanation).toMatchObject({
      member: 'm',
      policy: 'p/1',
      title: 'p/1',
      score: 100,
      counts: { turns: 4, pending: 1, on_time: 3 },
      labels: { L: true },
    })
  })
})
