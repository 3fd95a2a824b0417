import { describe, expect, test } from 'vitest'
import { exchange, regular } from './support/history.ts'
import { type Bench, DAY, HOUR, NOW, openBench } from './support/service.ts'

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code
const itemsOf = async (response: Response) =>
  ((await response.json()) as { items: Record<string, unknown>[] }).items
const as = (bench: Bench, who: string) => (method: string, path: string, body?: object) =>
  bench.ask(who, method, path, body)
const published = async (bench: Bench, member: string) =>
  (await bench.ask(null, 'GET', `/v1/labels/${member}`)).text()

describe('what members do', () => {
  test('[CK4] away within the allowance; what replaces an absence is counted instead of it', async () => {
    const bench = await openBench({ settings: { away_days_max: 10 } })
    const ada = as(bench, 'member:ada')
    const away = (from: number, days: number) =>
      ada('POST', '/v1/members/ada/away', { from, until: from + days * DAY })
    expect((await away(NOW, 8)).status).toBe(201)
    const refused = await away(NOW + 20 * DAY, 3)
    expect([refused.status, await codeOf(refused)]).toEqual([422, 'allowance_exceeded'])
    expect((await away(NOW, 2)).status).toBe(201)
    expect((await away(NOW + 20 * DAY, 8)).status).toBe(201)
    expect((await away(NOW + 20 * DAY, 0)).status).toBe(201)
    expect((await away(NOW + 40 * DAY, 8)).status).toBe(201)
    expect((await away(NOW - 5 * DAY, 1)).status).toBe(422)
    const backwards = await ada('POST', '/v1/members/ada/away', { from: NOW + DAY, until: NOW })
    expect(await codeOf(backwards)).toBe('invalid_act')
  })

  test('[CK3] hours are read like any event’s', async () => {
    const bench = await openBench()
    const set = (body: object) => bench.ask('member:ada', 'POST', '/v1/members/ada/hours', body)
    expect(
      (await set({ weekly: { mon: [['09:00', '17:00']] }, zone: 'Europe/Berlin' })).status,
    ).toBe(201)
    expect(
      await codeOf(await set({ weekly: { mon: [['09:00', '25:00']] }, zone: 'Europe/Berlin' })),
    ).toBe('invalid_act')
    expect(await codeOf(await set({ weekly: {}, zone: 'Mars/Olympus' }))).toBe('invalid_act')
  })

  test('[TN6] a release or a flag ends a waiting turn, and only a waiting turn of one’s own', async () => {
    const bench = await openBench()
    const [first = { id: '' }] = exchange({ member: 'ada', client: 'cy', at: NOW - HOUR }, null)
    const [second = { id: '' }] = exchange({ member: 'ada', client: 'di', at: NOW - HOUR }, null)
    await bench.ask('ingest', 'POST', '/v1/events', [first, second])
    const conversation = String((first as Record<string, unknown>)['conversation'])
    const release = (who: string) =>
      bench.ask(`member:${who}`, 'POST', `/v1/members/${who}/releases`, { conversation })
    expect((await release('bob')).status).toBe(422)
    expect((await release('ada')).status).toBe(201)
    expect((await release('ada')).status).toBe(422)
    const other = String((second as Record<string, unknown>)['conversation'])
    const flag = await bench.ask('member:ada', 'POST', '/v1/members/ada/flags', {
      conversation: other,
      reason: 'spam',
    })
    expect(flag.status).toBe(201)
    const turns = await itemsOf(await bench.ask('member:ada', 'GET', '/v1/members/ada/turns'))
    expect(new Set(turns.map(({ ended_by }) => ended_by))).toEqual(new Set(['flag', 'release']))
  })

  test('[TN7] a contest waits for a person, who can excuse the turn', async () => {
    const bench = await openBench()
    const [asked = { id: '' }] = exchange({ member: 'ada', client: 'cy', at: NOW - 5 * DAY }, null)
    await bench.ask('ingest', 'POST', '/v1/events', asked)
    const open = (about: string) =>
      bench.ask('member:ada', 'POST', '/v1/members/ada/contests', {
        subject: 'turn',
        about,
        reason: 'it was spam',
      })
    expect((await open('unknown')).status).toBe(404)
    const opened = (await (await open(asked.id)).json()) as { id: string; due_at: number }
    expect(opened.due_at).toBe(NOW + 14 * DAY)
    expect(await codeOf(await open(asked.id))).toBe('already_open')
    // No clock closes it.
    bench.clock.set(NOW + 60 * DAY)
    await bench.service.work()
    const queue = await itemsOf(await bench.ask('operator:olga', 'GET', '/v1/contests'))
    expect(queue.map(({ id }) => id)).toEqual([opened.id])
    const decide = (who: string) =>
      bench.ask(who, 'POST', `/v1/contests/${opened.id}/decision`, {
        state: 'upheld',
        answer: 'spam indeed',
      })
    expect(await codeOf(await decide('operator-key'))).toBe('invalid_act')
    expect((await decide('operator:olga')).status).toBe(200)
    expect(await codeOf(await decide('operator:olga'))).toBe('already_closed')
    const [turn] = await itemsOf(await bench.ask('member:ada', 'GET', '/v1/members/ada/turns'))
    expect(turn).toMatchObject({ outcome: 'excused', excused: true })
    const withdraw = await bench.ask(
      'member:bob',
      'POST',
      `/v1/members/bob/contests/${opened.id}/withdrawal`,
    )
    expect(withdraw.status).toBe(404)
  })

  test('[DS2] restriction, opting out and erasure read like having no label, at once', async () => {
    const bench = await openBench()
    const members = ['ada', 'bob', 'eve']
    await bench.ask(
      'ingest',
      'POST',
      '/v1/events',
      members.flatMap((member) => regular(member, { clients: 8, tookMs: HOUR, until: NOW })),
    )
    bench.clock.set(NOW + 7 * DAY)
    await bench.service.work()
    for (const member of members)
      expect(await published(bench, member)).toBe('{"labels":["Responsive"]}')
    expect((await bench.ask('member:ada', 'PUT', '/v1/members/ada/restriction')).status).toBe(200)
    expect((await bench.ask('operator:olga', 'PUT', '/v1/members/bob/restriction')).status).toBe(
      200,
    )
    expect((await bench.ask('member:eve', 'DELETE', '/v1/members/eve')).status).toBe(200)
    for (const member of members)
      expect(await published(bench, member)).toBe(await published(bench, 'nobody'))
    // What the operator began the member cannot end, nor the other way round.
    await bench.ask('member:bob', 'DELETE', '/v1/members/bob/restriction')
    await bench.ask('member:ada', 'DELETE', '/v1/members/ada/restriction')
    bench.clock.set(NOW + 14 * DAY)
    await bench.service.work()
    expect([await published(bench, 'ada'), await published(bench, 'bob')]).toEqual([
      '{"labels":["Responsive"]}',
      '{"labels":[]}',
    ])
    const exported = (await (
      await bench.ask('member:eve', 'GET', '/v1/members/eve/export')
    ).json()) as { events: unknown[] }
    expect(exported.events).toEqual([])
  })

  test('a change is told to whoever watches, and not what it is', async () => {
    const bench = await openBench()
    const stream = await bench.ask('member:ada', 'GET', '/v1/members/ada/live')
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    const reader = stream.body?.getReader()
    if (reader === undefined) throw new Error('there is no stream')
    const next = async () => new TextDecoder().decode((await reader.read()).value)
    expect(await next()).toContain('event: ready')
    await bench.ask('ingest', 'POST', '/v1/events', [
      ...exchange({ member: 'bob', client: 'cy', at: NOW }, null),
      ...exchange({ member: 'ada', client: 'cy', at: NOW }, null),
    ])
    bench.clock.advance(1_000)
    expect(await next()).toBe('event: changed\ndata: {}\n\n')
    bench.clock.advance(600_000)
    await reader.cancel()
  })
})

