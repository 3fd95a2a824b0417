import { platform } from 'node:process'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { StoreError } from '../error.ts'
import { bareFor, type Statement } from '../statement.ts'
import type { Ask, Row, Value } from '../steps.ts'
import { failureOf } from './failure.ts'

/** What is asked of an SQLite, whoever built it: enough to run the same statements on any. */
export type Connection = {
  prepare(sql: string): Prepared
  exec(sql: string): void
  close(): void
}
export type Prepared = {
  /** Whether it gives rows. */
  readonly gives: boolean
  all(values: readonly Value[]): readonly Row[]
  run(values: readonly Value[]): void
}

/** Before it, a database in WAL mode could be damaged by a checkpoint beside a writer (sqlite.org, 2026). */
const OLDEST = [3, 51, 3] as const

/** Every commit is on disk before it is acknowledged, at every connection [durability]. */
const DURABLE = 2

export function assertVersion(version: string): void {
  const parts = version.split('.').map(Number)
  for (const [place, least] of OLDEST.entries()) {
    const part = parts[place] ?? 0
    if (part > least) return
    if (part < least)
      throw new StoreError('too_old', `SQLite ${version} before ${OLDEST.join('.')}`)
  }
}

/** Lists that a statement which takes rows is run for at once: a run for each costs twice as much. */
const ROWS_AT_ONCE = 16

type Found = {
  readonly prepared: Prepared
  /** Null where the parameters stand in their order, each once. */
  readonly places: readonly number[] | null
  /** The same for several lists at once. */
  readonly many: Prepared | null
}

/** Statements by name on one connection, prepared when first used. */
export class Runner {
  readonly connection: Connection
  readonly #statements: ReadonlyMap<string, Statement>
  readonly #prepared = new Map<string, Found>()

  constructor(connection: Connection, statements: ReadonlyMap<string, Statement>) {
    this.connection = connection
    this.#statements = statements
  }

  readonly answer = ({ statement, lists }: Ask): readonly Row[] => {
    const { prepared, places, many } = this.#find(statement, lists.length >= ROWS_AT_ONCE)
    const rows: Row[] = []
    const run = (how: Prepared, values: readonly Value[]): void => {
      if (how.gives) for (const row of how.all(values)) rows.push(row)
      else how.run(values)
    }
    let at = 0
    for (; many !== null && at + ROWS_AT_ONCE <= lists.length; at += ROWS_AT_ONCE) {
      const values: Value[] = []
      for (let next = at; next < at + ROWS_AT_ONCE; next += 1) {
        for (const value of inPlaces(lists[next] ?? [], places)) values.push(value)
      }
      run(many, values)
    }
    for (; at < lists.length; at += 1) run(prepared, inPlaces(lists[at] ?? [], places))
    return rows
  }

  /** The first value of the first row of a statement that is not in a file, such as a pragma. */
  value(sql: string): Value {
    const row = this.connection.prepare(sql).all([])[0]
    return row === undefined ? null : (Object.values(row)[0] ?? null)
  }

  #find(name: string, several: boolean): Found {
    const known = this.#prepared.get(name)
    if (known !== undefined && (known.many !== null || !several)) return known
    const statement = this.#statements.get(name)
    if (statement === undefined) throw new Error(`no statement ${name}`)
    const { places, rows } = statement
    if (known !== undefined && !rows) return known
    const inOrder = places.every((place, at) => place === at)
    const found = {
      prepared: known?.prepared ?? this.connection.prepare(statement.bare),
      places: inOrder ? null : places,
      many: rows && several ? this.connection.prepare(bareFor(statement, ROWS_AT_ONCE)) : null,
    }
    this.#prepared.set(name, found)
    return found
  }
}

/** The parameters of a list as they stand in a statement. */
function inPlaces(list: readonly Value[], places: readonly number[] | null): readonly Value[] {
  return places === null ? list : places.map((place) => list[place] ?? null)
}

class NodePrepared implements Prepared {
  readonly gives: boolean
  readonly #statement: StatementSync
  readonly #names: readonly string[]

  constructor(statement: StatementSync) {
    this.#statement = statement
    this.#names = statement.columns().map(({ name }) => name)
    this.gives = this.#names.length > 0
    // Objects would come without a prototype, unlike those of any other database, and at twice the price.
    statement.setReturnArrays(true)
  }

  all(values: readonly Value[]): readonly Row[] {
    const rows = this.#statement.all(...values) as unknown as readonly (readonly Value[])[]
    return rows.map((row) => this.#named(row))
  }

  run(values: readonly Value[]): void {
    this.#statement.run(...values)
  }

  #named(values: readonly Value[]): Row {
    const row: Record<string, Value> = {}
    for (let place = 0; place < this.#names.length; place += 1) {
      row[this.#names[place] ?? ''] = values[place] ?? null
    }
    return row
  }
}

export type OpenOptions = {
  readonly file: string
  readonly readOnly: boolean
  /** How long to wait for another process that holds the database. */
  readonly wait_ms: number
}

/** A connection of Node's own SQLite, with its durability set and read back. */
export function openConnection(
  options: OpenOptions,
): Connection & { readonly database: DatabaseSync } {
  const { file, readOnly, wait_ms } = options
  try {
    const database = new DatabaseSync(file, { readOnly, timeout: wait_ms })
    const connection = {
      database,
      prepare: (sql: string) => new NodePrepared(database.prepare(sql)),
      exec: (sql: string) => database.exec(sql),
      close: () => database.close(),
    }
    configure(connection, readOnly)
    return connection
  } catch (error) {
    throw failureOf(error, `open ${readOnly ? 'for reading' : 'for writing'}`)
  }
}

/** Sets what makes a commit durable, and fails unless the database says that it is set. */
export function configure(connection: Connection, readOnly: boolean): void {
  const ask = (sql: string) => Object.values(connection.prepare(sql).all([])[0] ?? {})[0]
  assertVersion(String(ask('SELECT sqlite_version()')))
  if (!readOnly) {
    // Of a database that is made now. Pages are written to the log of writes and from there to their places: with
    // half as many twice as large a million events took a quarter less time.
    connection.exec('PRAGMA page_size = 8192')
    const mode = ask('PRAGMA journal_mode = WAL')
    if (mode !== 'wal') throw new StoreError('unsafe', `journal mode ${String(mode)}`)
  }
  connection.exec('PRAGMA synchronous = FULL')
  const level = ask('PRAGMA synchronous')
  if (level !== DURABLE) throw new StoreError('unsafe', `synchronous ${String(level)}`)
  // On macOS a plain fsync leaves the data in the drive's own memory.
  if (platform === 'darwin') connection.exec('PRAGMA fullfsync = 1')
  connection.exec('PRAGMA foreign_keys = ON')
  // The writer's is the projection's: a page that is not there is read before it is written.
  connection.exec(`PRAGMA cache_size = -${readOnly ? 65_536 : 262_144}`)
  // A statement that puts in several rows keeps the pages it changes until it ends. In files that was half of all that
  // was written, and what stood in them would be on disk in a place that nobody overwrites.
  connection.exec('PRAGMA temp_store = MEMORY')
  // What is taken out of a page is overwritten in it, always: turns of somebody who is erased one day would
  // otherwise be left wherever a page was written anew before.
  if (!readOnly) connection.exec('PRAGMA secure_delete = ON')
  // Pages written many times between two checkpoints are copied back once: in 128 MiB of them many are.
  if (!readOnly) connection.exec('PRAGMA wal_autocheckpoint = 16000')
}
