import { describe, expect, test } from 'vitest'
import { exchange, regular } from './support/history.ts'
import { type Bench, DAY, HOUR, NOW, openBench } from './support/service.ts'

type Json = Record<string, unknown>
async function benchWith(events: readonly object[], settings: Json = {}): Promise<Bench> {
  const bench = await openBench({ settings })
  if (events.length > 0) await bench.ask('ingest', 'POST', '/v1/events', events)
  return bench
}
const ofAda = async (bench: Bench, path: string, body?: object): Promise<Json> => {
  const method = body === undefined ? 'GET' : 'POST'
  const answer = await bench.ask('member:ada', method, `/v1/members/ada/${path}`, body)
  expect(answer.status).toBe(200)
  return (await answer.json()) as Json
}
const waitingFor = (client: string, sinceMs: number) =>
  exchange({ member: 'ada', client, at: NOW - sinceMs }, null)

describe('what a member’s page is told', () => {
  test('[AS8] what waits, in order of what silence costs, with now, later and never', async () => {
    const bench = await benchWith([
      ...regular('ada', { clients: 10, tookMs: 20 * HOUR, until: NOW }),
      ...waitingFor('fresh', HOUR),
      ...waitingFor('overdue', 30 * HOUR),
    ])
    type Waiting = { client: string; overdue: boolean; score_if: Record<string, number> }
    const score = await ofAda(bench, 'score')
    const waiting = score['waiting'] as Waiting[]
    expect(waiting.map(({ client, overdue }) => [client, overdue])).toEqual([
      ['fresh', false],
      ['overdue', true],
    ])
    for (const { score_if: scores } of waiting) {
      const { now = 0, later = 0, never = 0 } = scores
      expect(now).toBeGreaterThanOrEqual(later)
      expect(later).toBeGreaterThan(never)
    }
    expect(score).toMatchObject({
      published: [],
      next_epoch: '2026-03-09T00:00:00.000Z',
      away_until: null,
      rule: { within_ms: DAY, every: 'week', dwell: 4, grant_percent: 80, keep_percent: 75 },
    })
  })

  test('the list of turns can be searched, narrowed and entered anywhere', async () => {
    const bench = await benchWith([
      ...regular('ada', { clients: 30, tookMs: HOUR, until: NOW }),
      ...waitingFor('Zoë', 30 * HOUR),
    ])
    const all = await ofAda(bench, 'turns?limit=5')
    expect([all['total'], all['outcomes']]).toEqual([31, { on_time: 30, missed: 1 }])
    const missed = await ofAda(bench, 'turns?outcome=missed')
    expect((missed['items'] as Json[]).map(({ client }) => client)).toEqual(['Zoë'])
    expect((await ofAda(bench, 'turns?search=CLIENT-2'))['total']).toBe(11)
    const names = (page: Json) => (page['items'] as Json[]).map(({ turn }) => turn)
    const first = names(await ofAda(bench, 'turns?limit=200'))
    expect(names(await ofAda(bench, 'turns?limit=5&skip=20'))).toEqual(first.slice(20, 25))
  })

  test('[AS3] what the next messages would make of it begins with what it is', async () => {
    const bench = await benchWith(regular('ada', { clients: 10, tookMs: 20 * HOUR, until: NOW }))
    const { score } = await ofAda(bench, 'score')
    const prospect = (await ofAda(bench, 'prospect')) as Record<string, { score: number }[]>
    const ends = Object.entries(prospect).map(([manner, steps]) => {
      expect(steps[0]?.score).toBe(score)
      expect(steps).toHaveLength(21)
      return [manner, steps.at(-1)?.score ?? 0] as const
    })
    const falling = [...ends].sort((a, b) => b[1] - a[1]).map(([manner]) => manner)
    expect(falling).toEqual(['quick', 'in_time', 'late', 'never'])
  })

  test('patterns count every turn once, by the zone that is asked for', async () => {
    const bench = await benchWith(regular('ada', { clients: 9, tookMs: 3 * HOUR, until: NOW }))
    const sum = (week: unknown) => (week as number[][]).flat().reduce((a, b) => a + b, 0)
    const utc = await ofAda(bench, 'patterns')
    const chatham = await ofAda(bench, 'patterns?zone=Pacific%2FChatham')
    expect([sum(utc['asked']), sum(utc['answered']), sum(chatham['asked'])]).toEqual([9, 9, 9])
    expect(chatham['asked']).not.toEqual(utc['asked'])
    const times = utc['times'] as { until_ms: number; replies: number }[]
    expect(times.filter(({ replies }) => replies > 0)).toEqual([
      { from_ms: 2 * HOUR, until_ms: 4 * HOUR, replies: 9 },
    ])
    const wrong = await bench.ask('member:ada', 'GET', '/v1/members/ada/patterns?zone=Mars%2FX')
    expect(wrong.status).toBe(400)
  })

  test('[CK4] an absence is shown before it is declared, and stored only then', async () => {
    const bench = await benchWith(
      [...regular('ada', { clients: 45, tookMs: HOUR, until: NOW }), ...waitingFor('cy', HOUR)],
      { away_days_max: 20 },
    )
    const span = { from: NOW, until: NOW + 14 * DAY }
    const preview = await ofAda(bench, 'away/preview', span)
    expect(preview).toMatchObject({
      days: 14,
      acts: 'excuse',
      usual_turns: 7,
      due_meanwhile: [{ client: 'cy' }],
    })
    expect(Number(preview['score_without'])).toBeLessThan(Number(preview['score']))
    expect((await ofAda(bench, 'calendar'))['aways']).toEqual([])
    await bench.ask('member:ada', 'POST', '/v1/members/ada/away', span)
    const calendar = await ofAda(bench, 'calendar')
    expect(calendar).toMatchObject({ away_days_max: 20, away_days_used: 14 })
    expect(calendar['aways']).toHaveLength(1)
    expect((await ofAda(bench, 'score'))['away_until']).toBe('2026-03-17T12:00:00.000Z')
    // Cut short, it is over; one that has not begun can be taken back whole.
    bench.clock.advance(HOUR)
    const declare = (from: number, until: number) =>
      bench.ask('member:ada', 'POST', '/v1/members/ada/away', { from, until })
    await declare(NOW, NOW + HOUR)
    await declare(NOW + 9 * DAY, NOW + 11 * DAY)
    const cut = await ofAda(bench, 'calendar')
    expect([cut['aways'], cut['past_aways']].map((list) => (list as []).length)).toEqual([1, 1])
    bench.clock.advance(HOUR)
    await declare(NOW + 9 * DAY, NOW + 9 * DAY)
    expect((await ofAda(bench, 'calendar'))['aways']).toEqual([])
    expect((await ofAda(bench, 'score'))['away_until']).toBeNull()
  })

  test('[CK3] hours are shown before they are set: what they hold, and whether they act', async () => {
    const events = regular('ada', { clients: 7, tookMs: 20 * HOUR, until: NOW })
    const hours = { weekly: { mon: [['09:00', '17:00']] }, zone: 'UTC' }
    const wall = await benchWith(events)
    expect(await ofAda(wall, 'hours/preview', hours)).toMatchObject({
      acts: false,
      score_had_been: null,
      turns: 7,
      turns_inside: 1,
    })
    const bad = { weekly: { mon: [['9', '17:00']] }, zone: 'UTC' }
    const refused = await wall.ask('member:ada', 'POST', '/v1/members/ada/hours/preview', bad)
    expect(refused.status).toBe(422)
  })

  test('[AS8] the history of the score names the turns that moved it', async () => {
    const bench = await benchWith([
      ...regular('ada', { clients: 10, tookMs: HOUR, until: NOW - 10 * DAY }),
      ...waitingFor('cy', 9 * DAY),
    ])
    const { scores } = await ofAda(bench, 'history')
    const causes = (scores as { causes: Json[] }[]).at(-1)?.causes
    expect(causes?.[0]).toMatchObject({ client: 'cy', how: 'entered' })
    expect(Number(causes?.[0]?.['points'])).toBeLessThan(-5)
  })

  test('[DS1] none of it is anybody else’s', async () => {
    const bench = await benchWith(regular('ada', { clients: 5, tookMs: HOUR, until: NOW }))
    for (const path of ['prospect', 'patterns', 'calendar']) {
      for (const who of ['member:bob', 'client:cy', 'embed:ada', 'ingest']) {
        expect((await bench.ask(who, 'GET', `/v1/members/ada/${path}`)).status).toBe(404)
      }
    }
  })
})
