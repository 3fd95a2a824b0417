import { MEMBER_NUMBER, OPENED_AT, TURN_BYTES } from './fold'
import {
  AT,
  CONVERSATIONS,
  COUNT,
  EARLIEST,
  FIRSTS,
  get,
  LAST,
  LATEST,
  MEMBERS,
  OWNERS,
  ROWS,
  set,
  SUMMED_CONVERSATIONS,
  SUMMED_MEMBERS,
  SUMMED_ROWS,
  SUMMED_TURNS,
  TURN_AT,
  TURNS,
  WEIGHTS,
} from './state'

/** A block of turns is so many of them, as a power of two. */
const BLOCK_SHIFT = 10

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
  const owners = <usize>get(OWNERS)
  const weights = <usize>get(WEIGHTS)
  const conversations = get(CONVERSATIONS)
  for (let place = get(SUMMED_CONVERSATIONS); place < conversations; place += 1) {
    const weight = weights + (<usize>load<i32>(owners + (<usize>place << 2)) << 2)
    store<i32>(weight, load<i32>(weight) + 1)
  }
  set(SUMMED_CONVERSATIONS, conversations)
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
  const begin = get(SUMMED_TURNS)
  const turns = get(TURNS)
  let place = <usize>get(TURN_AT) + <usize>begin * TURN_BYTES
  for (let turn = begin; turn < turns; turn += 1) {
    const at = load<f64>(place, OPENED_AT)
    const first = firsts + (<usize>load<i32>(place, MEMBER_NUMBER) << 3)
    if (at < load<f64>(first)) store<f64>(first, at)
    const latest = <usize>get(LATEST) + (<usize>(turn >> BLOCK_SHIFT) << 3)
    if ((turn & ((1 << BLOCK_SHIFT) - 1)) == 0 || at > load<f64>(latest)) store<f64>(latest, at)
    place += TURN_BYTES
  }
  set(SUMMED_TURNS, turns)
}
