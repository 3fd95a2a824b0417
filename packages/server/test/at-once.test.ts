import { describe, expect, test } from 'vitest'
import { jsonLog } from '../src/base/log.ts'
import { token } from './support/identity.ts'
import { DAY, HOUR, NOW, openBench } from './support/service.ts'

/** Everything of an answer that a client sees. */
async function whole(answer: Response): Promise<unknown> {
  const body = Buffer.from(await answer.arrayBuffer()).toString('base64')
  return { status: answer.status, headers: [...answer.headers], body }
}

async function benchWithLabel() {
  const bench = await openBench()
  const events = Array.from({ length: 24 }, (_, turn) => {
    const conversation = `${turn}`
    const client = `client-${turn}`
    const at = NOW - 30 * DAY + turn * DAY
    const base = { type: 'message', member: 'maya', conversation, client }
    return [
      { ...base, id: `a${turn}`, at, from: 'client' },
      { ...base, id: `b${turn}`, at: at + HOUR, from: 'member' },
    ]
  }).flat()
  await bench.ask('ingest', 'POST', '/v1/events', events)
  await bench.service.work()
  bench.clock.advance(6 * DAY)
  await bench.service.work()
  return bench
}

describe('the short way to a label', () => {
  test('[DS2] answers like the long way, to the byte, for every reason', async () => {
    const bench = await benchWithLabel()
    const app = bench.service.app()
    const client = { authorization: `Bearer ${await token('client', 'cy', bench.clock.now())}` }
    const seen = new Set<string>()
    for (const member of ['maya', 'nobody', 'lookup']) {
      const path = `/v1/labels/${member}`
      // The first reading is remembered; from then on the way is short.
      const first = await app.request(path)
      const tag = first.headers.get('etag') ?? ''
      const long = await whole(await app.request(path, { headers: client }))
      expect(await whole(first)).toEqual(long)
      expect(await whole(await app.request(path))).toEqual(long)
      seen.add(JSON.stringify(long))
      for (const tags of [tag, `W/${tag}`, `"other", ${tag}`, '"other"']) {
        const again = { 'if-none-match': tags }
        const answer = await app.request(path, { headers: again })
        expect(answer.status).toBe(tags === '"other"' ? 200 : 304)
        const asClient = await app.request(path, { headers: { ...again, ...client } })
        expect(await whole(answer)).toEqual(await whole(asClient))
      }
    }
    expect(seen.size).toBe(2)
  })

  test('[DS2] what was remembered is forgotten as soon as it is hidden, erased or published anew', async () => {
    const bench = await benchWithLabel()
    const labels = async () => await (await bench.ask(null, 'GET', '/v1/labels/maya')).text()
    expect(await labels()).toBe('{"labels":["Responsive"]}')
    await bench.ask('member:maya', 'PUT', '/v1/members/maya/restriction')
    expect(await labels()).toBe('{"labels":[]}')
    await bench.ask('member:maya', 'DELETE', '/v1/members/maya/restriction')
    bench.clock.advance(7 * DAY)
    await bench.service.work()
    expect(await labels()).toBe('{"labels":["Responsive"]}')
    await bench.ask('member:maya', 'DELETE', '/v1/members/maya')
    expect(await labels()).toBe('{"labels":[]}')
  })

  test('counts and logs what it answers', async () => {
    const bench = await benchWithLabel()
    const before = bench.logged.length
    await bench.ask(null, 'GET', '/v1/labels/maya')
    await bench.ask(null, 'GET', '/v1/labels/maya')
    const lines = bench.logged.slice(before) as { route: string; status: number }[]
    expect(lines.map(({ route, status }) => [route, status])).toEqual([
      ['get_labels', 200],
      ['get_labels', 200],
    ])
    const counted = 'http_server_request_duration_seconds_count{route="get_labels",status="200"}'
    expect(bench.service.metrics.text()).toContain(`${counted} 2`)
  })
})

describe('the log', () => {
  test('lines of one turn of the loop are one write; an error waits for nobody', () => {
    const written: string[] = []
    const tasks: (() => void)[] = []
    const log = jsonLog(
      (lines) => written.push(lines),
      () => '2026-03-03T12:00:00Z',
      (task) => tasks.push(task),
    )
    log('info', 'one')
    log('info', 'two')
    expect([written.length, tasks.length]).toEqual([0, 1])
    tasks[0]?.()
    expect(written[0]?.trimEnd().split('\n')).toHaveLength(2)
    log('info', 'three')
    log('error', 'four')
    expect(written[1]?.trimEnd().split('\n')).toHaveLength(2)
    tasks[1]?.()
    expect(written).toHaveLength(2)
  })
})
