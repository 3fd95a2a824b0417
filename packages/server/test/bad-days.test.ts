import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeDatabase, type Server, startPostgres } from '@alacrity/store/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { exchange, regular } from './support/history.ts'
import { type Bench, DAY, HOUR, NOW, openBench } from './support/service.ts'
import { placeTestStores } from './support/store.ts'

let server: Server | string = 'PostgreSQL was not started'
const folder = mkdtempSync(join(tmpdir(), 'alacrity-bad-days-'))
let made = 0
beforeAll(async () => {
  server = await startPostgres()
}, 120_000)
afterAll(async () => {
  if (typeof server !== 'string') await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const [asked = { id: '', at: 0 }] = exchange({ member: 'ada', client: 'cy', at: NOW - HOUR }, null)
const numbered = (number: number) => ({ ...asked, id: `e${number}` })

/** What a sender and an onlooker are told. */
async function told(bench: Bench, number: number) {
  const sent = await bench.ask('ingest', 'POST', '/v1/events', numbered(number))
  const { code = null } = (await sent.json()) as { code?: string }
  const live = await bench.ask(null, 'GET', '/livez')
  // How it stands is asked at most once in a while; time goes on.
  for (let i = 0; i < 20_000; i += 1) bench.clock.monotonicMs()
  const ready = await bench.ask(null, 'GET', '/readyz')
  return {
    sent: sent.status,
    code,
    retry: sent.headers.has('retry-after'),
    live: live.status,
    ready: ready.status,
  }
}

const WELL = { sent: 201, code: null, retry: false, live: 200, ready: 200 }
const ILL = { sent: 503, code: 'store_unavailable', retry: true, live: 200, ready: 503 }

describe('a file', () => {
  let file = ''
  beforeEach(() => {
    made += 1
    file = join(folder, `${made}.db`)
    placeTestStores(async () => ({ database: file, remove: () => undefined }))
  })

  test('that another process holds is waited for, then refused; afterwards it goes on by itself', async () => {
    const bench = await openBench()
    expect(await told(bench, 1)).toEqual(WELL)
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    expect(await told(bench, 2)).toEqual(ILL)
    other.exec('ROLLBACK')
    other.close()
    expect(await told(bench, 2)).toEqual(WELL)
    expect((await bench.store.log.counts()).accepted).toBe(2)
  })

  test('that is taken away acknowledges nothing more; put back, a new start has everything', async () => {
    const bench = await openBench()
    expect(await told(bench, 1)).toEqual(WELL)
    const away = ['', '-wal', '-shm'].map((end) => [`${file}${end}`, `${file}.away${end}`] as const)
    for (const [from, to] of away) renameSync(from, to)
    expect(await told(bench, 2)).toEqual(ILL)
    expect(await told(bench, 3)).toEqual(ILL)
    for (const [from, to] of away) renameSync(to, from)
    await bench.close()
    const again = await openBench()
    expect(await told(again, 2)).toEqual(WELL)
    expect((await again.store.log.since(0, 9)).map(({ event }) => event.id)).toEqual(['e1', 'e2'])
  })

  test('a clock that jumps an hour either way publishes no epoch twice and takes none back', async () => {
    const bench = await openBench()
    const epoch = Date.parse('2026-03-09T00:00:00Z')
    const history = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((hours) =>
      exchange({ member: 'ada', client: `c${hours}`, at: NOW - (hours + 1) * HOUR }, HOUR),
    )
    await bench.ask('ingest', 'POST', '/v1/events', history)
    const label = async () => (await bench.ask(null, 'GET', '/v1/labels/ada')).text()
    const looks: unknown[] = []
    for (const at of [
      epoch - HOUR / 2,
      epoch + HOUR / 2,
      epoch - HOUR / 2,
      epoch + HOUR / 2,
      epoch + HOUR,
    ]) {
      bench.clock.set(at)
      await bench.service.work()
      const last = await bench.store.labels.last('alacrity')
      looks.push([last?.epoch_at === epoch, last?.published_at ?? null, await label()])
    }
    const held = [true, epoch + HOUR / 2, '{"labels":["Responsive"]}']
    expect(looks).toEqual([[false, null, '{"labels":[]}'], held, held, held, held])
    const changes = await bench.store.labels.history('ada')
    expect(changes.map(({ held: now, epoch_at }) => [now, epoch_at])).toEqual([[true, epoch]])
    expect(bench.clock.now()).toBeLessThan(epoch + DAY)
  })
})

describe('a server', () => {
  beforeEach(({ skip }) => {
    if (typeof server === 'string') return skip(server)
    if (server.cut === null) skip('a server that others started is not ended')
  })

  test('that is gone is told with a problem document; when it is back it goes on by itself', async () => {
    if (typeof server === 'string') throw new Error(server)
    const place = await makeDatabase(server)
    placeTestStores(async () => ({ database: place.url, remove: () => undefined }))
    const bench = await openBench()
    await bench.ask(
      'ingest',
      'POST',
      '/v1/events',
      regular('ada', { clients: 8, tookMs: HOUR, until: NOW }),
    )
    bench.clock.set(NOW + 7 * DAY)
    await bench.service.work()
    const label = () => bench.ask(null, 'GET', '/v1/labels/ada')
    expect(await (await label()).text()).toBe('{"labels":["Responsive"]}')
    await server.cut?.(async () => {
      expect(await told(bench, 1)).toEqual(ILL)
      const score = await bench.ask('member:ada', 'GET', '/v1/members/ada/score')
      expect([score.status, score.headers.has('retry-after')]).toEqual([503, true])
      await expect(bench.service.work()).rejects.toMatchObject({ code: 'gone' })
    })
    // Whoever is not known to be there any more is found out once, and made anew.
    expect((await told(bench, 1)).live).toBe(200)
    expect((await told(bench, 2)).ready).toBe(200)
    for (const number of [1, 2, 3]) {
      const sent = await bench.ask('ingest', 'POST', '/v1/events', numbered(number))
      expect(sent.status).toBeLessThanOrEqual(201)
    }
    expect((await bench.store.log.counts()).accepted).toBe(19)
    bench.clock.set(NOW + 14 * DAY)
    await bench.service.work()
    expect((await label()).status).toBe(200)
    await bench.close()
    await place.drop()
  })
})
