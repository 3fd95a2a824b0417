import { copy, same } from './ids'
import { COUNT, get, HASHES, PLACES, set, TABLE, TABLE_MASK, WORDS, WORDS_END } from './state'

/** As Interner of ../src/column/interner.ts; room for one more id has been made. */
export function intern(self: i32, at: usize, length: i32, hash: i32): i32 {
  const table = <usize>get(self + TABLE)
  const mask = get(self + TABLE_MASK)
  const places = <usize>get(self + PLACES)
  const words = <usize>get(self + WORDS)
  let slot = hash & mask
  for (;;) {
    const pair = table + (<usize>slot << 3)
    const next = load<i32>(pair, 4)
    if (next == 0) break
    if (load<i32>(pair) == hash) {
      const place = places + (<usize>(next - 1) << 3)
      if (load<i32>(place, 4) == length && same(at, words + (<usize>load<i32>(place) << 2), length)) {
        return next - 1
      }
    }
    slot = (slot + 1) & mask
  }
  const index = get(self + COUNT)
  const end = get(self + WORDS_END)
  const place = places + (<usize>index << 3)
  store<i32>(place, end)
  store<i32>(place, length, 4)
  store<i32>(<usize>get(self + HASHES) + (<usize>index << 2), hash)
  const after = copy(words + (<usize>end << 2), at, length)
  set(self + WORDS_END, <i32>((after - words) >> 2))
  set(self + COUNT, index + 1)
  const pair = table + (<usize>slot << 3)
  store<i32>(pair, hash)
  store<i32>(pair, index + 1, 4)
  return index
}
