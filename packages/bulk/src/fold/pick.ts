import { MEMBER_NUMBER, OPENED_AT, RECORD, TURN_DOUBLES, TURN_WORDS } from '../column/turns.ts'
import { isVoid, type LooseTurns } from './fold.ts'
import type { Reading } from './share.ts'
import type { TurnLists } from './turn-lists.ts'

/** Which turns a thread's members have, as far as they were asked for. */
export type Picked = {
  /** Numbers of turns, each member's together: segment by segment, as they were found. */
  readonly turns: Int32Array
  /** By local member the first of its turns there, and the end. */
  readonly start: Int32Array
  /**
   * By local member: of who has a turn among those picked that was opened until `asOf`, when the first of these
   * was; of everybody else, when the first of all turns was. NaN without any.
   */
  readonly first: Float64Array
}

export type Wish = {
  /** By rank: which of the thread's members, or -1. */
  readonly local: Int32Array
  readonly members: number
  /** Turns opened at or before it are left out. */
  readonly since: number
  readonly asOf: number
}

/** Picks a thread's turns out of all. */
export function pickTurns(reading: Reading, from: Sources, wish: Wish): Picked {
  const sieve = new Sieve(from.lists.base.at(-1) ?? 0, wish)
  const localOf = reading.segments.map((_, list) => localNumbers(reading, list, wish.local))
  localOf.forEach((numbers, list) => {
    sieve.takeSegment(from, list, numbers)
    // Where they belong in time, or nearly.
    sieve.takeLoose(from, list)
  })
  sieve.lookBack(from, localOf)
  return sieve.grouped()
}

type Sources = { readonly lists: TurnLists; readonly loose: LooseTurns }

/** By the segment's number of a member: the local one, or -1. */
function localNumbers({ ranks, plain }: Reading, list: number, local: Int32Array): Int32Array {
  return (ranks[list] as Int32Array).map((rank) =>
    plain[rank] === 1 ? -1 : (local[rank] as number),
  )
}

class Sieve {
  readonly #first: Float64Array
  readonly #start: Int32Array
  readonly #since: number
  readonly #asOf: number
  /** Turns in the order in which they were found, and whose they are. */
  readonly #turn: Int32Array
  readonly #member: Int32Array
  #count = 0

  constructor(most: number, { members, since, asOf }: Wish) {
    this.#first = new Float64Array(members).fill(Number.NaN)
    this.#start = new Int32Array(members + 1)
    this.#since = since
    this.#asOf = asOf
    this.#turn = new Int32Array(most)
    this.#member = new Int32Array(most)
  }

  /** Most turns are older than what is asked for: their time is all that is read of them. */
  takeSegment({ lists, loose }: Sources, list: number, localOf: Int32Array): void {
    const { words, doubles, count } = lists.lists[list] as TurnLists['lists'][number]
    const base = lists.base[list] as number
    const bits = loose.void[list] ?? null
    const since = this.#since
    for (let turn = 0; turn < count; turn += 1) {
      const openedAt = doubles[turn * TURN_DOUBLES + OPENED_AT] as number
      if (openedAt <= since) continue
      const member = localOf[words[turn * TURN_WORDS + MEMBER_NUMBER] as number] as number
      if (member < 0) continue
      if (bits !== null && isVoid(bits, words[turn * TURN_WORDS + RECORD] as number)) continue
      this.#take(base + turn, member, openedAt)
    }
  }

  takeLoose({ lists, loose }: Sources, segment: number): void {
    const base = lists.base.at(-2) ?? 0
    for (let turn = 0; turn < loose.list.count; turn += 1) {
      if (loose.segment[turn] !== segment) continue
      const openedAt = loose.openedAt(turn)
      if (openedAt > this.#since) this.#take(base + turn, loose.member[turn] as number, openedAt)
    }
  }

  #take(turn: number, member: number, openedAt: number): void {
    if (!(openedAt >= (this.#first[member] as number))) this.#first[member] = openedAt
    this.#turn[this.#count] = turn
    this.#member[this.#count] = member
    this.#start[member] = (this.#start[member] as number) + 1
    this.#count += 1
  }

  /** Finds the first turns of the few who have none among those picked, or only later ones. */
  lookBack({ lists, loose }: Sources, localOf: readonly Int32Array[]): void {
    if (this.#since === Number.NEGATIVE_INFINITY) return
    const first = this.#first
    const without = Uint8Array.from(first, (openedAt) => (openedAt <= this.#asOf ? 0 : 1))
    const see = (member: number, openedAt: number) => {
      if (!(openedAt >= (first[member] as number))) first[member] = openedAt
    }
    localOf.forEach((numbers, list) => {
      const { words, doubles, count } = lists.lists[list] as TurnLists['lists'][number]
      const bits = loose.void[list] ?? null
      const wanted = Uint8Array.from(numbers, (member) => (member < 0 ? 0 : (without[member] ?? 0)))
      for (let turn = 0; turn < count; turn += 1) {
        const number = words[turn * TURN_WORDS + MEMBER_NUMBER] as number
        if (wanted[number] === 0) continue
        if (bits !== null && isVoid(bits, words[turn * TURN_WORDS + RECORD] as number)) continue
        see(numbers[number] as number, doubles[turn * TURN_DOUBLES + OPENED_AT] as number)
      }
    })
    for (let turn = 0; turn < loose.list.count; turn += 1) {
      const member = loose.member[turn] as number
      if (without[member] === 1) see(member, loose.openedAt(turn))
    }
  }

  grouped(): Picked {
    const start = this.#start
    let sum = 0
    for (let member = 0; member < start.length; member += 1) {
      sum += start[member] as number
      start[member] = sum
    }
    const turns = new Int32Array(this.#count)
    // From the last on, so that every start ends where it belongs.
    for (let i = this.#count - 1; i >= 0; i -= 1) {
      const member = this.#member[i] as number
      const place = (start[member] as number) - 1
      start[member] = place
      turns[place] = this.#turn[i] as number
    }
    return { turns, start, first: this.#first }
  }
}
