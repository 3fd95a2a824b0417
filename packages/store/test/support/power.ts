/** A disk that forgets what was not synced when its power is cut, as a file system of SQLite in WASM. */
import { readFileSync } from 'node:fs'
import * as SQLite from 'wa-sqlite'
import SQLiteFactory from 'wa-sqlite/dist/wa-sqlite.mjs'
import * as VFS from 'wa-sqlite/src/VFS.js'
import type { Ask, Row, Steps, Value } from '../../src/steps.ts'
import { awaitSteps } from '../../src/steps.ts'
import { sqliteMigrations, sqliteStatements } from '../../src/sqlite/statements.ts'

const SECTOR = 512

type Change =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'size'; readonly size: number }
type File = { synced: Uint8Array; changes: Change[] }

/** What of the changes that were not synced is on the disk after a cut. */
export const SURVIVALS = ['none', 'all', 'some', 'torn'] as const
export type Survival = (typeof SURVIVALS)[number]

function apply(bytes: Uint8Array, change: Change): Uint8Array {
  if (change.kind === 'size') {
    const cut = new Uint8Array(change.size)
    cut.set(bytes.subarray(0, change.size))
    return cut
  }
  const size = Math.max(bytes.length, change.at + change.bytes.length)
  const grown = size === bytes.length ? bytes : new Uint8Array(size)
  if (grown !== bytes) grown.set(bytes)
  grown.set(change.bytes, change.at)
  return grown
}

export class Disk {
  readonly files = new Map<string, File>()

  /** The disk as it is found after its power was cut. */
  afterCut(survival: Survival, chance: () => number): Disk {
    const found = new Disk()
    for (const [name, { synced, changes }] of this.files) {
      let bytes: Uint8Array = synced.slice()
      for (const change of changes) {
        if (survival === 'none' || (survival === 'some' && chance() < 0.5)) continue
        for (const part of survival === 'torn' ? sectors(change) : [change]) {
          if (survival === 'torn' && chance() < 0.3) continue
          bytes = apply(bytes, part)
        }
      }
      found.files.set(name, { synced: bytes, changes: [] })
    }
    return found
  }
}

function sectors(change: Change): readonly Change[] {
  if (change.kind === 'size') return [change]
  const parts: Change[] = []
  for (let from = 0; from < change.bytes.length; from += SECTOR) {
    const bytes = change.bytes.subarray(from, from + SECTOR)
    parts.push({ kind: 'write', at: change.at + from, bytes })
  }
  return parts
}

/** The package's types are of an older shape of these methods than its code. */
const Base = VFS.Base as unknown as new () => object

/** SQLite's way to the disk. Before the change or sync number `cutAt` the power goes, for good. */
class DiskVfs extends Base {
  readonly name: string
  readonly disk: Disk
  readonly cutAt: number
  done = 0
  readonly #open = new Map<number, { name: string; bytes: Uint8Array; gone: boolean }>()

  constructor(name: string, disk: Disk, cutAt: number) {
    super()
    this.name = name
    this.disk = disk
    this.cutAt = cutAt
  }

  get isCut(): boolean {
    return this.done >= this.cutAt
  }

