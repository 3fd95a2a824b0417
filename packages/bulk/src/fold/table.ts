import type { MemberTurns, TurnColumns } from '@alacrity/engine'
import { wordsText } from '../column/interner.ts'
import { hashText } from '../column/text-cells.ts'
import { HASH_OF_CLIENT } from '../column/turns.ts'
import { Arrangement } from './arrange.ts'
import { ClientNumbers } from './client-numbers.ts'
import { LateFold, type LooseTurns } from './fold.ts'
import { pickTurns } from './pick.ts'
import { memberText } from './records.ts'
import type { Share } from './share.ts'
import { TurnLists } from './turn-lists.ts'

type Members = {
  /** First row by local member, and the end. */
  readonly start: Int32Array
  /** By local member when its first turn was opened, or another that was until `asOf`; NaN without any. */
  readonly first: Float64Array
  /** How many clients, by local member. */
  readonly clients: Int32Array
  /** By local member: 1 where a client's erasure concerns it, which the plain path judges [OC1]. */
  readonly concerned: Uint8Array
}

/** What a table answers. */
type Reach = {
  /** Turns opened at or before it are not there. */
  readonly since: number
  /** Who has had a turn is known as of this instant and later ones. */
  readonly asOf: number
}

const EVERYTHING: Reach = { since: Number.NEGATIVE_INFINITY, asOf: Number.NEGATIVE_INFINITY }

/** The turns of a thread's members, each member's rows together, in the engine's columns. */
export class TurnTable {
  readonly columns: TurnColumns
  readonly reach: Reach
  readonly #members: Members

  constructor(columns: TurnColumns, members: Members, reach: Reach) {
    this.columns = columns
    this.#members = members
    this.reach = reach
  }

  turnsOf(member: number): MemberTurns {
    const { start, clients } = this.#members
    return {
      columns: this.columns,
      from: start[member] ?? 0,
      to: start[member + 1] ?? 0,
      clients: clients[member] ?? 0,
      // Read for erasures only, and members whom these concern are judged by the plain path.
      clientName: () => '',
      rare: null,
      lastContactAt: null,
    }
  }

  isConcerned(member: number): boolean {
    return this.#members.concerned[member] === 1
  }

  /** Whether a member has a turn as of an instant that the table reaches. */
  hasTurn(member: number, asOf: number): boolean {
    return (this.#members.first[member] as number) <= asOf
  }
}

/** What a thread has folded: its turns as they were found, and in columns as far as they were asked for. */
export class FoldedTurns {
  readonly #share: Share
  readonly #mine: Int32Array
  readonly #local: Int32Array
  readonly #loose: LooseTurns
  readonly #lists: TurnLists
  readonly #erased: ReadonlyMap<number, Erasures> | null
  #table: TurnTable | null = null

  constructor(share: Share, mine: Int32Array, loose: LooseTurns) {
    this.#share = share
    this.#mine = mine
    this.#local = localMembers(share, mine)
    this.#loose = loose
    this.#lists = new TurnLists(share.reading.segments, loose)
    this.#erased = erasedClients(share)
  }

  /**
   * The turns opened after an instant, at least, for a question as of another. Most questions are about the last
   * weeks, so older turns are put into columns when somebody asks about them; then all of them are.
   */
  since(instant: number, asOf: number): TurnTable {
    const known = this.#table
    if (known !== null && known.reach.since <= instant && known.reach.asOf <= asOf) return known
    const partly = known === null && this.#erased === null
    this.#table = this.#arrange(partly ? { since: instant, asOf } : EVERYTHING)
    return this.#table
  }

  #arrange(reach: Reach): TurnTable {
    const { reading } = this.#share
    const from = { lists: this.#lists, loose: this.#loose }
    const wish = { local: this.#local, members: this.#mine.length, ...reach }
    const picked = pickTurns(reading, from, wish)
    const { start, first, turns } = picked
    const arrangement = new Arrangement(reading.segments, from, picked)
    const numbers = new ClientNumbers(this.#lists)
    const client = new Uint32Array(turns.length)
    const clients = new Int32Array(this.#mine.length)
    const concerned = new Uint8Array(this.#mine.length)
    for (let member = 0; member < this.#mine.length; member += 1) {
      const [begin, end] = [start[member] as number, start[member + 1] as number]
      arrangement.arrange(begin, end)
      numbers.begin(end - begin)
      for (let row = begin; row < end; row += 1) {
        const turn = turns[row] as number
        client[row] = numbers.numberOf(turn)
        if (this.#isErased(member, turn)) concerned[member] = 1
      }
      clients[member] = numbers.count
    }
    const columns = { ...arrangement.columns, client }
    return new TurnTable(columns, { start, first, clients, concerned }, reach)
  }

  /** Whether a client's erasure concerns one of a member's turns. */
  #isErased(member: number, turn: number): boolean {
    const erasures = this.#erased?.get(this.#lists.word(turn, HASH_OF_CLIENT))
    if (erasures === undefined) return false
    const { words, offset, length } = this.#lists.client(turn)
    const name = wordsText(words, offset, length)
    const id = memberText(this.#share.reading, this.#mine[member] as number)
    return erasures.some((one) => one.client === name && (one.member ?? id) === id)
  }
}

/** Folds a thread's share. `ignoreTies` is a planted fault, for tests that must find it. */
export function foldShare(share: Share, mine: Int32Array, ignoreTies = false): FoldedTurns {
  const loose = new LateFold(share, localMembers(share, mine), ignoreTies).run()
  return new FoldedTurns(share, mine, loose)
}

/** By rank: which of a thread's members, or -1. */
function localMembers(share: Share, mine: Int32Array): Int32Array {
  const local = new Int32Array(share.owner.length).fill(-1)
  for (let index = 0; index < mine.length; index += 1) local[mine[index] as number] = index
  return local
}

type Erasures = Share['reading']['erasures']

/** The erasures of clients by the hash of the client's id; null without any. */
function erasedClients(share: Share): ReadonlyMap<number, Erasures> | null {
  const byHash = new Map<number, Erasures>()
  for (const erasure of share.reading.erasures) {
    if (erasure.client === null) continue
    const hash = hashText(erasure.client)
    byHash.set(hash, [...(byHash.get(hash) ?? []), erasure])
  }
  return byHash.size === 0 ? null : byHash
}
