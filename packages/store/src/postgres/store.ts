import { randomInt } from 'node:crypto'
import type pg from 'pg'
import { actOf } from '../acts/index.ts'
import type { Incoming } from '../append.ts'
import { StoreError } from '../error.ts'
import { type Backend, nameOf, storeOf } from '../facade.ts'
import { type Found, renameClient, type Renaming } from '../fold/forget.ts'
import { isCurrent, type Progress, rebuild } from '../fold/rebuild.ts'
import { Recent } from '../fold/recent.ts'
import { eraseMember, purgeQuiet } from '../fold/remove.ts'
import { settle, type TailRow } from '../fold/settle.ts'
import { incomingOf, packReceipts } from '../parcel.ts'
import type { Parcel, Receipt, Receipts, Share, Store } from '../port.ts'
import { all, awaitSteps, one, type Steps } from '../steps.ts'
import { append } from './append.ts'
import { copyPostgres } from './backup.ts'
import { answerOn, assertDurable, migrate, poolOf, type PostgresSettings } from './connection.ts'
import { READ_ONLY, START } from './reading.ts'
import { failureOf } from './failure.ts'

/**
 * A member's part of the tail is found by its key, so the tail may be longer than where it is searched, and
 * fewer rows of the projection are written twice.
 */
const TAIL_MAX = 65_536
/** Of the rows of conversations one in a hundred is drawn; where that is fewer there is little to share. */
const SAMPLE_MIN = 100
/** Arrivals of a transaction at the most. */
const ARRIVALS_AT_ONCE = 5_000

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
    const backend = new PostgresBackend(pool, version)
    await backend.drawSeed()
    await backend.renew(settings.progress ?? (() => undefined))
    return storeOf(backend)
  } catch (error) {
    await pool.end()
    throw failureOf(error, 'open')
  }
}

type Waiting = {
  readonly parcel: Parcel
  readonly resolve: (receipts: Receipts) => void
  readonly reject: (error: unknown) => void
}

class PostgresBackend implements Backend {
  readonly traits: Backend['traits']
  readonly start = START
  readonly #pool: pg.Pool
  readonly #recent = new Recent()
  readonly #queue: Waiting[] = []
  #draining: Promise<void> | null = null
  #seed = 0
  /** Arrivals since the tail was last settled here; another process may have left some before. */
  #unsettled = TAIL_MAX
  /** Events after the mark `folded`, as far as this process stored them itself. */
  #tail: TailRow[] = []
  /** Nothing new is taken; what was begun goes on until it is closed. */
  #closing = false
  #closed = false

  constructor(pool: pg.Pool, version: string) {
    this.#pool = pool
    this.traits = { backend: 'postgres', version, oneWriter: false }
  }

  async drawSeed(): Promise<void> {
    this.#seed = await this.#write('open', function* () {
      const known = (yield* one<{ value: number }>('mark_get', 'seed'))?.value ?? 0
      if (known !== 0) return known
      const seed = randomInt(1, 2 ** 47)
      yield* all('mark_set', 'seed', seed)
      return seed
    })
  }

  async read<Result>(what: string, steps: () => Steps<Result>): Promise<Result> {
    return await this.#transact(what, READ_ONLY, steps)
  }

  async write(call: Parameters<Backend['write']>[0]): Promise<unknown> {
    return await this.#write(nameOf(call), () => actOf(call).steps(...call.parameters))
  }

  get seed(): number {
    return this.#seed
  }

  async append(parcel: Parcel): Promise<Receipts> {
    if (this.#closing) throw new StoreError('closed', 'append')
    return await new Promise((resolve, reject) => {
      this.#queue.push({ parcel, resolve, reject })
      this.#draining ??= this.#drain()
    })
  }

  async settle(): Promise<void> {
    while ((await this.#write('settle', () => this.#settleSome())) > 0);
    this.#unsettled = 0
  }

  async rebuild(): Promise<void> {
    await this.#rebuild(() => undefined)
  }

  /** Makes the turns anew that another version packed. */
  async renew(progress: Progress): Promise<void> {
    if (!(await this.read('layout', isCurrent))) await this.#rebuild(progress)
  }

  async #rebuild(progress: Progress): Promise<void> {
    this.#recent.forget()
    this.#tail = []
    await this.#write('rebuild', () => rebuild(() => this.#settleSome(), progress))
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
    const settleSome = () => this.#settleSome()
    const recent = this.#recent
    return await this.#write(what, function* () {
      while ((yield* settleSome()) > 0);
      recent.forget()
      return yield* steps()
    })
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
    await this.#draining
    this.#closed = true
    await this.#pool.end()
  }

  *#settleSome(): Steps<number> {
    const folded = (yield* one<{ value: number }>('mark_get', 'folded'))?.value ?? 0
    const position = (yield* one<{ value: number }>('mark_get', 'position'))?.value ?? 0
    const own = this.#tail.filter(({ seq }) => seq > folded)
    const tail = own.length === position - folded ? own : null
    this.#tail = []
    return yield* settle({ limit: TAIL_MAX, tail, recent: this.#recent })
  }

  #remember(incoming: readonly Incoming[], receipts: readonly Receipt[]): void {
    if (this.#tail.length > 2 * TAIL_MAX) this.#tail = []
    for (const [place, { kind, seq }] of receipts.entries()) {
      const arrived = incoming[place]
      if (kind === 'accepted' && arrived !== undefined) {
        this.#tail.push({ seq, member: arrived.member, body: arrived.body })
      }
    }
  }

  /** Arrivals that wait share the next transaction. */
  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const group: Waiting[] = []
      for (let size = 0; this.#queue.length > 0 && size < ARRIVALS_AT_ONCE; ) {
        const next = this.#queue.shift()
        if (next === undefined) break
        size += next.parcel.hashes.length
        group.push(next)
      }
      await this.#appendGroup(group)
    }
    this.#draining = null
  }

  async #appendGroup(group: readonly Waiting[]): Promise<void> {
    const incoming = group.flatMap(({ parcel }) => incomingOf(parcel))
    let receipts: readonly Receipt[]
    try {
      receipts = await this.#write('append', () => append(incoming))
    } catch (error) {
      for (const { reject } of group) reject(error)
      return
    }
    this.#remember(incoming, receipts)
    let from = 0
    for (const { parcel, resolve } of group) {
      const to = from + parcel.hashes.length
      resolve(packReceipts(receipts.slice(from, to)))
      from = to
    }
    this.#unsettled += incoming.length
    // What was acknowledged is safe: should this fail, the tail stays and the next writing says why.
    if (this.#unsettled >= TAIL_MAX) await this.settle().catch(() => undefined)
  }

  async #write<Result>(what: string, steps: () => Steps<Result>): Promise<Result> {
    return await this.#transact(what, 'BEGIN', function* () {
      yield* all('writer_lock')
      return yield* steps()
    })
  }

  async #transact<Result>(
    what: string,
    begin: string,
    steps: () => Steps<Result>,
  ): Promise<Result> {
    if (this.#closed) throw new StoreError('closed', what)
    let client: pg.PoolClient | null = null
    try {
      client = await this.#pool.connect()
      await client.query(begin)
      const holder = client
      const result = await awaitSteps(steps(), (ask) => answerOn(holder, ask))
      await client.query('COMMIT')
      client.release()
      return result
    } catch (error) {
      this.#recent.forget()
      // The connection goes with what it left undone, and what it knew of the server's state.
      client?.release(true)
      throw failureOf(error, what)
    }
  }
}
