// The common forms of an instant; everything else is left to the engine's own reading.
const HOUR: i32 = 3_600_000
const MINUTE: i32 = 60_000
// Of YYYY-MM- as a little-endian number.
const DASHES: i64 = 0xff0000ff00000000
const DASHES_THERE: i64 = 0x2d00002d00000000
const LAST: f64 = 253_402_300_799_999

/** What was read last, in milliseconds. */
export let instant: f64 = 0
let date: i64 = 0
let dayOfMonth: i32 = 0
let midnight: f64 = 0

@inline
function digit(at: usize): i32 {
  return <i32>load<u8>(at) - 48
}

/** Two digits, or a negative number. */
@inline
function pair(at: usize): i32 {
  const tens = digit(at)
  const ones = digit(at + 1)
  return <u32>tens > 9 || <u32>ones > 9 ? -1 : tens * 10 + ones
}

/** The place after an instant as YYYY-MM-DDTHH:MM:SSZ, with or without a fraction, or integer ms; or 0. */
@inline
export function readInstant(at: usize): usize {
  const yearMonth = load<i64>(at)
  if ((yearMonth & DASHES) != DASHES_THERE) return readInteger(at)
  const day = <i32>load<u16>(at + 8)
  if (yearMonth != date || day != dayOfMonth) {
    if (!learn(at)) return 0
    date = yearMonth
    dayOfMonth = day
  }
  if (load<u8>(at + 10) != 0x54 || load<u8>(at + 13) != 0x3a || load<u8>(at + 16) != 0x3a) return 0
  const h = pair(at + 11)
  const m = pair(at + 14)
  const s = pair(at + 17)
  if (<u32>h > 23 || <u32>m > 59 || <u32>s > 59) return 0
  instant = midnight + <f64>(h * HOUR + m * MINUTE + s * 1000)
  const last = load<u8>(at + 19)
  if (last == 0x5a) return at + 20
  if (last != 0x2e) return 0
  let end = at + 20
  let ms = 0
  let scale = 100
  for (; ; end += 1) {
    const value = digit(end)
    if (<u32>value > 9) break
    ms += value * scale
    scale = scale > 1 ? scale / 10 : 0
  }
  if (end == at + 20 || load<u8>(end) != 0x5a) return 0
  instant += <f64>ms
  return end + 1
}

function readInteger(at: usize): usize {
  const negative = load<u8>(at) == 0x2d
  const first = negative ? at + 1 : at
  let value: i64 = 0
  let end = first
  for (; end - first < 16; end += 1) {
    const next = digit(end)
    if (<u32>next > 9) break
    value = value * 10 + next
  }
  if (end == first || end - first > 15) return 0
  // Before 1970 is rare enough for the careful reading.
  if (negative || <f64>value > LAST) return 0
  instant = <f64>value
  return end
}

function learn(at: usize): bool {
  const century = pair(at)
  const years = pair(at + 2)
  const month = pair(at + 5)
  const day = pair(at + 8)
  if (century < 0 || years < 0 || month < 1 || month > 12 || day < 1) return false
  const year = century * 100 + years
  const leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
  const length = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
  if (day > length) return false
  // Days since 0000-03-01 in years that begin in March.
  const y = month <= 2 ? year - 1 : year
  if (y < 0) return false
  const era = y / 400
  const yearOfEra = y - era * 400
  const dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
  const days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  midnight = <f64>days * 86_400_000
  return true
}
