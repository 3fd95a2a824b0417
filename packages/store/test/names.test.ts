import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { Incoming } from '../src/append.ts'
import { message, put } from '../src/conformance/case.ts'
import { nameHash } from '../src/hash.ts'
import { openSqlite, StoreError } from '../src/index.ts'
import { type Connection, openConnection, Runner } from '../src/sqlite/connection.ts'
import { migrate } from '../src/sqlite/migrate.ts'
import { filterOf, NameFilters } from '../src/sqlite/name-filter.ts'
import { NameIndex, numbersOf } from '../src/sqlite/names.ts'
import type { Sealing } from '../src/sqlite/name-runs.ts'
import { sqliteMigrations, sqliteStatements } from '../src/sqlite/statements.ts'
import { Writer } from '../src/sqlite/writer.ts'
import { Random } from './support/history.ts'
import { withFolder } from './support/sqlite.ts'

const SEED = 7
/** So few are sealed at once that a short life has dozens of runs, and so many that each has several pages. */
const FEW: Sealing = { least: 1_000, places: 2 ** 14 }
const NEVER: Sealing = { least: Number.POSITIVE_INFINITY, places: 8 }
const MEMBERS = 5

function incoming(number: number): Incoming {
  const member = `member ${number % MEMBERS}`
  const event = message(`e${number}`, 0, { member, conversation: `v${number >> 3}` })
  const hash = nameHash(event.source, event.id, SEED)
  return { member, hash, body: JSON.stringify(event), received_at: 0, late: false }
}

/** A process that writes. Its commit after so many others can be made to fail for want of room. */
class Process {
  readonly writer: Writer
  readonly #connection: Connection
  failIn = 0

  constructor(file: string, sealing: Sealing) {
    const real = openConnection({ file, readOnly: false, wait_ms: 0 })
    this.#connection = {
      prepare: (sql) => real.prepare(sql),
      close: () => real.close(),
      exec: (sql) => {
        if (sql === 'COMMIT' && this.failIn > 0 && (this.failIn -= 1) === 0) {
          throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
        }
        real.exec(sql)
      },
    }
    const runner = new Runner(this.#connection, sqliteStatements())
    migrate(runner, sqliteMigrations())
    this.writer = new Writer(runner, () => SEED, { sealing })
  }

  /** Ends as a process does that is killed: nothing more is written. */
  end(): void {
    this.#connection.close()
  }
}

type Told = { readonly faults: string[]; readonly seqs: Map<number, number> }

/** Sends numbers, and compares each answer with a plain map. */
function send({ writer }: Process, numbers: readonly number[], { faults, seqs }: Told): void {
  const receipts = writer.append(numbers.map(incoming))
  for (const [place, { kind, seq }] of receipts.entries()) {
    const number = numbers[place] ?? 0
    const known = seqs.get(number)
    if (known === undefined ? kind !== 'accepted' : kind !== 'duplicate' || seq !== known) {
      faults.push(`${number}: ${kind} at ${seq}, known at ${known}`)
    }
    seqs.set(number, seq)
  }
}

const counted = (file: string, sql: string): number => {
  const database = new DatabaseSync(file)
  const found = Number(Object.values(database.prepare(sql).get() ?? {})[0])
  database.close()
  return found
}

function change(file: string, sql: string): void {
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
}

/** Whether it came to its end; false: there was no room. */
function attempt(body: () => unknown): boolean {
  try {
    body()
    return true
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'full') throw error
    return false
  }
}

/** Two processes in turn, at random: batches new and old, commits that fail, folds, starts, erasures, rebuilds. */
function liveAtRandom(file: string, steps: number): Told {
  const random = new Random(5)
  const told: Told = { faults: [], seqs: new Map() }
  const processes = [new Process(file, FEW), new Process(file, FEW)]
  let next = 0
  for (let step = 0; step < steps; step += 1) {
    // Each for a while: some of its transactions find that another wrote, and some that nobody did.
    const at = (step >> 3) & 1
    const process = processes[at] ?? new Process(file, FEW)
    const fresh = Array.from({ length: random.below(600) }, (_, i) => next + i)
    const again = Array.from({ length: next === 0 ? 0 : 40 }, () => random.below(next))
    const numbers = random.shuffled([...fresh, ...again, ...fresh.slice(0, 3)])
    if (random.below(4) === 0) {
      process.failIn = 1
      const isDone = attempt(() => process.writer.append(numbers.map(incoming)))
      if (isDone) told.faults.push('a commit that failed was said to be done')
    }
    send(process, numbers, told)
    next += fresh.length
    if (random.below(2) === 0) {
      // The fold, or the seal after it.
      process.failIn = random.below(5)
      attempt(() => process.writer.settle())
      process.failIn = 0
    }
    if (random.below(40) === 0) {
      const member = random.below(MEMBERS)
      process.writer.erase(`member ${member}`)
      for (const number of told.seqs.keys()) {
        if (number % MEMBERS === member) told.seqs.delete(number)
      }
    }
    if (random.below(60) === 0) process.writer.rebuild()
    if (random.below(20) === 0) {
      process.end()
      processes[at] = new Process(file, FEW)
    }
  }
  for (const process of processes) process.end()
  return told
}

