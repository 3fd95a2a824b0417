import {
  ACKNOWLEDGEMENT,
  AUTOMATED,
  CLIENT_BITS,
  CLIENT_OTHER,
  FROM_BITS,
  FROM_MEMBER,
  FROM_SYSTEM,
  KIND_BITS,
  KIND_SHIFT,
} from '../column/code.ts'
import {
  CLIENT_HASH,
  LAST_ROW,
  LAST_TIME,
  MEMBER,
  OPEN_TURN,
  STATE,
} from '../column/conversations.ts'
import {
  BEGUN_BY_MEMBER,
  FACTS,
  HASH_OF_CLIENT,
  MEMBER_NUMBER,
  OPENING_ROW,
  ORDINAL_SHIFT,
  OTHER_CLIENT,
  RECORD,
  REPLIED_AT,
  TURN_DOUBLES,
  TURN_WORDS,
  TurnList,
} from '../column/turns.ts'

/** STATE: bit 0 someone has begun, bit 1 it was the member, bit 2 to be folded again, the rest turns. */
const BEGUN = 1
const BY_MEMBER = 2
export const FOLD_AGAIN = 4
const COUNT_SHIFT = 3

/** Instants within about two minutes share a value, which fits a word for any year [EV6]. */
const COARSE = 131_072

/** The columns that messages arrive in; they move when they grow. */
export type Arrivals = {
  readonly at: Float64Array
  readonly code: Uint8Array
  /** Hash of the last row's client where it is not its conversation's usual one. */
  readonly otherHash: number
}

/**
 * Folds messages as they are read, while their conversation's record is at hand [TN1–TN3, TN8]. That is
 * exact as long as a conversation's messages arrive in canonical order; the first one that does not, or
 * whose order cannot be told here, marks the record, and the conversation is folded again at the end.
 */
export class LiveFold {
  readonly turns: TurnList
  /** Whether of two rows of one instant the later row is the later event [EV3]. */
  readonly #rowsDecide: boolean
  readonly #arrivals: Arrivals

  constructor(expected: number, rowsDecide: boolean, arrivals: Arrivals) {
    this.turns = new TurnList(expected)
    this.#rowsDecide = rowsDecide
    this.#arrivals = arrivals
  }

  /** Takes a row into its record, before it becomes the record's last row. */
  take(words: Int32Array, ref: number, row: number): void {
    const state = words[ref + STATE] as number
    if ((state & FOLD_AGAIN) !== 0) return
    const at = this.#arrivals.at[row] as number
    const time = Math.floor(at / COARSE)
    const before = words[ref + LAST_TIME] as number
    if (time <= before && words[ref + LAST_ROW] !== 0 && !this.#follows(words, ref, row)) {
      words[ref + STATE] = state | FOLD_AGAIN
      return
    }
    words[ref + LAST_TIME] = time
    const code = this.#arrivals.code[row] as number
    const from = code & FROM_BITS
    if (from === FROM_SYSTEM) return
    const open = words[ref + OPEN_TURN] as number
    if ((code & AUTOMATED) !== 0) {
      // Automated replies are rare and need a column more: the later fold has it.
      if (from === FROM_MEMBER && open !== 0) words[ref + STATE] = state | FOLD_AGAIN
      return
    }
    const begun =
      (state & BEGUN) !== 0 ? state : state | BEGUN | (from === FROM_MEMBER ? BY_MEMBER : 0)
    words[ref + STATE] = begun
    if (from === FROM_MEMBER) {
      if (open === 0) return
      this.turns.doubles[(open - 1) * TURN_DOUBLES + REPLIED_AT] = at
      words[ref + OPEN_TURN] = 0
    } else if (open === 0) this.#open(words, ref, row)
  }

  /** Of a row that is at about the time of its conversation's last one, or before it. */
  #follows(words: Int32Array, ref: number, row: number): boolean {
    const { at } = this.#arrivals
    const last = at[(words[ref + LAST_ROW] as number) - 1] as number
    const now = at[row] as number
    return now > last || (now === last && this.#rowsDecide)
  }

  #open(words: Int32Array, ref: number, row: number): void {
    const code = this.#arrivals.code[row] as number
    const kind = (code >> KIND_SHIFT) & KIND_BITS
    if (kind === ACKNOWLEDGEMENT) return
    const state = (words[ref + STATE] as number) + (1 << COUNT_SHIFT)
    const other = (code & CLIENT_BITS) === CLIENT_OTHER ? OTHER_CLIENT : 0
    const begun = (state & BY_MEMBER) !== 0 ? BEGUN_BY_MEMBER : 0
    const { turns } = this
    const turn = turns.open(this.#arrivals.at[row] as number)
    const base = turn * TURN_WORDS
    turns.words[base + FACTS] = kind | begun | other | ((state >> COUNT_SHIFT) << ORDINAL_SHIFT)
    turns.words[base + HASH_OF_CLIENT] =
      other === 0 ? (words[ref + CLIENT_HASH] as number) : this.#arrivals.otherHash
    turns.words[base + RECORD] = ref
    turns.words[base + OPENING_ROW] = row
    turns.words[base + MEMBER_NUMBER] = words[ref + MEMBER] as number
    words[ref + STATE] = state
    words[ref + OPEN_TURN] = turn + 1
  }
}
