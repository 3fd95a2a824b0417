import { describe, expect, test } from 'vitest'
import { RETRY_DELAYS } from '../src/deliver/courier.ts'
import { isGenuine } from '../src/deliver/sign.ts'
import { exchange, regular } from './support/history.ts'
import { type Bench, DAY, HOUR, NOW, openBench } from './support/service.ts'

const put = async (bench: Bench, body: object, name = 'shop') =>
  bench.ask('operator:olga', 'PUT', `/v1/webhooks/${name}`, body)
const URL = 'https://hooks.market.example/alacrity'
const ALL = ['label.published', 'label.loss_coming', 'turn.due_soon', 'contest.opened']

async function withEndpoint(topics: readonly string[] = ALL) {
  const bench = await openBench()
  const made = (await (await put(bench, { url: URL, topics })).json()) as { secret: string }
  return { bench, secret: made.secret }
}
type Message = { type: string; data: Record<string, unknown> & { members?: unknown[] } }
const messages = (bench: Bench) => bench.sent.map(({ body }) => JSON.parse(body) as Message)

describe('webhooks', () => {
  test('[DS4] label.published comes at the epoch, in one message, with nothing but names and labels', async () => {
    const { bench, secret } = await withEndpoint(['label.published'])
    const members = ['zoe', 'ada', 'bob']
    await bench.ask(
      'ingest',
      'POST',
      '/v1/events',
      members.flatMap((member) => regular(member, { clients: 6, tookMs: HOUR, until: NOW })),
    )
    await bench.service.work()
    bench.sent.length = 0
    await bench.ask('member:bob', 'PUT', '/v1/members/bob/restriction')
    bench.clock.set(NOW + 6 * DAY)
    await bench.service.work()
    const [sent] = bench.sent
    expect(bench.sent).toHaveLength(1)
    const members_told = [
      { member: 'ada', labels: ['Responsive'] },
      { member: 'zoe', labels: ['Responsive'] },
    ]
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      type: 'label.published',
      timestamp: '2026-03-09T00:00:00.000Z',
      data: { epoch: '2026-03-09T00:00:00.000Z', part: 1, parts: 1, members: members_told },
    })
    expect(
      isGenuine(sent?.headers ?? {}, sent?.body ?? '', { secret, now: bench.clock.now() }),
    ).toBe(true)
    await bench.service.work()
    expect(bench.sent).toHaveLength(1)
  })

  test('contest.opened and turn.due_soon are told once', async () => {
    const { bench } = await withEndpoint()
    const [asked = { id: '' }] = exchange({ member: 'ada', client: 'cy', at: NOW }, null)
    await bench.ask('ingest', 'POST', '/v1/events', asked)
    await bench.service.work()
    expect(messages(bench).filter(({ type }) => type === 'turn.due_soon')).toEqual([])
    bench.clock.set(NOW + 22 * HOUR + 1)
    await bench.service.work()
    await bench.service.work()
    await bench.ask('member:ada', 'POST', '/v1/members/ada/contests', {
      subject: 'turn',
      about: asked.id,
      reason: 'why',
    })
    await bench.service.work()
    const told = messages(bench).filter(({ type }) => type !== 'label.published')
    expect(told.map(({ type }) => type)).toEqual(['turn.due_soon', 'contest.opened'])
    expect(told[0]?.data).toMatchObject({ member: 'ada', turn: asked.id })
  })

  test('what fails is tried again by the specification’s schedule, then set aside, and can be replayed', async () => {
    const { bench } = await withEndpoint(['contest.opened'])
    bench.reply = () => ({ status: 500, retryAfter: null })
    await bench.ask('member:ada', 'POST', '/v1/members/ada/contests', {
      subject: 'label',
      about: 'alacrity/Responsive',
      reason: 'why',
    })
    await bench.service.work()
    for (const [index, delay] of RETRY_DELAYS.entries()) {
      expect(bench.sent).toHaveLength(index + 1)
      bench.clock.advance(delay - 1)
      await bench.service.courier.deliverDue(bench.clock.now)
      expect(bench.sent).toHaveLength(index + 1)
      bench.clock.advance(delay / 10 + 1)
      await bench.service.courier.deliverDue(bench.clock.now)
    }
    bench.clock.advance(30 * DAY)
    await bench.service.courier.deliverDue(bench.clock.now)
    expect(bench.sent).toHaveLength(10)
    const ids = new Set(bench.sent.map(({ headers }) => headers['webhook-id']))
    expect(ids.size).toBe(1)
    const dead = (await (await bench.ask('operator:olga', 'GET', '/v1/deliveries')).json()) as {
      items: { id: string }[]
    }
    expect(dead.items).toHaveLength(1)
    bench.reply = () => ({ status: 200, retryAfter: null })
    await bench.ask('operator:olga', 'POST', `/v1/deliveries/${dead.items[0]?.id}/replay`)
    await bench.service.work()
    expect(bench.sent).toHaveLength(11)
    const left = (await (await bench.ask('operator:olga', 'GET', '/v1/deliveries')).json()) as {
      items: unknown[]
    }
    expect(left.items).toEqual([])
  })

  test('a redirection is a failure, 410 switches the endpoint off, Retry-After is waited for', async () => {
    const { bench } = await withEndpoint(['contest.opened'])
    const contest = (about: string) =>
      bench.ask('member:ada', 'POST', '/v1/members/ada/contests', {
        subject: 'label',
        about,
        reason: 'why',
      })
    bench.reply = () => ({ status: 302, retryAfter: '3600' })
    await contest('a')
    await bench.service.work()
    bench.clock.advance(3_599_000)
    await bench.service.work()
    expect(bench.sent).toHaveLength(1)
    bench.reply = () => ({ status: 410, retryAfter: null })
    bench.clock.advance(1_000)
    await bench.service.work()
    expect(bench.sent).toHaveLength(2)
    await contest('b')
    await bench.service.work()
    expect(bench.sent).toHaveLength(2)
    const endpoints = (await (await bench.ask('operator:olga', 'GET', '/v1/webhooks')).json()) as {
      items: object[]
    }
    expect(endpoints.items).toEqual([
      { id: 'shop', url: URL, topics: ['contest.opened'], enabled: false },
    ])
  })

  test('addresses inside are refused when they are set', async () => {
    const bench = await openBench()
    for (const url of [
      'http://hooks.market.example',
      'https://10.0.0.1/',
      'https://localhost/',
      'https://169.254.169.254/',
    ]) {
      const response = await put(bench, { url, topics: ALL })
      expect([url, response.status]).toEqual([url, 422])
    }
    expect((await put(bench, { url: URL, topics: ALL, secret: 'short' })).status).toBe(400)
    expect((await put(bench, { url: URL, topics: ['score.changed'] })).status).toBe(400)
  })
})
