import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { CalendarReading, DAY, due, elapsed, HOUR, MINUTE, type Ms } from '../src/index.ts'
import { rate } from './reference/hand.ts'
import { law } from './support/law.ts'
import { eventOf, policyOf } from './support/run.ts'

/** Half an hour of change, offsets of quarters, changes before Ramadan, none at all. */
const ZONES = [
  'UTC',
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Asia/Tokyo',
] as const
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const DAY_MINUTES = 1440

type Weekly = Partial<Record<(typeof WEEKDAYS)[number], [string, string][]>>
type Pause = { readonly from: Ms; readonly until: Ms }

/** What the properties need of elapsed and due, in one zone under one week with pauses. */
type Clock = {
  readonly elapsed: (start: Ms, end: Ms) => Ms
  readonly due: (start: Ms, length: Ms) => Ms | null
}
type Setting = {
  readonly zone: string
  readonly weekly: Weekly | null
  readonly pauses: readonly Pause[]
}
type Make = (setting: Setting) => Clock

const engine: Make = ({ zone, weekly, pauses }) => {
  const outages = pauses.map(({ from, until }, index) =>
    eventOf({ id: `o${index}`, type: 'outage', at: 0, from, until }),
  )
  const rule = policyOf(
    rate(weekly === null ? {} : { clock: { kind: 'hours', weekly, zone } }),
  ).clock
  const calendar = {
    hours: [],
    aways: [],
    erasures: [],
    outages: outages.filter((event) => event.type === 'outage'),
  }
  const clock = new CalendarReading(calendar, rule, Date.UTC(2100, 0, 1)).clock(0)
  return {
    elapsed: (start, end) => elapsed(clock, start, end),
    due: (start, length) => due(clock, start, length),
  }
}

/** Every change of the zone's clock in three years, or some day where there is none. */
function changesOf(zone: string): readonly Ms[] {
  const changes: Ms[] = []
  let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(2023, 0, 1)).toZonedDateTimeISO(zone)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (next === null || next.epochMilliseconds > Date.UTC(2026, 0, 1)) break
    changes.push(next.epochMilliseconds)
    at = next
  }
  return changes.length > 0 ? changes : [Date.UTC(2024, 1, 28)]
}
const CHANGES = new Map(ZONES.map((zone) => [zone, changesOf(zone)]))

/** Clocks change on quarters of an hour, so each quarter's offset is asked for once. */
const offsets = new Map<string, Ms>()
function offsetAt(zone: string, at: Ms): Ms {
  const quarter = Math.floor(at / (15 * MINUTE))
  const name = `${zone} ${quarter}`
  const known = offsets.get(name)
  if (known !== undefined) return known
  const instant = Temporal.Instant.fromEpochMilliseconds(quarter * 15 * MINUTE)
  const offset = instant.toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000
  offsets.set(name, offset)
  return offset
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
}

/** Whether the local clock reads a time inside the week at an instant: by looking at it. */
function isOpen(zone: string, weekly: Weekly, at: Ms): boolean {
  const local = new Date(at + offsetAt(zone, at))
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes()
  const today = (local.getUTCDay() + 6) % 7
  return [today, (today + 6) % 7].some((day, daysAgo) => {
    const name = WEEKDAYS[day]
    const here = minute + daysAgo * DAY_MINUTES
    return (name === undefined ? [] : (weekly[name] ?? [])).some(([opens, closes]) => {
      const from = minutesOf(opens)
      const until = minutesOf(closes) > from ? minutesOf(closes) : minutesOf(closes) + DAY_MINUTES
      return from <= here && here < until
    })
  })
}

function countMinutes({ zone, weekly, pauses }: Setting, start: Ms, end: Ms): Ms {
  let count = 0
  for (let at = start; at < end; at += MINUTE) {
    if (pauses.some(({ from, until }) => from <= at && at < until)) continue
    if (weekly === null || isOpen(zone, weekly, at)) count += 1
  }
  return count * MINUTE
}

const time = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

const interval = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 1440 }))
  .map(([from, until]): [string, string] => [time(from), time(until)])
/** Around clock changes, at 02:00 to 03:00, to 24:00 and past midnight more often than chance has it. */
const telling = fc.constantFrom<[string, string]>(
  ['02:00', '03:00'],
  ['01:30', '02:30'],
  ['00:00', '24:00'],
  ['22:00', '02:15'],
  ['23:00', '24:00'],
  ['09:00', '17:00'],
  ['03:00', '03:00'],
)
const weeks: fc.Arbitrary<Weekly> = fc
  .tuple(
    ...WEEKDAYS.map((day) =>
      fc
        .array(fc.oneof(interval, telling), { maxLength: 3 })
        .map((intervals): Weekly => (intervals.length === 0 ? {} : { [day]: intervals })),
    ),
  )
  .map((days): Weekly => Object.assign({}, ...days) as Weekly)
  .filter((weekly) => Object.keys(weekly).length > 0)

const spot = fc.constantFrom(...ZONES).chain((zone) =>
  fc.record({
    zone: fc.constant(zone),
    /** Within three days of a change, to the minute. */
    start: fc
      .tuple(fc.constantFrom(...(CHANGES.get(zone) ?? [0])), fc.integer({ min: -4320, max: 1440 }))
      .map(([change, minutes]) => change + minutes * MINUTE),
  }),
)

const pausesFrom = (unit: Ms) =>
  fc
    .array(fc.tuple(fc.integer({ min: -2000, max: 6000 }), fc.integer({ min: 0, max: 2000 })), {
      maxLength: 3,
    })
    .map((list) =>
      list.map(([from, length]) => ({ from: from * unit, until: (from + length) * unit })),
    )

