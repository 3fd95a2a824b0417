import { text } from './strings.ts'

// Numbers and dates as the reader's own locale writes them.

const cache = new Map<string, Intl.DateTimeFormat>()
function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options)
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(undefined, options)
  cache.set(key, made)
  return made
}

const DOLLARS = new Intl.NumberFormat(undefined, {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 0,
  currencyDisplay: 'narrowSymbol',
})

/** Whole dollars. */
export const dollars = (amount: number): string => DOLLARS.format(amount)

/** 14:05 */
export const time = (at: number): string => dates({ hour: '2-digit', minute: '2-digit' }).format(at)
/** 14:05:09 */
export const timeToSecond = (at: number): string =>
  dates({ hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at)
/** Mon 30 Nov */
export const day = (at: number): string =>
  dates({ weekday: 'short', day: 'numeric', month: 'short' }).format(at)
/** Mon 30 Nov, 14:05 */
export const dayTime = (at: number): string => `${day(at)}, ${time(at)}`
/** Everything, for a tooltip. */
export const full = (at: number): string =>
  dates({ dateStyle: 'full', timeStyle: 'medium' }).format(at)

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const unit = (value: number, name: string): string =>
  new Intl.NumberFormat(undefined, { style: 'unit', unit: name, unitDisplay: 'narrow' }).format(
    value,
  )

/** A length of time in one unit: 4m, 3h, 6d. */
export function short(ms: number): string {
  if (ms < HOUR) return unit(Math.max(1, Math.floor(ms / MINUTE)), 'minute')
  if (ms < 2 * DAY) return unit(Math.floor(ms / HOUR), 'hour')
  return unit(Math.floor(ms / DAY), 'day')
}

const dateOf = (at: number): string =>
  dates({ year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)

/** For a list: 14:05 of today, else 30 Nov. */
export function briefly(at: number, now: number | null): string {
  if (now !== null && now - at < MINUTE && now >= at) return text.times.now
  if (now !== null && dateOf(at) === dateOf(now)) return time(at)
  return dates({ day: 'numeric', month: 'short' }).format(at)
}

/** The heading of a day in a conversation. */
export function dayName(at: number, now: number | null): string {
  if (now !== null && dateOf(at) === dateOf(now)) return text.times.today
  if (now !== null && dateOf(at) === dateOf(now - DAY)) return text.times.yesterday
  return dates({ weekday: 'long', day: 'numeric', month: 'long' }).format(at)
}

export const isSameDay = (a: number, b: number): boolean => dateOf(a) === dateOf(b)
