// Ids are bytes where they lie. All memory may be read 64 bytes beyond what is used.
const SEED: i32 = 0x2f0b4a39

@inline
function mix(hash: i32, word: i32): i32 {
  const mixed = (hash ^ word) * <i32>0x9e3779b1
  return mixed ^ (mixed >>> 15)
}

/** As `hashCell` of ../src/column/cell.ts. */
@inline
export function hash(at: usize, length: i32): i32 {
  let value = SEED
  const end = at + (length & ~3)
  for (; at < end; at += 4) value = mix(value, load<i32>(at))
  const tail = length & 3
  if (tail != 0) value = mix(value, load<i32>(at) & ((1 << (tail << 3)) - 1))
  const mixed = (value ^ length) * <i32>0x85ebca6b
  return mixed ^ (mixed >>> 13)
}

/** What a conversation of a member is looked up by. */
@inline
export function keyOf(conversation: i32, member: i32): i32 {
  const mixed = (conversation ^ ((member << 7) | (member >>> 25))) * <i32>0xc2b2ae35
  return mixed ^ (mixed >>> 16)
}

/** A hash's place in a table: its upper bits, so that tables of any size have what they hold in one order. */
@inline
export function placeOf(hash: i32, mask: i32): i32 {
  return hash >>> clz(mask)
}

/** Whether two stretches of bytes are equal. */
@inline
export function same(a: usize, b: usize, length: i32): bool {
  if (length >= 16) {
    const last = length - 16
    let i: i32 = 0
    for (; i < last; i += 16) {
      if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) return false
    }
    return !v128.any_true(v128.xor(v128.load(a + last), v128.load(b + last)))
  }
  if (length >= 8) {
    const last = length - 8
    return ((load<i64>(a) ^ load<i64>(b)) | (load<i64>(a + last) ^ load<i64>(b + last))) == 0
  }
  const difference = load<i64>(a) ^ load<i64>(b)
  return (difference & ((<i64>1 << (<i64>length << 3)) - 1)) == 0
}

/** Copies bytes to words padded with zeros; returns the place after them. Sixteen more may be written. */
@inline
export function copy(to: usize, from: usize, length: i32): usize {
  for (let i: i32 = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i))
  const tail = length & 3
  const end = to + (length & ~3)
  if (tail == 0) return end
  store<i32>(end, load<i32>(from + (length & ~3)) & ((1 << (tail << 3)) - 1))
  return end + 4
}

/** Printable ASCII without comma and quote, 1 to 256 bytes: such an id needs no closer look. */
export function isPlain(at: usize, length: i32): bool {
  if (length < 1 || length > 256) return false
  for (let i: i32 = 0; i < length; i += 16) {
    const bytes = v128.load(at + i)
    const odd = v128.or(
      v128.or(i8x16.lt_s(bytes, i8x16.splat(0x20)), i8x16.eq(bytes, i8x16.splat(0x7f))),
      v128.or(i8x16.eq(bytes, i8x16.splat(0x2c)), i8x16.eq(bytes, i8x16.splat(0x22))),
    )
    const rest = length - i
    const mask = rest >= 16 ? 0xffff : (1 << rest) - 1
    if ((i8x16.bitmask(odd) & mask) != 0) return false
  }
  return true
}

@inline
export function words(length: i32): i32 {
  return (length + 3) >>> 2
}
