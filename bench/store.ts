// Durable ingest folded into turns against the raw batch insert rate of the same database, in one run, with
// batches of 500. Raw is the least anyone would do: the event's JSON in a table with an integer key, a commit
// a batch, on disk. `node bench/store.ts [events] [members]`; ALACRITY_BENCH_POSTGRES_URL adds PostgreSQL: a
// database that may be emptied.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, env, stdout } from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { type Event, parseEvent } from '@alacrity/engine'
import { openPostgres, openSqlite, type Store } from '@alacrity/store'
import pg from 'pg'

const EVENTS = Number(argv[2] ?? 300_000)
const MEMBERS = Number(argv[3] ?? 5_000)
const BATCH = 500
/** Batches that wait at the same time, as from so many HTTP requests. */
const LANES = 4
const ROUNDS = Number(env['ALACRITY_BENCH_ROUNDS'] ?? 3)
const START = Date.UTC(2026, 0, 5)

let state = 20_260_105
function below(end: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 0x1_0000_0000) * end)
}

type Talk = { member: string; conversation: string; client: string; said: number }

/** Random ids, as of UUIDs: the worst case for an index. */
function randomId(): string {
  return Array.from({ length: 4 }, () => below(0x1_0000_0000).toString(16).padStart(8, '0')).join(
    '',
  )
}

/** Conversations of eight messages, as many at a time as there are members, in the order of time. */
function makeEvents(): readonly Event[] {
  const talks: Talk[] = []
  let begun = 0
  const begin = (): Talk => ({
    member: `member-${below(MEMBERS)}`,
    conversation: `conversation-${(begun += 1)}`,
    client: `client-${below(MEMBERS * 4)}`,
    said: 0,
  })
  return Array.from({ length: EVENTS }, (_, i): Event => {
    const place = talks.length < MEMBERS ? talks.length : below(talks.length)
    const talk = (talks[place]?.said ?? 8) >= 8 ? (talks[place] = begin()) : talks[place]
    if (talk === undefined) throw new Error('no conversation')
    talk.said += 1
    const { member, conversation, client } = talk
    const from = talk.said % 2 === 1 ? 'client' : 'member'
    const at = START + i * 1_000
    const parsed = parseEvent({
      id: randomId(),
      type: 'message',
      at,
      member,
      conversation,
      client,
      from,
    })
    if (!parsed.ok) throw new Error(parsed.fault.problem)
    return parsed.event
  })
}

function batchesOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const batches = []
  for (let from = 0; from < items.length; from += BATCH)
    batches.push(items.slice(from, from + BATCH))
  return batches
}

const rate = (started: number): number => (EVENTS / (performance.now() - started)) * 1000
const shown = (number: number): string => Math.round(number).toLocaleString('en')

function rawSqlite(file: string, batches: readonly (readonly Event[])[]): number {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  database.exec(
    'CREATE TABLE event (seq INTEGER PRIMARY KEY, member INTEGER, received_at INTEGER, body TEXT)',
  )
  const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?, ?)')
  const started = performance.now()
  let seq = 0
  for (const batch of batches) {
    database.exec('BEGIN')
    for (const event of batch) {
      seq += 1
      insert.run(seq, 1, START, JSON.stringify(event))
    }
    database.exec('COMMIT')
  }
  const result = rate(started)
  database.close()
  return result
}

async function rawPostgres(url: string, batches: readonly (readonly Event[])[]): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('DROP TABLE IF EXISTS raw_event')
  await client.query(
    'CREATE TABLE raw_event (seq bigint PRIMARY KEY, member bigint, received_at bigint, body text)',
  )
  const started = performance.now()
  let seq = 0
  for (const batch of batches) {
    const seqs = batch.map(() => (seq += 1))
    const text =
      'INSERT INTO raw_event SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])'
    const ones = seqs.map(() => 1)
    const bodies = batch.map((event) => JSON.stringify(event))
    await client.query({ name: 'raw', text, values: [seqs, ones, ones, bodies] })
  }
  const result = rate(started)
  await client.query('DROP TABLE raw_event')
  await client.end()
  return result
}

