import {
  clientLength,
  clientOffset,
  type ConversationRecords,
  LENGTHS,
} from '../column/conversations.ts'
import type { Segment } from '../column/segment.ts'
import {
  FACTS,
  OPENING_ROW,
  OTHER_CLIENT,
  RECORD,
  TURN_WORDS,
  type Turns,
} from '../column/turns.ts'
import type { LooseTurns } from './fold.ts'
import { otherClient } from './records.ts'

/** A client's bytes. */
export type ClientBytes = {
  readonly words: ConversationRecords['words']
  readonly offset: number
  readonly length: number
}

/** The turns of each segment, then the loose ones: one after another they number all turns. */
export class TurnLists {
  readonly lists: readonly Turns[]
  /** The number of each list's first turn, and the end. */
  readonly base: Int32Array
  readonly #segments: readonly Segment[]
  readonly #loose: LooseTurns
  #list = 0

  constructor(segments: readonly Segment[], loose: LooseTurns) {
    this.#segments = segments
    this.#loose = loose
    this.lists = [...segments.map(({ turns }) => turns), loose.list]
    this.base = new Int32Array(this.lists.length + 1)
    this.lists.forEach(({ count }, list) => {
      this.base[list + 1] = (this.base[list] as number) + count
    })
  }

  listOf(turn: number): number {
    const { base } = this
    let list = this.#list
    while (turn < (base[list] as number)) list -= 1
    while (turn >= (base[list + 1] as number)) list += 1
    this.#list = list
    return list
  }

  /** One of a turn's words. */
  word(turn: number, field: number): number {
    const list = this.listOf(turn)
    const index = turn - (this.base[list] as number)
    return (this.lists[list] as Turns).words[index * TURN_WORDS + field] as number
  }

  /** The segment of a turn's opening message. */
  segmentOf(turn: number): number {
    const list = this.listOf(turn)
    const isLoose = list === this.#segments.length
    return isLoose ? (this.#loose.segment[turn - (this.base[list] as number)] as number) : list
  }

  /** The bytes of a turn's client. */
  client(turn: number): ClientBytes {
    const segment = this.#segments[this.segmentOf(turn)] as Segment
    if ((this.word(turn, FACTS) & OTHER_CLIENT) !== 0) {
      const { clients } = segment.others
      const other = otherClient(segment, this.word(turn, OPENING_ROW))
      const offset = clients.places[2 * other] as number
      return { words: clients.words, offset, length: clients.places[2 * other + 1] as number }
    }
    const record = this.word(turn, RECORD)
    const { words } = segment.conversations
    const lengths = words[record + LENGTHS] as number
    return { words, offset: clientOffset(record, lengths), length: clientLength(lengths) }
  }

  /** Whether two turns have the same client, by its bytes. */
  sameClient(a: number, b: number): boolean {
    const x = this.client(a)
    const y = this.client(b)
    if (x.length !== y.length) return false
    for (let i = 0; i * 4 < x.length; i += 1) {
      if (x.words[x.offset + i] !== y.words[y.offset + i]) return false
    }
    return true
  }
}
