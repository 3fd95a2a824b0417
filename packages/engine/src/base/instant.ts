/** Integer milliseconds: an instant since 1970-01-01T00:00Z, or a length of time. */
export type Ms = number

export const SECOND: Ms = 1_000
export const MINUTE: Ms = 60 * SECOND
export const HOUR: Ms = 60 * MINUTE
/** A day is 24 hours of clock time, whatever a calendar says. */
export const DAY: Ms = 24 * HOUR

/** Instants that a calendar can name: years 0000 to 9999. */
const FIRST: Ms = -62_167_219_200_000
const LAST: Ms = 253_402_300_799_999

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/

/** Days from 1970-01-01 to a day of the proleptic Gregorian calendar. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  )
}

function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  if (month === 2) return leap ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/**
 * RFC 3339 text with an offset to an instant, or null where it is not that. Digits beyond the
 * millisecond are cut. A leap second (:60) counts as the second after it.
 */
export function parseInstant(text: string): Ms | null {
  const match = RFC3339.exec(text)
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number)
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null
  if (hour > 23 || minute > 59 || second > 60) return null
  const fraction = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const zone = match[8] ?? 'Z'
  let offset = 0
  if (zone.length > 1) {
    const [h = 0, m = 0] = zone.slice(1).split(':').map(Number)
    if (h > 23 || m > 59) return null
    offset = (zone.startsWith('-') ? -1 : 1) * (h * HOUR + m * MINUTE)
  }
  const local = hour * HOUR + minute * MINUTE + second * SECOND + fraction
  return daysFromEpoch(year, month, day) * DAY + local - offset
}

/** Whether a number is an instant this system can name. */
export function isInstant(value: unknown): value is Ms {
  return Number.isInteger(value) && (value as number) >= FIRST && (value as number) <= LAST
}

/** An instant as RFC 3339 text in UTC with milliseconds: 2024-04-30T23:59:59.000Z. */
export function formatInstant(at: Ms): string {
  const days = Math.floor(at / DAY)
  const rest = at - days * DAY
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  const pad = (value: number, width: number) => String(value).padStart(width, '0')
  const two = (value: number) => TWO_DIGITS[Math.floor(value)]
  const time = `${two(rest / HOUR)}:${two((rest / MINUTE) % 60)}:${two((rest / SECOND) % 60)}`
  return `${pad(year, 4)}-${two(month)}-${two(day)}T${time}.${pad(rest % SECOND, 3)}Z`
}

/** Reports are full of instants. */
const TWO_DIGITS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'))

const UNITS: Readonly<Record<string, Ms>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY }

/** A duration of a policy ("24h", "90m") in milliseconds, or null where it is not one. */
export function parseDuration(text: string): Ms | null {
  const match = /^(\d{1,12})(ms|s|m|h|d)$/.exec(text)
  if (match === null) return null
  const value = Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN)
  return Number.isSafeInteger(value) ? value : null
}

/** A length of time in words a person reads at a glance: "3 h 12 min", "2 d 4 h", "45 s". */
export function formatDuration(length: Ms): string {
  if (length < SECOND) return `${length} ms`
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`
  const minutes = Math.floor(length / MINUTE)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  const days = Math.floor(hours / 24)
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`
}
