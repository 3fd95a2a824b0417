import { env, kill, stdout } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { arrive, message } from '../src/conformance/case.ts'
import { openPostgres, type Store } from '../src/index.ts'
import { Random } from './support/history.ts'
import { liveAndDie } from './support/lives.ts'
import { makeDatabase, type Server, startPostgres } from './support/postgres.ts'
import { withFolder } from './support/sqlite.ts'

const KILLS = Math.ceil(Number(env['ALACRITY_KILLS'] ?? 500) / 10)
const CUTS = Math.ceil(KILLS / 10)
const SEED = Number(env['ALACRITY_SEED'] ?? 1)

let server: Server | string = 'PostgreSQL was not started'
beforeAll(async () => {
  server = await startPostgres()
}, 120_000)
afterAll(async () => {
  if (typeof server !== 'string') await server.stop()
})

function theServer(): Server {
  if (typeof server === 'string') throw new Error(server)
  return server
}

/** Stores events one after the other, each until it is acknowledged, until it is told to end. */
async function append(store: Store, lane: number, end: AbortSignal): Promise<number> {
  let again = 0
  for (let number = 0; ; number += 1) {
    const events = Array.from({ length: 5 }, (_, i) => message(`${lane}-${number}-${i}`, number))
    for (;;) {
      const kinds = await store.log.append(events.map(arrive)).then(
        (receipts) => receipts.map(({ kind }) => kind),
        (error: unknown) =>
          (error as { code?: string }).code === 'gone' ? null : Promise.reject(error),
      )
      if (kinds !== null) break
      again += 1
      await setTimeout(5)
    }
    if (end.aborted) return (number + 1) * events.length
    if (again > 100_000) throw new Error('the server does not come back')
  }
}

/** Lanes of events while something is done to the server; then that all of them are there, once. */
async function whileAppending(harm: (url: string) => Promise<void>): Promise<number> {
  const { url, drop } = await makeDatabase(theServer())
  const store = await openPostgres({ url, readers: 2 })
  const end = new AbortController()
  const lanes = [0, 1, 2].map((lane) => append(store, lane, end.signal))
  try {
    await harm(url)
  } finally {
    end.abort()
  }
  const acknowledged = (await Promise.all(lanes)).reduce((sum, count) => sum + count, 0)
  const stored = await store.log.since(0, 1_000_000)
  expect(new Set(stored.map(({ event }) => event.id)).size).toBe(stored.length)
  expect([stored.length, (await store.log.counts()).accepted]).toEqual([acknowledged, acknowledged])
  const digest = await store.turns.digest()
  await store.turns.rebuild()
  expect(await store.turns.digest()).toBe(digest)
  await store.close()
  await drop()
  return acknowledged
}

describe('PostgreSQL', () => {
  beforeEach(({ skip }) => {
    if (typeof server === 'string') skip(server)
  })

  test(
    `[EV2] ${KILLS} times killed at any point, nothing acknowledged is lost or counted twice`,
    {
      timeout: 60_000 + KILLS * 5_000,
    },
    () =>
      withFolder(async (folder) => {
        const { faults, acknowledged } = await liveAndDie({
          folder,
          kills: KILLS,
          seed: SEED,
          loads: ['append', 'publish', 'settle', 'forget'],
          server: () => makeDatabase(theServer()),
        })
        expect(faults).toEqual([])
        expect(acknowledged).toBeGreaterThan(KILLS)
      }),
  )

  test(`[EV2] its server loses power ${CUTS} times under load; the store goes on by itself`, {
    timeout: 60_000 + CUTS * 20_000,
  }, async ({ skip }) => {
    const { cut } = theServer()
    if (cut === null) return skip('a server that others started is not ended')
    const random = new Random(SEED)
    const acknowledged = await whileAppending(async () => {
      for (let i = 0; i < CUTS; i += 1) {
        await setTimeout(50 + random.below(300))
        await cut()
      }
      await setTimeout(200)
    })
    stdout.write(`${CUTS} cuts of the server's power, ${acknowledged} events acknowledged\n`)
    expect(acknowledged).toBeGreaterThan(CUTS * 5)
  })

  test(`[EV2] a process of its server is killed ${CUTS} times under load`, {
    timeout: 60_000 + CUTS * 20_000,
  }, async ({ skip }) => {
    if (theServer().cut === null) return skip('a server that others started is not harmed')
    const random = new Random(SEED + 1)
    const acknowledged = await whileAppending(async (url) => {
      for (let i = 0; i < CUTS; i += 1) {
        await setTimeout(50 + random.below(300))
        await killBackend(url)
      }
      await setTimeout(200)
    })
    expect(acknowledged).toBeGreaterThan(CUTS)
  })

  test('[EV2] without waiting for the disk the same loses events, so the test can fail', {
    timeout: 120_000,
  }, async ({ skip }) => {
    const { cut } = theServer()
    if (cut === null) return skip('a server that others started is not ended')
    const { url, drop } = await makeDatabase(theServer())
    const hasty = new pg.Client({ connectionString: url, options: '-c synchronous_commit=off' })
    hasty.on('error', () => undefined)
    await hasty.connect()
    await hasty.query('CREATE TABLE told (id bigint PRIMARY KEY)')
    await hasty.query('CHECKPOINT')
    for (let id = 0; id < 50; id += 1) await hasty.query('INSERT INTO told VALUES ($1)', [id])
    await cut()
    const after = new pg.Client({ connectionString: url })
    await after.connect()
    const { rows } = await after.query<{ held: string }>('SELECT count(*) AS held FROM told')
    await after.end()
    await drop()
    expect(Number(rows[0]?.held)).toBeLessThan(50)
  })
})

/** Kills the server's process behind one of the store's connections, as the kernel does for want of memory. */
async function killBackend(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ pid: number }>(
      'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
    if (rows[0] !== undefined) kill(rows[0].pid, 'SIGKILL')
  } catch {
    // It is recovering from the one before.
  } finally {
    await client.end().catch(() => undefined)
  }
}
