import { describe, expect, test } from 'vitest'
import { countedAddress, Rates } from '../src/access/rate.ts'
import { ingestKey, token } from './support/identity.ts'
import { NOW, openBench } from './support/service.ts'

describe('how much anyone may ask', () => {
  test('a bucket gives what is in it at once, then what flows in', () => {
    const rates = new Rates({ perSecond: 2, atOnce: 3 })
    const taken = [0, 0, 0, 0, 400, 500, 999].map((now) => rates.take('a', now))
    expect(taken).toEqual([0, 0, 0, 1, 1, 0, 1])
    expect(rates.take('b', 0)).toBe(0)
    expect(rates.take('a', 1_000_000)).toBe(0)
  })

  test('who was forgotten begins anew, and memory stays bounded', () => {
    const rates = new Rates({ perSecond: 1, atOnce: 1 })
    expect([rates.take('a', 0), rates.take('a', 0)]).toEqual([0, 1])
    for (let i = 0; i < 50_000; i += 1) rates.take(`other ${i}`, 0)
    expect(rates.take('a', 0)).toBe(0)
  })

  test.each([
    ['127.0.0.1', null],
    ['::1', null],
    ['', null],
    ['::ffff:127.0.0.1', null],
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
  ])('%s is counted as %s', (address, counted) => {
    expect(countedAddress(address)).toBe(counted)
  })
})

describe('over HTTP', () => {
  const settings = { rate_per_second: 1 }
  const from = (address: string) => ({ address })

  test('who asks too much is told when to come back, whatever they asked for', async () => {
    const bench = await openBench({ settings })
    const app = bench.service.app()
    const ask = (path: string, address: string, headers: Record<string, string> = {}) =>
      app.request(path, { headers }, from(address))
    const paths = ['/v1/labels/ada', '/v1/labels/nobody', '/openapi.json', '/v1/members/ada/score']
    const statuses = new Set<number>()
    for (let i = 0; i < 10; i += 1) {
      statuses.add((await ask(paths[i % 4] ?? '', '203.0.113.7')).status)
    }
    expect(statuses).toEqual(new Set([200, 401]))
    const answers: Response[] = []
    for (const path of paths) answers.push(await ask(path, '203.0.113.7'))
    const bodies = await Promise.all(answers.map((answer) => answer.text()))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([429]))
    expect(new Set(bodies).size).toBe(1)
    expect(answers.map(({ headers }) => headers.get('retry-after'))).toEqual(['1', '1', '1', '1'])
    // Others, keys and this machine are not held back by it.
    expect((await ask('/v1/labels/ada', '203.0.113.8')).status).toBe(200)
    expect((await ask('/v1/labels/ada', '127.0.0.1')).status).toBe(200)
    const key = { authorization: `Bearer ${ingestKey.token}` }
    expect((await ask('/v1/labels/ada', '203.0.113.7', key)).status).toBe(200)
  })

  test('bad tokens are counted by address, good ones by who they are', async () => {
    const bench = await openBench({ settings })
    const app = bench.service.app()
    const ask = (bearer: string, address: string) =>
      app.request(
        '/v1/labels/ada',
        { headers: { authorization: `Bearer ${bearer}` } },
        from(address),
      )
    const last = async (bearer: string, addresses: (i: number) => string) => {
      let status = 0
      for (let i = 0; i < 12; i += 1) status = (await ask(bearer, addresses(i))).status
      return status
    }
    expect(await last('nonsense', () => '203.0.113.7')).toBe(429)
    expect(await last(await token('client', 'cy', NOW), (i) => `203.0.113.${i}`)).toBe(429)
    expect((await ask(await token('client', 'di', NOW), '203.0.113.9')).status).toBe(200)
    const { ask: asPerson } = bench
    const metrics = await (await asPerson('operator:olga', 'GET', '/metrics')).text()
    expect(metrics).toContain('alacrity_rate_limited_total{principal="client"} 2')
    expect(metrics).toContain('alacrity_rate_limited_total{principal="anonymous"} 2')
  })

  test('0 is no limit', async () => {
    const bench = await openBench({ settings: { rate_per_second: 0 } })
    const app = bench.service.app()
    for (let i = 0; i < 30; i += 1) {
      expect((await app.request('/v1/labels/ada', {}, from('203.0.113.7'))).status).toBe(200)
    }
  })

  test('a member has so many streams open and no more', async () => {
    const bench = await openBench()
    const open = () => bench.ask('member:ada', 'GET', '/v1/members/ada/live')
    const streams = await Promise.all(Array.from({ length: 20 }, open))
    expect((await open()).status).toBe(429)
    expect((await bench.ask('member:bob', 'GET', '/v1/members/bob/live')).status).toBe(200)
    await streams[0]?.body?.cancel()
    expect((await open()).status).toBe(200)
  })
})
