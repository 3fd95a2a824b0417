// The service against what it is built on, side by side in one run: label reads against an empty handler of the
// same framework, ingest over HTTP against the same database's raw batch inserts, a member's score page, and
// overload. `node bench/service.ts [--postgres] [--only labels,ingest,pages,beside,overload] [--events N]
// [--members N] [--rounds N] [--peak SECONDS] [--overload SECONDS]`.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { openDatabase, REAL_CLOCK } from '@alacrity/server'
import { makeDatabase, startPostgres } from '@alacrity/store/testing'
import { type Access, accessIn } from './service/access.ts'
import { batchesOf, Endless } from './service/history.ts'
import { type Load, load, requestOf } from './service/load.ts'
import type { Order, Posted } from './service/poster.ts'
import { type Batches, rawPostgres, rawSqlite } from './service/raw.ts'
import { type Server, startServer } from './service/server.ts'

const PARTS = ['labels', 'ingest', 'pages', 'beside', 'overload'] as const
const { values: given } = parseArgs({
  options: {
    events: { type: 'string', default: '200000' },
    members: { type: 'string', default: '5000' },
    peak: { type: 'string', default: '30' },
    overload: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: PARTS.join() },
    postgres: { type: 'boolean', default: false },
  },
})
const EVENTS = Number(given.events)
const MEMBERS = Number(given.members)
const ROUNDS = Number(given.rounds)
const NOW = REAL_CLOCK.now()
const BATCH = 500
/** Raw inserts are measured before and after with so many at the most. */
const RAW_MAX = 200_000
const WARM_UP = 200_000
/** Batches on their way at the same time. */
const LANES = 12

const say = (line: string) => stdout.write(`${line}\n`)
const shown = (number: number) => Math.round(number).toLocaleString('en')
const mebibytes = (bytes: number) => `${shown(bytes / 2 ** 20)} MiB`
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

type Place = {
  readonly database: string
  /** Rows a second of inserts without anything else. */
  readonly raw: (batches: Batches) => Promise<number>
  readonly close: () => Promise<void>
}

async function placeIn(folder: string): Promise<Place> {
  if (!given.postgres) {
    const raw = async (batches: Batches) => rawSqlite(join(folder, 'raw.db'), batches, NOW)
    return { database: join(folder, 'service.db'), raw, close: async () => {} }
  }
  const server = await startPostgres()
  if (typeof server === 'string') throw new Error(server)
  const { url } = await makeDatabase(server)
  const raw = (batches: Batches) => rawPostgres(server.url, batches, NOW)
  return { database: url, raw, close: () => server.stop() }
}

type Round = Load & { readonly cpuEach: number }

async function labelRound({ port, usage }: Server): Promise<Round> {
  const requests = Array.from({ length: 1_000 }, (_, i) => requestOf(`GET /v1/labels/member-${i}`))
  let at = 0
  const before = await usage()
  const done = await load({
    port,
    connections: 16,
    durationMs: 1_000,
    next: () => requests[(at += 1) % requests.length] ?? null,
  })
  return { ...done, cpuEach: ((await usage()).cpuMs - before.cpuMs) / done.answers }
}

/** Throughput and processor time as shares of the empty handler's, p99 as a multiple of its. */
async function labels(name: string, empty: Server, service: Server): Promise<void> {
  const pairs: { readonly none: Round; readonly ours: Round }[] = []
  // The first round warms both up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const pair = { none: await labelRound(empty), ours: await labelRound(service) }
    if (round > 0) pairs.push(pair)
  }
  const throughput = median(pairs.map(({ none, ours }) => ours.perSecond / none.perSecond))
  const cpu = median(pairs.map(({ none, ours }) => none.cpuEach / ours.cpuEach))
  const p99 = median(pairs.map(({ none, ours }) => ours.p99 / none.p99))
  const each = pairs.map(({ none, ours }) => `${ours.p99.toFixed(1)}/${none.p99.toFixed(1)}`)
  say(
    `label reads, ${name}: ${throughput.toFixed(2)} of an empty handler's throughput, ` +
      `${cpu.toFixed(2)} by processor time, p99 ${p99.toFixed(2)} times its (ms: ${each.join(', ')})`,
  )
}

