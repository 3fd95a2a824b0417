import { type Cell, copyWords, sameWords, wordsFor } from './cell.ts'
import { grownInts, sharedInts } from './growth.ts'

/** Distinct ids in order of first appearance, as other threads read them. */
export type Interned = {
  readonly count: number
  /** Pairs: the first word of each id, and its bytes. */
  readonly places: Int32Array
  readonly hash: Int32Array
  readonly words: Int32Array
}

const NOTHING = new Int32Array(0)
const NONE: Interned = { count: 0, places: NOTHING, hash: NOTHING, words: NOTHING }

/** Numbers ids from 0. Open addressing over bytes; equal means equal bytes, never only an equal hash. */
export class Interner {
  count: number
  places: Int32Array
  hash: Int32Array
  words: Int32Array
  #end: number
  /** Pairs of hash and number + 1. */
  #slots: Int32Array = new Int32Array(0)
  #mask = 127

  /** Begins with ids that have their numbers already. */
  constructor(known: Interned = NONE) {
    this.count = known.count
    this.#end = known.words.length
    this.places = grownInts(sharedInts(0), Math.max(128, known.places.length))
    this.hash = grownInts(sharedInts(0), Math.max(64, known.hash.length))
    this.words = grownInts(sharedInts(0), Math.max(256, known.words.length))
    this.places.set(known.places)
    this.hash.set(known.hash)
    this.words.set(known.words)
    while (this.count * 2 > this.#mask) this.#mask = this.#mask * 2 + 1
    this.#fill()
  }

  intern(cell: Cell): number {
    const known = this.find(cell)
    return known < 0 ? this.#add(cell) : known
  }

  /** The id's number, or -1. */
  find(cell: Cell): number {
    const slots = this.#slots
    const { hash } = cell
    let slot = hash & this.#mask
    for (;;) {
      const next = slots[2 * slot + 1] as number
      if (next === 0) return -1
      if (slots[2 * slot] === hash && this.is(next - 1, cell)) return next - 1
      slot = (slot + 1) & this.#mask
    }
  }

  /** Reads what looking up hashes will read, so that it is near then; the hashes are overwritten. */
  touch(hashes: Int32Array, count: number): number {
    const slots = this.#slots
    const { places, words } = this
    let sum = 0
    for (let i = 0; i < count; i += 1) {
      const next = slots[2 * ((hashes[i] as number) & this.#mask) + 1] as number
      hashes[i] = Math.max(0, 2 * next - 2)
    }
    for (let i = 0; i < count; i += 1) hashes[i] = places[hashes[i] as number] as number
    for (let i = 0; i < count; i += 1) sum ^= words[hashes[i] as number] as number
    return sum
  }

  is(index: number, cell: Cell): boolean {
    return (
      this.places[2 * index + 1] === cell.length &&
      sameWords(cell, this.words, this.places[2 * index] as number)
    )
  }

  /** Reading on: the same arrays, for other threads. */
  share(): Interned {
    const { count, places, hash, words } = this
    return { count, places, hash, words }
  }

  #add(cell: Cell): number {
    const index = this.count
    this.places = grownInts(this.places, 2 * index + 2)
    this.hash = grownInts(this.hash, index + 1)
    this.words = grownInts(this.words, this.#end + wordsFor(cell.length))
    this.places[2 * index] = this.#end
    this.places[2 * index + 1] = cell.length
    this.hash[index] = cell.hash
    this.#end = copyWords(cell, this.words, this.#end)
    this.count = index + 1
    if (this.count * 2 > this.#mask) this.#grow()
    else this.#place(index)
    return index
  }

  #place(index: number): void {
    const hash = this.hash[index] as number
    let slot = hash & this.#mask
    while (this.#slots[2 * slot + 1] !== 0) slot = (slot + 1) & this.#mask
    this.#slots[2 * slot] = hash
    this.#slots[2 * slot + 1] = index + 1
  }

  #grow(): void {
    this.#mask = this.#mask * 2 + 1
    this.#fill()
  }

  #fill(): void {
    this.#slots = new Int32Array(2 * (this.#mask + 1))
    for (let index = 0; index < this.count; index += 1) this.#place(index)
  }
}

/** The id as text. */
export function textOf(interned: Interned, index: number): string {
  return wordsText(
    interned.words,
    interned.places[2 * index] ?? 0,
    interned.places[2 * index + 1] ?? 0,
  )
}

/** How many conversations a segment's member has, which is how much work it will be: ../../kernel/interner.ts counts. */
export function weightOf({ places, words }: Interned, number: number): number {
  return words[(places[2 * number] as number) - 1] as number
}

/** Text kept as words. */
export function wordsText(words: Int32Array, offset: number, length: number): string {
  return Buffer.from(words.buffer, words.byteOffset + offset * 4, length).toString('utf8')
}
