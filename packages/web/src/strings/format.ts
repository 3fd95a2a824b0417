// Numbers and dates as the reader's own locale writes them. Lengths of time are in words of the strings.

const cache = new Map<string, Intl.DateTimeFormat>()
function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options)
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(undefined, options)
  cache.set(key, made)
  return made
}

const ONE = new Intl.NumberFormat(undefined, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})
const WHOLE = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })
const POINTS = new Intl.NumberFormat(undefined, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
})

export const score = (value: number): string => ONE.format(value)
export const whole = (value: number): string => WHOLE.format(value)
/** A signed change in points: +1.2, −0.4, 0.0. */
export const points = (value: number): string => POINTS.format(value).replace('-', '−')
export const percent = (share: number): string => `${WHOLE.format(share * 100)} %`

export type When = string | number
const instant = (at: When): number => (typeof at === 'string' ? Date.parse(at) : at)

/** 30 November */
export const longDay = (at: When): string =>
  dates({ day: 'numeric', month: 'long' }).format(instant(at))
/** 30 Nov 2026 */
export const date = (at: When): string =>
  dates({ day: 'numeric', month: 'short', year: 'numeric' }).format(instant(at))
/** 30 Nov */
export const shortDay = (at: When): string =>
  dates({ day: 'numeric', month: 'short' }).format(instant(at))
/** An hour of the day: 14:00 or 2 PM. */
export const hourOfDay = (hour: number): string =>
  new Intl.DateTimeFormat(undefined, { hour: 'numeric', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, 1, hour),
  )
/** Mon 30 Nov, 14:05 */
export const dayTime = (at: When): string =>
  dates({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(instant(at))
/** Everything, for a tooltip. */
export const full = (at: When): string =>
  dates({ dateStyle: 'full', timeStyle: 'long' }).format(instant(at))
/** Names of weekdays, Monday first: Mon … Sun. */
export const weekdays = (width: 'short' | 'long' = 'short'): readonly string[] =>
  // 2024-01-01 was a Monday.
  Array.from({ length: 7 }, (_, index) =>
    new Intl.DateTimeFormat(undefined, { weekday: width, timeZone: 'UTC' }).format(
      Date.UTC(2024, 0, 1 + index),
    ),
  )

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time in its two largest units: 2 h 20 min, 3 d 4 h, 40 s. */
export function duration(ms: number): string {
  const part = (value: number, unit: string): string =>
    new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'short' }).format(value)
  const sign = ms < 0 ? '−' : ''
  const rest = Math.abs(ms)
  const two = (large: [number, string], small: [number, string]): string => {
    const count = Math.floor(rest / large[0])
    const left = Math.floor((rest - count * large[0]) / small[0])
    return left === 0 ? part(count, large[1]) : `${part(count, large[1])} ${part(left, small[1])}`
  }
  if (rest >= DAY) return sign + two([DAY, 'day'], [HOUR, 'hour'])
  if (rest >= HOUR) return sign + two([HOUR, 'hour'], [MINUTE, 'minute'])
  if (rest >= MINUTE) return sign + part(Math.floor(rest / MINUTE), 'minute')
  return sign + part(Math.floor(rest / SECOND), 'second')
}

/** A length of time as one would say it: in whole days, from a day on. */
export function roughly(ms: number): string {
  return duration(ms >= DAY ? Math.floor(ms / DAY) * DAY : ms)
}

/** A length of time in one unit, as narrow as it gets: 30m, 4h, 2d. */
export function shortDuration(ms: number): string {
  const [size, unit] =
    ms % DAY === 0 ? [DAY, 'day'] : ms % HOUR === 0 ? [HOUR, 'hour'] : [MINUTE, 'minute']
  return new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'narrow' }).format(
    ms / size,
  )
}

/** A running time to the second: 23:04:59, from a day on with its days: 2 d 03:04:05. */
export function countdown(ms: number): string {
  const rest = Math.max(0, Math.floor(ms / SECOND))
  const days = Math.floor(rest / 86_400)
  const clock = [Math.floor((rest % 86_400) / 3_600), Math.floor((rest % 3_600) / 60), rest % 60]
    .map((value) => String(value).padStart(2, '0'))
    .join(':')
  return days === 0 ? clock : `${days} d ${clock}`
}
