import { once } from 'node:events'
import { connect } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { listen } from '../src/http/listen.ts'
import { type Bench, DAY, HOUR, NOW, openBench } from './support/service.ts'
import { exchange, regular } from './support/history.ts'
import { ingestKey } from './support/identity.ts'

const ask = { type: 'message', member: 'ada', conversation: 'c1', client: 'cy', from: 'client' }
const event = (id: string, more: object = {}) => ({ id, at: NOW, ...ask, ...more })
type Result = {
  id: string | null
  status: number
  late?: boolean
  problem?: { code: string; field?: string; remedy: string }
}
const resultsOf = async (response: Response) =>
  ((await response.json()) as { results: Result[] }).results

/** Sends bytes as they are, and gives all that comes back until the other side ends it. */
async function overWire(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  socket.on('error', () => {})
  socket.write(bytes)
  await once(socket, 'close')
  return text
}

const statusesIn = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status)

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
const send = (body: string, media: string) =>
  bench.service.app().request('/v1/events', {
    method: 'POST',
    body,
    headers: { 'content-type': media, authorization: `Bearer ${ingestKey.token}` },
  })

describe('taking events in', () => {
  test('[EV2] one event is stored, known again, and not overwritten', async () => {
    const post = (body: object) => bench.ask('ingest', 'POST', '/v1/events', body)
    expect((await post(event('one'))).status).toBe(201)
    expect((await post(event('one'))).status).toBe(200)
    const conflict = await post(event('one', { client: 'di' }))
    expect([conflict.status, ((await conflict.json()) as { code: string }).code]).toEqual([
      409,
      'id_conflict',
    ])
    const [stored] = await bench.store.log.ofMember('ada')
    expect(stored?.event).toMatchObject({ id: 'one', client: 'cy' })
  })

  test('[EV6] every item is answered, aligned by index', async () => {
    const items = [
      event('good'),
      event('good'),
      event('good', { client: 'di' }),
      event('ahead', { at: NOW + 5 * 60_000 + 1 }),
      event('edge', { at: NOW + 5 * 60_000 }),
      event('old', { at: NOW - 31 * DAY }),
      event('text', { text: 'hello' }),
      event('bad', { at: 'yesterday' }),
      event('long', { conversation: 'c'.repeat(40_000) }),
      { type: 'message' },
      7,
      null,
      event('ruled', {
        type: 'ruling',
        turn: 'one',
        excused: true,
        conversation: undefined,
        client: undefined,
        from: undefined,
      }),
    ]
    const response = await bench.ask('ingest', 'POST', '/v1/events', items)
    expect(response.status).toBe(207)
    const results = await resultsOf(response)
    expect(
      results.map(({ id, status, late, problem }) => [
        id,
        status,
        late ?? problem?.code ?? null,
        problem?.field ?? null,
      ]),
    ).toEqual([
      ['good', 201, null, null],
      ['good', 200, null, null],
      ['good', 409, 'id_conflict', 'id'],
      ['ahead', 425, 'too_far_ahead', 'at'],
      ['edge', 201, null, null],
      ['old', 201, true, null],
      ['text', 422, 'invalid_event', 'text'],
      ['bad', 422, 'invalid_event', 'at'],
      ['long', 413, 'event_too_large', null],
      [null, 422, 'invalid_event', 'id'],
      [null, 422, 'invalid_event', 'event'],
      [null, 422, 'invalid_event', 'event'],
      ['ruled', 422, 'invalid_event', 'type'],
    ])
    expect(results.filter(({ problem }) => problem?.remedy === '')).toEqual([])
  })

  test.each([
    'text',
    'body',
    'content',
    'subject',
    'html',
    'snippet',
    'attachments',
    'message_text',
  ])('[EV5] a field %s is refused by name, and nothing of it is stored or told', async (field) => {
    const before = await bench.store.log.position()
    const sent = event(`with-${field}`, { [field]: 'PRIVATE WORDS' })
    const response = await bench.ask('ingest', 'POST', '/v1/events', sent)
    const text = await response.text()
    expect(response.status).toBe(422)
    expect(JSON.parse(text)).toMatchObject({ code: 'invalid_event', field })
    expect(text + JSON.stringify(bench.logged)).not.toContain('PRIVATE WORDS')
    expect(await bench.store.log.position()).toBe(before)
  })

  test('NDJSON: a line that is not JSON is refused, its neighbours are stored', async () => {
    const lines = [JSON.stringify(event('n1')), '{oops', '', JSON.stringify(event('n2'))].join('\n')
    const results = await resultsOf(await send(lines, 'application/x-ndjson'))
    expect(results.map(({ status }) => status)).toEqual([201, 400, 201])
  })

  test('CloudEvents, one and many', async () => {
    const { id, at, type, ...data } = event('cloud-1')
    const cloud = {
      specversion: '1.0',
      id,
      source: 'market',
      type: `com.market.${type}`,
      time: new Date(at).toISOString(),
      data,
    }
    expect((await send(JSON.stringify(cloud), 'application/cloudevents+json')).status).toBe(201)
    const batch = [
      cloud,
      { ...cloud, id: 'cloud-2' },
      { ...cloud, id: 'cloud-3', specversion: '0.3' },
      { ...cloud, specversion: undefined },
    ]
    const results = await resultsOf(
      await send(JSON.stringify(batch), 'application/cloudevents-batch+json'),
    )
    expect(results.map(({ status }) => status)).toEqual([200, 201, 422, 422])
    expect((await send('{}', 'application/cloudevents-batch+json')).status).toBe(400)
  })

  test.each<[string, string, string, number]>([
    [
      '501 events',
      JSON.stringify(Array.from({ length: 501 }, (_, i) => event(`m${i}`))),
      'application/json',
      413,
    ],
    ['501 lines', Array.from({ length: 501 }, () => '{}').join('\n'), 'application/x-ndjson', 413],
    ['a body over 1 MiB', ' '.repeat(1_048_577), 'application/json', 413],
    ['a form', 'a=b', 'application/x-www-form-urlencoded', 415],
    ['no JSON', '[{]', 'application/json', 400],
  ])('%s: refused whole', async (_, body, media, status) => {
    const before = await bench.store.log.position()
    expect((await send(body, media)).status).toBe(status)
    expect(await bench.store.log.position()).toBe(before)
  })

  test('a large body, which another thread reads, is answered event by event as small ones are', async () => {
    const items = Array.from({ length: 120 }, (_, i) => [
      event(`large-${i}`, { conversation: `ü${i}`, at: i % 3 === 0 ? NOW - 40 * DAY : NOW }),
      event(`large-${i >> 1}`, { at: NOW, client: i % 2 === 0 ? 'cy' : 'di' }),
      i % 2 === 0 ? event(`no-${i}`, { text: 'hello' }) : i,
    ]).flat()
    const [whole, apart] = [await openBench(), await openBench()]
    const results = await resultsOf(await whole.ask('ingest', 'POST', '/v1/events', items))
    const singly: unknown[] = []
    for (const item of items) {
      const [result] = await resultsOf(await apart.ask('ingest', 'POST', '/v1/events', [item]))
      singly.push(result)
    }
    expect(results).toEqual(singly)
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set([201, 409, 422]))
    const again = await resultsOf(await whole.ask('ingest', 'POST', '/v1/events', items))
    expect(new Set(again.map(({ status }) => status))).toEqual(new Set([200, 409, 422]))
    expect(again.filter(({ late }) => late === true)).toHaveLength(40)
  })

  test.each([
    ['is not UTF-8', Buffer.from([...Buffer.from(`["${'x'.repeat(9_000)}`), 0xff, 0x22, 0x5d])],
    ['is not JSON', Buffer.from(`[${'7,'.repeat(9_000)}`)],
  ])('a large body that %s is refused whole', async (_, body) => {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${ingestKey.token}`,
    }
    const app = bench.service.app()
    const response = await app.request('/v1/events', { method: 'POST', body, headers })
    expect(response.status).toBe(400)
    expect(((await response.json()) as { code: string }).code).toBe('malformed_json')
  })

  test('an empty list is no error', async () => {
    expect(await (await send('[]', 'application/json')).json()).toEqual({ results: [] })
  })

  test('received = accepted + duplicate + refused, and the log counts the same', async () => {
    const { metrics } = bench.service
    const of = (outcome: string) => metrics.valueOf('alacrity_events_total', { outcome })
    const received = metrics.valueOf('alacrity_events_received_total')
    expect(received).toBe(of('accepted') + of('duplicate') + of('refused'))
    const counts = await bench.store.log.counts()
    expect(counts.accepted).toBe(of('accepted'))
    expect(counts.duplicate).toBe(of('duplicate'))
    expect(counts.received).toBe(counts.accepted + counts.duplicate + counts.conflict)
  })

  test('what waits for the disk is bounded; what does not fit is refused whole and can be sent again', async () => {
    const small = await openBench({ settings: { queue_events_max: 500 } })
    const batches = Array.from({ length: 8 }, (_, b) =>
      Array.from({ length: 200 }, (_unused, i) => event(`q${b}-${i}`)),
    )
    const post = (body: object) => small.ask('ingest', 'POST', '/v1/events', body)
    const responses = await Promise.all(batches.map(post))
    const refused = responses.filter(({ status }) => status === 503)
    expect(refused.length).toBeGreaterThan(0)
    for (const response of refused) {
      expect(response.headers.get('retry-after')).toBe('1')
      expect(((await response.json()) as { code: string }).code).toBe('overloaded')
    }
    expect(await small.store.log.position().then(() => small.store.log.counts())).toMatchObject({
      accepted: (8 - refused.length) * 200,
    })
    for (const batch of batches) expect((await post(batch)).status).toBe(200)
    expect((await small.store.log.counts()).accepted).toBe(1_600)
  })

  test('what has no room is refused before its body is there, and its connection serves on', async () => {
    const disk = Promise.withResolvers<void>()
    const waiting = Promise.withResolvers<void>()
    const full = await openBench({
      settings: { queue_events_max: 500 },
      disk: () => {
        waiting.resolve()
        return disk.promise
      },
    })
    const { fetch } = full.service.app()
    const usual = await listen(fetch, { host: '127.0.0.1', port: 0 })
    const patience = { headersMs: 100, requestMs: 200 }
    const hasty = await listen(fetch, { host: '127.0.0.1', port: 0, patience })
    const first = full.ask(
      'ingest',
      'POST',
      '/v1/events',
      Array.from({ length: 500 }, (_, i) => event(`first${i}`)),
    )
    await waiting.promise
    const body = JSON.stringify(event('next'))
    const head = [
      'POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json',
      `Authorization: Bearer ${ingestKey.token}`,
      `Content-Length: ${body.length}\r\n\r\n`,
    ].join('\r\n')
    const last = 'GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
    const cut = await overWire(usual.url, `${head}{`)
    expect(statusesIn(cut)).toEqual(['503'])
    expect(cut).toMatch(/\r\nretry-after: 1\r\n/i)
    expect(cut).toContain('"code":"overloaded"')
    expect(statusesIn(await overWire(usual.url, head + body + last))).toEqual(['503', '200'])
    disk.resolve()
    expect((await first).status).toBe(200)
    // Where there is room the body is waited for, and taken.
    expect(statusesIn(await overWire(hasty.url, `${head}{`))).toEqual(['408'])
    expect(statusesIn(await overWire(usual.url, head + body + last))).toEqual(['201', '200'])
    const { metrics } = full.service
    expect(metrics.valueOf('alacrity_events_received_total')).toBe(501)
    expect(metrics.valueOf('alacrity_events_total', { outcome: 'accepted' })).toBe(501)
    await Promise.all([usual.stop(0), hasty.stop(0)])
  })

  test('a store that is gone is a problem document with Retry-After, and the process lives', async () => {
    const gone = await openBench()
    await gone.close()
    const response = await gone.ask('ingest', 'POST', '/v1/events', event('lost'))
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).not.toBeNull()
    expect((await gone.ask(null, 'GET', '/livez')).status).toBe(200)
    expect((await gone.ask(null, 'GET', '/readyz')).status).toBe(503)
    const { metrics } = gone.service
    expect(metrics.valueOf('alacrity_events_total', { outcome: 'refused' })).toBe(1)
  })

  test('[EV6] a clock that jumps changes what is ahead and what is late, and loses nothing', async () => {
    const jumping = await openBench()
    jumping.clock.set(NOW - HOUR)
    const ahead = await jumping.ask('ingest', 'POST', '/v1/events', event('x'))
    expect(ahead.status).toBe(425)
    jumping.clock.set(NOW + HOUR)
    expect((await jumping.ask('ingest', 'POST', '/v1/events', event('x'))).status).toBe(201)
    jumping.clock.set(NOW - HOUR)
    expect(
      (await jumping.ask('ingest', 'POST', '/v1/events', event('y', { at: NOW - HOUR }))).status,
    ).toBe(201)
    expect((await jumping.store.log.counts()).accepted).toBe(2)
  })

  test('the export of a member can be sent in again and gives the same score', async () => {
    const from = await openBench()
    const history = [
      ...regular('eve', { clients: 9, tookMs: 3 * HOUR, until: NOW }),
      ...exchange({ member: 'eve', client: 'late', at: NOW - 3 * DAY }, 30 * HOUR),
    ]
    await from.ask('ingest', 'POST', '/v1/events', history)
    await from.ask('member:eve', 'POST', '/v1/members/eve/away', { from: NOW, until: NOW + DAY })
    await from.ask('operator:o', 'POST', '/v1/outages', {
      from: NOW - 5 * DAY,
      until: NOW - 4 * DAY,
    })
    const score = async (at: typeof from) =>
      (await at.ask('member:eve', 'GET', '/v1/members/eve/score')).text()
    const exported = (await (
      await from.ask('member:eve', 'GET', '/v1/members/eve/export')
    ).json()) as { events: object[] }
    const into = await openBench()
    const sent = await into.ask('operator-key', 'POST', '/v1/events', exported.events)
    expect(sent.status).toBe(200)
    expect(await score(into)).toBe(await score(from))
    const csv = await (
      await from.ask('member:eve', 'GET', '/v1/members/eve/export?format=csv')
    ).text()
    expect(csv.trim().split('\r\n')).toHaveLength(exported.events.length + 1)
  })
})
