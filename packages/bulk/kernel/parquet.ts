import { hash } from './ids'

/** A value of text: where its bytes are, how many (-1: absent), and their hash where it was wanted. */
export const VALUE: usize = 12
export const LENGTH: usize = 4
export const HASH: usize = 8

/** Unpacks Snappy's raw format; 1, or 0 where it is damaged. Sixteen bytes beyond the end are written. */
export function unpackSnappy(from: usize, length: i32, to: usize, size: i32): i32 {
  const end = from + length
  const limit = to + size
  let at = from
  let out = to
  while (at < end && load<u8>(at) >= 128) at += 1
  at += 1
  while (at < end) {
    const tag = <i32>load<u8>(at)
    at += 1
    if ((tag & 3) == 0) {
      let run = (tag >> 2) + 1
      if (run > 60) {
        const bytes = run - 60
        run = load<i32>(at)
        if (bytes < 4) run &= (1 << (8 * bytes)) - 1
        run += 1
        at += bytes
      }
      if (run <= 0 || run > <i32>(limit - out) || run > <i32>(end - at)) return 0
      for (let i: i32 = 0; i < run; i += 16) v128.store(out + i, v128.load(at + i))
      at += run
      out += run
      continue
    }
    let run = (tag >> 2) + 1
    let back: i32
    if ((tag & 3) == 1) {
      run = ((tag >> 2) & 7) + 4
      back = ((tag >> 5) << 8) | <i32>load<u8>(at)
      at += 1
    } else if ((tag & 3) == 2) {
      back = <i32>load<u16>(at)
      at += 2
    } else {
      back = load<i32>(at)
      at += 4
    }
    if (back <= 0 || back > <i32>(out - to) || run > <i32>(limit - out)) return 0
    const source = out - back
    if (back >= 16) {
      for (let i: i32 = 0; i < run; i += 16) v128.store(out + i, v128.load(source + i))
    } else if (back >= 8) {
      for (let i: i32 = 0; i < run; i += 8) store<i64>(out + i, load<i64>(source + i))
    } else {
      for (let i: i32 = 0; i < run; i += 1) store<u8>(out + i, load<u8>(source + i))
    }
    out += run
  }
  return out == limit ? 1 : 0
}

/** Reads values that stand one after another; 1, or 0 where they are damaged. `present`: words, or 0. */
export function readTexts(
  from: usize,
  end: usize,
  count: i32,
  present: usize,
  values: usize,
  hashed: i32,
): i32 {
  let at = from
  for (let i: i32 = 0; i < count; i += 1) {
    const value = values + <usize>i * VALUE
    if (present != 0 && load<i32>(present + (<usize>i << 2)) == 0) {
      store<i32>(value, -1, LENGTH)
      continue
    }
    if (at + 4 > end) return 0
    const length = load<i32>(at)
    at += 4
    if (length < 0 || length > <i32>(end - at)) return 0
    store<i32>(value, <i32>at)
    store<i32>(value, length, LENGTH)
    if (hashed != 0) store<i32>(value, hash(at, length), HASH)
    at += length
  }
  return 1
}

/** Reads runs of equal values and of packed bits as words; 1, or 0 where there are too few. */
export function readWords(from: usize, end: usize, width: i32, count: i32, words: usize): i32 {
  let at = from
  let filled: i32 = 0
  while (filled < count && at < end) {
    let header: i32 = 0
    let byte: i32
    let shift: i32 = 0
    do {
      byte = <i32>load<u8>(at)
      at += 1
      header |= (byte & 127) << shift
      shift += 7
    } while (byte >= 128 && shift < 32)
    if ((header & 1) == 0) {
      let value: i32 = 0
      for (let i: i32 = 0; i * 8 < width; i += 1) {
        value |= <i32>load<u8>(at) << (8 * i)
        at += 1
      }
      const until = min(count, filled + (header >>> 1))
      for (; filled < until; filled += 1) store<i32>(words + (<usize>filled << 2), value)
    } else {
      const groups = header >>> 1
      const size = <i64>groups * width
      if (size > <i64>(end - at)) return 0
      const until = <i32>min<i64>(count, <i64>filled + (<i64>groups << 3))
      const mask: i64 = ((<i64>1) << width) - 1
      let bit: usize = 0
      for (; filled < until; filled += 1) {
        const value = (load<i64>(at + (bit >> 3)) >>> (bit & 7)) & mask
        store<i32>(words + (<usize>filled << 2), <i32>value)
        bit += width
      }
      at += <usize>size
    }
  }
  return filled == count ? 1 : 0
}

/** Picks each row's value out of a dictionary; 1, or 0 where it lacks one. */
export function pickTexts(
  dictionary: usize,
  size: i32,
  indices: usize,
  present: usize,
  count: i32,
  values: usize,
): i32 {
  let next = indices
  for (let i: i32 = 0; i < count; i += 1) {
    const value = values + <usize>i * VALUE
    if (present != 0 && load<i32>(present + (<usize>i << 2)) == 0) {
      store<i32>(value, -1, LENGTH)
      continue
    }
    const index = load<i32>(next)
    next += 4
    if (<u32>index >= <u32>size) return 0
    const known = dictionary + <usize>index * VALUE
    store<i64>(value, load<i64>(known))
    store<i32>(value, load<i32>(known, HASH), HASH)
  }
  return 1
}

/** How instants are stored. */
const MILLISECONDS = 0
const MICROSECONDS = 1
const NANOSECONDS = 2
const JULIAN_DAY_OF_1970: i64 = 2_440_588
const DAY_MS: i64 = 86_400_000

@inline
function floorBy(value: i64, by: i64): i64 {
  const cut = value / by
  return value < 0 && cut * by != value ? cut - 1 : cut
}

/** Reads instants as milliseconds, finer digits cut; NaN where there is none; 1, or 0 where some are missing. */
export function readInstants(
  from: usize,
  end: usize,
  count: i32,
  present: usize,
  instants: usize,
  unit: i32,
): i32 {
  const size: usize = unit > NANOSECONDS ? 12 : 8
  let at = from
  for (let i: i32 = 0; i < count; i += 1) {
    const out = instants + (<usize>i << 3)
    if (present != 0 && load<i32>(present + (<usize>i << 2)) == 0) {
      store<f64>(out, f64.NaN)
      continue
    }
    if (at + size > end) return 0
    let value = load<i64>(at)
    if (unit == MICROSECONDS) value = floorBy(value, 1000)
    else if (unit == NANOSECONDS) value = floorBy(value, 1_000_000)
    else if (unit != MILLISECONDS) {
      const day = <i64>load<i32>(at, 8) - JULIAN_DAY_OF_1970
      value = day * DAY_MS + <i64>(<u64>value / 1_000_000)
    }
    store<f64>(out, <f64>value)
    at += size
  }
  return 1
}

/** Picks each row's instant out of a dictionary; 1, or 0 where it lacks one. */
export function pickInstants(
  dictionary: usize,
  size: i32,
  indices: usize,
  present: usize,
  count: i32,
  instants: usize,
): i32 {
  let next = indices
  for (let i: i32 = 0; i < count; i += 1) {
    const out = instants + (<usize>i << 3)
    if (present != 0 && load<i32>(present + (<usize>i << 2)) == 0) {
      store<f64>(out, f64.NaN)
      continue
    }
    const index = load<i32>(next)
    next += 4
    if (<u32>index >= <u32>size) return 0
    store<f64>(out, load<f64>(dictionary + (<usize>index << 3)))
  }
  return 1
}