/** Sends so many new names in order, a fold after each 500. */
function sendInOrder(process: Process, count: number, told: Told): void {
  for (let from = 0; from < count; from += 500) {
    const numbers = Array.from({ length: 500 }, (_, i) => from + i)
    send(process, numbers, told)
    process.writer.settle()
  }
}

/** Some 9,000 names, all in sealed runs but the last few; the process has ended. */
function filled(file: string, sealing: Sealing): Told {
  const told: Told = { faults: [], seqs: new Map() }
  const process = new Process(file, sealing)
  sendInOrder(process, 9_000, told)
  process.end()
  return told
}

/** Every name again, to a process that starts now. */
function sendAgain(file: string, told: Told, sealing: Sealing): readonly string[] {
  const process = new Process(file, sealing)
  send(process, [...told.seqs.keys()], told)
  process.end()
  return told.faults
}

const RUNS = 'SELECT count(*) FROM name_seal'
const YOUNG = 'SELECT coalesce(sum(length(hashes) / 8), 0) FROM name_run'

describe('names of events', () => {
  test('[EV2] sealed by two processes, with commits that fail, starts and erasures: what a plain map says', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'a.db')
      const told = liveAtRandom(file, 150)
      expect(told.faults).toEqual([])
      expect(counted(file, RUNS)).toBeGreaterThan(15)
      expect(counted(file, YOUNG)).toBeLessThan(2 * FEW.least)
      expect(sendAgain(file, told, FEW)).toEqual([])
    }))

  test.each([
    ['bits of a filter', 'UPDATE name_seal SET filter = zeroblob(length(filter)) WHERE run = 2'],
    ['a run', 'DELETE FROM name_seal WHERE run = 3'],
    ['the first of a page', 'UPDATE name_page SET names = substr(names, 9)'],
    ['a whole page', "UPDATE name_page SET names = x'' WHERE page % 3 = 1"],
    ['the bounds of pages', 'UPDATE name_seal SET pages = pages - 1'],
    ['where a run begins', 'UPDATE name_seal SET first_seq = first_seq + 1'],
  ])('control: where %s is wrong, names are taken anew, so the comparison can fail', (_, sql) =>
    withFolder(async (folder) => {
      const file = join(folder, 'a.db')
      const told = filled(file, FEW)
      change(file, sql)
      expect(sendAgain(file, told, FEW).length).toBeGreaterThan(0)
    }),
  )

  test('a page that is missing is an error, not a name that is new', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'a.db')
      const told = filled(file, FEW)
      change(file, 'DELETE FROM name_page WHERE page % 3 = 1')
      expect(() => sendAgain(file, told, FEW)).toThrow('names are missing')
    }))

  test.each([
    { how: 'in runs', change: () => undefined },
    // As after the projection was made anew.
    { how: 'in one run', change: inOneRun },
  ])(
    'names that a version before kept $how are sealed at the first start, and known',
    ({ change: also }) =>
      withFolder(async (folder) => {
        const file = join(folder, 'a.db')
        const told = filled(file, NEVER)
        expect(counted(file, YOUNG)).toBe(9_000)
        change(
          file,
          `DROP TABLE name_seal; DROP TABLE name_page; DELETE FROM migration WHERE number > 28`,
        )
        also(file)
        expect(sendAgain(file, told, FEW)).toEqual([])
        expect(counted(file, RUNS)).toBeGreaterThan(4)
        expect(counted(file, YOUNG)).toBeLessThan(FEW.least)
        expect(sendAgain(file, told, FEW)).toEqual([])
      }),
  )

  test('made again from the log, the names are sealed, and a copy knows them', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'a.db')
      const told = filled(file, FEW)
      change(file, 'DELETE FROM name_page; DELETE FROM name_run; DELETE FROM name_seal')
      const store = await openSqlite({ file, sealing: FEW })
      await store.turns.rebuild()
      const copy = join(folder, 'copy.db')
      await store.upkeep.backup(copy)
      const fields = { member: 'member 4', conversation: 'v0' }
      expect(await put(store, [message('e4', 0, fields), message('new', 0)])).toEqual([
        'duplicate',
        'accepted',
      ])
      await store.close()
      expect(counted(copy, RUNS)).toBeGreaterThan(4)
      expect(sendAgain(copy, told, FEW)).toEqual([])
    }))

  test('positions beyond 2^32 are kept as they are', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'a.db')
      const told: Told = { faults: [], seqs: new Map() }
      new Process(file, FEW).end()
      change(file, `UPDATE mark SET value = ${2 ** 33} WHERE name IN ('position', 'folded')`)
      const process = new Process(file, FEW)
      sendInOrder(process, 6_000, told)
      process.end()
      expect(counted(file, RUNS)).toBe(6)
      expect(sendAgain(file, told, FEW)).toEqual([])
      expect(told.seqs.get(0)).toBe(2 ** 33 + 1)
    }))
})

