import { actOf, type Call } from '../acts/index.ts'
import type { Incoming } from '../append.ts'
import { StoreError } from '../error.ts'
import { type Found, renameClient, type Renaming } from '../fold/forget.ts'
import { eraseMember, purgeQuiet } from '../fold/remove.ts'
import { isCurrent, type Progress, rebuild } from '../fold/rebuild.ts'
import { Recent } from '../fold/recent.ts'
import { type Folded, put, settle, TAIL_MAX } from '../fold/settle.ts'
import type { Receipt } from '../port.ts'
import { runSteps, type Steps } from '../steps.ts'
import { append, type Memory } from './append.ts'
import type { Runner } from './connection.ts'
import { failureOf, primaryCode } from './failure.ts'
import type { Sealed } from './name-filter.ts'
import { keepNames, loadNames, nameAgain, seal, SEALING, type Sealing } from './name-runs.ts'
import { NameIndex } from './names.ts'

const FULL = 13
/** Before every member in the order of the projection; nobody, whose events concern all, is 0. */
export const START = 0

export type WriterOptions = {
  /** Whether the file is still where it was opened; absent: it always is. */
  readonly isThere?: () => boolean
  readonly sealing?: Sealing | undefined
}

/**
 * The one that writes: a transaction at a time, each on disk before its result is told. After a commit
 * that failed nobody knows what is on disk (Rebello et al., USENIX ATC 2020), so it takes nothing more.
 */
export class Writer {
  readonly seed: number
  readonly #runner: Runner
  readonly #isThere: () => boolean
  readonly #sealing: Sealing
  #memory: Memory = { names: new NameIndex(), members: new Map() }
  #position = 0
  readonly #recent = new Recent()
  /** The mark `folded`. */
  #folded = 0
  #isForgotten = true
  /** Names up to this place of the index are kept in runs. */
  #named = 0
  #version: unknown = null
  #poison: unknown = null

  /** `chance` seeds a new database. */
  constructor(runner: Runner, chance: () => number, options: WriterOptions = {}) {
    this.#runner = runner
    this.#isThere = options.isThere ?? (() => true)
    this.#sealing = options.sealing ?? SEALING
    this.seed = this.#transact('open', () => this.#drawSeed(chance))
  }

