import { compareBytes, qualifiedId, type TurnColumns } from '@alacrity/engine'
import { lineOfRow, nameOfRow } from '../column/names.ts'
import type { Segment } from '../column/segment.ts'
import {
  FACTS,
  HASH_OF_CLIENT,
  OPENED_AT,
  OPENING_ROW,
  ORDINAL_SHIFT,
  OTHER_CLIENT,
  RECORD,
  REPLIED_AT,
  TURN_DOUBLES,
  TURN_WORDS,
  type Turns,
} from '../column/turns.ts'
import { isVoid, type LooseTurns } from './fold.ts'
import { PartSorter } from './order.ts'
import type { Reading } from './share.ts'

/** A thread's turns in the engine's columns, each member's together and in order. */
export class Arrangement {
  /** How many turns there are; the columns may be longer. */
  count = 0
  /** First row by local member, and the end. */
  readonly start: Int32Array
  readonly columns: Omit<TurnColumns, 'client' | 'repliedWith'>
  /** By row: the hash of the opener's client. */
  readonly clientHash: Int32Array
  /** By row: the conversation's record, or -1 where the client is not the record's. */
  readonly #record: Int32Array
  readonly #reading: Reading
  readonly #mine: Int32Array
  /** The turns of each segment, then the loose ones: one after another they number all turns. */
  readonly #lists: readonly Turns[]
  readonly #base: Int32Array
  /** By row: the number of its turn. */
  readonly #order: Int32Array
  readonly #loose: LooseTurns
  #list = 0

