import { env } from 'node:process'
import { MemberHistory, compareTurns } from '@alacrity/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arrive, type Bench } from '../src/conformance/index.ts'
import type { Counts, Store } from '../src/index.ts'
import { historyOf, Random } from './support/history.ts'
import { type Server, startPostgres, withPostgres } from './support/postgres.ts'
import { withSqlite } from './support/sqlite.ts'

const SEED = Number(env['ALACRITY_SEED'] ?? 1)
const CASES = Number(env['ALACRITY_CASES'] ?? 1000)
const FOREVER = Number.MAX_SAFE_INTEGER

/** Stores a random history shuffled, with events up to three times, in batches that race and settle between. */
async function storeShuffled(store: Store, member: string, seed: number): Promise<void> {
  const random = new Random(seed)
  const events = historyOf(member, seed)
  const sent = random.shuffled(
    events.flatMap((event) => Array.from({ length: 1 + random.below(3) }, () => event)),
  )
  const running: Promise<unknown>[] = []
  while (sent.length > 0) {
    running.push(store.log.append(sent.splice(0, 1 + random.below(12)).map(arrive)))
    if (random.below(3) === 0) running.push(store.upkeep.settle())
  }
  await Promise.all(running)
}

/** That what is stored says what the engine says of the plain history, and what is kept is its every event. */
async function assertMember(store: Store, member: string, seed: number): Promise<void> {
  const events = historyOf(member, seed)
  const plain = new MemberHistory(member, events)
  const expected = [...plain.turns(FOREVER)].sort(compareTurns)
  expect(await store.turns.of(member), `seed ${seed}`).toEqual(expected)
  const history = await store.turns.history(member)
  expect(history?.events, `seed ${seed}`).toEqual(plain.events)
  expect(history?.calendar, `seed ${seed}`).toEqual(plain.calendar)
  const { firstEventAt: first_event_at, calendar } = plain
  const kept = await store.turns.kept(member)
  expect(kept, `seed ${seed}`).toMatchObject({ first_event_at, calendar, events: events.length })
}

/** Returns the counts of the log after as many histories. */
async function runCases(bench: Bench, cases: number): Promise<Counts> {
  const store = await bench.open()
  try {
    const seedOf = (number: number) => SEED + number * 7_919
    for (let number = 0; number < cases; number += 1) {
      const member = `member ${number}`
      await storeShuffled(store, member, seedOf(number))
      await assertMember(store, member, seedOf(number))
    }
    const digest = await store.turns.digest()
    await store.turns.rebuild()
    expect(await store.turns.digest()).toBe(digest)
    for (let number = 0; number < cases; number += 7) {
      await assertMember(store, `member ${number}`, seedOf(number))
    }
    return await store.log.counts()
  } finally {
    await store.close()
  }
}

const PATIENCE = 60_000 + CASES * 100
let server: Server | string = 'PostgreSQL was not started'
beforeAll(async () => {
  server = await startPostgres()
}, 120_000)
afterAll(async () => {
  if (typeof server !== 'string') await server.stop()
})

describe('any order, duplication and batching, and rebuilding, give the same turns', () => {
  const conserved = ({ received, accepted, duplicate, conflict }: Counts) =>
    received === accepted + duplicate && conflict === 0 && duplicate > 0

  test('[AS10] [EV3] SQLite', { timeout: PATIENCE }, async () => {
    await withSqlite(async (bench) => {
      expect(await runCases(bench, Math.ceil(CASES / 5))).toSatisfy(conserved)
    })
  })
  test('[AS10] [EV3] PostgreSQL', { timeout: PATIENCE }, async ({ skip }) => {
    if (typeof server === 'string') return skip(server)
    await withPostgres(server, async (bench) => {
      expect(await runCases(bench, Math.ceil(CASES / 20))).toSatisfy(conserved)
    })
  })
})
