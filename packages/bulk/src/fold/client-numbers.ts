import { FACTS, HASH_OF_CLIENT, OTHER_CLIENT, RECORD } from '../column/turns.ts'
import type { TurnLists } from './turn-lists.ts'

/** Numbers the clients of one member after another from 0, by their bytes. */
export class ClientNumbers {
  /** Clients of the present member. */
  count = 0
  readonly #turns: TurnLists
  /** Pairs of hash and number + 1. */
  #slots = new Int32Array(64)
  #mask = 31
  /** A turn that names the client, by number. */
  #turn = new Int32Array(32)

  constructor(turns: TurnLists) {
    this.#turns = turns
  }

  /** Forgets the last member; the next one has at most so many clients. */
  begin(most: number): void {
    this.count = 0
    let size = 32
    while (size < most * 2) size *= 2
    this.#mask = size - 1
    if (size * 2 > this.#slots.length) {
      this.#slots = new Int32Array(size * 2)
      this.#turn = new Int32Array(size)
    } else this.#slots.fill(0, 0, size * 2)
  }

  /** The number of a turn's client. */
  numberOf(turn: number): number {
    const slots = this.#slots
    const hash = this.#turns.word(turn, HASH_OF_CLIENT)
    let slot = hash & this.#mask
    for (;;) {
      const next = slots[2 * slot + 1] as number
      if (next === 0) break
      if (slots[2 * slot] === hash && this.#same(this.#turn[next - 1] as number, turn)) {
        return next - 1
      }
      slot = (slot + 1) & this.#mask
    }
    slots[2 * slot] = hash
    slots[2 * slot + 1] = this.count + 1
    this.#turn[this.count] = turn
    this.count += 1
    return this.count - 1
  }

  #same(a: number, b: number): boolean {
    return this.#isSameRecord(a, b) || this.#turns.sameClient(a, b)
  }

  /** Whether two turns are of one conversation and its usual client, as far as is plain to see. */
  #isSameRecord(a: number, b: number): boolean {
    const turns = this.#turns
    return (
      turns.word(a, RECORD) === turns.word(b, RECORD) &&
      ((turns.word(a, FACTS) | turns.word(b, FACTS)) & OTHER_CLIENT) === 0 &&
      turns.segmentOf(a) === turns.segmentOf(b)
    )
  }
}
