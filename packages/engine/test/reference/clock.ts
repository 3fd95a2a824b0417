/** CK: one function computes elapsed time, one its inverse. Everything else uses these two. */
import { compareIds } from './events.ts'
import type { History, HoursEvent, Interval, Policy, Turn, Weekly } from './types.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const FIRST_INSTANT = 0
const LAST_INSTANT = Date.UTC(2060, 0, 1)
const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** What governs one turn: weekly hours in a zone, or none (wall), and the time that is paused. */
export type Clock = { weekly: Weekly | null; zone: string; pauses: Interval[] }

export function clockOf(turn: Turn, policy: Policy, history: History): Clock {
  const pauses = outages(history)
  if (policy.away === 'pause') pauses.push(...awaysActingOn(turn, history))
  const hours = hoursInForce(turn, history)
  if (policy.clock.kind === 'wall') return { weekly: null, zone: 'UTC', pauses }
  if (policy.clock.weekly === null) {
    return { weekly: hours?.weekly ?? null, zone: hours?.zone ?? 'UTC', pauses }
  }
  if (policy.clock.zone !== 'member') {
    return { weekly: policy.clock.weekly, zone: policy.clock.zone, pauses }
  }
  // CK2: no hours set, wall; so is the policy's week in the zone of a member who has set none.
  if (hours === null) return { weekly: null, zone: 'UTC', pauses }
  return { weekly: policy.clock.weekly, zone: hours.zone, pauses }
}

/** CK3. */
function hoursInForce(turn: Turn, history: History): HoursEvent | null {
  let inForce: HoursEvent | null = null
  const effective = (event: HoursEvent): number => Math.max(event.at, event.validFrom)
  for (const event of history.events) {
    if (event.type !== 'hours' || event.member !== turn.member) continue
    if (effective(event) > turn.openedAt) continue
    // The events come in canonical order, so of equal instants the last one wins.
    if (inForce === null || effective(event) >= effective(inForce)) inForce = event
  }
  return inForce
}

/** CK4: those declared at or before the opening; of one `from`, the latest. */
export function awaysActingOn(turn: Turn, history: History): Interval[] {
  const byFrom = new Map<number, Interval>()
  for (const event of history.events) {
    if (event.type !== 'away' || event.member !== turn.member) continue
    if (event.at > turn.openedAt) continue
    byFrom.set(event.from, { from: event.from, until: event.until })
  }
  return [...byFrom.values()]
}

function outages(history: History): Interval[] {
  const found: Interval[] = []
  for (const event of history.events) {
    if (event.type === 'outage') found.push({ from: event.from, until: event.until })
  }
  return found
}

/** CK1, CK2: the counted milliseconds of [start, end). */
export function elapsed(clock: Clock, start: number, end: number): number {
  if (end <= start) return 0
  const open = clock.weekly === null ? [{ from: start, until: end }] : openTime(clock, start, end)
  let counted = open
  for (const pause of clock.pauses) {
    counted = counted.flatMap((interval) => without(interval, pause))
  }
  return counted.reduce((sum, interval) => sum + interval.until - interval.from, 0)
}

/** CK5: the earliest instant at which `duration` has elapsed, or null if it never does. */
export function due(clock: Clock, start: number, duration: number): number | null {
  if (duration === 0) return start
  let reach = DAY
  while (elapsed(clock, start, start + reach) < duration) {
    if (reach > 8000 * DAY) return null
    reach *= 2
  }
  let tooEarly = start
  let lateEnough = start + reach
  while (lateEnough - tooEarly > 1) {
    const middle = Math.floor((tooEarly + lateEnough) / 2)
    if (elapsed(clock, start, middle) >= duration) lateEnough = middle
    else tooEarly = middle
  }
  return lateEnough
}

function without(interval: Interval, pause: Interval): Interval[] {
  if (pause.until <= pause.from) return [interval]
  const before = { from: interval.from, until: Math.min(interval.until, pause.from) }
  const after = { from: Math.max(interval.from, pause.until), until: interval.until }
  return [before, after].filter((part) => part.from < part.until)
}

/** The instants of [start, end) whose local time lies inside the week, as disjoint intervals. */
function openTime(clock: Clock, start: number, end: number): Interval[] {
  const found: Interval[] = []
  for (const stretch of offsetsOf(clock.zone)) {
    const from = Math.max(start, stretch.from)
    const until = Math.min(end, stretch.until)
    if (from >= until) continue
    for (const local of localOpenTime(
      clock.weekly ?? {},
      from + stretch.offset,
      until + stretch.offset,
    )) {
      found.push({ from: local.from - stretch.offset, until: local.until - stretch.offset })
    }
  }
  return found
}

/** The same on a line of local time without transitions. */
function localOpenTime(weekly: Weekly, from: number, until: number): Interval[] {
  const found: Interval[] = []
  // The day before may run past midnight.
  for (let day = Math.floor(from / DAY) - 1; day * DAY < until; day += 1) {
    const name = DAY_NAMES[new Date(day * DAY).getUTCDay()] ?? ''
    for (const [opens, closes] of weekly[name] ?? []) {
      const begin = day * DAY + timeOfDay(opens)
      const sameDay = day * DAY + timeOfDay(closes)
      const finish = sameDay > begin ? sameDay : sameDay + DAY
      const clipped = { from: Math.max(begin, from), until: Math.min(finish, until) }
      if (clipped.from < clipped.until) found.push(clipped)
    }
  }
  return union(found)
}

function timeOfDay(clockTime: string): number {
  const [hours, minutes] = clockTime.split(':')
  return (Number(hours) * 60 + Number(minutes)) * MINUTE
}

function union(intervals: Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => a.from - b.from)
  const disjoint: Interval[] = []
  for (const interval of sorted) {
    const last = disjoint.at(-1)
    if (last !== undefined && interval.from <= last.until) {
      last.until = Math.max(last.until, interval.until)
    } else {
      disjoint.push({ ...interval })
    }
  }
  return disjoint
}

type Stretch = Interval & { offset: number }
const stretchesByZone = new Map<string, Stretch[]>()

/** The stretches of time with one offset from UTC. */
export function offsetsOf(zone: string): Stretch[] {
  const known = stretchesByZone.get(zone)
  if (known !== undefined) return known
  const stretches: Stretch[] = []
  let from = FIRST_INSTANT
  while (from < LAST_INSTANT) {
    const here = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone)
    const next = here.getTimeZoneTransition('next')
    const until = next === null ? LAST_INSTANT : Math.min(next.epochMilliseconds, LAST_INSTANT)
    stretches.push({ from, until, offset: here.offsetNanoseconds / 1_000_000 })
    from = until
  }
  stretchesByZone.set(zone, stretches)
  return stretches
}

/** The first instant of the local day that `at` lies in, which is the end of yesterday. */
export function endOfYesterday(at: number, zone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return local.startOfDay().epochMilliseconds
}

/** The distinct texts, in the order of their bytes. */
export function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort(compareIds)
}
