import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { arrive, message } from '../src/conformance/case.ts'
import { openPostgres, parcelOf, type Store } from '../src/index.ts'
import { TAIL_MAX } from '../src/postgres/settle.ts'
import { Tail } from '../src/postgres/tail.ts'
import { Threads } from '../src/postgres/threads.ts'
import { makeDatabase, type Server, startPostgres } from './support/postgres.ts'

let server: Server | string = 'PostgreSQL was not started'
beforeAll(async () => {
  server = await startPostgres()
}, 120_000)
afterAll(async () => {
  if (typeof server !== 'string') await server.stop()
})

async function withDatabase(body: (url: string) => Promise<void>): Promise<void> {
  if (typeof server === 'string') throw new Error(server)
  const { url, drop } = await makeDatabase(server)
  try {
    await body(url)
  } finally {
    await drop()
  }
}

const LOG = 7310016843
const TURNS = 7310016844

/** Holds a lock as another process would, while something is done. */
async function holding(url: string, lock: number, body: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lock])
    await body()
  } finally {
    await client.end()
  }
}

/** Resolves when a connection waits for a lock. */
async function untilSomeoneWaits(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const sql = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
  try {
    while ((await client.query(sql)).rows.length === 0);
  } finally {
    await client.end()
  }
}

async function markOf(url: string, name: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const sql = 'SELECT value FROM mark WHERE name = $1'
    const { rows } = await client.query<{ value: string }>(sql, [name])
    return Number(rows[0]?.value)
  } finally {
    await client.end()
  }
}

const eventsOf = (word: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    ...message(`${word}${i}`, i >> 3),
    member: `member-${i % 300}`,
    conversation: `c-${i >> 1}`,
  }))

async function appendAll(store: Store, word: string, count: number): Promise<void> {
  const events = eventsOf(word, count)
  for (let from = 0; from < events.length; from += 500) {
    await store.log.append(events.slice(from, from + 500).map(arrive))
  }
}

describe('the threads that append and fold', () => {
  beforeEach(({ skip }) => {
    if (typeof server === 'string') skip(server)
  })

  test('[TN10] two processes that append and fold at once come to what the log says, to the byte', () =>
    withDatabase(async (url) => {
      const open = () => openPostgres({ url, readers: 2 })
      const [first, second] = [await open(), await open()]
      const settleOften = async (store: Store, end: AbortSignal): Promise<void> => {
        while (!end.aborted) await store.upkeep.settle()
      }
      const end = new AbortController()
      const settling = [settleOften(first, end.signal), settleOften(second, end.signal)]
      // Conversations of either process go on in the other, which remembers some of them.
      await Promise.all([
        appendAll(first, 'a', 3_000),
        appendAll(second, 'b', 3_000).then(() => second.members.erase('member-7')),
      ])
      await first.members.erase('member-8')
      end.abort()
      await Promise.all(settling)
      const digest = await first.turns.digest()
      expect(await second.turns.digest()).toBe(digest)
      expect((await first.turns.of('member-9')).length).toBeGreaterThan(0)
      expect(await first.turns.of('member-8')).toEqual([])
      await first.turns.rebuild()
      expect(await second.turns.digest()).toBe(digest)
      // Control: the hash sees one event more.
      await second.log.append([arrive(message('more', 1))])
      expect(await first.turns.digest()).not.toBe(digest)
      await first.close()
      await second.close()
    }))

  test('a tail that is long enough is folded without being asked to', () =>
    withDatabase(async (url) => {
      const store = await openPostgres({ url, readers: 2 })
      const parcel = (word: string) => parcelOf(eventsOf(word, 6).map(arrive), store.log.seed)
      // Folded by what it says that others left: six more are too few, twelve are enough.
      const threads = new Threads({ url }, TAIL_MAX - 7)
      await threads.append(parcel('a'))
      expect(await markOf(url, 'folded')).toBe(0)
      await threads.append(parcel('b'))
      await threads.close()
      expect(await markOf(url, 'folded')).toBe(12)
      await store.close()
    }))

  test('events are stored while somebody folds, and folded while somebody stores', () =>
    withDatabase(async (url) => {
      const store = await openPostgres({ url, readers: 2 })
      await appendAll(store, 'a', 10)
      const done: string[] = []
      const settling = holding(url, TURNS, async () => {
        const settled = store.upkeep.settle().then(() => done.push('folded'))
        await untilSomeoneWaits(url)
        await appendAll(store, 'b', 10)
        done.push('stored')
        return void settled
      })
      await settling
      await store.upkeep.settle()
      expect(done).toEqual(['stored', 'folded'])
      await appendAll(store, 'c', 10)
      await holding(url, LOG, async () => {
        const stored = appendAll(store, 'd', 10).then(() => done.push('stored'))
        await untilSomeoneWaits(url)
        await store.upkeep.settle()
        done.push('folded')
        return void stored
      })
      await appendAll(store, 'e', 10)
      expect(done).toEqual(['stored', 'folded', 'folded', 'stored'])
      expect(await store.log.position()).toBe(50)
      await store.close()
    }))

  test('who erases waits for who folds', () =>
    withDatabase(async (url) => {
      const store = await openPostgres({ url, readers: 2 })
      await appendAll(store, 'a', 600)
      await store.upkeep.settle()
      const done: string[] = []
      let erasing: Promise<unknown> = Promise.resolve()
      await holding(url, TURNS, async () => {
        erasing = store.members.erase('member-7').then((gone) => done.push(`erased ${gone}`))
        await untilSomeoneWaits(url)
        done.push('folded')
      })
      await erasing
      expect(done).toEqual(['folded', 'erased 2'])
      await store.close()
    }))

  test('a thread that ends is told of, and started anew by who asks next', () =>
    withDatabase(async (url) => {
      const store = await openPostgres({ url, readers: 2 })
      const threads = new Threads({ url }, 0)
      await expect(threads.append({} as never)).rejects.toMatchObject({ code: 'gone' })
      const parcel = parcelOf(eventsOf('a', 3).map(arrive), store.log.seed)
      expect([...(await threads.append(parcel)).seqs]).toEqual([1, 2, 3])
      await threads.settle()
      await threads.close()
      expect(await store.log.position()).toBe(3)
      await store.close()
    }))
})

describe('the tail that is remembered', () => {
  const told = (tail: Tail, seqs: readonly number[], kinds: readonly number[]) => {
    const lines = seqs.map((seq) => `e${seq}`).join('\n')
    const receipts = { kinds: Uint8Array.from(kinds), seqs: Float64Array.from(seqs) }
    tail.remember({ events: Buffer.from(lines), members: lines }, receipts)
  }
  const seqsOf = (rows: ReturnType<Tail['between']>) => rows?.map(({ seq, body }) => [seq, body])

  test('is what came after one position up to another, in order; what was known before is not in it', () => {
    const tail = new Tail()
    told(tail, [3, 4], [0, 0])
    told(tail, [1, 2, 1], [0, 0, 1])
    told(tail, [5], [0])
    expect(seqsOf(tail.between(1, 4))).toEqual([
      [2, 'e2'],
      [3, 'e3'],
      [4, 'e4'],
    ])
    expect(seqsOf(tail.between(4, 5))).toEqual([[5, 'e5']])
  })

  test('is not known where others stored some, though as many came later', () => {
    const tail = new Tail()
    told(tail, [1, 2], [0, 0])
    told(tail, [5, 6], [0, 0])
    expect(tail.between(0, 4)).toBeNull()
    expect(seqsOf(tail.between(4, 6))).toEqual([
      [5, 'e5'],
      [6, 'e6'],
    ])
  })
})
