/** Says how it found a store, then writes to it until it is killed, and says what was acknowledged. */
import { writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { argv, exit } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { arrive, message } from '../../src/conformance/case.ts'
import type { Store } from '../../src/port.ts'
import { type Connection, openConnection, Runner } from '../../src/sqlite/connection.ts'
import { migrate } from '../../src/sqlite/migrate.ts'
import { sqliteMigrations, sqliteStatements } from '../../src/sqlite/statements.ts'
import { openSqlite } from '../../src/sqlite/store.ts'
import { type Found, LINE, type Order, PUBLISHED } from './lives.ts'

const order = JSON.parse(argv[2] ?? '') as Order
const { file, task } = order

/** One line an acknowledgement, written at once: the parent believes nothing else. */
function say(...words: readonly (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`)
}

/** Only the migrations, saying each, so that it can be killed between any two and within one. */
function migrateAloud(): void {
  const real = openConnection({ file, readOnly: false, wait_ms: 0 })
  const aloud: Connection = {
    prepare: (sql) => real.prepare(sql),
    close: () => real.close(),
    exec: (sql) => {
      real.exec(sql)
      if (sql === 'BEGIN IMMEDIATE') say('migrating')
    },
  }
  migrate(new Runner(aloud, sqliteStatements()), sqliteMigrations())
  real.close()
}

async function foundIn(store: Store): Promise<Found> {
  const ids: string[] = []
  let position = order.since
  for (;;) {
    const some = await store.log.since(position, 10_000)
    ids.push(...some.map(({ event }) => event.id))
    position = some.at(-1)?.seq ?? position
    if (some.length < 10_000) break
  }
  const faults = [...(await store.upkeep.check())]
  if (task === 'look') {
    const digest = await store.turns.digest()
    await store.turns.rebuild()
    if ((await store.turns.digest()) !== digest) faults.push('rebuilt, the turns are others')
  }
  const published = await store.labels.published(PUBLISHED)
  return {
    ids,
    position,
    accepted: (await store.log.counts()).accepted,
    epoch: (await store.labels.last(LINE))?.epoch ?? 0,
    shown: [...published.values()].flat(),
    faults,
  }
}

/** Events in order, each with its number, from some that were acknowledged before. */
async function append(store: Store, lane: number): Promise<never> {
  let next = Math.max(0, (order.acknowledged[lane] ?? 0) - 15)
  for (let batch = 1; ; batch += 1) {
    const numbers = Array.from({ length: 1 + ((next * 7) % 20) }, (_, i) => next + i)
    next += numbers.length
    const arrivals = numbers.map((n) => {
      const fields = { member: `member ${n % 30}`, conversation: `v${n % 7}` }
      return arrive(message(`${lane}-${n}`, n, { ...fields, from: n % 2 ? 'member' : 'client' }))
    })
    const stored = store.log.append(arrivals)
    // The planted fault: an acknowledgement that does not wait for the disk.
    if (task !== 'lie') await stored
    say('stored', lane, next)
    if (task === 'lie') await Promise.all([stored, setTimeout(1)])
    if (batch % 10 === 0) await store.upkeep.settle()
  }
}

async function publish(store: Store, published: number): Promise<never> {
  for (let epoch = published + 1; ; epoch += 1) {
    await store.labels.publish({
      line: LINE,
      epoch,
      epoch_at: epoch * 1000,
      policy: `${LINE}/1`,
      published_at: epoch * 1000,
      note: '',
      records: PUBLISHED.map((member) => ({
        member,
        state: { held: [true], changedAt: [epoch] },
        labels: [`epoch ${epoch}`],
        changes: [],
      })),
      deliveries: [],
    })
    say('published', epoch)
  }
}

async function backUp(store: Store): Promise<never> {
  for (let copy = 0; ; copy += 1) {
    const target = `${file}.${order.round}.${copy}`
    say('copying', target)
    await store.upkeep.backup(target)
    say('copied', target)
  }
}

/** The client of every event, again and again: what is sent again names them as before, and is known. */
async function forget(store: Store): Promise<never> {
  for (let time = 0; ; time += 1) {
    const pseudonym = `erased_${(order.round * 1_000_000 + time).toString(16).padStart(32, '0')}`
    await store.members.eraseClient('c1', pseudonym)
    say('forgotten')
  }
}

async function settle(store: Store): Promise<never> {
  for (;;) {
    await store.upkeep.settle()
    await store.turns.rebuild()
    say('rebuilt')
  }
}

say('began')
if (task === 'migrate') {
  migrateAloud()
  exit()
}
const isUrl = file.startsWith('postgres://')
// Its driver is not loaded where it is not needed.
const store = isUrl
  ? await (await import('../../src/postgres/store.ts')).openPostgres({ url: file, readers: 1 })
  : // So few names at a time that many are sealed within a life.
    await openSqlite({ file, sealing: { least: 100, places: 2 ** 11 } })
say('ready', performance.now())
const found = await foundIn(store)
say('found', JSON.stringify(found))
flushCompileCache()
if (task === 'look') {
  await store.close()
  exit()
}
const work = [append(store, 0), append(store, 1)]
if (task === 'publish') work.push(publish(store, found.epoch))
if (task === 'backup') work.push(backUp(store))
if (task === 'settle') work.push(settle(store))
if (task === 'forget') work.push(forget(store))
await Promise.all(work)
