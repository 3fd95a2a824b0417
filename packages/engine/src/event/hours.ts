import { show } from './fields.ts'
import { WEEKDAYS, type WeeklyHours } from './event.ts'

/** Half-open minutes of a week from Monday 00:00 local: [from, until). */
export type WeekMinutes = { readonly from: number; readonly until: number }

const DAY_MINUTES = 1440
const WEEK_MINUTES = 7 * DAY_MINUTES

/** Minutes from midnight of "HH:MM", 24:00 included, or null where it is not that. */
function minutesOf(time: unknown): number | null {
  const match = typeof time === 'string' ? /^(\d\d):(\d\d)$/.exec(time) : null
  if (match === null) return null
  const minutes = Number(match[1]) * 60 + Number(match[2])
  return Number(match[2]) < 60 && minutes <= DAY_MINUTES ? minutes : null
}

/** Reads weekly hours. At least one interval must be open, or nothing would ever fall due [CK2]. */
export function parseWeekly(
  input: unknown,
): { readonly weekly: WeeklyHours } | { readonly problem: string } {
  if (input === undefined || input === null) return { problem: 'is missing' }
  if (typeof input !== 'object' || Array.isArray(input)) {
    return { problem: `is not an object of weekdays: ${show(input)}` }
  }
  let intervals = 0
  for (const [day, list] of Object.entries(input)) {
    if (!(WEEKDAYS as readonly string[]).includes(day)) {
      return { problem: `has an unknown weekday ${show(day)}` }
    }
    if (!Array.isArray(list)) return { problem: `has no list of intervals for ${day}` }
    for (const interval of list) {
      const pair: readonly unknown[] = Array.isArray(interval) ? interval : []
      const from = minutesOf(pair[0])
      const until = minutesOf(pair[1])
      if (pair.length !== 2 || from === null || until === null || from === DAY_MINUTES) {
        return { problem: `has a bad interval on ${day}: ${show(interval)}` }
      }
      intervals += 1
    }
  }
  return intervals === 0 ? { problem: 'has no open interval' } : { weekly: input }
}

/** The open minutes of the week, merged and in order. An interval past midnight runs into the next day. */
export function openMinutes(weekly: WeeklyHours): readonly WeekMinutes[] {
  const raw: WeekMinutes[] = []
  WEEKDAYS.forEach((day, index) => {
    for (const [start, end] of weekly[day] ?? []) {
      const from = index * DAY_MINUTES + (minutesOf(start) ?? 0)
      const length = (minutesOf(end) ?? 0) - (minutesOf(start) ?? 0)
      const until = from + (length > 0 ? length : length + DAY_MINUTES)
      raw.push({ from, until: Math.min(until, WEEK_MINUTES) })
      if (until > WEEK_MINUTES) raw.push({ from: 0, until: until - WEEK_MINUTES })
    }
  })
  raw.sort((a, b) => a.from - b.from)
  const merged: WeekMinutes[] = []
  for (const next of raw) {
    const last = merged.at(-1)
    if (last !== undefined && next.from <= last.until) {
      merged[merged.length - 1] = { from: last.from, until: Math.max(last.until, next.until) }
    } else merged.push(next)
  }
  return merged
}

/** What is wrong with a zone name, or null where the zone database knows it. */
export function zoneProblem(zone: string): string | null {
  if (/^[+-]/.test(zone)) return `is an offset, not a zone: ${show(zone)}`
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return null
  } catch {
    return `is not a known time zone: ${show(zone)}`
  }
}