const headersOf = ({ ingest }: Access) => ({
  Authorization: ingest,
  'Content-Type': 'application/json',
})
const posting = (access: Access) => (body: string | Buffer) =>
  requestOf('POST /v1/events', { headers: headersOf(access), body })

async function sendAll(server: Server, requests: readonly Buffer[]): Promise<void> {
  const left = [...requests].reverse()
  const refused: number[] = []
  await load({
    port: server.port,
    connections: LANES,
    durationMs: 3_600_000,
    next: () => left.pop() ?? null,
    answered: (_, status) => status >= 300 && refused.push(status),
  })
  if (refused.length > 0) throw new Error(`${refused.length} batches were refused: ${refused[0]}`)
}

/** Starts what a service has long done: its code is warm, and the epochs until now are published. */
async function warmUp(server: Server, access: Access): Promise<void> {
  const all = { events: WARM_UP, members: MEMBERS, until: NOW, seed: 3 }
  await sendAll(server, [...batchesOf(all)].map(posting(access)))
  await server.work()
}

/** Events a second that were stored and answered for. */
async function ingest(server: Server, access: Access, place: Place): Promise<void> {
  const all = { events: EVENTS, members: MEMBERS, until: NOW, seed: 1 }
  const texts = [...batchesOf({ ...all, events: Math.min(EVENTS, RAW_MAX) })].map((batch) =>
    (JSON.parse(batch) as unknown[]).map((event) => JSON.stringify(event)),
  )
  const requests = [...batchesOf(all)].map(posting(access))
  const before = await place.raw(texts)
  const started = performance.now()
  await sendAll(server, requests)
  const answered = (performance.now() - started) / 1_000
  await server.settle()
  const folded = (performance.now() - started) / 1_000
  const raw = (before + (await place.raw(texts))) / 2
  const { rss } = await server.usage()
  say(
    `ingest over HTTP, ${shown(EVENTS)} events: raw ${shown(raw)}/s, ` +
      `durable ${shown(EVENTS / answered)}/s, ratio ${(EVENTS / answered / raw).toFixed(2)}; ` +
      `until all are folded ${shown(EVENTS / folded)}/s, ratio ${(EVENTS / folded / raw).toFixed(2)}; ` +
      `the service has ${mebibytes(rss)}`,
  )
}

async function pages({ port }: Server, access: Access): Promise<void> {
  const requests = Array.from({ length: 300 }, (_, i) => {
    const member = `member-${(i * 7919) % MEMBERS}`
    const headers = { Authorization: access.member(member) }
    return requestOf(`GET /v1/members/${member}/score`, { headers })
  })
  const wish = { port, connections: 1, durationMs: 60_000 }
  for (const what of ['first', 'again']) {
    const left = [...requests]
    const { p50, p99 } = await load({ ...wish, next: () => left.pop() ?? null })
    say(`score page, ${what}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`)
  }
}

type Poster = { readonly begin: () => Promise<Posted>; readonly end: () => void }

async function poster(order: Order): Promise<Poster> {
  const child: ChildProcess = fork(new URL('./service/poster.ts', import.meta.url), [
    JSON.stringify(order),
  ])
  await once(child, 'message')
  const begin = async (): Promise<Posted> => {
    child.send('begin')
    return ((await once(child, 'message')) as [Posted])[0]
  }
  return { begin, end: () => void child.send('end') }
}

/** What every poster of this run sends. */
const sending = ({ port }: Server, access: Access) => ({
  port,
  headers: headersOf(access),
  members: MEMBERS,
  until: NOW,
})

/** How many events came in. */
async function beside(empty: Server, service: Server, access: Access): Promise<number> {
  const order = { ...sending(service, access), connections: LANES, first: 0 }
  const posts = await poster({ ...order, durationMs: 600_000 })
  const done = posts.begin()
  await labels('while events come in as fast as they can', empty, service)
  posts.end()
  const { acknowledged, seconds } = await done
  say(`events that came in meanwhile: ${shown((acknowledged.length * BATCH) / seconds)}/s`)
  return acknowledged.length * BATCH
}

/**
 * The peak: as fast as answers come, for so long that folding is in it, before and after, since a database that has grown
 * takes less. In between three times the first of these, offered evenly. All begin with everything folded. What was
 * acknowledged is looked for afterwards.
 */
