import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { message, put } from '../src/conformance/case.ts'
import { openPostgres, openSqlite, type Store } from '../src/index.ts'
import { makeDatabase, type Server, startPostgres } from './support/postgres.ts'
import { withFolder } from './support/sqlite.ts'

// What somebody does to a database past the service, with its own tools.

/** A database that can be opened, and changed by any statement. */
type Place = {
  readonly open: (progress?: (folded: number, of: number) => void) => Promise<Store>
  readonly change: (sql: string) => Promise<void>
}

let server: Server | string = 'PostgreSQL was not started'
beforeAll(async () => {
  server = await startPostgres()
}, 120_000)
afterAll(async () => {
  if (typeof server !== 'string') await server.stop()
})

async function onSqlite(body: (place: Place) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const file = `${folder}/a.db`
    const change = async (sql: string) => {
      const database = new DatabaseSync(file)
      database.exec(sql)
      database.close()
    }
    await body({ open: (progress = () => undefined) => openSqlite({ file, progress }), change })
  })
}

async function onPostgres(body: (place: Place) => Promise<void>): Promise<void> {
  if (typeof server === 'string') throw new Error(server)
  const { url, drop } = await makeDatabase(server)
  const change = async (sql: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(sql)
    await client.end()
  }
  await body({ open: (progress = () => undefined) => openPostgres({ url, progress }), change })
  await drop()
}

const TAMPERED = {
  'a reason is changed': ["UPDATE audit SET reason = 'none' WHERE no = 3", 3],
  'who looked is changed': ["UPDATE audit SET actor = 'nobody' WHERE no = 2", 2],
  'another member is put there': ['UPDATE audit SET subject = 2 WHERE no = 1', 1],
  'an entry is taken out': ['DELETE FROM audit WHERE no = 4', 4],
  'an entry is taken out and those after it are numbered anew': [
    'DELETE FROM audit WHERE no = 2; UPDATE audit SET no = -(no - 1) WHERE no > 2; UPDATE audit SET no = -no WHERE no < 0',
    2,
  ],
  'two entries change places': [
    'UPDATE audit SET no = 99 WHERE no = 4; UPDATE audit SET no = 4 WHERE no = 5; UPDATE audit SET no = 5 WHERE no = 99',
    4,
  ],
  'one is put in': [
    "INSERT INTO audit (no, at, actor, action, subject, reason, hash) VALUES (7, 7, 'op', 'look', 1, 'r', 'ab')",
    7,
  ],
} as const satisfies Record<string, readonly [sql: string, broken: number]>

/** The first byte says the layout. */
const OLD_TURNS = {
  SQLite: "UPDATE conversation SET turns = CAST(x'01' || substr(turns, 2) AS BLOB)",
  PostgreSQL: 'UPDATE conversation SET turns = set_byte(turns, 0, 1)',
}

async function withLooks(place: Place): Promise<void> {
  const store = await place.open()
  for (const [at, member] of ['ann', 'bo', 'ann', null, 'cy', 'bo'].entries()) {
    await store.audit.append({ at, actor: 'op', action: 'look', member, reason: `complaint ${at}` })
  }
  expect(await store.audit.verify()).toBeNull()
  await store.close()
}

describe.each([
  ['SQLite', onSqlite],
  ['PostgreSQL', onPostgres],
] as const)('%s', (name, on) => {
  beforeEach(({ skip }) => {
    if (name === 'PostgreSQL' && typeof server === 'string') skip(server)
  })

  test.each(Object.entries(TAMPERED))(
    '[DS5] the chain of the audit log breaks where %s',
    async (_what, [sql, broken]) => {
      await on(async (place) => {
        await withLooks(place)
        for (const statement of sql.split('; ')) await place.change(statement)
        const store = await place.open()
        expect(await store.audit.verify()).toBe(broken)
        expect((await store.upkeep.check()).join()).toContain(`audit: entry ${broken}`)
        await store.close()
      })
    },
  )

  test('[AS10] turns that another version packed are made anew when the database is opened', async () => {
    await on(async (place) => {
      const told: (readonly [number, number])[] = []
      const progress = (folded: number, of: number) => told.push([folded, of])
      const events = Array.from({ length: 40 }, (_, i) =>
        message(`m${i}`, i, { conversation: `v${i % 5}`, from: i % 2 === 0 ? 'client' : 'member' }),
      )
      const before = await place.open(progress)
      await put(before, events)
      await before.upkeep.settle()
      const digest = await before.turns.digest()
      const turns = await before.turns.of('ann')
      await before.close()
      expect(told).toEqual([])
      // What a database of layout 1 looks like to this version.
      await place.change("UPDATE mark SET value = 1 WHERE name = 'layout'")
      await place.change(OLD_TURNS[name])
      const after = await place.open(progress)
      expect(told).toEqual([[40, 40]])
      expect(await after.turns.of('ann')).toEqual(turns)
      expect(await after.turns.digest()).toBe(digest)
      expect(await put(after, [message('m40', 50), ...events.slice(0, 3)])).toEqual([
        'accepted',
        'duplicate',
        'duplicate',
        'duplicate',
      ])
      await after.close()
      await (await place.open(progress)).close()
      expect(told).toHaveLength(1)
    })
  })

  test('control: without being made anew they cannot be read', async () => {
    await on(async (place) => {
      const store = await place.open()
      await put(store, [message('a', 0)])
      await store.upkeep.settle()
      await place.change(OLD_TURNS[name])
      await expect(store.turns.of('ann')).rejects.toThrow('layout 1')
      await store.close()
    })
  })
})
