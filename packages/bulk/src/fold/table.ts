import type { MemberTurns, TurnColumns } from '@alacrity/engine'
import type { AloneRule } from '@alacrity/engine/scoring'
import { wordsText } from '../column/interner.ts'
import type { Segment } from '../column/segment.ts'
import { hashText } from '../column/text-cells.ts'
import { HASH_OF_CLIENT } from '../column/turns.ts'
import { Arrangement } from './arrange.ts'
import { ClientNumbers } from './client-numbers.ts'
import { Counted } from './counting.ts'
import { LateFold, type LooseTurns } from './fold.ts'
import { firstTurns, type Picked, pickTurns } from './pick.ts'
import { memberText } from './records.ts'
import type { Share } from './share.ts'
import { TurnLists } from './turn-lists.ts'

type Found = {
  readonly lists: TurnLists
  readonly loose: LooseTurns
  /** By local member when its first turn was opened; infinite without any. */
  readonly first: Float64Array
}

/**
 * The turns of a thread's members that were opened after an instant, in the engine's columns: each member's rows
 * together. They are put in order when the member is asked about.
 */
export class TurnTable {
  readonly since: number
  readonly #picked: Picked
  readonly #columns: TurnColumns
  readonly #arrangement: Arrangement
  readonly #numbers: ClientNumbers
  /** How many clients, by local member; -1 until its rows are in order. */
  readonly #clients: Int32Array

  constructor(segments: readonly Segment[], found: Found, picked: Picked) {
    this.since = picked.since
    this.#picked = picked
    this.#arrangement = new Arrangement(segments, found, picked)
    this.#numbers = new ClientNumbers(found.lists)
    this.#columns = {
      ...this.#arrangement.columns,
      client: new Uint32Array(picked.turns.length),
    }
    this.#clients = new Int32Array(found.first.length).fill(-1)
  }

  turnsOf(member: number): MemberTurns {
    const { start } = this.#picked
    const from = start[member] as number
    const to = start[member + 1] as number
    if ((this.#clients[member] as number) < 0) this.#clients[member] = this.#arrange(from, to)
    return {
      columns: this.#columns,
      from,
      to,
      clients: this.#clients[member] as number,
      // Read for erasures only, and members whom these concern are judged by the plain path.
      clientName: noName,
      rare: null,
      lastContactAt: null,
    }
  }

  /** Numbers of a member's turns. */
  numbersOf(member: number): Int32Array {
    const { start, turns } = this.#picked
    return turns.subarray(start[member], start[member + 1])
  }

  /** Puts rows in order; returns how many clients they name. */
  #arrange(from: number, to: number): number {
    const { turns } = this.#picked
    const { client } = this.#columns
    const numbers = this.#numbers
    this.#arrangement.arrange(from, to)
    numbers.begin(to - from)
    for (let row = from; row < to; row += 1) {
      client[row] = numbers.numberOf(turns[row] as number)
    }
    return numbers.count
  }
}

const noName = () => ''

/** What a thread has folded: its turns as they were found, and in columns as far as they were asked for. */
export class FoldedTurns {
  readonly #share: Share
  readonly #mine: Int32Array
  readonly #local: Int32Array
  readonly #found: Found
  readonly #erased: ReadonlyMap<number, Erasures> | null
  #table: TurnTable | null = null

  constructor(share: Share, mine: Int32Array, loose: LooseTurns) {
    const { reading } = share
    this.#share = share
    this.#mine = mine
    this.#local = localMembers(share, mine)
    const lists = new TurnLists(reading.segments, loose)
    const first = firstTurns(reading, loose, { local: this.#local, members: mine.length })
    this.#found = { lists, loose, first }
    this.#erased = erasedClients(share)
  }

  /**
   * The turns opened after an instant, at least. Most questions are about the last weeks, so older turns are put
   * into columns when somebody asks about them; then all of them are.
   */
  since(instant: number): TurnTable {
    const known = this.#table
    if (known !== null && known.since <= instant) return known
    const partly = known === null && this.#erased === null
    this.#table = this.#pick(partly ? instant : Number.NEGATIVE_INFINITY)
    return this.#table
  }

  /** Whether a member has a turn as of an instant. */
  hasTurn(member: number, asOf: number): boolean {
    return (this.#found.first[member] as number) <= asOf
  }

  /**
   * What members' turns come to where a rule judges each by itself; null where an erasure or an automated reply
   * may change that.
   */
  counted(rule: AloneRule): Counted | null {
    const { loose } = this.#found
    if (this.#erased !== null || (rule.automated && loose.autoRepliedAt.size > 0)) return null
    return new Counted(this.#share.reading, this.#found, {
      rule,
      local: this.#local,
      members: this.#mine.length,
    })
  }

  #pick(since: number): TurnTable {
    const { reading } = this.#share
    const wish = { local: this.#local, members: this.#mine.length, since }
    const picked = pickTurns(reading, this.#found, wish)
    return new TurnTable(reading.segments, this.#found, picked)
  }

  /** Whether a client's erasure concerns one of a member's turns, which then the plain path judges [OC1]. */
  isConcerned(member: number, table: TurnTable): boolean {
    if (this.#erased === null) return false
    return table.numbersOf(member).some((turn) => this.#isErased(member, turn))
  }

  #isErased(member: number, turn: number): boolean {
    const { lists } = this.#found
    const erasures = this.#erased?.get(lists.word(turn, HASH_OF_CLIENT))
    if (erasures === undefined) return false
    const { words, offset, length } = lists.client(turn)
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