/** The runs of a database as one, as they were after the projection was made anew. */
function inOneRun(file: string): void {
  const database = new DatabaseSync(file)
  const rows = database.prepare('SELECT hashes, seqs FROM name_run ORDER BY run').all()
  const joined = (what: string) => Buffer.concat(rows.map((row) => row[what] as Uint8Array))
  const [hashes, seqs] = [joined('hashes'), joined('seqs')]
  database.exec('DELETE FROM name_run')
  database.prepare('INSERT INTO name_run (hashes, seqs) VALUES (?, ?)').run(hashes, seqs)
  database.close()
}

describe('the index of names in memory', () => {
  test('[EV2] says what a plain map says, also after taking back and sealing', () => {
    const random = new Random(3)
    const index = new NameIndex()
    const drawn = () => nameHash('', String(random.below(3_000)), 7)
    let model: { readonly hash: number; readonly seq: number }[] = []
    let sealed = 0
    let wrong = 0
    for (let step = 1; step <= 25_000; step += 1) {
      if (random.below(50) === 0) {
        const place = Math.max(sealed, model.length - random.below(40))
        index.cut(place)
        model = model.slice(0, place)
      }
      const hash = drawn()
      index.add(hash, step)
      model.push({ hash, seq: step })
      if (step % 4_000 === 0) {
        sealed = model.length - 1_000
        index.release(sealed)
        const last = model[sealed - 1]?.seq ?? 0
        index.seal([{ run: { run: step, first: 1, last, pages: 1 }, filter: new Uint8Array(8) }])
      }
      if (step % 10 !== 0) continue
      const wanted = drawn()
      const young = model.slice(sealed).filter((entry) => entry.hash === wanted)
      const answer = [...index.find(wanted)].sort((a, b) => a - b)
      if (answer.join() !== young.map(({ seq }) => seq).join()) wrong += 1
    }
    const last = model.slice(-100)
    const { hashes, seqs } = index.since(model.length - 100)
    expect([...numbersOf(hashes)]).toEqual(last.map(({ hash }) => hash))
    expect([...numbersOf(seqs)]).toEqual(last.map(({ seq }) => seq))
    expect([wrong, index.count, index.young]).toEqual([0, model.length, model.length - sealed])
    expect(() => index.cut(0)).toThrow('let go')
  })

  test('positions are told apart however long some name is always left when others are sealed', () => {
    const index = new NameIndex()
    const far = 2 ** 32
    for (const [hash, seq] of [1, far / 2, far - 1].entries()) index.add(hash, seq)
    index.release(2)
    const run = { run: 1, first: 1, last: far / 2, pages: 1 }
    index.seal([{ run, filter: new Uint8Array(8) }])
    index.seal([])
    index.add(3, far + 1)
    expect(index.young).toBe(2)
    const found = [0, 1, 2, 3].map((hash) => index.find(hash))
    expect(found).toEqual([[], [], [far - 1], [far + 1]])
  })

  test('filters suspect every run that has a name, and of 100 runs hardly one that has it not', () => {
    const filters = new NameFilters()
    const hashOf = (number: number) => nameHash('', `order-${number}`, SEED)
    const sealed = Array.from({ length: 100 }, (_, run) => {
      const hashes = Float64Array.from({ length: 1_000 }, (__, i) => hashOf(run * 1_000 + i))
      // The last are of a size of their own.
      const filter = filterOf(hashes, run < 90 ? 2 ** 14 : 2 ** 15)
      return { run: { run, first: 1, last: 1, pages: 1 }, filter }
    })
    // By ones, by twos, and many together.
    for (let run = 0, some = 1; run < 100; run += some, some += 3) {
      filters.add(sealed.slice(run, run + some))
    }
    let [missed, wrong] = [0, 0]
    for (let number = 0; number < 200_000; number += 7) {
      const runs = filters.suspects(hashOf(number)).map(({ run }) => run)
      const isIn = number < 100_000
      if (isIn && !runs.includes(Math.floor(number / 1_000))) missed += 1
      wrong += runs.length - (isIn ? 1 : 0)
    }
    expect(missed).toBe(0)
    // 100 runs of 0.04 %, as 16 places a name come to.
    expect(wrong / (200_000 / 7)).toBeGreaterThan(0.01)
    expect(wrong / (200_000 / 7)).toBeLessThan(0.1)
  })
})
