import { DAY, type Ms } from '../base/instant.ts'

/** From `from` on (until the next one) local time is UTC plus `offset`. */
type Segment = { readonly from: Ms; readonly offset: Ms }

/** A zone's offsets over the years that were asked for, each looked up once. */
export class Zone {
  readonly name: string
  #segments: Segment[] = []
  #from: Ms = Number.POSITIVE_INFINITY
  #until: Ms = Number.NEGATIVE_INFINITY

  constructor(name: string) {
    this.name = name
  }

  /** The spans of [from, until) with one offset each, in order. */
  *spans(from: Ms, until: Ms): Generator<{ from: Ms; until: Ms; offset: Ms }> {
    this.#cover(from, until)
    const segments = this.#segments
    let low = 0
    let high = segments.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((segments[middle]?.from ?? 0) <= from) low = middle
      else high = middle - 1
    }
    for (let index = low; index < segments.length; index += 1) {
      const segment = segments[index]
      if (segment === undefined || segment.from >= until) return
      const end = Math.min(segments[index + 1]?.from ?? until, until)
      const start = Math.max(segment.from, from)
      if (end > start) yield { from: start, until: end, offset: segment.offset }
    }
  }

  #cover(from: Ms, until: Ms): void {
    if (from >= this.#from && until <= this.#until) return
    const margin = 400 * DAY
    this.#from = Math.min(this.#from, from - margin)
    this.#until = Math.max(this.#until, until + margin)
    let at = Temporal.Instant.fromEpochMilliseconds(this.#from).toZonedDateTimeISO(this.name)
    const segments: Segment[] = [{ from: this.#from, offset: at.offsetNanoseconds / 1_000_000 }]
    for (;;) {
      const next = at.getTimeZoneTransition('next')
      if (next === null || next.epochMilliseconds >= this.#until) break
      segments.push({ from: next.epochMilliseconds, offset: next.offsetNanoseconds / 1_000_000 })
      at = next
    }
    this.#segments = segments
  }
}

const zones = new Map<string, Zone>()

/** The one Zone of a name, so that its offsets are looked up once. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name)
  if (known !== undefined) return known
  const zone = new Zone(name)
  zones.set(name, zone)
  return zone
}

/** The instant at which the local day of `at` began. */
export function startOfDay(zone: string, at: Ms): Ms {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).startOfDay()
    .epochMilliseconds
}
