import { existsSync, statSync } from 'node:fs'
import { StoreError } from '../error.ts'
import { type Backend, type ReadingBackend, readingOf, storeOf } from '../facade.ts'
import type { Progress } from '../fold/rebuild.ts'
import type { Reading, Share, Store } from '../port.ts'
import { type Ask, runSteps, type Steps } from '../steps.ts'
import { copyDatabase } from './backup.ts'
import { openConnection, Runner } from './connection.ts'
import { failureOf } from './failure.ts'
import type { Sealing } from './name-runs.ts'
import { handOver } from './pieces.ts'
import { sqliteStatements } from './statements.ts'
import { Tail } from './tail.ts'
import { startWriter, type WriterThread } from './thread.ts'
import { START } from './writer.ts'

export type SqliteSettings = {
  /** The database's file; it is made where there is none. */
  readonly file: string
  /** Told while turns that another version packed are made anew. */
  readonly progress?: Progress
  /** How names of events are put out of memory; absent: as it suits millions. */
  readonly sealing?: Sealing
}

const WAIT_MS = 2_000

/**
 * Opens a store on SQLite: one thread that writes, and a connection that reads beside it. Rejects with
 * `gone`, `locked`, `read_only`, `corrupt`, `too_old`, `too_new` or `unsafe`.
 */
export async function openSqlite({ file, progress, sealing }: SqliteSettings): Promise<Store> {
  const { thread, seed } = await startWriter({ file, sealing }, progress ?? (() => undefined))
  try {
    return storeOf(backendOf(file, thread, seed))
  } catch (error) {
    await thread.close()
    throw error
  }
}

/** Opens the reading of a store, in whatever thread: a connection of its own, beside those that there are. */
export async function openSqliteReading({ file }: SqliteSettings): Promise<Reading> {
  return readingOf(readerOf(file))
}

function readerOf(file: string): ReadingBackend & { readonly reader: Runner } {
  const connection = openConnection({ file, readOnly: true, wait_ms: WAIT_MS })
  const reader = new Runner(connection, sqliteStatements())
  const tail = new Tail()
  let closed = false
  return {
    reader,
    start: START,
    async read(what, steps) {
      if (closed) throw new StoreError('closed', what)
      return readAtOnce({ reader, tail }, what, steps)
    },
    async close() {
      if (closed) return
      closed = true
      connection.close()
    },
  }
}

/** A share of fewer is not worth another thread. */
const SHARE_MIN = 1_000

/** Members are numbered as they come, so equal parts of the numbers are about equal parts of the work. */
function sharesOf(reader: Runner, count: number): readonly Share[] {
  const last = Number(reader.value('SELECT max(member) FROM member') ?? 0)
  const parts = Math.max(1, Math.min(count, Math.floor(last / SHARE_MIN)))
  const bound = (part: number) => Math.floor((last * part) / parts)
  return Array.from({ length: parts }, (_, part) => ({
    after: bound(part),
    until: part + 1 < parts ? bound(part + 1) : null,
  }))
}

function backendOf(file: string, thread: WriterThread, seed: number): Backend {
  const { reader, start, read, close } = readerOf(file)
  let closed = false
  return {
    traits: {
      backend: 'sqlite',
      version: String(reader.value('SELECT sqlite_version()')),
      oneWriter: true,
    },
    start,
    seed,
    read,
    write: (call) => handOver(thread, call),
    append: (parcel) => thread.ask({ kind: 'append', parcel }, [parcel.events.buffer]),
    settle: () => thread.ask({ kind: 'settle' }),
    rebuild: () => thread.ask({ kind: 'rebuild' }),
    erase: (member) => thread.ask({ kind: 'erase', member }),
    renameClient: (renaming, found) => thread.ask({ kind: 'rename_client', renaming, found }),
    purge: (before) => thread.ask({ kind: 'purge', before }),
    check: async () => checkPages(file),
    backup: (target) => copyDatabase(file, target),
    size: async () =>
      [file, `${file}-wal`]
        .filter((path) => existsSync(path))
        .reduce((sum, path) => sum + statSync(path).size, 0),
    shares: async (count) => sharesOf(reader, count),
    async close() {
      if (closed) return
      closed = true
      await close()
      await thread.close()
    },
  }
}

/** Runs reading steps in one transaction, so that all of them see one instant. */
function readAtOnce<Result>(
  { reader, tail }: { readonly reader: Runner; readonly tail: Tail },
  what: string,
  steps: () => Steps<Result>,
): Result {
  const { connection } = reader
  const answer = (ask: Ask) =>
    ask.statement === 'tail_of' ? tail.of(reader, String(ask.lists[0]?.[0])) : reader.answer(ask)
  try {
    connection.exec('BEGIN')
    try {
      return runSteps(steps(), answer)
    } finally {
      connection.exec('COMMIT')
    }
  } catch (error) {
    throw failureOf(error, what)
  }
}

/** What SQLite's own check of every page finds; empty: nothing. */
function checkPages(file: string): readonly string[] {
  const connection = openConnection({ file, readOnly: true, wait_ms: WAIT_MS })
  try {
    const rows = connection.prepare('PRAGMA integrity_check').all([])
    const texts = rows.map((row) => String(Object.values(row)[0]))
    return texts.filter((text) => text !== 'ok').map((text) => `database: ${text}`)
  } finally {
    connection.close()
  }
}
