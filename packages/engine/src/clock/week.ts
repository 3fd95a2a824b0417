import { DAY, MINUTE, type Ms } from '../base/instant.ts'
import type { WeeklyHours } from '../event/event.ts'
import { openMinutes } from '../event/hours.ts'
import type { Zone } from './zone.ts'

const WEEK = 7 * DAY
/** 1970-01-05 was a Monday. */
const MONDAY = 4 * DAY

type Opening = {
  readonly from: Ms
  readonly until: Ms /** open time of the week before it */
  readonly before: Ms
}

/**
 * Weekly hours in a zone. An instant is open when the local clock then reads a time inside the hours,
 * so a repeated hour counts twice and a skipped one not at all [CK2].
 */
export class Week {
  readonly #openings: readonly Opening[]
  readonly #total: Ms
  readonly #zone: Zone

  constructor(weekly: WeeklyHours, zone: Zone) {
    let before = 0
    this.#openings = openMinutes(weekly).map(({ from, until }) => {
      const opening = { from: from * MINUTE, until: until * MINUTE, before }
      before += opening.until - opening.from
      return opening
    })
    this.#total = before
    this.#zone = zone
  }

  /** Open time in [from, until). */
  open(from: Ms, until: Ms): Ms {
    let sum = 0
    for (const span of this.#zone.spans(from, until)) {
      sum += this.#before(span.until + span.offset) - this.#before(span.from + span.offset)
    }
    return sum
  }

  /** The earliest instant in [from, until] by which `length` > 0 of open time has passed, or null. */
  reach(from: Ms, until: Ms, length: Ms): Ms | null {
    let rest = length
    for (const span of this.#zone.spans(from, until)) {
      const start = this.#before(span.from + span.offset)
      const open = this.#before(span.until + span.offset) - start
      if (open >= rest) return this.#inverse(start + rest) - span.offset
      rest -= open
    }
    return null
  }

  /** Open local time since local Monday 1970-01-05. */
  #before(local: Ms): Ms {
    const weeks = Math.floor((local - MONDAY) / WEEK)
    const inWeek = local - MONDAY - weeks * WEEK
    let sum = 0
    for (const opening of this.#openings) {
      if (opening.from >= inWeek) break
      sum = opening.before + Math.min(inWeek, opening.until) - opening.from
    }
    return weeks * this.#total + sum
  }

  /** The earliest local time with that much open local time before it: the inverse of #before. */
  #inverse(open: Ms): Ms {
    const weeks = Math.ceil(open / this.#total) - 1
    const inWeek = open - weeks * this.#total
    let reached = 0
    for (const opening of this.#openings) {
      if (opening.before >= inWeek) break
      reached = opening.from + inWeek - opening.before
    }
    return MONDAY + weeks * WEEK + reached
  }
}
