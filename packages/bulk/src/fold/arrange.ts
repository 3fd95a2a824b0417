import { compareBytes, qualifiedId } from '@alacrity/engine'
import { MEMBER } from '../column/conversations.ts'
import { lineOfRow, nameOfRow } from '../column/names.ts'
import type { Segment } from '../column/segment.ts'
import { OPENED_AT, OPENING_ROW, TURN_DOUBLES, TURN_WORDS, type TurnList } from '../column/turns.ts'
import { isSettled, type LooseTurns } from './fold.ts'
import { PartSorter } from './order.ts'
import type { Reading } from './share.ts'

/** A thread's turns, each member's together and in order: 32 bytes a turn, as in column/turns.ts. */
export class Arrangement {
  readonly count: number
  /** First turn by local member, and the end. */
  readonly start: Int32Array
  readonly doubles: Float64Array
  readonly words: Int32Array
  /** By turn. */
  readonly segment: Uint16Array
  /** By turn; null where there is none. */
  readonly autoRepliedAt: Float64Array | null
  readonly #segments: readonly Segment[]

  constructor(reading: Reading, local: Int32Array, loose: LooseTurns) {
    this.#segments = reading.segments
    const members = local.reduce((most, index) => Math.max(most, index + 1), 0)
    const whose = reading.segments.map((segment, index) =>
      ownersOf(segment, reading.ranks[index] as Int32Array, { local, plain: reading.plain }),
    )
    this.start = startsOf([...whose, Int32Array.from(loose.member)], members)
    this.count = this.start[members] as number
    this.doubles = new Float64Array(this.count * TURN_DOUBLES)
    this.words = new Int32Array(this.doubles.buffer)
    this.segment = new Uint16Array(this.count)
    this.autoRepliedAt =
      loose.autoRepliedAt.size === 0 ? null : new Float64Array(this.count).fill(Number.NaN)
    const next = this.start.slice()
    reading.segments.forEach((segment, index) => {
      this.#placeLive(index, { owners: whose[index] as Int32Array, next, segment })
    })
    this.#placeLoose(loose, next)
    this.#sort()
  }

  #placeLive(
    index: number,
    from: { readonly owners: Int32Array; readonly next: Int32Array; readonly segment: Segment },
  ): void {
    const { owners, next } = from
    const { doubles, count } = from.segment.turns
    const to = this.doubles
    for (let turn = 0; turn < count; turn += 1) {
      const member = owners[turn] as number
      if (member < 0) continue
      const place = next[member] as number
      next[member] = place + 1
      const source = turn * TURN_DOUBLES
      const target = place * TURN_DOUBLES
      to[target] = doubles[source] as number
      to[target + 1] = doubles[source + 1] as number
      // Words are moved as words: a double may not keep every bit of what is no number.
      this.#moveWords(from.segment.turns.words, turn * TURN_WORDS, place * TURN_WORDS)
      if (index > 0) this.segment[place] = index
    }
  }

  #moveWords(words: Int32Array, source: number, target: number): void {
    const to = this.words
    to[target + 4] = words[source + 4] as number
    to[target + 5] = words[source + 5] as number
    to[target + 6] = words[source + 6] as number
    to[target + 7] = words[source + 7] as number
  }

  #placeLoose(loose: LooseTurns, next: Int32Array): void {
    const list: TurnList = loose.list
    for (let turn = 0; turn < list.count; turn += 1) {
      const member = loose.member[turn] as number
      const place = next[member] as number
      next[member] = place + 1
      const source = turn * TURN_DOUBLES
      this.doubles[place * TURN_DOUBLES] = list.doubles[source] as number
      this.doubles[place * TURN_DOUBLES + 1] = list.doubles[source + 1] as number
      this.#moveWords(list.words, turn * TURN_WORDS, place * TURN_WORDS)
      this.segment[place] = loose.segment[turn] as number
      const auto = loose.autoRepliedAt.get(turn)
      if (auto !== undefined && this.autoRepliedAt !== null) this.autoRepliedAt[place] = auto
    }
  }

  /** Puts each member's turns in order of (opened_at, turn id as bytes), where they are not. */
  #sort(): void {
    const { start } = this
    for (let member = 0; member + 1 < start.length; member += 1) {
      const from = start[member] as number
      const to = start[member + 1] as number
      if (!this.#isOrdered(from, to)) this.#sortPart(from, to)
    }
  }

  #isOrdered(from: number, to: number): boolean {
    const { doubles } = this
    for (let turn = from + 1; turn < to; turn += 1) {
      const before = doubles[(turn - 1) * TURN_DOUBLES + OPENED_AT] as number
      const now = doubles[turn * TURN_DOUBLES + OPENED_AT] as number
      if (before > now) return false
      if (before === now && this.#compareIds(turn - 1, turn) > 0) return false
    }
    return true
  }

  #sortPart(from: number, to: number): void {
    const size = to - from
    const keys = new Float64Array(size)
    const order = new Int32Array(size)
    for (let i = 0; i < size; i += 1) {
      keys[i] = this.doubles[(from + i) * TURN_DOUBLES + OPENED_AT] as number
      order[i] = i
    }
    const tie = (a: number, b: number) => this.#compareIds(from + a, from + b)
    new PartSorter(keys, tie).sort(order)
    const words = this.words.slice(from * TURN_WORDS, to * TURN_WORDS)
    const segment = this.segment.slice(from, to)
    const auto = this.autoRepliedAt?.slice(from, to)
    for (let i = 0; i < size; i += 1) {
      const source = order[i] as number
      const target = from + i
      this.words.set(
        words.subarray(source * TURN_WORDS, (source + 1) * TURN_WORDS),
        target * TURN_WORDS,
      )
      this.segment[target] = segment[source] as number
      if (auto !== undefined && this.autoRepliedAt !== null) {
        this.autoRepliedAt[target] = auto[source] as number
      }
    }
  }

  #compareIds(a: number, b: number): number {
    return compareBytes(this.#turnId(a), this.#turnId(b))
  }

  #turnId(turn: number): string {
    const { names } = this.#segments[this.segment[turn] as number] as Segment
    const row = this.words[turn * TURN_WORDS + OPENING_ROW] as number
    if (names.kind === 'lines' && names.source === 'default') return String(lineOfRow(names, row))
    return qualifiedId(nameOfRow(names, row))
  }
}

type Whose = { readonly local: Int32Array; readonly plain: Uint8Array }

/** By live turn: which local member it counts for; -1 for others' turns and for those folded again. */
function ownersOf(segment: Segment, ranks: Int32Array, { local, plain }: Whose): Int32Array {
  const { turns, conversations } = segment
  const owners = new Int32Array(turns.count)
  const { words } = conversations
  for (let turn = 0; turn < turns.count; turn += 1) {
    const record = turns.words[turn * TURN_WORDS + 6] as number
    const rank = ranks[words[record + MEMBER] as number] as number
    const counts = isSettled(words, record) && plain[rank] === 0
    owners[turn] = counts ? (local[rank] as number) : -1
  }
  return owners
}

function startsOf(whose: readonly Int32Array[], members: number): Int32Array {
  const start = new Int32Array(members + 1)
  for (const owners of whose) {
    for (let turn = 0; turn < owners.length; turn += 1) {
      const member = owners[turn] as number
      if (member >= 0) start[member + 1] = (start[member + 1] as number) + 1
    }
  }
  for (let member = 0; member < members; member += 1) {
    start[member + 1] = (start[member + 1] as number) + (start[member] as number)
  }
  return start
}
