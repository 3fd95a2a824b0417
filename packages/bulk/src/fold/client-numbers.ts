import { clientLength, clientOffset, LENGTHS } from '../column/conversations.ts'
import type { Segment } from '../column/segment.ts'
import { FACTS, OPENING_ROW, OTHER_CLIENT, RECORD } from '../column/turns.ts'
import type { Arrangement } from './arrange.ts'
import { otherClient } from './records.ts'

/** A client's bytes. */
type ClientBytes = { readonly words: Int32Array; readonly offset: number; readonly length: number }

/** Numbers the clients of one member after another from 0, by their bytes. */
export class ClientNumbers {
  /** Clients of the present member. */
  count = 0
  readonly #segments: readonly Segment[]
  readonly #turns: Arrangement
  /** Pairs of hash and number + 1. */
  #slots = new Int32Array(64)
  #mask = 31
  /** A row whose turn names the client, by number. */
  #row = new Int32Array(32)

  constructor(segments: readonly Segment[], turns: Arrangement) {
    this.#segments = segments
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
      this.#row = new Int32Array(size)
    } else this.#slots.fill(0, 0, size * 2)
  }

  /** The number of a row's client. */
  numberOf(row: number): number {
    const slots = this.#slots
    const hash = this.#turns.clientHash[row] as number
    let slot = hash & this.#mask
    for (;;) {
      const next = slots[2 * slot + 1] as number
      if (next === 0) break
      if (slots[2 * slot] === hash && this.#same(this.#row[next - 1] as number, row)) {
        return next - 1
      }
      slot = (slot + 1) & this.#mask
    }
    slots[2 * slot] = hash
    slots[2 * slot + 1] = this.count + 1
    this.#row[this.count] = row
    this.count += 1
    return this.count - 1
  }

  /** The bytes of a row's client. */
  bytes(row: number): ClientBytes {
    const { words, base, segment: index } = this.#turns.place(row)
    const segment = this.#segments[index] as Segment
    if (((words[base + FACTS] as number) & OTHER_CLIENT) !== 0) {
      const { clients } = segment.others
      const other = otherClient(segment, words[base + OPENING_ROW] as number)
      const offset = clients.places[2 * other] as number
      return { words: clients.words, offset, length: clients.places[2 * other + 1] as number }
    }
    const record = words[base + RECORD] as number
    const records = segment.conversations.words
    const lengths = records[record + LENGTHS] as number
    const length = clientLength(lengths)
    return { words: records, offset: clientOffset(record, lengths), length }
  }

  #same(a: number, b: number): boolean {
    if (this.#turns.sameRecord(a, b)) return true
    const x = this.bytes(a)
    const y = this.bytes(b)
    if (x.length !== y.length) return false
    if (x.words === y.words && x.offset === y.offset) return true
    for (let i = 0; i * 4 < x.length; i += 1) {
      if (x.words[x.offset + i] !== y.words[y.offset + i]) return false
    }
    return true
  }
}
