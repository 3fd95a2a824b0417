import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { Incoming } from '../src/append.ts'
import { message, put } from '../src/conformance/case.ts'
import { openSqlite, restoreSqlite } from '../src/index.ts'
import { nameHash } from '../src/hash.ts'
import {
  assertVersion,
  configure,
  type Connection,
  openConnection,
  Runner,
} from '../src/sqlite/connection.ts'
import { migrate } from '../src/sqlite/migrate.ts'
import { sqliteMigrations, sqliteStatements } from '../src/sqlite/statements.ts'
import { Writer } from '../src/sqlite/writer.ts'
import { withFolder, withSqlite } from './support/sqlite.ts'

/** A writer in this thread, over a connection that can be made to fail. */
function writerOn(connection: Connection): { writer: Writer; runner: Runner } {
  const runner = new Runner(connection, sqliteStatements())
  migrate(runner, sqliteMigrations())
  return {
    writer: new Writer(runner, () => 7),
    runner,
  }
}

function incoming(id: string): Incoming {
  const event = message(id, 0)
  const hash = nameHash(event.source, event.id, 7)
  return { member: 'ann', hash, body: JSON.stringify(event), received_at: 0, late: false }
}

const many = (prefix: string) => Array.from({ length: 400 }, (_, i) => incoming(`${prefix}${i}`))

function stored(runner: Runner): number {
  return Number(runner.value('SELECT count(*) FROM event'))
}

