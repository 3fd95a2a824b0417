import type { Ms } from '../base/instant.ts'
import type { AwayEvent, ErasureEvent, HoursEvent, OutageEvent } from '../event/event.ts'
import { compareEvents } from '../event/order.ts'
import { type Interval, mergeIntervals, type TurnClock, WALL } from './clock.ts'
import { Week } from './week.ts'
import { zoneOf } from './zone.ts'

/** How a policy reads the calendar [CK2, CK4]. */
export type ClockRule = {
  readonly kind: 'wall' | 'hours'
  /** The policy's own weekly hours; null takes the member's. */
  readonly weekly: HoursEvent['weekly'] | null
  /** An IANA zone, or the member's own. */
  readonly zone: string
  readonly away: 'pause' | 'excuse' | 'ignore'
}

/** When a member works, is away, when the service was down, whose data was erased. */
export type Calendar = {
  readonly hours: readonly HoursEvent[]
  readonly aways: readonly AwayEvent[]
  readonly outages: readonly OutageEvent[]
  readonly erasures: readonly ErasureEvent[]
}

export const EMPTY_CALENDAR: Calendar = { hours: [], aways: [], outages: [], erasures: [] }

/** A calendar read as of an instant under one rule; turns opened alike share a clock. */
export class CalendarReading {
  readonly #calendar: Calendar
  readonly #rule: ClockRule
  readonly #outages: readonly Interval[]
  readonly #clocks = new Map<string, TurnClock>()
  /** Whether every turn's clock is the plain wall clock and nothing is excused by the calendar. */
  readonly plain: boolean

  constructor(calendar: Calendar, rule: ClockRule, asOf: Ms) {
    const known = <E extends { readonly at: Ms }>(events: readonly E[]) =>
      events.filter((event) => event.at <= asOf)
    this.#calendar = {
      hours: known(calendar.hours).sort(
        (a, b) => effective(a) - effective(b) || compareEvents(a, b),
      ),
      aways: known(calendar.aways).sort(compareEvents),
      outages: known(calendar.outages),
      erasures: known(calendar.erasures),
    }
    this.#rule = rule
    this.#outages = mergeIntervals(this.#calendar.outages)
    const usesHours = rule.kind === 'hours' && (rule.weekly !== null || calendar.hours.length > 0)
    const usesAway = rule.away !== 'ignore' && this.#calendar.aways.length > 0
    const { erasures } = this.#calendar
    this.plain = !usesHours && !usesAway && this.#outages.length + erasures.length === 0
  }

  /** The clock of a turn opened at an instant [CK3, CK4]. */
  clock(openedAt: Ms): TurnClock {
    if (this.plain) return WALL
    const hours = this.#hoursAt(openedAt)
    const aways = this.#rule.away === 'pause' ? this.#awaysAt(openedAt) : []
    const name = `${hours === null ? '' : `${hours.source}/${hours.id}`} ${aways
      .map((away) => `${away.from}-${away.until}`)
      .join()}`
    const known = this.#clocks.get(name)
    if (known !== undefined) return known
    const pauses = aways.length === 0 ? this.#outages : mergeIntervals([...this.#outages, ...aways])
    const clock = { week: this.#week(hours), pauses }
    this.#clocks.set(name, clock)
    return clock
  }

  /** Whether a turn was opened inside an absence that excuses it [CK4]. */
  excusedByAbsence(openedAt: Ms): boolean {
    if (this.#rule.away !== 'excuse' || this.#calendar.aways.length === 0) return false
    return this.#awaysAt(openedAt).some(({ from, until }) => from <= openedAt && openedAt < until)
  }

  /** When a client's data was erased: the first time, or null. */
  erasedAt(client: string): Ms | null {
    let first: Ms | null = null
    for (const erasure of this.#calendar.erasures) {
      if (erasure.client === client && (first === null || erasure.at < first)) first = erasure.at
    }
    return first
  }

  #week(hours: HoursEvent | null): Week | null {
    const { kind, weekly, zone } = this.#rule
    if (kind === 'wall') return null
    if (weekly === null) return hours === null ? null : new Week(hours.weekly, zoneOf(hours.zone))
    if (zone !== 'member') return new Week(weekly, zoneOf(zone))
    return hours === null ? null : new Week(weekly, zoneOf(hours.zone))
  }

  /** The hours in force: the latest to take effect, never before they were declared [CK3]. */
  #hoursAt(openedAt: Ms): HoursEvent | null {
    if (this.#rule.kind === 'wall') return null
    return this.#calendar.hours.findLast((hours) => effective(hours) <= openedAt) ?? null
  }

  /** Absences declared by then; of several with one beginning the last declared [CK4]. */
  #awaysAt(openedAt: Ms): readonly AwayEvent[] {
    const byStart = new Map<Ms, AwayEvent>()
    for (const away of this.#calendar.aways) if (away.at <= openedAt) byStart.set(away.from, away)
    return [...byStart.values()]
  }
}

function effective(hours: HoursEvent): Ms {
  return Math.max(hours.at, hours.valid_from)
}
