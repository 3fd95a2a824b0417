// The service against what it is built on, side by side in one run: label reads against an empty handler of the
// same framework, ingest over HTTP against the same database's raw batch inserts, a member's score page, an
// epoch, and overload. `node bench/service.ts [--events N] [--members N] [--overload SECONDS]`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stdout } from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import {
  createService,
  loadTrust,
  NO_LOG,
  openDatabase,
  parseSettings,
  REAL_CHANCE,
  REAL_CLOCK,
  RESOLVE,
  SEND,
} from '@alacrity/server'
import { type Access, accessIn } from './service/access.ts'
import { batchesOf } from './service/history.ts'
import { type Load, load, requestOf } from './service/load.ts'
import { type Server, startServer } from './service/server.ts'

const { values: given } = parseArgs({
  options: {
    events: { type: 'string', default: '200000' },
    members: { type: 'string', default: '5000' },
    overload: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
  },
})
const EVENTS = Number(given.events)
const MEMBERS = Number(given.members)
const ROUNDS = Number(given.rounds)
const NOW = REAL_CLOCK.now()
const BATCH = 500
const DAY = 86_400_000

const say = (line: string) => stdout.write(`${line}\n`)
const shown = (number: number) => Math.round(number).toLocaleString('en')
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

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
  say(
    `label reads, ${name}: ${throughput.toFixed(2)} of an empty handler's throughput, ` +
      `${cpu.toFixed(2)} by processor time, p99 ${p99.toFixed(2)} times its`,
  )
}

function rawRate(file: string, batches: Iterable<string>): number {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE event (seq INTEGER PRIMARY KEY, received_at INTEGER, body TEXT)')
  const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?)')
  const texts = [...batches].map((batch) =>
    (JSON.parse(batch) as unknown[]).map((e) => JSON.stringify(e)),
  )
  const started = performance.now()
  let seq = 0
  for (const bodies of texts) {
    database.exec('BEGIN')
    for (const body of bodies) insert.run((seq += 1), NOW, body)
    database.exec('COMMIT')
  }
  const seconds = (performance.now() - started) / 1_000
  database.close()
  return seq / seconds
}

const posting =
  ({ ingest }: Access) =>
  (body: string) =>
    requestOf('POST /v1/events', {
      headers: { Authorization: ingest, 'Content-Type': 'application/json' },
      body,
    })

/** Events a second that were stored and answered for, by how many at a time. */
async function ingest(server: Server, requests: readonly Buffer[]): Promise<number> {
  const left = [...requests].reverse()
  const refused: number[] = []
  const started = performance.now()
  await load({
    port: server.port,
    connections: 4,
    durationMs: 3_600_000,
    next: () => left.pop() ?? null,
    answered: (_, status) => status >= 300 && refused.push(status),
  })
  if (refused.length > 0) throw new Error(`${refused.length} batches were refused`)
  return (requests.length * BATCH * 1_000) / (performance.now() - started)
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

/** Three times the peak, offered evenly; what was acknowledged is looked for afterwards. */
async function overload(server: Server, access: Access, peak: number): Promise<number> {
  const seconds = Number(given.overload)
  const post = posting(access)
  const events = Math.ceil(3 * peak * seconds)
  const source = batchesOf({ events, members: MEMBERS, until: NOW, seed: 77 })
  const acknowledged: Buffer[] = []
  const memory: number[] = []
  const looking = setInterval(() => void server.usage().then(({ rss }) => memory.push(rss)), 1_000)
  const connections = 60
  const done = await load({
    port: server.port,
    connections,
    everyMs: (connections * BATCH * 1_000) / (3 * peak),
    durationMs: seconds * 1_000,
    next: () => {
      const { value } = source.next()
      return value === undefined ? null : post(value)
    },
    answered: (request, status) => status < 300 && acknowledged.push(request),
  })
  clearInterval(looking)
  const rate = (acknowledged.length * BATCH * done.perSecond) / done.answers
  const offered = done.perSecond * BATCH
  const half = memory.length >> 1
  const [first, last] = [memory.slice(0, half), memory.slice(half)].map((part) => Math.max(...part))
  say(
    `overload, ${(offered / peak).toFixed(1)} times the peak for ${seconds} s: ` +
      `${(rate / peak).toFixed(2)} of the peak served, ` +
      `memory ${shown((first ?? 0) / 2 ** 20)} MiB at most in the first half, ` +
      `${shown((last ?? 0) / 2 ** 20)} in the second`,
  )
  // Whatever was acknowledged is a duplicate when it is sent again; the store counts them.
  const again = [...acknowledged]
  await load({
    port: server.port,
    connections: 4,
    durationMs: 600_000,
    next: () => again.pop() ?? null,
  })
  return acknowledged.length * BATCH
}

async function epochs(
  settings: Readonly<Record<string, unknown>>,
  sentAgain: number,
): Promise<void> {
  const parsed = parseSettings({}, settings)
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'))
  const opened = await openDatabase(parsed.settings.database)
  const { duplicate } = await opened.store.log.counts()
  say(
    `overload: ${shown(sentAgain)} acknowledged events sent again, ${shown(duplicate)} were there`,
  )
  const service = await createService({
    settings: parsed.settings,
    ...opened,
    ...(await loadTrust(parsed.settings)),
    clock: REAL_CLOCK,
    wire: REAL_CLOCK,
    pages: null,
    chance: REAL_CHANCE,
    log: NO_LOG,
    send: SEND,
    resolve: RESOLVE,
  })
  for (let week = 1; week <= 3; week += 1) {
    const [cpu, started] = [process.cpuUsage(), performance.now()]
    const done = await service.publisher.publishDue(NOW + 7 * week * DAY)
    const { user, system } = process.cpuUsage(cpu)
    const members = done.reduce((sum, epoch) => sum + epoch.members, 0)
    const changed = done.reduce((sum, epoch) => sum + epoch.changed, 0)
    say(
      `epoch: ${shown(members)} members, ${shown(changed)} changed, ` +
        `${((performance.now() - started) / members).toFixed(3)} ms a member, ` +
        `${((user + system) / 1_000 / members).toFixed(3)} by processor time, ` +
        `${shown(process.memoryUsage().rss / 2 ** 20)} MiB`,
    )
  }
  await opened.published.close()
  await opened.store.close()
}

const folder = mkdtempSync(join(tmpdir(), 'alacrity-bench-'))
try {
  const access = accessIn(folder, NOW)
  const settings = { ...access.settings, port: 0, database: join(folder, 'service.db') }
  const empty = await startServer('empty')
  const service = await startServer('service', settings)
  const all = { events: EVENTS, members: MEMBERS, until: NOW, seed: 1 }
  await labels('quiet', empty, service)
  const raw = rawRate(
    join(folder, 'raw.db'),
    batchesOf({ ...all, events: Math.min(EVENTS, 200_000) }),
  )
  const peak = await ingest(service, [...batchesOf(all)].map(posting(access)))
  say(
    `ingest over HTTP: raw ${shown(raw)}/s, durable ${shown(peak)}/s, ratio ${(peak / raw).toFixed(2)}`,
  )
  await pages(service, access)
  const more = batchesOf({ ...all, events: 20_000_000, seed: 2 })
  const post = posting(access)
  let stopped = false
  const busy = load({
    port: service.port,
    connections: 4,
    durationMs: 600_000,
    next: () => (stopped ? null : post(more.next().value ?? '[]')),
  })
  await labels('while events come in as fast as they can', empty, service)
  stopped = true
  await busy
  const sentAgain = await overload(service, access, peak)
  await empty.stop()
  await service.stop()
  await epochs(settings, sentAgain)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
