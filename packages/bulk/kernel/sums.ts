import { MEMBER_NUMBER, OPENED_AT, TURN_BYTES } from './fold'
import {
  AT,
  COUNT,
  EARLIEST,
  FIRSTS,
  get,
  LAST,
  LATEST,
  MEMBERS,
  ROWS,
  set,
  SUMMED_MEMBERS,
  SUMMED_ROWS,
  SUMMED_TURNS,
  TURN_AT,
  TURNS,
} from './state'

/** A block of turns is so many of them, as a power of two. */
const BLOCK_SHIFT = 10
const BLOCK = 1 << BLOCK_SHIFT

/**
 * Sums up what was appended since it was last done. Beside the rows, one after another, the same would wait for
 * memory at each of them.
 */
export function sum(): void {
  sumRows()
  const firsts = <usize>get(FIRSTS)
  const members = get(MEMBERS + COUNT)
  for (let member = get(SUMMED_MEMBERS); member < members; member += 1) {
    store<f64>(firsts + (<usize>member << 3), f64.POSITIVE_INFINITY)
  }
  set(SUMMED_MEMBERS, members)
  sumTurns(firsts)
}

function sumRows(): void {
  const begin = get(SUMMED_ROWS)
  const rows = get(ROWS)
  const ats = <usize>get(AT)
  let earliest = begin == 0 ? f64.POSITIVE_INFINITY : load<f64>(EARLIEST)
  let last = begin == 0 ? f64.NEGATIVE_INFINITY : load<f64>(LAST)
  for (let row = begin; row < rows; row += 1) {
    const at = load<f64>(ats + (<usize>row << 3))
    if (at < earliest) earliest = at
    if (at > last) last = at
  }
  store<f64>(EARLIEST, earliest)
  store<f64>(LAST, last)
  set(SUMMED_ROWS, rows)
}

function sumTurns(firsts: usize): void {
  const turns = get(TURNS)
  let turn = get(SUMMED_TURNS)
  let place = <usize>get(TURN_AT) + <usize>turn * TURN_BYTES
  while (turn < turns) {
    const block = <usize>get(LATEST) + (<usize>(turn >> BLOCK_SHIFT) << 3)
    const isBegun = (turn & (BLOCK - 1)) != 0
    let latest = isBegun ? load<f64>(block) : f64.NEGATIVE_INFINITY
    const end = min(turns, (turn | (BLOCK - 1)) + 1)
    for (; turn < end; turn += 1) {
      const at = load<f64>(place, OPENED_AT)
      const first = firsts + (<usize>load<i32>(place, MEMBER_NUMBER) << 3)
      if (at < load<f64>(first)) store<f64>(first, at)
      if (at > latest) latest = at
      place += TURN_BYTES
    }
    store<f64>(block, latest)
  }
  set(SUMMED_TURNS, turns)
}