/** Appends everything, and waits until the last event is folded: nothing is left for later. */
async function folded(store: Store, batches: readonly (readonly Event[])[]): Promise<number> {
  const started = performance.now()
  const left = [...batches].reverse()
  const lane = async (): Promise<void> => {
    for (let batch = left.pop(); batch !== undefined; batch = left.pop()) {
      await store.log.append(batch.map((event) => ({ event, received_at: START, late: false })))
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  await store.upkeep.settle()
  return rate(started)
}

/** The same into a schema that is made for it. */
async function foldedAnew(url: string, batches: readonly (readonly Event[])[]): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('DROP SCHEMA public CASCADE')
  await client.query('CREATE SCHEMA public')
  await client.end()
  const store = await openPostgres({ url })
  const result = await folded(store, batches)
  await store.close()
  return result
}

/** How long it takes to have all of a member's events, ready for the engine: what a score page begins with. */
async function pages(store: Store): Promise<{ p50: number; p99: number }> {
  const times: number[] = []
  for (let i = 0; i < 400; i += 1) {
    const started = performance.now()
    await store.turns.history(`member-${below(MEMBERS)}`)
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  return { p50: times[200] ?? 0, p99: times[395] ?? 0 }
}

/** Microseconds a turn that an epoch's reading of all members takes. */
async function epoch(store: Store): Promise<{ turns: number; each: number; megabytes: number }> {
  const started = performance.now()
  let turns = 0
  let most = 0
  for await (const batch of store.turns.batches(1000)) {
    for (const { turns: own } of batch) turns += own.to - own.from
    most = Math.max(most, process.memoryUsage().rss)
  }
  return { turns, each: ((performance.now() - started) * 1000) / turns, megabytes: most / 2 ** 20 }
}

async function report(name: string, store: Store, rates: readonly (readonly [number, number])[]) {
  for (const [raw, ours] of rates) {
    stdout.write(`${name}: raw ${shown(raw)}/s, durable and folded ${shown(ours)}/s, `)
    stdout.write(`ratio ${(ours / raw).toFixed(2)}\n`)
  }
  const { p50, p99 } = await pages(store)
  stdout.write(`${name}: a member's history, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms\n`)
  const { turns, each, megabytes } = await epoch(store)
  stdout.write(`${name}: ${shown(turns)} turns in columns, ${each.toFixed(2)} µs a turn, `)
  stdout.write(`at most ${shown(megabytes)} MiB\n`)
  stdout.write(`${name}: ${shown((await store.upkeep.size()) / EVENTS)} bytes an event\n`)
}

const batches = batchesOf(makeEvents())
const folder = mkdtempSync(join(tmpdir(), 'alacrity-bench-'))
try {
  const rates: (readonly [number, number])[] = []
  let store: Store | null = null
  for (let round = 0; round < ROUNDS; round += 1) {
    await store?.close()
    const raw = rawSqlite(join(folder, `raw${round}.db`), batches)
    store = await openSqlite({ file: join(folder, `store${round}.db`) })
    rates.push([raw, await folded(store, batches)])
  }
  if (store !== null) await report('SQLite', store, rates)
  await store?.close()
  const url = env['ALACRITY_BENCH_POSTGRES_URL']
  if (url === undefined) {
    stdout.write('PostgreSQL: skipped, ALACRITY_BENCH_POSTGRES_URL names no empty database\n')
  } else {
    const pairs: (readonly [number, number])[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const raw = await rawPostgres(url, batches)
      pairs.push([raw, await foldedAnew(url, batches)])
    }
    const postgres = await openPostgres({ url })
    await report('PostgreSQL', postgres, pairs)
    await postgres.close()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
