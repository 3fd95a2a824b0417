import pg from 'pg'
import { StoreError } from '../error.ts'
import type { Progress } from '../fold/rebuild.ts'
import { readMigrations, readStatements, type Statement } from '../statement.ts'
import type { Ask, Row, Value } from '../steps.ts'
import { arrayOf, type ElementType, elementTypes } from './arrays.ts'

const INT8 = 20
/** Every bigint of ours stays below 2^53, so it is read as a number. */
const TYPES = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary'
      ? Number
      : (pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown),
}

const statements = readStatements([
  new URL('../sql/', import.meta.url),
  new URL('./sql/', import.meta.url),
])
const types: ReadonlyMap<string, readonly ElementType[]> = new Map(
  [...statements.values()]
    .filter(({ arrays }) => arrays)
    .map(({ name, sql }) => [name, elementTypes(sql)]),
)
const migrations = readMigrations(new URL('./migrations/', import.meta.url))

export type PostgresSettings = {
  /** postgres://user:password@host:port/database */
  readonly url: string
  /** Connections for reading; writing has one of its own. */
  readonly readers?: number
  /** Told while turns that another version packed are made anew. */
  readonly progress?: Progress
}

export function poolOf({ url, readers = 8 }: PostgresSettings): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: readers + 1,
    connectionTimeoutMillis: 5_000,
    // Set as each connection is made; a server whose default is off keeps nothing it acknowledges. Rows are
    // found by key, a few thousand at a time: by the default costs, of turning disks, the whole table is read.
    options: '-c synchronous_commit=on -c random_page_cost=1.1 -c jit=off',
    types: TYPES,
  })
  // A connection that is lost while nobody uses it is no failure: the next one is made anew.
  pool.on('error', () => undefined)
  // Of one in use the question that was asked tells; unheard by the connection too it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

export type Client = Pick<pg.PoolClient, 'query'>

/** Answers an ask on a connection: all lists at once where the statement takes arrays. */
export async function answerOn(client: Client, { statement, lists }: Ask): Promise<readonly Row[]> {
  const found = statements.get(statement)
  if (found === undefined) throw new Error(`no statement ${statement}`)
  if (found.arrays) return await query(client, found, columnsOf(found, lists))
  const rows: Row[] = []
  for (const list of lists) rows.push(...(await query(client, found, list)))
  return rows
}

function columnsOf({ name }: Statement, lists: readonly (readonly Value[])[]): unknown[] {
  return (types.get(name) ?? []).map((type, place) =>
    arrayOf(
      type,
      lists.map((list) => list[place] ?? null),
    ),
  )
}

async function query(
  client: Client,
  { name, sql }: Statement,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  return (await client.query<Row>({ name, text: sql, values: [...values] })).rows
}

/** Fails unless what is committed here is on disk. Returns the server's version. */
export async function assertDurable(client: Client): Promise<string> {
  const [row] = await answerOn(client, { statement: 'durability', lists: [[]] })
  const commit = row?.['synchronous_commit']
  const fsync = row?.['fsync']
  if (commit !== 'on' || fsync !== 'on') {
    throw new StoreError('unsafe', `synchronous_commit ${String(commit)}, fsync ${String(fsync)}`)
  }
  return String(row?.['version'])
}

const TABLE = `CREATE TABLE IF NOT EXISTS migration (
  number bigint NOT NULL PRIMARY KEY,
  name text NOT NULL
)`

/** Brings the schema forward, one transaction a step, one process at a time. */
export async function migrate(client: Client): Promise<void> {
  for (;;) {
    await client.query('BEGIN')
    await answerOn(client, { statement: 'writer_lock', lists: [[]] })
    await client.query(TABLE)
    const done = (await answerOn(client, { statement: 'migration_all', lists: [[]] })).length
    if (done > migrations.length) {
      throw new StoreError('too_new', `schema ${done}, known are ${migrations.length}`)
    }
    const next = migrations[done]
    if (next !== undefined) {
      await client.query(next.sql)
      await answerOn(client, { statement: 'migration_add', lists: [[next.number, next.name]] })
    }
    await client.query('COMMIT')
    if (next === undefined) return
  }
}
