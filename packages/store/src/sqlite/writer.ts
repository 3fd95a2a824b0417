import { actOf, type Call } from '../acts/index.ts'
import type { Incoming } from '../append.ts'
import { StoreError } from '../error.ts'
import { eraseMember, purgeQuiet } from '../fold/remove.ts'
import { Recent } from '../fold/recent.ts'
import { settle, TAIL_MAX, type TailRow } from '../fold/settle.ts'
import { nameHash } from '../hash.ts'
import type { Receipt } from '../port.ts'
import { runSteps, type Steps } from '../steps.ts'
import { append, type Memory } from './append.ts'
import type { Runner } from './connection.ts'
import { failureOf, primaryCode } from './failure.ts'
import { NameIndex, numbersOf } from './names.ts'

const FULL = 13
/** Before every member in the order of the projection; nobody, whose events concern all, is 0. */
export const START = 0

/**
 * The one that writes: a transaction at a time, each on disk before its result is told. After a commit
 * that failed nobody knows what is on disk (Rebello et al., USENIX ATC 2020), so it takes nothing more.
 */
export class Writer {
  readonly seed: number
  readonly #runner: Runner
  readonly #isThere: () => boolean
  #memory: Memory = { names: new NameIndex(), members: new Map() }
  #position = 0
  readonly #recent = new Recent()
  /** Events after the mark `folded`, as far as this writer stored them itself. */
  #tail: TailRow[] = []
  /** Names up to this place of the index are kept in runs. */
  #named = 0
  #version: unknown = null
  #poison: unknown = null

  /** `chance` seeds a new database; `isThere` says whether the file is still where it was opened. */
  constructor(runner: Runner, chance: () => number, isThere: () => boolean) {
    this.#runner = runner
    this.#isThere = isThere
    this.seed = this.#transact('open', () => this.#drawSeed(chance))
  }

  append(incoming: readonly Incoming[]): readonly Receipt[] {
    const receipts = this.#transact('append', () =>
      runSteps(append(incoming, this.#position, this.#memory), this.#runner.answer),
    )
    receipts.forEach(({ kind, seq }, place) => {
      const arrived = incoming[place]
      if (kind !== 'accepted' || arrived === undefined) return
      const member = this.#memory.members.get(arrived.member) ?? START
      this.#tail.push({ seq, member, body: arrived.body })
      this.#position = seq
    })
    return receipts
  }

  /** Whether the tail is so long that it should be settled before more is taken. */
  get isOverdue(): boolean {
    return this.#memory.names.count - this.#named >= TAIL_MAX
  }

  perform(call: Call): unknown {
    return this.#transact(`${call.capability}.${call.method}`, () =>
      this.#run(actOf(call).steps(...call.parameters)),
    )
  }

  /** Brings the projection up to the log, a bounded piece each transaction. */
  settle(): void {
    while (this.#transact('settle', () => this.#settleSome()) > 0);
  }

  /** Makes the projection and the runs of names again from the log, in one transaction. */
  rebuild(): void {
    // Should it come to nothing, the memory is read again from what then is there.
    this.#version = null
    this.#transact('rebuild', () => {
      this.#recent.forget()
      this.#tail = []
      this.#all('conversation_clear')
      this.#all('name_run_clear')
      this.#all('mark_set', 'folded', 0)
      this.#loadNames()
      while (this.#settleSome() > 0);
      this.#version = null
    })
  }

  erase(member: string): number {
    this.settle()
    const gone = this.#transact('erase', () => {
      this.#runner.connection.exec('PRAGMA secure_delete = ON')
      this.#recent.forget()
      const events = this.#run(eraseMember(member))
      this.#all('member_drop', member)
      return events
    })
    this.#memory.members.delete(member)
    // What was overwritten in the database must not live on in the log of writes.
    this.#runner.connection.exec('PRAGMA secure_delete = OFF')
    this.#runner.value('PRAGMA wal_checkpoint(TRUNCATE)')
    return gone
  }

  purge(before: number): number {
    this.settle()
    return this.#transact('purge', () => {
      this.#recent.forget()
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
    const whole = this.#tail.length === this.#position - this.#mark('folded')
    const tail = whole ? this.#tail : null
    const settled = this.#run(settle({ limit: TAIL_MAX, tail, recent: this.#recent }))
    this.#tail = []
    const { names } = this.#memory
    if (settled > 0 && names.count > this.#named) {
      const { hashes, seqs } = names.since(this.#named)
      this.#runner.answer({ statement: 'name_run_add', lists: [[hashes, seqs]] })
      this.#named = names.count
    }
    return settled
  }

  #transact<Result>(what: string, body: () => Result): Result {
    if (this.#poison !== null) throw new StoreError('poisoned', what, this.#poison)
    if (!this.#isThere()) {
      this.#poison = new Error('the file of the database is not where it was')
      throw new StoreError('gone', what, this.#poison)
    }
    const { connection } = this.#runner
    const before = { named: this.#named, names: 0 }
    let result: Result
    try {
      connection.exec('BEGIN IMMEDIATE')
      this.#refresh()
      before.named = this.#named
      before.names = this.#memory.names.count
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
    this.#recent.forget()
    this.#tail = []
  }

  /** Reads the memory again when another process has written, or a transaction of ours came to nothing. */
  #refresh(): void {
    const version = this.#runner.value('PRAGMA data_version')
    if (version === this.#version && this.#version !== null) return
    this.#memory = { names: new NameIndex(), members: new Map() }
    this.#loadNames()
    this.#recent.forget()
    this.#tail = []
    this.#position = this.#mark('position')
    this.#version = version
  }

  /** The names of every event: those in runs, then those that came after them. */
  #loadNames(): void {
    const names = new NameIndex()
    let last = 0
    for (const row of this.#runner.answer({ statement: 'name_run_all', lists: [[]] })) {
      const hashes = numbersOf(row['hashes'] as Uint8Array)
      const seqs = numbersOf(row['seqs'] as Uint8Array)
      for (let i = 0; i < hashes.length; i += 1) names.add(hashes[i] ?? 0, seqs[i] ?? 0)
      last = seqs.at(-1) ?? last
    }
    this.#named = names.count
    const seed = this.#mark('seed')
    for (;;) {
      const rows = this.#runner.answer({ statement: 'event_since', lists: [[last, TAIL_MAX]] })
      for (const row of rows) {
        const event = JSON.parse(String(row['body'])) as { source: string; id: string }
        last = Number(row['seq'])
        names.add(nameHash(event.source, event.id, seed), last)
      }
      if (rows.length < TAIL_MAX) break
    }
    this.#memory = { names, members: this.#memory.members }
  }
}
