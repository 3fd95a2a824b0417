import { isInstant, parseInstant } from '@alacrity/engine'

const DAYS = 4096
const DASH_MONTH_DASH = 0x2d00002d | 0
const DASHES = 0xff0000ff | 0
const HOUR = 3_600_000
const MINUTE = 60_000
const T = 0x54
const Z = 0x5a
const POINT = 0x2e
const MINUS = 0x2d

/**
 * Reads the common forms of an instant from bytes: YYYY-MM-DDTHH:MM:SSZ with or without a fraction, and
 * integer milliseconds. Everything else is left to the engine's own reading. Days are looked up.
 */
export class ByteClock {
  /** What was read last. */
  at = 0
  readonly #first = new Int32Array(DAYS)
  readonly #second = new Int32Array(DAYS)
  readonly #third = new Int32Array(DAYS)
  readonly #day = new Float64Array(DAYS)

  /** The position after an instant in common form, or -1. It reads at most 20 bytes past the end. */
  read(view: DataView, start: number): number {
    const year = view.getInt32(start, true)
    const month = view.getInt32(start + 4, true)
    if ((month & DASHES) !== DASH_MONTH_DASH) return this.#readInteger(view, start)
    const day = view.getInt32(start + 8, true) & 0xffffff
    const slot =
      Math.imul(year ^ Math.imul(month, 0x9e3779b1) ^ Math.imul(day, 0x85ebca6b), 0xc2b2ae35) >>> 20
    if (this.#first[slot] !== year || this.#second[slot] !== month || this.#third[slot] !== day) {
      if (!this.#learn(view, { start, slot })) return -1
    }
    const time = this.#timeOfDay(view, start + 11)
    if (time < 0) return -1
    const last = view.getUint8(start + 19)
    if (last === Z) {
      this.at = (this.#day[slot] as number) + time
      return start + 20
    }
    return last === POINT
      ? this.#fraction(view, start + 20, (this.#day[slot] as number) + time)
      : -1
  }

  /** HH:MM:SS in milliseconds, or -1. */
  #timeOfDay(view: DataView, start: number): number {
    const h = twoDigits(view, start)
    const m = twoDigits(view, start + 3)
    const s = twoDigits(view, start + 6)
    if (view.getUint8(start + 2) !== 0x3a || view.getUint8(start + 5) !== 0x3a) return -1
    if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59) return -1
    return h * HOUR + m * MINUTE + s * 1000
  }

  #fraction(view: DataView, start: number, whole: number): number {
    let ms = 0
    let scale = 100
    let end = start
    for (; ; end += 1) {
      const digit = view.getUint8(end) - 48
      if (digit < 0 || digit > 9) break
      ms += digit * scale
      scale = scale > 1 ? scale / 10 : 0
    }
    if (end === start || view.getUint8(end) !== Z) return -1
    this.at = whole + ms
    return end + 1
  }

  #learn(view: DataView, { start, slot }: { start: number; slot: number }): boolean {
    if (view.getUint8(start + 10) !== T) return false
    let date = ''
    for (let i = 0; i < 11; i += 1) date += String.fromCharCode(view.getUint8(start + i))
    const day = parseInstant(`${date}00:00:00Z`)
    if (day === null) return false
    this.#first[slot] = view.getInt32(start, true)
    this.#second[slot] = view.getInt32(start + 4, true)
    this.#third[slot] = view.getInt32(start + 8, true) & 0xffffff
    this.#day[slot] = day
    return true
  }

  #readInteger(view: DataView, start: number): number {
    const negative = view.getUint8(start) === MINUS
    const first = negative ? start + 1 : start
    let value = 0
    let end = first
    for (; end - first < 16; end += 1) {
      const digit = view.getUint8(end) - 48
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    // Fifteen digits are more than any instant has and are still exact.
    if (end === first || end - first > 15) return -1
    this.at = negative ? 0 - value : value
    return isInstant(this.at) ? end : -1
  }
}

function twoDigits(view: DataView, start: number): number {
  const tens = view.getUint8(start) - 48
  const ones = view.getUint8(start + 1) - 48
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones
}