/** A setting near a clock change; pauses are told from its start. */
const settings = (unit: Ms) =>
  fc
    .record({ spot, weekly: fc.option(weeks, { freq: 8 }), pauses: pausesFrom(unit) })
    .map(({ spot: { zone, start }, weekly, pauses }) => ({
      start,
      setting: {
        zone,
        weekly,
        pauses: pauses.map(({ from, until }) => ({ from: start + from, until: start + until })),
      },
    }))

function naiveLaw(make: Make) {
  return fc.property(
    settings(MINUTE),
    fc.integer({ min: 0, max: 2880 }),
    ({ start, setting }, minutes) => {
      const end = start + minutes * MINUTE
      expect(make(setting).elapsed(start, end)).toBe(countMinutes(setting, start, end))
    },
  )
}

/** A length up to 30 hours to the millisecond, often exactly what an opening holds. */
const lengths = fc.oneof(
  fc.integer({ min: 0, max: 30 * HOUR }),
  fc.integer({ min: 0, max: 1800 }).map((minutes) => minutes * MINUTE),
)
const fine = settings(MINUTE + 7)

function inverseLaw(make: Make) {
  return fc.property(fine, lengths, ({ start, setting }, length) => {
    const clock = make(setting)
    const at = clock.due(start, length)
    expect(at).not.toBeNull()
    if (at === null) return
    expect(clock.elapsed(start, at)).toBe(length)
    if (length === 0) expect(at).toBe(start)
    else expect(clock.elapsed(start, at - 1)).toBe(length - 1)
  })
}

function monotoneLaw(make: Make) {
  const spans = fc.tuple(
    fc.integer({ min: 0, max: 9 * DAY }),
    fc.integer({ min: 0, max: 3 * HOUR }),
  )
  return fc.property(fine, spans, ({ start, setting }, [length, more]) => {
    const clock = make(setting)
    const [sooner, later] = [
      clock.elapsed(start, start + length),
      clock.elapsed(start, start + length + more),
    ]
    expect(later - sooner).toBeGreaterThanOrEqual(0)
    expect(later - sooner).toBeLessThanOrEqual(more)
    expect(later - sooner).toBe(clock.elapsed(start + length, start + length + more))
  })
}

/** An engine with something changed. */
const altered =
  (change: (clock: Clock, setting: Setting) => Partial<Clock>): Make =>
  (setting) => {
    const clock = engine(setting)
    return { ...clock, ...change(clock, setting) }
  }

/** One offset for all time: that of the start, as if the clock never changed. */
const withoutChanges = altered((_, setting) => ({
  elapsed: (start, end) => {
    const shift = offsetAt(setting.zone, start)
    const moved = setting.pauses.map(({ from, until }) => ({
      from: from + shift,
      until: until + shift,
    }))
    return engine({ ...setting, zone: 'UTC', pauses: moved }).elapsed(start + shift, end + shift)
  },
}))

const sooner = (at: Ms | null, by: Ms) => (at === null ? null : at + by)

describe('clocks over changes of time in ten zones', () => {
  law(
    {
      title: '[CK2] [CK4] elapsed is what counting minute by minute gives',
      property: naiveLaw(engine),
    },
    {
      'a clock that never changes': naiveLaw(withoutChanges),
      'pauses that are ignored': naiveLaw((setting) => engine({ ...setting, pauses: [] })),
      'the wall clock': naiveLaw((setting) => engine({ ...setting, weekly: null })),
      'another zone': naiveLaw((setting) => engine({ ...setting, zone: 'Asia/Kolkata' })),
      'a minute too many after ten hours': naiveLaw(
        altered((clock) => ({
          elapsed: (start, end) =>
            clock.elapsed(start, end) + (end - start > 600 * MINUTE ? MINUTE : 0),
        })),
      ),
    },
  )

  law(
    {
      title: '[CK5] due is the earliest instant at which so much has elapsed',
      property: inverseLaw(engine),
    },
    {
      'a due one millisecond late': inverseLaw(
        altered((clock) => ({ due: (start, length) => sooner(clock.due(start, length), 1) })),
      ),
      'a due one millisecond early': inverseLaw(
        altered((clock) => ({ due: (start, length) => sooner(clock.due(start, length), -1) })),
      ),
      'a due at the next opening instead of the closing': inverseLaw(
        altered((clock) => ({
          due: (start, length) => sooner(clock.due(start, length + 1), -1),
        })),
      ),
      'a due by the wall clock': inverseLaw(
        altered(() => ({ due: (start, length) => start + length })),
      ),
      'a due that knows no change of time': inverseLaw((setting) => ({
        ...engine(setting),
        due: (start, length) => {
          const shift = offsetAt(setting.zone, start)
          const moved = setting.pauses.map(({ from, until }) => ({
            from: from + shift,
            until: until + shift,
          }))
          const flat = engine({ ...setting, zone: 'UTC', pauses: moved })
          return sooner(flat.due(start + shift, length), -shift)
        },
      })),
    },
  )

  law(
    {
      title: '[CK5] elapsed is monotone in its end, never faster than time, and adds up',
      property: monotoneLaw(engine),
    },
    {
      'an elapsed that falls in a repeated hour': monotoneLaw(
        altered((clock, { zone }) => ({
          elapsed: (start, end) =>
            clock.elapsed(start, end) + offsetAt(zone, end) - offsetAt(zone, start),
        })),
      ),
      'an elapsed in whole minutes': monotoneLaw(
        altered((clock) => ({
          elapsed: (start, end) => Math.floor(clock.elapsed(start, end) / MINUTE) * MINUTE,
        })),
      ),
    },
  )
})