describe('SQLite in trouble', () => {
  test('[EV2] a full disk stores nothing of a batch, says so, and goes on when there is room', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'a.db')
      const { writer, runner } = writerOn(openConnection({ file, readOnly: false, wait_ms: 0 }))
      writer.append([incoming('first')])
      const pages = Number(runner.value('PRAGMA page_count'))
      runner.value(`PRAGMA max_page_count = ${pages + 5}`)
      for (let i = 0; i < 3; i += 1) {
        expect(() => writer.append(many('x'))).toThrow(expect.objectContaining({ code: 'full' }))
        expect(stored(runner)).toBe(1)
      }
      runner.value('PRAGMA max_page_count = 100000')
      const kinds = new Set(
        writer.append([...many('x'), incoming('first')]).map(({ kind }) => kind),
      )
      expect(kinds).toEqual(new Set(['accepted', 'duplicate']))
      expect(stored(runner)).toBe(401)
      writer.close()
    }))

  test('[EV2] after a commit that failed nothing more is taken, and a new start knows the truth', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'a.db')
      const real = openConnection({ file, readOnly: false, wait_ms: 0 })
      let broken = false
      const failing: Connection = {
        prepare: (sql) => real.prepare(sql),
        close: () => real.close(),
        exec: (sql) => {
          // What a failed fsync looks like: SQLITE_IOERR_FSYNC.
          if (broken && sql === 'COMMIT')
            throw Object.assign(new Error('disk I/O error'), { errcode: 1034 })
          real.exec(sql)
        },
      }
      const { writer } = writerOn(failing)
      writer.append([incoming('a')])
      broken = true
      expect(() => writer.append([incoming('b')])).toThrow(
        expect.objectContaining({ code: 'poisoned' }),
      )
      broken = false
      expect(() => writer.append([incoming('c')])).toThrow(
        expect.objectContaining({ code: 'poisoned' }),
      )
      writer.close()
      const store = await openSqlite({ file })
      expect((await store.log.since(0, 9)).map(({ event }) => event.id)).toEqual(['a'])
      expect(await put(store, [message('b', 0)])).toEqual(['accepted'])
      await store.close()
    }))

  test('a database that may not be written says so', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'a.db')
      const { writer, runner } = writerOn(openConnection({ file, readOnly: false, wait_ms: 0 }))
      runner.connection.exec('PRAGMA query_only = 1')
      expect(() => writer.append([incoming('a')])).toThrow(
        expect.objectContaining({ code: 'read_only' }),
      )
      runner.connection.exec('PRAGMA query_only = 0')
      expect(writer.append([incoming('a')])).toEqual([{ kind: 'accepted', seq: 1 }])
      writer.close()
    }))

  test('a database held by another process is waited for, then said to be locked', () =>
    withSqlite(async (bench) => {
      const store = await bench.open()
      expect(await put(store, [message('before', 0)])).toEqual(['accepted'])
      const other = new DatabaseSync(bench.path('alacrity.db'))
      other.exec('BEGIN IMMEDIATE')
      await expect(put(store, [message('a', 0)])).rejects.toMatchObject({
        code: 'locked',
        retry: true,
      })
      other.exec('ROLLBACK')
      other.close()
      expect(await put(store, [message('a', 0)])).toEqual(['accepted'])
      // What was known before it had to wait is known still [EV2].
      expect(await put(store, [message('before', 0)])).toEqual(['duplicate'])
      await store.close()
    }))

  test('[EV2] another process may write in between: its events are known at once', () =>
    withSqlite(async (bench) => {
      const [one, two] = [await bench.open(), await bench.open()]
      expect(await put(one, [message('a', 0)])).toEqual(['accepted'])
      await Promise.all([one.upkeep.settle(), two.upkeep.settle()])
      expect(await put(two, [message('a', 0), message('b', 0)])).toEqual(['duplicate', 'accepted'])
      expect(await put(one, [message('b', 1)])).toEqual(['conflict'])
      await Promise.all([one.upkeep.settle(), put(two, [message('c', 2)])])
      expect((await one.turns.of('ann')).length).toBe(1)
      const digest = await one.turns.digest()
      await two.turns.rebuild()
      expect(await one.turns.digest()).toBe(digest)
      await Promise.all([one.close(), two.close()])
    }))

  test('a database whose file is taken away acknowledges nothing more', () =>
    withSqlite(async (bench) => {
      const store = await bench.open()
      rmSync(bench.path('alacrity.db'))
      await expect(put(store, [message('a', 0)])).rejects.toMatchObject({ code: 'gone' })
      writeFileSync(bench.path('alacrity.db'), '')
      await expect(put(store, [message('a', 0)])).rejects.toMatchObject({ code: 'poisoned' })
      await store.close()
    }))

  test('what is no database, or one of a newer version, is not opened', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'a.db')
      writeFileSync(file, 'x'.repeat(8192))
      await expect(openSqlite({ file })).rejects.toMatchObject({ code: 'corrupt' })
      const newer = join(folder, 'b.db')
      await (await openSqlite({ file: newer })).close()
      const other = new DatabaseSync(newer)
      other.exec("INSERT INTO migration (number, name) VALUES (9999, 'to come')")
      other.close()
      await expect(openSqlite({ file: newer })).rejects.toMatchObject({ code: 'too_new' })
      const nowhere = join(folder, 'no', 'such', 'folder.db')
      await expect(openSqlite({ file: nowhere })).rejects.toMatchObject({ code: 'gone' })
    }))

  test('an SQLite that is too old or does not keep a log of writes is refused', () => {
    expect(() => assertVersion('3.51.2')).toThrow(expect.objectContaining({ code: 'too_old' }))
    for (const version of ['3.51.3', '3.52.0', '4.0.0']) assertVersion(version)
    const database = new DatabaseSync(':memory:')
    const connection: Connection = {
      prepare: (sql) => ({
        gives: true,
        all: () => database.prepare(sql).all() as never,
        run: () => undefined,
      }),
      exec: (sql) => database.exec(sql),
      close: () => database.close(),
    }
    expect(() => configure(connection, false)).toThrow(expect.objectContaining({ code: 'unsafe' }))
    database.close()
  })

  test('durability is set and read back at every connection', () =>
    withSqlite(async (bench) => {
      for (const readOnly of [false, true]) {
        const file = bench.path('alacrity.db')
        const connection = openConnection({ file, readOnly, wait_ms: 0 })
        const level = connection.prepare('PRAGMA synchronous').all([])[0]
        expect(level).toEqual({ synchronous: 2 })
        connection.close()
      }
    }))

  test('[EV4] who was erased, member or client, is in no byte of the files', () =>
    withSqlite(async (bench) => {
      const store = await bench.open()
      const inFiles = (word: string) =>
        ['', '-wal'].filter((end) => {
          const path = bench.path(`alacrity.db${end}`)
          return existsSync(path) && readFileSync(path).includes(word)
        })
      const events = Array.from({ length: 300 }, (_, i) =>
        message(`e${i}`, i, {
          member: i % 3 === 0 ? 'the-member' : 'ann',
          client: i % 4 === 0 ? 'the-client' : 'dan',
          conversation: `v${i % 30}`,
        }),
      )
      await put(store, events.slice(0, 200))
      await store.upkeep.settle()
      await put(store, events.slice(200))
      await put(store, [message('e0', 999, { member: 'the-member', client: 'the-client' })])
      expect([inFiles('the-member').length, inFiles('the-client').length]).not.toContain(0)
      await store.members.eraseClient('the-client', `erased_${'0f'.repeat(16)}`)
      expect(inFiles('the-client')).toEqual([])
      await store.members.erase('the-member')
      expect(inFiles('the-member')).toEqual([])
      expect((await store.log.ofMember('ann')).length).toBe(200)
      await store.close()
    }))

  test('a copy is restored to where nothing is, and says what it said', () =>
    withSqlite(async (bench) => {
      const store = await bench.open()
      await put(store, [message('a', 0)])
      await store.upkeep.backup(bench.path('copy'))
      const digest = await store.turns.digest()
      await store.close()
      await restoreSqlite(bench.path('copy'), bench.path('restored.db'))
      await expect(restoreSqlite(bench.path('none'), bench.path('x.db'))).rejects.toMatchObject({
        code: 'gone',
      })
      await expect(restoreSqlite(bench.path('copy'), bench.path('restored.db'))).rejects.toThrow(
        'exists',
      )
      const restored = await openSqlite({ file: bench.path('restored.db') })
      expect(await restored.turns.digest()).toBe(digest)
      await restored.close()
    }))

  test('[EV2] of names whose hashes the index cannot tell apart each is looked at', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'a.db')
      const { writer } = writerOn(openConnection({ file, readOnly: false, wait_ms: 0 }))
      const first = { ...incoming('a'), hash: 5 }
      const second = { ...incoming('b'), hash: 5 + 2 ** 40 }
      const kinds = (of: readonly Incoming[]) => writer.append(of).map(({ kind }) => kind)
      expect(kinds([first, second])).toEqual(['accepted', 'accepted'])
      expect(kinds([second, first])).toEqual(['duplicate', 'duplicate'])
      writer.close()
    }))
})
