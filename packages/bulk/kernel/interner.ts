import { copy, placeOf, same } from './ids'
import { COUNT, get, HASHES, PLACES, set, TABLE, TABLE_MASK, WORDS, WORDS_END } from './state'

// An id's bytes follow its number, its length and a count, so that a look at one place tells all.
export const NUMBER = 0
const LENGTH = 4
/** Of members: how many conversations they have. */
export const WEIGHT = 8
const HEAD: usize = 12
const HEAD_WORDS = 3

/**
 * Numbers ids from 0; returns the place of what is known of one. Room for one more has been made. The table has
 * hashes and places + 1.
 */
export function intern(self: i32, at: usize, length: i32, hash: i32): usize {
  const table = <usize>get(self + TABLE)
  const mask = get(self + TABLE_MASK)
  const words = <usize>get(self + WORDS)
  let slot = placeOf(hash, mask)
  let next = load<i32>(table + (<usize>slot << 3), 4)
  while (next != 0) {
    if (load<i32>(table + (<usize>slot << 3)) == hash) {
      const known = words + (<usize>(next - 1) << 2)
      if (load<i32>(known, LENGTH) == length && same(at, known + HEAD, length)) {
        return known
      }
    }
    slot = (slot + 1) & mask
    next = load<i32>(table + (<usize>slot << 3), 4)
  }
  const number = get(self + COUNT)
  const end = get(self + WORDS_END)
  const id = words + (<usize>end << 2)
  store<i32>(id, number, NUMBER)
  store<i32>(id, length, LENGTH)
  store<i32>(id, 0, WEIGHT)
  const after = copy(id + HEAD, at, length)
  const place = <usize>get(self + PLACES) + (<usize>number << 3)
  store<i32>(place, end + HEAD_WORDS)
  store<i32>(place, length, 4)
  store<i32>(<usize>get(self + HASHES) + (<usize>number << 2), hash)
  store<i32>(table + (<usize>slot << 3), hash)
  store<i32>(table + (<usize>slot << 3), end + 1, 4)
  set(self + WORDS_END, <i32>((after - words) >> 2))
  set(self + COUNT, number + 1)
  return id
}
