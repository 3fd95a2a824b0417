import { clientLength, clientOffset, LENGTHS } from '../column/conversations.ts'
import type { Segment } from '../column/segment.ts'
import type { TurnList } from './turns.ts'

/** A client's bytes. */
type ClientBytes = { readonly words: Int32Array; readonly offset: number; readonly length: number }

/** Numbers the clients of one member after another from 0, by their bytes. */
export class ClientNumbers {
  /** Clients of the present member. */
  count = 0
  readonly #segments: readonly Segment[]
  readonly #turns: TurnList
  /** Pairs of hash and number + 1. */
  #slots = new Int32Array(64)
  #mask = 31
  /** A turn that names the client, by number. */
  #turn = new Int32Array(32)

  constructor(segments: readonly Segment[], turns: TurnList) {
    this.#segments = segments
    this.#turns = turns
  }

  /** Forgets the last member; the next one has at most so many clients. */
  begin(most: number): void {
    this.count = 0
    let size = this.#mask + 1
    while (size < most * 2) size *= 2
    if (size > this.#mask + 1) {
      this.#mask = size - 1
      this.#slots = new Int32Array(size * 2)
      this.#turn = new Int32Array(size)
    } else this.#slots.fill(0)
  }

  /** The number of a turn's client. */
  numberOf(turn: number): number {
    const slots = this.#slots
    const hash = this.#turns.clientHash[turn] as number
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

  /** The bytes of a turn's client. */
  bytes(turn: number): ClientBytes {
    const segment = this.#segments[this.#turns.segment[turn] as number] as Segment
    const client = this.#turns.client[turn] as number
    if (client < 0) {
      const { clients } = segment.others
      const offset = clients.offset[-1 - client] as number
      return { words: clients.words, offset, length: clients.length[-1 - client] as number }
    }
    const { words } = segment.conversations
    const lengths = words[client + LENGTHS] as number
    return { words, offset: clientOffset(client, lengths), length: clientLength(lengths) }
  }

  #same(a: number, b: number): boolean {
    const turns = this.#turns
    if (turns.client[a] === turns.client[b] && turns.segment[a] === turns.segment[b]) return true
    const x = this.bytes(a)
    const y = this.bytes(b)
    if (x.length !== y.length) return false
    for (let i = 0; i * 4 < x.length; i += 1) {
      if (x.words[x.offset + i] !== y.words[y.offset + i]) return false
    }
    return true
  }
}