  append(incoming: readonly Incoming[]): readonly Receipt[] {
    const receipts = this.#transact('append', () =>
      runSteps(append(incoming, this.#position, this.#memory), this.#runner.answer),
    )
    for (const { kind, seq } of receipts) if (kind === 'accepted') this.#position = seq
    return receipts
  }

  /** How many events are in the tail. */
  get unsettled(): number {
    return this.#position - this.#folded
  }

  /** Whether what others remember of conversations may no longer be so; says it once. */
  takeForgotten(): boolean {
    const isForgotten = this.#isForgotten
    this.#isForgotten = false
    return isForgotten
  }

  /**
   * Stores a piece of what another thread folded. Returns whether it did: not where the projection has moved on
   * meanwhile. Who was told no, or of an error, must store no later piece of that fold.
   */
  put(folded: Folded): boolean {
    const isPut = this.#transact('settle', () => {
      const done = this.#run(put(folded))
      if (done) this.#keepNames()
      return done
    })
    if (isPut) this.#folded = folded.to
    return isPut
  }

  perform(call: Call): unknown {
    return this.#transact(`${call.capability}.${call.method}`, () =>
      this.#run(actOf(call).steps(...call.parameters)),
    )
  }

  /** Brings the projection up to the log, a bounded piece each transaction. */
  settle(): void {
    while (this.#transact('settle', () => this.#settleSome()) > 0);
    this.#folded = this.#position
    this.seal()
  }

  /** Seals names that are in runs, if there are many. Until that is on disk, memory knows nothing of it. */
  seal(): void {
    if (this.#memory.names.young < this.#sealing.least) return
    const { connection } = this.#runner
    // The numbers that are taken out of the runs stay in the database, so they need not be overwritten.
    connection.exec('PRAGMA secure_delete = OFF')
    let sealed: readonly Sealed[]
    try {
      sealed = this.#transact('seal', () => this.#run(seal(this.#sealing)))
    } finally {
      connection.exec('PRAGMA secure_delete = ON')
    }
    if (sealed.length > 0) this.#memory.names.seal(sealed)
  }

  /** Makes the projection and the runs of names again from the log, in one transaction. */
  rebuild(progress: Progress = () => undefined): void {
    // Should it come to nothing, the memory is read again from what then is there.
    this.#version = null
    this.#transact('rebuild', () => {
      this.#forget()
      this.#memory = { names: new NameIndex(), members: new Map() }
      this.#named = 0
      this.#run(nameAgain(this.#mark('seed'), this.#sealing))
      this.#run(rebuild(() => this.#settleSteps(), progress))
      this.#version = null
    })
  }

  /** Makes the turns anew that another version packed. */
  renew(progress: Progress): void {
    if (!this.#run(isCurrent())) this.rebuild(progress)
  }

  erase(member: string): number {
    const gone = this.#overwrite('erase', () => {
      const events = this.#run(eraseMember(member))
      this.#all('member_drop', member)
      return events
    })
    this.#memory.members.delete(member)
    return gone
  }

  renameClient(renaming: Renaming, found: Found): number {
    return this.#overwrite('erase client', () => this.#run(renameClient(renaming, found)))
  }

  /** A change of settled events that leaves nothing of what was there before, in no file. */
  #overwrite<Result>(what: string, body: () => Result): Result {
    this.settle()
    const result = this.#transact(what, () => {
      // Another process may have stored some since.
      while (this.#settleSome() > 0);
      this.#forget()
      return body()
    })
    this.#folded = this.#position
    // What was overwritten in the database must not live on in the log of writes.
    this.#runner.value('PRAGMA wal_checkpoint(TRUNCATE)')
    return result
  }

  purge(before: number): number {
    this.settle()
    return this.#transact('purge', () => {
      this.#forget()
      return this.#run(purgeQuiet(before, START))
    })
  }

  close(): void {
    this.#runner.connection.close()
  }

  #run<Result>(steps: Steps<Result>): Result {
    return runSteps(steps, this.#runner.answer)
  }

  #all(statement: string, ...parameters: readonly (string | number)[]): void {
    this.#runner.answer({ statement, lists: [parameters] })
  }

  #mark(name: string): number {
    const rows = this.#runner.answer({ statement: 'mark_get', lists: [[name]] })
    return Number(rows[0]?.['value'] ?? 0)
  }

  #drawSeed(chance: () => number): number {
    const known = this.#mark('seed')
    if (known !== 0) return known
    const seed = chance()
    this.#all('mark_set', 'seed', seed)
    return seed
  }

  #settleSome(): number {
    return this.#run(this.#settleSteps())
  }

  *#settleSteps(): Steps<number> {
    const settled = yield* settle({ limit: TAIL_MAX, tail: null, recent: this.#recent })
    if (settled > 0) this.#keepNames()
    return settled
  }

  #keepNames(): void {
    const { names } = this.#memory
    this.#run(keepNames(names, this.#named))
    this.#named = names.count
  }

  #transact<Result>(what: string, body: () => Result): Result {
    if (this.#poison !== null) throw new StoreError('poisoned', what, this.#poison)
    if (!this.#isThere()) {
      this.#poison = new Error('the file of the database is not where it was')
      throw new StoreError('gone', what, this.#poison)
    }
    const { connection } = this.#runner
    // A transaction that never began, as where another process holds the database, has nothing to take back.
    const before = { named: this.#named, names: this.#memory.names.count }
    let result: Result
    try {
      connection.exec('BEGIN IMMEDIATE')
      this.#refresh()
      before.named = this.#named
      before.names = this.#memory.names.count
      // What is in runs by a transaction before this one is there for good.
      this.#memory.names.release(this.#named)
      result = body()
    } catch (error) {
      this.#undo(before)
      throw failureOf(error, what)
    }
    try {
      connection.exec('COMMIT')
    } catch (error) {
      this.#undo(before)
      if (primaryCode(error) === FULL) throw failureOf(error, what)
      this.#poison = error
      throw new StoreError('poisoned', what, error)
    }
    return result
  }

  #undo({ named, names }: { readonly named: number; readonly names: number }): void {
    try {
      this.#runner.connection.exec('ROLLBACK')
    } catch {
      // SQLite has ended the transaction itself, or none was begun.
    }
    this.#named = named
    this.#memory.names.cut(names)
    this.#memory.members.clear()
    this.#forget()
  }

  #forget(): void {
    this.#recent.forget()
    this.#isForgotten = true
  }

  /** Reads the memory again when another process has written, or a transaction of ours came to nothing. */
  #refresh(): void {
    const version = this.#runner.value('PRAGMA data_version')
    if (version === this.#version && this.#version !== null) return
    const { names, named, isSealing } = this.#run(loadNames(this.#mark('seed'), this.#sealing))
    this.#memory = { names, members: new Map() }
    this.#named = named
    this.#forget()
    this.#position = this.#mark('position')
    this.#folded = this.#mark('folded')
    // What was sealed on the way is not committed yet: the next transaction reads again what then is there.
    this.#version = isSealing ? null : version
  }
}
