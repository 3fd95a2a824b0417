import { randomInt } from 'node:crypto'
import type pg from 'pg'
import { actOf } from '../acts/index.ts'
import { StoreError } from '../error.ts'
import { type Backend, nameOf, storeOf } from '../facade.ts'
import { type Found, renameClient, type Renaming } from '../fold/forget.ts'
import { isCurrent, type Progress, rebuild } from '../fold/rebuild.ts'
import { Recent } from '../fold/recent.ts'
import { eraseMember, purgeQuiet } from '../fold/remove.ts'
import type { Parcel, Receipts, Share, Store } from '../port.ts'
import { all, one, type Steps } from '../steps.ts'
import { copyPostgres } from './backup.ts'
import { assertDurable, migrate, poolOf, type PostgresSettings } from './connection.ts'
import { failureOf } from './failure.ts'
import { READ_ONLY, START } from './reading.ts'
import { settleSome } from './settle.ts'
import { Threads } from './threads.ts'
import { type Locks, transact, write } from './transaction.ts'

/** Of the rows of conversations one in a hundred is drawn; where that is fewer there is little to share. */
const SAMPLE_MIN = 100
/**
 * Opens a store on PostgreSQL. Rejects with `gone`, `read_only`, `too_new`, or `unsafe` where the server
 * does not wait for its disk.
 */
export async function openPostgres(settings: PostgresSettings): Promise<Store> {
  const pool = poolOf(settings)
  try {
    const client = await pool.connect()
    let version: string
    try {
      version = await assertDurable(client)
      await migrate(client)
    } finally {
      client.release()
    }
    const { seed, unsettled } = await write(pool, { what: 'open', locks: 'log' }, drawSeed)
    const threads = new Threads({ url: settings.url }, unsettled)
    const backend = new PostgresBackend(pool, { version, threads, seed })
    await backend.renew(settings.progress ?? (() => undefined))
    return storeOf(backend)
  } catch (error) {
    await pool.end()
    throw failureOf(error, 'open')
  }
}

type Known = { readonly version: string; readonly threads: Threads; readonly seed: number }

const mark = function* (name: string): Steps<number> {
  return (yield* one<{ value: number }>('mark_get', name))?.value ?? 0
}

/** The seed of the database's hashes, drawn where there is none, and how many events are not folded. */
function* drawSeed(): Steps<{ readonly seed: number; readonly unsettled: number }> {
  const unsettled = (yield* mark('position')) - (yield* mark('folded'))
  const known = yield* mark('seed')
  if (known !== 0) return { seed: known, unsettled }
  const seed = randomInt(1, 2 ** 47)
  yield* all('mark_set', 'seed', seed)
  return { seed, unsettled }
}

function* isFolded(): Steps<boolean> {
  return (yield* mark('folded')) === (yield* mark('position'))
}

class PostgresBackend implements Backend {
  readonly traits: Backend['traits']
  readonly start = START
  readonly #pool: pg.Pool
  readonly #threads: Threads
  readonly seed: number
  /** Nothing new is taken; what was begun goes on until it is closed. */
  #closing = false
  #closed = false

  constructor(pool: pg.Pool, { version, threads, seed }: Known) {
    this.#pool = pool
    this.#threads = threads
    this.seed = seed
    this.traits = { backend: 'postgres', version, oneWriter: false }
  }

  async read<Result>(what: string, steps: () => Steps<Result>): Promise<Result> {
    if (this.#closed) throw new StoreError('closed', what)
    return await transact(this.#pool, { what, begin: READ_ONLY }, steps)
  }

  async write(call: Parameters<Backend['write']>[0]): Promise<unknown> {
    return await this.#write(nameOf(call), () => actOf(call).steps(...call.parameters))
  }

  async append(parcel: Parcel): Promise<Receipts> {
    if (this.#closing) throw new StoreError('closed', 'append')
    return await this.#threads.append(parcel)
  }

  async settle(): Promise<void> {
    const isSettled = await this.read('settle', isFolded)
    if (!isSettled) await this.#threads.settle()
  }

  async rebuild(): Promise<void> {
    await this.#rebuild(() => undefined)
  }

  /** Makes the turns anew that another version packed. */
  async renew(progress: Progress): Promise<void> {
    if (!(await this.read('layout', isCurrent))) await this.#rebuild(progress)
  }

  async #rebuild(progress: Progress): Promise<void> {
    const recent = new Recent()
    await this.#write('rebuild', () => rebuild(() => settleSome(recent), progress), 'both')
  }

  async erase(member: string): Promise<number> {
    return await this.#writeSettled('erase', () => eraseMember(member))
  }

  async renameClient(renaming: Renaming, found: Found): Promise<number> {
    return await this.#writeSettled('erase client', () => renameClient(renaming, found))
  }

  async purge(before: number): Promise<number> {
    return await this.#writeSettled('purge', () => purgeQuiet(before, START))
  }

  /** Changes events of which none is in the tail, whoever else may have stored some. */
  async #writeSettled<Result>(what: string, steps: () => Steps<Result>): Promise<Result> {
    await this.settle()
    const recent = new Recent()
    const settled = function* (): Steps<Result> {
      while ((yield* settleSome(recent)) > 0);
      return yield* steps()
    }
    return await this.#write(what, settled, 'both')
  }

  /** The server checks its own pages where its checksums are on; there is nothing to ask it for. */
  async check(): Promise<readonly string[]> {
    return []
  }

  async backup(target: string): Promise<void> {
    let client: pg.PoolClient | null = null
    try {
      client = await this.#pool.connect()
      await copyPostgres(client, target)
      client.release()
    } catch (error) {
      client?.release(true)
      throw failureOf(error, 'backup')
    }
  }

  async size(): Promise<number> {
    const row = await this.read('size', () => one<{ bytes: number }>('size'))
    return Number(row?.bytes ?? 0)
  }

  async shares(count: number): Promise<readonly Share[]> {
    const rows = await this.read('shares', () => all<{ member: string }>('member_sample'))
    const parts = rows.length < SAMPLE_MIN ? 1 : count
    const bounds = Array.from(
      { length: parts - 1 },
      (_, part) => rows[Math.floor((rows.length * (part + 1)) / parts)]?.member ?? START,
    )
    const until = [...new Set(bounds), null]
    return until.map((bound, part) => ({ after: until[part - 1] ?? START, until: bound }))
  }

  async close(): Promise<void> {
    if (this.#closing) return
    this.#closing = true
    await this.#threads.close()
    this.#closed = true
    await this.#pool.end()
  }

  async #write<Result>(
    what: string,
    steps: () => Steps<Result>,
    locks: Locks = 'log',
  ): Promise<Result> {
    if (this.#closed) throw new StoreError('closed', what)
    return await write(this.#pool, { what, locks }, steps)
  }
}
