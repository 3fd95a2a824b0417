import { DAY, HOUR, type Ms } from '../base/instant.ts'
import type { Cadence } from '../policy/policy.ts'

/** 1970-01-05 was a Monday. */
const MONDAY: Ms = 4 * DAY
const LENGTH: Readonly<Record<'hour' | 'day' | 'week', readonly [length: Ms, first: Ms]>> = {
  hour: [HOUR, 0],
  day: [DAY, 0],
  week: [7 * DAY, MONDAY],
}
const MONTHS: Readonly<Record<'month' | 'quarter', number>> = { month: 1, quarter: 3 }

/** The number of the last epoch at or before an instant; epochs of a cadence are numbered in a row. */
export function epochNumber(cadence: Cadence, at: Ms): number {
  if (cadence === 'month' || cadence === 'quarter') {
    const { year, month } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('UTC')
    return Math.floor((year * 12 + month - 1) / MONTHS[cadence])
  }
  const [length, first] = LENGTH[cadence]
  return Math.floor((at - first) / length)
}

/** The instant of an epoch: at the hour, at 00:00 UTC, on Monday, or on the first of the month [LB2]. */
export function epochInstant(cadence: Cadence, number: number): Ms {
  if (cadence === 'month' || cadence === 'quarter') {
    const months = number * MONTHS[cadence]
    const year = Math.floor(months / 12)
    return new Temporal.PlainDate(year, months - year * 12 + 1, 1).toZonedDateTime('UTC')
      .epochMilliseconds
  }
  const [length, first] = LENGTH[cadence]
  return first + number * length
}

/** The number of the first epoch at or after an instant. */
export function firstEpochFrom(cadence: Cadence, at: Ms): number {
  const number = epochNumber(cadence, at)
  return epochInstant(cadence, number) === at ? number : number + 1
}
