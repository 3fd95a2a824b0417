import {
  AGAIN,
  AGAIN_REFS,
  AT,
  CODE,
  get,
  LINK,
  ROWS,
  ROWS_DECIDE,
  set,
  TURN_AT,
  TURNS,
} from './state'

// Fields of a record, in bytes: see ../src/column/conversations.ts.
export const MEMBER = 0
export const LENGTHS = 4
export const LAST_ROW = 8
export const LAST_TIME = 16
export const OPEN_TURN = 20
export const RECORD_STATE = 24
export const CLIENT_HASH = 28
export const HEAD: usize = 32

/** RECORD_STATE: bit 0 someone has begun, 1 it was the member, 2 to be folded again, the rest turns. */
const BEGUN = 1
const BY_MEMBER = 2
const FOLD_AGAIN = 4
const COUNT_SHIFT = 3

/** Instants within about two minutes share a value, which fits a word for any year [EV6]. */
const COARSE: f64 = 131_072

// Codes: see ../src/column/code.ts.
const FROM_BITS = 3
const FROM_MEMBER = 1
const FROM_SYSTEM = 2
const KIND_SHIFT = 2
const KIND_BITS = 7
const ACKNOWLEDGEMENT = 4
const AUTOMATED = 32
export const NO_CLIENT = 64
export const OTHER = 128

// A turn, in bytes: see ../src/column/turns.ts.
export const TURN_BYTES: usize = 40
export const OPENED_AT = 0
const REPLIED_AT = 8
const FACTS = 16
const HASH_OF_CLIENT = 20
const RECORD = 24
const OPENING_ROW = 28
export const MEMBER_NUMBER = 32
const BEGUN_BY_MEMBER = 8
const OTHER_CLIENT = 16
const ORDINAL_SHIFT = 5

/** Leaves a conversation to the later fold. */
function foldAgain(record: usize, ref: i32, state: i32): void {
  const count = get(AGAIN)
  store<i32>(record, state | FOLD_AGAIN, RECORD_STATE)
  store<i32>(<usize>get(AGAIN_REFS) + (<usize>count << 2), ref)
  set(AGAIN, count + 1)
}

/** Appends a message of a known conversation, and folds it [TN1–TN3, TN8]. */
@inline
export function put(record: usize, ref: i32, at: f64, code: i32, otherHash: i32): void {
  const row = get(ROWS)
  const ats = <usize>get(AT)
  const last = load<i32>(record, LAST_ROW)
  store<f64>(ats + (<usize>row << 3), at)
  store<u8>(<usize>get(CODE) + <usize>row, <u8>code)
  store<i32>(<usize>get(LINK) + (<usize>row << 2), last)
  store<i32>(record, row + 1, LAST_ROW)
  set(ROWS, row + 1)
  const state = load<i32>(record, RECORD_STATE)
  if ((state & FOLD_AGAIN) != 0) return
  const time = <i32>Math.floor(at / COARSE)
  if (last != 0 && time <= load<i32>(record, LAST_TIME)) {
    const before = load<f64>(ats + (<usize>(last - 1) << 3))
    if (!(at > before || (at == before && get(ROWS_DECIDE) != 0))) {
      foldAgain(record, ref, state)
      return
    }
  }
  store<i32>(record, time, LAST_TIME)
  fold(record, ref, row, at, code, state, otherHash)
}

@inline
function fold(
  record: usize,
  ref: i32,
  row: i32,
  at: f64,
  code: i32,
  state: i32,
  otherHash: i32,
): void {
  const from = code & FROM_BITS
  if (from == FROM_SYSTEM) return
  const open = load<i32>(record, OPEN_TURN)
  if ((code & AUTOMATED) != 0) {
    // Automated replies are rare and need a column more: the later fold has it.
    if (from == FROM_MEMBER && open != 0) foldAgain(record, ref, state)
    return
  }
  let begun = state
  if ((state & BEGUN) == 0) begun = state | BEGUN | (from == FROM_MEMBER ? BY_MEMBER : 0)
  if (from == FROM_MEMBER) {
    store<i32>(record, begun, RECORD_STATE)
    if (open == 0) return
    store<f64>(<usize>get(TURN_AT) + <usize>(open - 1) * TURN_BYTES, at, REPLIED_AT)
    store<i32>(record, 0, OPEN_TURN)
    return
  }
  const kind = (code >> KIND_SHIFT) & KIND_BITS
  if (open != 0 || kind == ACKNOWLEDGEMENT) {
    store<i32>(record, begun, RECORD_STATE)
    return
  }
  begun += 1 << COUNT_SHIFT
  store<i32>(record, begun, RECORD_STATE)
  const turn = get(TURNS)
  const place = <usize>get(TURN_AT) + <usize>turn * TURN_BYTES
  const isOther = (code & OTHER) != 0
  const facts =
    kind |
    ((begun & BY_MEMBER) != 0 ? BEGUN_BY_MEMBER : 0) |
    (isOther ? OTHER_CLIENT : 0) |
    ((begun >> COUNT_SHIFT) << ORDINAL_SHIFT)
  store<f64>(place, at, OPENED_AT)
  store<f64>(place, f64.NaN, REPLIED_AT)
  store<i32>(place, facts, FACTS)
  store<i32>(place, isOther ? otherHash : load<i32>(record, CLIENT_HASH), HASH_OF_CLIENT)
  store<i32>(place, ref, RECORD)
  store<i32>(place, row, OPENING_ROW)
  store<i32>(place, load<i32>(record, MEMBER), MEMBER_NUMBER)
  set(TURNS, turn + 1)
  store<i32>(record, turn + 1, OPEN_TURN)
}