/** What two members and the public are told over three epochs, whatever one client is called. */
async function everythingToldOf(bench: Bench): Promise<readonly string[]> {
  const told: string[] = []
  for (const at of [NOW, NOW + 7 * DAY, NOW + 14 * DAY]) {
    bench.clock.set(at)
    await bench.service.work()
    for (const member of ['ada', 'bob']) {
      for (const what of ['score', 'turns']) {
        const answer = await bench.ask(`member:${member}`, 'GET', `/v1/members/${member}/${what}`)
        told.push((await answer.text()).replaceAll(/"(client-3|erased_[0-9a-f]{32})"/g, '"x"'))
      }
      told.push(await published(bench, member))
    }
  }
  return told
}

describe('what operators do', () => {
  test('[DS5] a score only for a reason, which the member can read; aggregates freely', async () => {
    const bench = await openBench()
    await bench.ask(
      'ingest',
      'POST',
      '/v1/events',
      regular('ada', { clients: 8, tookMs: HOUR, until: NOW }),
    )
    const look = (body: object, member = 'ada') =>
      bench.ask('operator:olga', 'POST', `/v1/members/${member}/looks`, body)
    for (const body of [{}, { reason: '' }, { reason: '   ' }]) {
      expect(await codeOf(await look(body))).toBe('reason_required')
    }
    const looks = async () => itemsOf(await bench.ask('member:ada', 'GET', '/v1/members/ada/looks'))
    expect(await looks()).toEqual([])
    expect((await look({ reason: 'a complaint' }, 'nobody')).status).toBe(404)
    const seen = (await (await look({ reason: 'a complaint' })).json()) as { score: number }
    expect(seen.score).toBe(100)
    expect(await looks()).toMatchObject([
      { actor: 'operator:olga', action: 'look_at_score', reason: 'a complaint' },
    ])
    expect(await bench.store.audit.verify()).toBeNull()
    const aggregates = await bench.ask('operator-key', 'GET', '/v1/aggregates')
    expect(await aggregates.json()).toMatchObject({
      events: { accepted: 16 },
      policy: 'alacrity/1',
    })
  })

  test('[OC1] [EV4] a client is forgotten; scores, labels and what comes next stay the same', async () => {
    const [kept, forgotten] = [await openBench(), await openBench()]
    const history = ['ada', 'bob'].flatMap((member) => [
      ...regular(member, { clients: 25, tookMs: HOUR, until: NOW - DAY }),
      ...exchange({ member, client: 'client-3', at: NOW - 9 * DAY }, 30 * HOUR),
      ...exchange({ member, client: 'client-3', at: NOW - 4 * DAY }, null),
    ])
    for (const bench of [kept, forgotten]) await bench.ask('ingest', 'POST', '/v1/events', history)
    const erase = () => forgotten.ask('operator:olga', 'DELETE', '/v1/clients/client-3')
    // Of each member: two of the regular exchange, two of the late one, one without an answer.
    const gone = await erase()
    expect([gone.status, await gone.json()]).toEqual([
      200,
      { events_changed: 10, at: '2026-03-03T12:00:00.000Z' },
    ])
    expect(JSON.stringify(await forgotten.store.log.since(0, 999))).not.toContain('"client-3"')
    expect((await forgotten.ask('ingest', 'POST', '/v1/events', history)).status).toBe(200)
    expect((await forgotten.store.log.counts()).conflict).toBe(0)
    expect(await (await erase()).json()).toMatchObject({ events_changed: 0 })
    const audit = await itemsOf(await forgotten.ask('operator:olga', 'GET', '/v1/audit'))
    expect(audit.map(({ action }) => action)).toEqual(['erase_client', 'erase_client'])
    expect(JSON.stringify([audit, forgotten.logged])).not.toContain('client-3')
    const told = await Promise.all([kept, forgotten].map(everythingToldOf))
    expect(told[1]).toEqual(told[0])
    expect(JSON.stringify(told[0])).toContain('Responsive')
  })

  test('[DS5] the audit log is checked, and says where somebody changed it', async () => {
    const bench = await openBench()
    await bench.ask('operator:olga', 'DELETE', '/v1/clients/cy')
    const check = async () => (await bench.ask('operator:olga', 'GET', '/v1/audit/check')).json()
    expect(await check()).toEqual({ holds: true, broken_at: null })
  })

  test('[DS5] no score and no member’s id is in a log line or a metric', async () => {
    const bench = await openBench()
    await bench.ask(
      'ingest',
      'POST',
      '/v1/events',
      regular('canary-member', { clients: 8, tookMs: 13 * HOUR, until: NOW }),
    )
    bench.clock.set(NOW + 7 * DAY)
    await bench.service.work()
    const score = (await (
      await bench.ask('member:canary-member', 'GET', '/v1/members/canary-member/score')
    ).json()) as { score: number }
    await bench.ask('operator:olga', 'POST', '/v1/members/canary-member/looks', { reason: 'why' })
    await bench.ask(null, 'GET', '/v1/labels/canary-member')
    await bench.ask('member:other', 'GET', '/v1/members/canary-member/score')
    const metrics = await (await bench.ask('operator-key', 'GET', '/metrics')).text()
    const all = JSON.stringify(bench.logged) + metrics
    expect(bench.logged.length).toBeGreaterThan(4)
    expect(all).not.toContain('canary')
    expect(score.score).toBeGreaterThan(80)
    expect(all).not.toContain(String(score.score))
  })
})
