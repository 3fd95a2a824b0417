import { compareBytes, qualifiedId, type TurnColumns } from '@alacrity/engine'
import { lineOfRow, nameOfRow } from '../column/names.ts'
import type { Segment } from '../column/segment.ts'
import {
  FACTS,
  HASH_OF_CLIENT,
  MEMBER_NUMBER,
  OPENED_AT,
  OPENING_ROW,
  ORDINAL_SHIFT,
  OTHER_CLIENT,
  RECORD,
  REPLIED_AT,
  SEGMENT,
  TURN_DOUBLES,
  TURN_WORDS,
  type Turns,
} from '../column/turns.ts'
import { isVoid, type LooseTurns } from './fold.ts'
import { PartSorter } from './order.ts'
import type { Reading } from './share.ts'

/** So many rows are asked for at once. */
const AHEAD = 128
/** What is touched ahead of use, so that the optimiser cannot leave it out. */
const touched = new Int32Array(1)

/** A thread's turns in the engine's columns, each member's together and in order. */
export class Arrangement {
  readonly count: number
  /** First row by local member, and the end. */
  readonly start: Int32Array
  readonly columns: Omit<TurnColumns, 'client' | 'repliedWith'>
  /** By row: the hash of the opener's client. */
  readonly clientHash: Int32Array
  /** By row: the conversation's record, or -1 where the client is not the record's. */
  readonly #record: Int32Array
  readonly #segments: readonly Segment[]
  /** The live turns of each segment, then the loose ones: one after another they number all turns. */
  readonly #lists: readonly Turns[]
  readonly #base: Int32Array
  /** By row: the number of its turn. */
  readonly #order: Int32Array
  readonly #loose: LooseTurns
  #list = 0