async function overload(server: Server, access: Access): Promise<number> {
  const durationMs = Number(given.overload) * 1_000
  const order = sending(server, access)
  const peakMs = Number(given.peak) * 1_000
  await server.settle()
  const first = 10_000_000
  const asFastAsAnswered = async (from: number): Promise<Posted> => {
    const flat = await poster({ ...order, connections: LANES, first: from, durationMs: peakMs })
    const posted = await flat.begin()
    await server.settle()
    return posted
  }
  const before = await asFastAsAnswered(first)
  const peak = rateOf(before)
  const connections = 60
  const everyMs = (connections * BATCH * 1_000) / (3 * peak)
  const posts = await poster({ ...order, connections, first: 2 * first, durationMs, everyMs })
  const memory: number[] = []
  const looking = setInterval(() => void server.usage().then(({ rss }) => memory.push(rss)), 1_000)
  const overloaded = await posts.begin()
  const { seconds, answers, acknowledged, refused, p99 } = overloaded
  clearInterval(looking)
  await server.settle()
  const after = await asFastAsAnswered(3 * first)
  const offered = (answers * BATCH) / seconds / peak
  const served = rateOf(overloaded)
  const share = served / ((peak + rateOf(after)) / 2)
  const quarters = [0, 1, 2, 3].map((quarter) => {
    const part = memory.slice((memory.length * quarter) / 4, (memory.length * (quarter + 1)) / 4)
    return mebibytes(Math.max(...part))
  })
  say(
    `overload, ${offered.toFixed(1)} times the peak of ${shown(peak)}/s for ${shown(seconds)} s: ` +
      `${shown(served)}/s served, ${share.toFixed(2)} of the mean of that peak and of ${shown(rateOf(after))}/s afterwards, refused ${JSON.stringify(refused)}, ` +
      `p99 ${p99.toFixed(0)} ms, memory by quarter at most ${quarters.join(', ')}`,
  )
  await lookForSome(server, access, acknowledged)
  return (before.acknowledged.length + acknowledged.length + after.acknowledged.length) * BATCH
}

/** Events a second that were acknowledged. */
function rateOf({ acknowledged, seconds }: Posted): number {
  return (acknowledged.length * BATCH) / seconds
}

/** Sends some of what was acknowledged again: all of it must be known. */
async function lookForSome(
  server: Server,
  access: Access,
  acknowledged: readonly number[],
): Promise<void> {
  const source = new Endless({ events: 100_000, members: MEMBERS, until: NOW, first: 0 })
  const some = acknowledged.filter((_, at) => at % Math.ceil(acknowledged.length / 400) === 0)
  const post = posting(access)
  await sendAll(
    server,
    some.map((serial) => post(source.batch(serial))),
  )
  say(`${shown(some.length * BATCH)} of the acknowledged events were sent again`)
}

async function counts(database: string, acknowledged: number): Promise<void> {
  const { store, published } = await openDatabase(database)
  const { accepted, duplicate } = await store.log.counts()
  say(
    `in the log: ${shown(accepted)} events, ${shown(acknowledged)} were acknowledged in all; ` +
      `${shown(duplicate)} were sent again and known`,
  )
  await published.close()
  await store.close()
}

const parts = new Set(given.only.split(','))
for (const part of parts) {
  if (!(PARTS as readonly string[]).includes(part)) throw new Error(`no part is called ${part}`)
}
const folder = mkdtempSync(join(tmpdir(), 'alacrity-bench-'))
const place = await placeIn(folder)
try {
  const access = accessIn(folder, NOW)
  const settings = { ...access.settings, port: 0, database: place.database }
  const empty = await startServer('empty')
  const service = await startServer('service', settings)
  await warmUp(service, access)
  if (parts.has('labels')) await labels('quiet', empty, service)
  let sent = WARM_UP
  if (parts.has('ingest')) {
    await ingest(service, access, place)
    sent += EVENTS
  }
  if (parts.has('pages')) await pages(service, access)
  if (parts.has('beside')) sent += await beside(empty, service, access)
  if (parts.has('overload')) sent += await overload(service, access)
  await empty.stop()
  await service.stop()
  if (parts.has('overload')) await counts(place.database, sent)
} finally {
  await place.close()
  rmSync(folder, { recursive: true, force: true })
}