  #step(): boolean {
    if (this.isCut) return false
    this.done += 1
    return !this.isCut
  }

  xOpen(name: string | null, id: number, flags: number, out: DataView): number {
    const path = name ?? `temporary ${id}`
    const file = this.disk.files.get(path)
    if (file === undefined && (flags & VFS.SQLITE_OPEN_CREATE) === 0) return VFS.SQLITE_CANTOPEN
    const known = file ?? { synced: new Uint8Array(0), changes: [] }
    this.disk.files.set(path, known)
    const bytes = known.changes.reduce<Uint8Array>(apply, known.synced.slice())
    this.#open.set(id, { name: path, bytes, gone: (flags & VFS.SQLITE_OPEN_DELETEONCLOSE) !== 0 })
    out.setInt32(0, flags, true)
    return VFS.SQLITE_OK
  }

  xClose(id: number): number {
    const file = this.#open.get(id)
    this.#open.delete(id)
    if (file?.gone === true) this.disk.files.delete(file.name)
    return VFS.SQLITE_OK
  }

  xRead(id: number, into: Uint8Array, at: number): number {
    const bytes = this.#open.get(id)?.bytes ?? new Uint8Array(0)
    const part = bytes.subarray(at, at + into.byteLength)
    into.fill(0)
    into.set(part)
    return part.length < into.byteLength ? VFS.SQLITE_IOERR_SHORT_READ : VFS.SQLITE_OK
  }

  #change(id: number, change: Change): number {
    const file = this.#open.get(id)
    if (file === undefined || !this.#step()) return VFS.SQLITE_IOERR
    file.bytes = apply(file.bytes, change)
    this.disk.files.get(file.name)?.changes.push(change)
    return VFS.SQLITE_OK
  }

  xWrite(id: number, from: Uint8Array, at: number): number {
    return this.#change(id, { kind: 'write', at, bytes: from.slice() })
  }

  xTruncate(id: number, size: number): number {
    return this.#change(id, { kind: 'size', size })
  }

  xSync(id: number): number {
    const file = this.#open.get(id)
    if (file === undefined || !this.#step()) return VFS.SQLITE_IOERR
    this.disk.files.set(file.name, { synced: file.bytes.slice(), changes: [] })
    return VFS.SQLITE_OK
  }

  xFileSize(id: number, out: DataView): number {
    out.setBigInt64(0, BigInt(this.#open.get(id)?.bytes.length ?? 0), true)
    return VFS.SQLITE_OK
  }

  xDelete(name: string): number {
    if (!this.#step()) return VFS.SQLITE_IOERR
    this.disk.files.delete(name)
    return VFS.SQLITE_OK
  }

  xAccess(name: string, _flags: number, out: DataView): number {
    out.setInt32(0, this.disk.files.has(name) ? 1 : 0, true)
    return VFS.SQLITE_OK
  }

  xSectorSize(): number {
    return SECTOR
  }

  xDeviceCharacteristics(): number {
    return 0
  }
}

const wasmBinary = readFileSync(new URL(import.meta.resolve('wa-sqlite/dist/wa-sqlite.wasm')))
let instance: Promise<ReturnType<typeof SQLite.Factory>> | null = null
let opened = 0

/** A database on such a disk, driven by the store's own migrations, statements and steps. */
export class PowerDatabase {
  readonly vfs: DiskVfs
  readonly #api: ReturnType<typeof SQLite.Factory>
  readonly #db: number
  readonly #statements = sqliteStatements()

  private constructor(vfs: DiskVfs, api: ReturnType<typeof SQLite.Factory>, db: number) {
    this.vfs = vfs
    this.#api = api
    this.#db = db
  }

  /** Opens it as the store does, but for the level of `synchronous`, and brings its schema forward. */
  static async open(
    disk: Disk,
    { cutAt, synchronous }: { readonly cutAt: number; readonly synchronous: 'FULL' | 'OFF' },
  ): Promise<PowerDatabase> {
    instance ??= SQLiteFactory({ wasmBinary }).then((module: unknown) => SQLite.Factory(module))
    const api = await instance
    opened += 1
    const vfs = new DiskVfs(`disk ${opened}`, disk, cutAt)
    api.vfs_register(vfs as never, false)
    const db = await api.open_v2('alacrity.db', undefined, vfs.name)
    const database = new PowerDatabase(vfs, api, db)
    // Without shared memory SQLite's log of writes works only for one connection, which ours is.
    await database.exec('PRAGMA locking_mode = EXCLUSIVE')
    const [mode] = await database.query('PRAGMA journal_mode = WAL')
    if (mode?.['journal_mode'] !== 'wal') throw new Error('no log of writes on this disk')
    await database.exec(`PRAGMA synchronous = ${synchronous}`)
    // Short, so that checkpoints come within the scenario.
    await database.exec('PRAGMA wal_autocheckpoint = 30')
    await database.#migrate()
    return database
  }

  async exec(sql: string): Promise<void> {
    await this.#api.exec(this.#db, sql)
  }

  /** Runs steps in a transaction of their own. */
  async transact<Result>(steps: () => Steps<Result>): Promise<Result> {
    await this.exec('BEGIN IMMEDIATE')
    const result = await awaitSteps(steps(), (ask) => this.answer(ask))
    await this.exec('COMMIT')
    return result
  }

  readonly answer = async ({ statement, lists }: Ask): Promise<readonly Row[]> => {
    const found = this.#statements.get(statement)
    if (found === undefined) throw new Error(`no statement ${statement}`)
    const rows: Row[] = []
    for (const list of lists) {
      rows.push(
        ...(await this.query(
          found.bare,
          found.places.map((at) => list[at] ?? null),
        )),
      )
    }
    return rows
  }

  async query(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    const rows: Row[] = []
    for await (const prepared of this.#api.statements(this.#db, sql)) {
      this.#api.bind_collection(prepared, values as never)
      while ((await this.#api.step(prepared)) === SQLite.SQLITE_ROW) {
        const names = this.#api.column_names(prepared)
        const cells = this.#api
          .row(prepared)
          .map((cell) => (cell instanceof Uint8Array ? cell.slice() : (cell as Value)))
        rows.push(Object.fromEntries(names.map((name, at) => [name, cells[at] ?? null])))
      }
    }
    return rows
  }

  /** Ends it; after a cut nothing can be said to the disk any more. */
  async close(): Promise<void> {
    await this.#api.close(this.#db).catch(() => undefined)
  }

  async #migrate(): Promise<void> {
    await this.exec(
      'CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL)',
    )
    const done = (await this.query('SELECT number FROM migration')).length
    for (const { number, name, sql } of sqliteMigrations().slice(done)) {
      await this.exec('BEGIN IMMEDIATE')
      await this.exec(sql)
      await this.answer({ statement: 'migration_add', lists: [[number, name]] })
      await this.exec('COMMIT')
    }
  }
}