  constructor(reading: Reading, local: Int32Array, loose: LooseTurns) {
    this.#segments = reading.segments
    this.#loose = loose
    this.#lists = [...reading.segments.map(({ turns }) => turns), loose.list.share()]
    this.#base = new Int32Array(this.#lists.length + 1)
    this.#lists.forEach(({ count }, list) => {
      this.#base[list + 1] = (this.#base[list] as number) + count
    })
    const members = local.reduce((most, index) => Math.max(most, index + 1), 0)
    const owners = [...ownersOf(reading, local, loose), Int32Array.from(loose.member)]
    this.start = startsOf(owners, members)
    this.count = this.start[members] as number
    this.#order = orderOf(owners, this.start)
    const { count } = this
    this.columns = {
      openedAt: new Float64Array(count),
      repliedAt: new Float64Array(count),
      kind: new Uint8Array(count),
      ordinal: new Uint32Array(count),
      byMember: new Uint8Array(count),
      autoRepliedAt:
        loose.autoRepliedAt.size === 0 ? null : new Float64Array(count).fill(Number.NaN),
    }
    this.clientHash = new Int32Array(count)
    this.#record = new Int32Array(count)
    this.#read()
    this.#sort()
  }

  /** Whether two rows are of one conversation and its usual client, as far as is plain to see. */
  sameRecord(a: number, b: number): boolean {
    if (this.#record[a] !== this.#record[b] || this.#record[a] === -1) return false
    const list = this.#listOf(this.#order[a] as number)
    return list < this.#segments.length && list === this.#listOf(this.#order[b] as number)
  }

  /** Where the words of a row's turn are, and in which list. */
  place(row: number): {
    readonly words: Int32Array
    readonly base: number
    readonly segment: number
  } {
    const turn = this.#order[row] as number
    const list = this.#listOf(turn)
    const { words } = this.#lists[list] as Turns
    const base = (turn - (this.#base[list] as number)) * TURN_WORDS
    const segment = list < this.#segments.length ? list : (words[base + SEGMENT] as number)
    return { words, base, segment }
  }

  #listOf(turn: number): number {
    const base = this.#base
    let list = this.#list
    while (turn < (base[list] as number)) list -= 1
    while (turn >= (base[list + 1] as number)) list += 1
    this.#list = list
    return list
  }

  /** Reads the turns into the columns, each run of rows once ahead of use: memory is slow to answer. */
  #read(): void {
    for (let row = 0; row < this.count; row += AHEAD) {
      const end = Math.min(this.count, row + AHEAD)
      touched[0] = this.#touch(row, end)
      this.#fill(row, end)
    }
  }

  #touch(from: number, to: number): number {
    const order = this.#order
    let sum = 0
    for (let row = from; row < to; row += 1) {
      const turn = order[row] as number
      const list = this.#listOf(turn)
      const { words } = this.#lists[list] as Turns
      const at = (turn - (this.#base[list] as number)) * TURN_WORDS
      sum ^= (words[at] as number) ^ (words[at + MEMBER_NUMBER] as number)
    }
    return sum
  }

  #fill(from: number, to: number): void {
    const { openedAt, repliedAt, kind, ordinal, byMember, autoRepliedAt } = this.columns
    const order = this.#order
    const looseBase = this.#base[this.#lists.length - 1] as number
    for (let row = from; row < to; row += 1) {
      const turn = order[row] as number
      const list = this.#listOf(turn)
      const { doubles, words } = this.#lists[list] as Turns
      const at = turn - (this.#base[list] as number)
      const facts = words[at * TURN_WORDS + FACTS] as number
      openedAt[row] = doubles[at * TURN_DOUBLES + OPENED_AT] as number
      repliedAt[row] = doubles[at * TURN_DOUBLES + REPLIED_AT] as number
      kind[row] = facts & 7
      byMember[row] = (facts >> 3) & 1
      ordinal[row] = facts >>> ORDINAL_SHIFT
      this.clientHash[row] = words[at * TURN_WORDS + HASH_OF_CLIENT] as number
      const usual = (facts & OTHER_CLIENT) === 0
      this.#record[row] = usual ? (words[at * TURN_WORDS + RECORD] as number) : -1
      if (autoRepliedAt === null) continue
      const auto = turn < looseBase ? undefined : this.#loose.autoRepliedAt.get(at)
      autoRepliedAt[row] = auto ?? Number.NaN
    }
  }

  /** Puts each member's turns in order of (opened_at, turn id as bytes), where they are not. */
  #sort(): void {
    const { start } = this
    for (let member = 0; member + 1 < start.length; member += 1) {
      const from = start[member] as number
      const to = start[member + 1] as number
      if (this.#isOrdered(from, to)) continue
      const order = Int32Array.from({ length: to - from }, (_, i) => i)
      const tie = (a: number, b: number) => this.#compareIds(from + a, from + b)
      new PartSorter(this.columns.openedAt.subarray(from, to), tie).sort(order)
      this.#permute(from, order)
    }
  }

  #permute(from: number, order: Int32Array): void {
    const { openedAt, repliedAt, kind, ordinal, byMember, autoRepliedAt } = this.columns
    const columns = [this.#order, openedAt, repliedAt, kind, ordinal, byMember]
    columns.push(this.clientHash, this.#record)
    if (autoRepliedAt !== null) columns.push(autoRepliedAt)
    for (const column of columns) {
      const before = column.slice(from, from + order.length)
      for (let i = 0; i < order.length; i += 1) {
        column[from + i] = before[order[i] as number] as number
      }
    }
  }

  #isOrdered(from: number, to: number): boolean {
    const { openedAt } = this.columns
    for (let row = from + 1; row < to; row += 1) {
      const before = openedAt[row - 1] as number
      const now = openedAt[row] as number
      if (before > now) return false
      if (before === now && this.#compareIds(row - 1, row) > 0) return false
    }
    return true
  }

  #compareIds(a: number, b: number): number {
    return compareBytes(this.#turnId(a), this.#turnId(b))
  }

  #turnId(row: number): string {
    const { words, base, segment } = this.place(row)
    const { names } = this.#segments[segment] as Segment
    const opening = words[base + OPENING_ROW] as number
    if (names.kind === 'lines' && names.source === 'default') {
      return String(lineOfRow(names, opening))
    }
    return qualifiedId(nameOfRow(names, opening))
  }
}

/** By live turn of each segment: which local member it counts for, or -1. */
function ownersOf(reading: Reading, local: Int32Array, loose: LooseTurns): Int32Array[] {
  return reading.segments.map(({ turns }, index) => {
    const ranks = reading.ranks[index] as Int32Array
    const localOf = ranks.map((rank) => (reading.plain[rank] === 1 ? -1 : (local[rank] as number)))
    const bits = loose.void[index] as Uint8Array
    const owners = new Int32Array(turns.count)
    const { words } = turns
    for (let turn = 0; turn < turns.count; turn += 1) {
      const base = turn * TURN_WORDS
      const counts = !isVoid(bits, words[base + RECORD] as number)
      owners[turn] = counts ? (localOf[words[base + MEMBER_NUMBER] as number] as number) : -1
    }
    return owners
  })
}

function startsOf(owners: readonly Int32Array[], members: number): Int32Array {
  const start = new Int32Array(members + 1)
  for (const own of owners) {
    for (let turn = 0; turn < own.length; turn += 1) {
      const member = own[turn] as number
      if (member >= 0) start[member + 1] = (start[member + 1] as number) + 1
    }
  }
  for (let member = 0; member < members; member += 1) {
    start[member + 1] = (start[member + 1] as number) + (start[member] as number)
  }
  return start
}

/** By row: the number of the turn, each member's turns in the order in which they were found. */
function orderOf(owners: readonly Int32Array[], start: Int32Array): Int32Array {
  const order = new Int32Array(start.at(-1) ?? 0)
  const next = start.slice()
  let base = 0
  for (const own of owners) {
    for (let turn = 0; turn < own.length; turn += 1) {
      const member = own[turn] as number
      if (member < 0) continue
      const row = next[member] as number
      order[row] = base + turn
      next[member] = row + 1
    }
    base += own.length
  }
  return order
}