  /** Of the members of these ranks. */
  constructor(reading: Reading, mine: Int32Array, loose: LooseTurns) {
    this.#reading = reading
    this.#mine = mine
    this.#loose = loose
    this.#lists = [...reading.segments.map(({ turns }) => turns), loose.list]
    this.#base = new Int32Array(this.#lists.length + 1)
    this.#lists.forEach(({ count }, list) => {
      this.#base[list + 1] = (this.#base[list] as number) + count
    })
    const numbers = numbersByRank(reading)
    const room = this.#room(numbers)
    this.start = new Int32Array(mine.length + 1)
    this.columns = {
      openedAt: new Float64Array(room),
      repliedAt: new Float64Array(room),
      kind: new Uint8Array(room),
      ordinal: new Uint32Array(room),
      byMember: new Uint8Array(room),
      autoRepliedAt:
        loose.autoRepliedAt.size === 0 ? null : new Float64Array(room).fill(Number.NaN),
    }
    this.clientHash = new Int32Array(room)
    this.#record = new Int32Array(room)
    this.#order = new Int32Array(room)
    this.#fill(numbers)
  }

  /** Whether two rows are of one conversation and its usual client, as far as is plain to see. */
  sameRecord(a: number, b: number): boolean {
    if (this.#record[a] !== this.#record[b] || this.#record[a] === -1) return false
    const list = this.#listOf(this.#order[a] as number)
    return list < this.#reading.segments.length && list === this.#listOf(this.#order[b] as number)
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
    const index = turn - (this.#base[list] as number)
    const isLoose = list === this.#reading.segments.length
    const segment = isLoose ? (this.#loose.segment[index] as number) : list
    return { words, base: index * TURN_WORDS, segment }
  }

  #listOf(turn: number): number {
    const base = this.#base
    let list = this.#list
    while (turn < (base[list] as number)) list -= 1
    while (turn >= (base[list + 1] as number)) list += 1
    this.#list = list
    return list
  }

  /** How many turns there are at most: some of the segments' may be void. */
  #room(numbers: readonly Int32Array[]): number {
    let room = this.#loose.list.count
    this.#reading.segments.forEach(({ turns: { starts } }, index) => {
      const numberOf = numbers[index] as Int32Array
      for (const rank of this.#mine) {
        const number = numberOf[rank] as number
        if (number < 0 || this.#reading.plain[rank] === 1) continue
        room += (starts[number + 1] as number) - (starts[number] as number)
      }
    })
    return room
  }

  /** Takes each member's turns, segment by segment, with the loose ones where they belong in time. */
  #fill(numbers: readonly Int32Array[]): void {
    const { segments, plain } = this.#reading
    const loose = this.#loose.byMember()
    for (let member = 0; member < this.#mine.length; member += 1) {
      const rank = this.#mine[member] as number
      const from = this.count
      const waiting = loose.get(member) ?? NONE
      let next = 0
      for (let list = 0; list < segments.length && plain[rank] === 0; list += 1) {
        const number = (numbers[list] as Int32Array)[rank] as number
        if (number < 0) continue
        const { starts } = (segments[list] as Segment).turns
        const span = { list, from: starts[number] as number, to: starts[number + 1] as number }
        next = this.#take(span, waiting, next)
      }
      while (next < waiting.length) next = this.#takeLoose(waiting, next)
      this.start[member + 1] = this.count
      if (!this.#isOrdered(from, this.count)) this.#sort(from, this.count)
    }
  }

  #take(
    span: { readonly list: number; readonly from: number; readonly to: number },
    waiting: readonly number[],
    first: number,
  ): number {
    const { list } = span
    const { doubles, words } = this.#lists[list] as Turns
    const bits = this.#loose.void[list] ?? null
    let next = first
    for (let turn = span.from; turn < span.to; turn += 1) {
      if (bits !== null && isVoid(bits, words[turn * TURN_WORDS + RECORD] as number)) continue
      if (next < waiting.length) {
        const openedAt = doubles[turn * TURN_DOUBLES + OPENED_AT] as number
        while (next < waiting.length && this.#loose.openedAt(waiting[next] as number) < openedAt) {
          next = this.#takeLoose(waiting, next)
        }
      }
      this.#put(list, turn)
    }
    return next
  }

  #takeLoose(waiting: readonly number[], next: number): number {
    const turn = waiting[next] as number
    const { autoRepliedAt } = this.columns
    if (autoRepliedAt !== null) {
      autoRepliedAt[this.count] = this.#loose.autoRepliedAt.get(turn) ?? Number.NaN
    }
    this.#put(this.#lists.length - 1, turn)
    return next + 1
  }

  #put(list: number, turn: number): void {
    const { openedAt, repliedAt, kind, ordinal, byMember } = this.columns
    const { doubles, words } = this.#lists[list] as Turns
    const row = this.count
    const double = turn * TURN_DOUBLES
    const word = turn * TURN_WORDS
    const facts = words[word + FACTS] as number
    openedAt[row] = doubles[double + OPENED_AT] as number
    repliedAt[row] = doubles[double + REPLIED_AT] as number
    kind[row] = facts & 7
    byMember[row] = (facts >> 3) & 1
    ordinal[row] = facts >>> ORDINAL_SHIFT
    this.clientHash[row] = words[word + HASH_OF_CLIENT] as number
    const usual = (facts & OTHER_CLIENT) === 0
    this.#record[row] = usual ? (words[word + RECORD] as number) : -1
    this.#order[row] = (this.#base[list] as number) + turn
    this.count = row + 1
  }

  /** Puts a member's turns in order of (opened_at, turn id as bytes). */
  #sort(from: number, to: number): void {
    const order = Int32Array.from({ length: to - from }, (_, i) => i)
    const tie = (a: number, b: number) => this.#compareIds(from + a, from + b)
    new PartSorter(this.columns.openedAt.subarray(from, to), tie).sort(order)
    const { openedAt, repliedAt, kind, ordinal, byMember, autoRepliedAt } = this.columns
    const columns = [this.#order, openedAt, repliedAt, kind, ordinal, byMember]
    columns.push(this.clientHash, this.#record)
    if (autoRepliedAt !== null) columns.push(autoRepliedAt)
    for (const column of columns) {
      const before = column.slice(from, to)
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
    const { names } = this.#reading.segments[segment] as Segment
    const opening = words[base + OPENING_ROW] as number
    if (names.kind === 'lines' && names.source === 'default') {
      return String(lineOfRow(names, opening))
    }
    return qualifiedId(nameOfRow(names, opening))
  }
}

const NONE: readonly number[] = []

/** By segment and rank: the segment's number of a member, or -1. */
function numbersByRank({ ranks, order }: Reading): Int32Array[] {
  return ranks.map((rankOf) => {
    const numbers = new Int32Array(order.length).fill(-1)
    for (let number = 0; number < rankOf.length; number += 1) {
      numbers[rankOf[number] as number] = number
    }
    return numbers
  })
}
