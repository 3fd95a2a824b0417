import {
  Assessor,
  DAY,
  type Event,
  historiesOf,
  HOUR,
  parseEvent,
  presetPolicy,
  takeIn,
  type Turn,
} from '@alacrity/engine'
import { afterAll, describe, expect, test } from 'vitest'
import { SAMPLE_END, sampleEvents } from '@alacrity/sample'
import { Bench } from './support/alacrity.ts'

const bench = new Bench()
afterAll(() => bench.remove())

function market(seed: number): {
  events: readonly Event[]
  turns: readonly Turn[]
  judged: number
  members: number
  labelled: number
  scores: readonly number[]
} {
  const events = sampleEvents({ seed, members: 60 }).map((event) => {
    const parsed = parseEvent(event)
    if (!parsed.ok) throw new Error(`${parsed.fault.field} ${parsed.fault.problem}`)
    return parsed.event
  })
  const taken = takeIn(events)
  expect(taken.duplicates).toEqual([])
  expect(taken.conflicts).toEqual([])
  const histories = [...historiesOf(taken.accepted).values()]
  const policy = presetPolicy('alacrity')
  if (policy === null) throw new Error('no default policy')
  const assessor = new Assessor(policy)
  const assessments = histories.map((history) =>
    assessor.assess(history.table(SAMPLE_END, policy), history.calendar, SAMPLE_END),
  )
  const scores = assessments.flatMap(({ score }) =>
    score === null ? [] : [Number((score.numerator * 1000n) / score.denominator) / 10],
  )
  return {
    events,
    turns: histories.flatMap((history) => history.turns(SAMPLE_END)),
    members: histories.length,
    judged: assessments.filter(({ enough }) => enough).length,
    labelled: scores.filter((score) => score >= 80).length,
    scores,
  }
}

function rank(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}

describe.each([46, 1, 2, 3, 42])('the sample of seed %i is true to life', (seed) => {
  const { events, turns, members, judged, labelled, scores } = market(seed)
  const took = turns.flatMap(({ replied_at: replied, opened_at: opened }) =>
    replied === null ? [] : [replied - opened],
  )

  test('median reply 1 to 3 h, nine tenths within a day to two', () => {
    expect(rank(took, 0.5)).toBeGreaterThan(HOUR)
    expect(rank(took, 0.5)).toBeLessThan(3 * HOUR)
    expect(rank(took, 0.9)).toBeGreaterThan(0.9 * DAY)
    expect(rank(took, 0.9)).toBeLessThan(2 * DAY)
  })

  test('65 to 75 % of all turns answered within a day, 70 to 85 % ever', () => {
    const share = took.filter((length) => length <= DAY).length / turns.length
    expect(share).toBeGreaterThan(0.65)
    expect(share).toBeLessThan(0.75)
    expect(took.length / turns.length).toBeGreaterThan(0.7)
    expect(took.length / turns.length).toBeLessThan(0.85)
  })

  test('a third or more have too little, a few are excellent, a few poor', () => {
    expect(members).toBe(60)
    expect(judged / members).toBeLessThan(0.68)
    expect(judged / members).toBeGreaterThan(0.5)
    expect(labelled).toBeGreaterThan(5)
    expect(scores.filter((score) => score >= 90).length).toBeGreaterThanOrEqual(2)
    expect(scores.filter((score) => score < 40).length).toBeGreaterThanOrEqual(2)
  })

  test('everything a policy may have to read occurs', () => {
    const types = new Set(events.map(({ type }) => type))
    for (const type of [
      'message',
      'answer',
      'withdrawal',
      'closure',
      'release',
      'flag',
      'ruling',
      'away',
      'hours',
      'outage',
    ]) {
      expect(types).toContain(type)
    }
    const messages = events.filter((event) => event.type === 'message')
    expect(messages.some(({ kind }) => kind === 'acknowledgement')).toBe(true)
    expect(messages.some(({ automated }) => automated)).toBe(true)
    expect(turns.some((turn) => turn.messages >= 4)).toBe(true)
    expect(turns.some(({ initiated_by: by }) => by === 'member')).toBe(true)
    const zones = new Set(events.flatMap((event) => (event.type === 'hours' ? [event.zone] : [])))
    expect(zones.size).toBeGreaterThan(5)
  })

  test('half a year, in order, ending at the fixed instant', () => {
    const ats = events.map(({ at }) => at)
    expect(ats).toEqual([...ats].sort((a, b) => a - b))
    expect(Math.max(...ats)).toBeLessThanOrEqual(SAMPLE_END)
    expect(SAMPLE_END - Math.min(...ats)).toBeGreaterThan(170 * DAY)
  })
})

test('the same seed gives the same bytes; another seed another marketplace', async () => {
  const [once, twice, other] = await Promise.all([
    bench.alacrity(['sample']),
    bench.alacrity(['sample']),
    bench.alacrity(['sample', '--seed', '9']),
  ])
  expect(once.status).toBe(0)
  expect(once.stdout).toBe(twice.stdout)
  expect(other.stdout).not.toBe(once.stdout)
})

test('csv holds the same events as ndjson', async () => {
  const { stdout } = await bench.alacrity(['sample', '--members', '6', '--format', 'csv'])
  bench.write('sample.csv', stdout)
  bench.write('sample.ndjson', (await bench.alacrity(['sample', '--members', '6'])).stdout)
  const [fromCsv, fromNdjson] = await Promise.all(
    ['sample.csv', 'sample.ndjson'].map((name) =>
      bench.alacrity(['score', name, '--format', 'ndjson']),
    ),
  )
  expect(fromCsv).toMatchObject({ status: 0 })
  expect(fromCsv?.stdout).toBe(fromNdjson?.stdout)
})
