import { sharedFloats } from './growth.ts'

/** Turns one after another in order of their opening rows: five doubles, or ten words. See ../../kernel/fold.ts. */
export const TURN_BYTES = 40
export const TURN_DOUBLES = 5
export const TURN_WORDS = 10
/** Doubles of a turn. */
export const OPENED_AT = 0
/** NaN: no reply. */
export const REPLIED_AT = 1
/** Words of a turn. */
export const FACTS = 4
export const HASH_OF_CLIENT = 5
/** The conversation's record and the row of the opening message, in their segment. */
export const RECORD = 6
export const OPENING_ROW = 7
/** The segment's number of the member; of loose turns nothing. */
export const MEMBER_NUMBER = 8

/** Facts: bits 0–2 the kind, bit 3 the member began, bit 4 not the record's client, the rest the ordinal. */
export const BEGUN_BY_MEMBER = 8
export const OTHER_CLIENT = 16
export const ORDINAL_SHIFT = 5

/** A block of turns is so many of them, as a power of two. */
export const BLOCK_SHIFT = 10

export type Turns = {
  readonly count: number
  readonly doubles: Float64Array
  readonly words: Int32Array
}

export class TurnList {
  count = 0
  doubles: Float64Array
  words: Int32Array

  constructor(expected: number) {
    this.doubles = sharedFloats(Math.max(16, expected) * TURN_DOUBLES)
    this.words = new Int32Array(this.doubles.buffer)
  }

  /** Appends a turn without a reply, and leaves its words to the caller; returns its row. */
  open(at: number): number {
    const turn = this.count
    if ((turn + 1) * TURN_DOUBLES > this.doubles.length) this.#grow()
    this.doubles[turn * TURN_DOUBLES + OPENED_AT] = at
    this.doubles[turn * TURN_DOUBLES + REPLIED_AT] = Number.NaN
    this.count = turn + 1
    return turn
  }

  #grow(): void {
    const grown = sharedFloats(Math.ceil((this.doubles.length / TURN_DOUBLES) * 1.5) * TURN_DOUBLES)
    grown.set(this.doubles)
    this.doubles = grown
    this.words = new Int32Array(grown.buffer)
  }
}
