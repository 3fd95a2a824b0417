import { HOUR, type Ms } from '@alacrity/engine'
import type { Person } from './people.ts'

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const clock = (hour: number): string => `${String(hour % 24).padStart(2, '0')}:00`

/** The weekly hours as an event declares them; work that ends at midnight ends at 24:00. */
export function weeklyHours(person: Person): Readonly<Record<string, readonly [string, string][]>> {
  const [from, until] = person.day
  const days = person.weekend ? WEEKDAYS : WEEKDAYS.slice(0, 5)
  const end = until === 24 ? '24:00' : clock(until)
  return Object.fromEntries(days.map((day) => [day, [[clock(from), end]]]))
}

function works(person: Person, local: Temporal.ZonedDateTime): boolean {
  const inDay = local.hour >= person.day[0] && local.hour < person.day[1]
  return inDay && (person.weekend || local.dayOfWeek <= 5)
}

/** Chance gives fractions of a millisecond; instants are whole. */
function localTime(person: Person, at: Ms): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(person.zone)
}

/** Whether an instant lies in the person's working hours, in their own zone. */
export function isAtWork(person: Person, at: Ms): boolean {
  return works(person, localTime(person, at))
}

/** The first full hour at or after an instant at which the person works. */
export function nextWork(person: Person, at: Ms): Ms {
  let local = localTime(person, at)
  for (let hours = 0; hours < 24 * 7 && !works(person, local); hours += 1) {
    local = local.round({ smallestUnit: 'hour', roundingMode: 'ceil' })
    if (!works(person, local)) local = local.add({ hours: 1 })
  }
  return local.epochMilliseconds
}

/** Moves an instant of a client's night to the next morning, as most people write by day. */
export function byDay(person: Person, at: Ms): Ms {
  return localTime(person, at).hour < 7 ? at + 7 * HOUR : at
}
