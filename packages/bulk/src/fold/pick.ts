import type { Segment } from '../column/segment.ts'
import {
  BLOCK_SHIFT,
  MEMBER_NUMBER,
  OPENED_AT,
  RECORD,
  TURN_DOUBLES,
  TURN_WORDS,
} from '../column/turns.ts'
import { isVoid, type LooseTurns } from './fold.ts'
import type { Reading } from './share.ts'
import type { TurnLists } from './turn-lists.ts'

/** Which turns a thread's members have, as far as they were asked for. */
export type Picked = {
  /** Turns opened at or before it were left out. */
  readonly since: number
  /** Numbers of turns, each member's together: segment by segment, as they were found. */
  readonly turns: Int32Array
  /** By local member the first of its turns there, and the end. */
  readonly start: Int32Array
}

export type Wish = {
  /** By rank: which of the thread's members, or -1. */
  readonly local: Int32Array
  readonly members: number
  /** Turns opened at or before it are left out. */
  readonly since: number
}

/** Picks a thread's turns out of all. */
export function pickTurns(reading: Reading, from: Sources, wish: Wish): Picked {
  const sieve = new Sieve(from.lists.base.at(-1) ?? 0, wish)
  reading.segments.forEach((segment, list) => {
    sieve.takeSegment(segment, from, { list, localOf: localNumbers(reading, list, wish.local) })
    // Where they belong in time, or nearly.
    sieve.takeLoose(from, list)
  })
  return sieve.grouped()
}

type Sources = { readonly lists: TurnLists; readonly loose: LooseTurns }

/** By the segment's number of a member: the local one, or -1. */
export function localNumbers(
  { ranks, plain }: Reading,
  list: number,
  local: Int32Array,
): Int32Array {
  return (ranks[list] as Int32Array).map((rank) =>
    plain[rank] === 1 ? -1 : (local[rank] as number),
  )
}

/**
 * By local member when its first turn was opened; infinite without any. A void turn counts: what its
 * conversation was folded to anew has one that was opened no later.
 */
export function firstTurns(
  reading: Reading,
  loose: LooseTurns,
  { local, members }: Omit<Wish, 'since'>,
): Float64Array {
  const first = new Float64Array(members).fill(Number.POSITIVE_INFINITY)
  const see = (member: number, openedAt: number) => {
    if (member >= 0 && openedAt < (first[member] as number)) first[member] = openedAt
  }
  reading.segments.forEach(({ firsts }, list) => {
    const numbers = localNumbers(reading, list, local)
    for (let index = 0; index < firsts.length; index += 1) {
      see(numbers[index] as number, firsts[index] as number)
    }
  })
  loose.member.forEach((member, turn) => see(member, loose.openedAt(turn)))
  return first
}

class Sieve {
  readonly #start: Int32Array
  readonly #since: number
  /** Turns in the order in which they were found, and whose they are. */
  readonly #turn: Int32Array
  readonly #member: Int32Array
  #count = 0

  constructor(most: number, { members, since }: Wish) {
    this.#start = new Int32Array(members + 1)
    this.#since = since
    this.#turn = new Int32Array(most)
    this.#member = new Int32Array(most)
  }

  /** Most turns are older than what is asked for, and most blocks of them have no other. */
  takeSegment(
    { turns, latest }: Segment,
    { lists, loose }: Sources,
    { list, localOf }: { readonly list: number; readonly localOf: Int32Array },
  ): void {
    const { words, doubles, count } = turns
    const base = lists.base[list] as number
    const bits = loose.void[list] ?? null
    const since = this.#since
    for (let block = 0; block < latest.length; block += 1) {
      if ((latest[block] as number) <= since) continue
      const end = Math.min(count, (block + 1) << BLOCK_SHIFT)
      for (let turn = block << BLOCK_SHIFT; turn < end; turn += 1) {
        if ((doubles[turn * TURN_DOUBLES + OPENED_AT] as number) <= since) continue
        const member = localOf[words[turn * TURN_WORDS + MEMBER_NUMBER] as number] as number
        if (member < 0) continue
        if (bits !== null && isVoid(bits, words[turn * TURN_WORDS + RECORD] as number)) continue
        this.#take(base + turn, member)
      }
    }
  }

  takeLoose({ lists, loose }: Sources, segment: number): void {
    const base = lists.base.at(-2) ?? 0
    for (let turn = 0; turn < loose.list.count; turn += 1) {
      if (loose.segment[turn] !== segment) continue
      if (loose.openedAt(turn) > this.#since) this.#take(base + turn, loose.member[turn] as number)
    }
  }

  #take(turn: number, member: number): void {
    this.#turn[this.#count] = turn
    this.#member[this.#count] = member
    this.#start[member] = (this.#start[member] as number) + 1
    this.#count += 1
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
    return { since: this.#since, turns, start }
  }
}
