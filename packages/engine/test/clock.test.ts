import { describe, expect, test } from 'vitest'
import {
  type Calendar,
  CalendarReading,
  DAY,
  due,
  elapsed,
  EMPTY_CALENDAR,
  type Event,
  HOUR,
  MINUTE,
  type Ms,
  type TurnClock,
} from '../src/index.ts'
import { ask, h, rate, say, START } from './reference/hand.ts'
import { eventOf, policyOf, turnsOf, type WireEvent } from './support/run.ts'

const WALL: TurnClock = { week: null, pauses: [] }
const WORK = { mon: [['09:00', '17:00']], tue: [['09:00', '17:00']] }

/** The clock of a turn opened at an instant, by a policy, given what was declared. */
function clockOf(policy: WireEvent, declared: readonly WireEvent[], openedAt: Ms): TurnClock {
  const of = <Type extends Event['type']>(type: Type) =>
    declared.map(eventOf).filter((one): one is Extract<Event, { type: Type }> => one.type === type)
  const calendar: Calendar = {
    ...EMPTY_CALENDAR,
    hours: of('hours'),
    aways: of('away'),
    outages: of('outage'),
  }
  const { clock } = policyOf(rate(policy))
  return new CalendarReading(calendar, clock, h(10_000)).clock(openedAt)
}

const hours = (hour: number, weekly: unknown, body: WireEvent = {}): WireEvent => ({
  id: `hours${hour}`,
  type: 'hours',
  at: h(hour),
  member: 'm',
  weekly,
  zone: 'UTC',
  ...body,
})
const away = (id: string, at: number, [from, until]: readonly [number, number]): WireEvent => ({
  id,
  type: 'away',
  at: h(at),
  member: 'm',
  from: h(from),
  until: h(until),
})
const outage = (id: string, at: number, [from, until]: readonly [number, number]): WireEvent => ({
  id,
  type: 'outage',
  at: h(at),
  from: h(from),
  until: h(until),
})

const inHours = { clock: { kind: 'hours' } }
function weekIn(weekly: unknown, zone = 'UTC'): TurnClock {
  return clockOf({ clock: { kind: 'hours', weekly, zone } }, [], START)
}

describe('wall', () => {
  test('[CK1] elapsed is end less start', () => {
    expect(elapsed(WALL, h(1), h(3) + 7)).toBe(2 * HOUR + 7)
    expect(elapsed(WALL, h(1), h(1))).toBe(0)
    expect(elapsed(WALL, h(3), h(1))).toBe(0)
  })

  test('[CK1] a day of 23 hours is one of 23 hours', () => {
    const from = Date.parse('2024-03-31T00:00:00+01:00')
    const until = Date.parse('2024-04-01T00:00:00+02:00')
    expect(elapsed(WALL, from, until)).toBe(23 * HOUR)
  })

  test('[CK5] due is opening plus length', () => {
    expect(due(WALL, h(0), DAY)).toBe(h(24))
    expect(due(WALL, h(0), 0)).toBe(h(0))
  })
})

describe('hours', () => {
  test('[CK2] only time inside [09:00, 17:00) counts', () => {
    const clock = weekIn(WORK)
    expect(elapsed(clock, h(8), h(9))).toBe(0)
    expect(elapsed(clock, h(8), h(9) + 1)).toBe(1)
    expect(elapsed(clock, h(9), h(17))).toBe(8 * HOUR)
    expect(elapsed(clock, h(16), h(17))).toBe(HOUR)
    expect(elapsed(clock, h(17), h(33))).toBe(0)
    expect(elapsed(clock, h(16), h(34))).toBe(2 * HOUR)
    expect(elapsed(clock, h(0), h(7 * 24))).toBe(16 * HOUR)
    expect(elapsed(clock, h(0), h(70 * 24))).toBe(160 * HOUR)
  })

  test('[CK2] several intervals a day, touching and overlapping ones counted once', () => {
    const weekly = {
      mon: [
        ['08:00', '12:00'],
        ['13:30', '18:15'],
      ],
      tue: [
        ['08:00', '10:00'],
        ['10:00', '12:00'],
        ['09:00', '11:00'],
      ],
    }
    expect(elapsed(weekIn(weekly), h(0), h(24))).toBe(8 * HOUR + 45 * MINUTE)
    expect(elapsed(weekIn(weekly), h(11), h(14))).toBe(HOUR + 30 * MINUTE)
    expect(elapsed(weekIn(weekly), h(24), h(48))).toBe(4 * HOUR)
  })

  test('[CK2] past midnight, and from Sunday into Monday', () => {
    const clock = weekIn({ mon: [['22:00', '02:00']], sun: [['23:00', '01:00']] })
    expect(elapsed(clock, h(0), h(24))).toBe(HOUR + 2 * HOUR)
    expect(elapsed(clock, h(24), h(26))).toBe(2 * HOUR)
    expect(elapsed(clock, h(26), h(48))).toBe(0)
    expect(elapsed(clock, h(6 * 24), h(8 * 24))).toBe(2 * HOUR + 2 * HOUR)
  })

  test('[CK2] 24:00 ends the day; from 00:00 to 24:00 and from a time to itself is all day', () => {
    expect(elapsed(weekIn({ mon: [['18:00', '24:00']] }), h(0), h(48))).toBe(6 * HOUR)
    expect(elapsed(weekIn({ mon: [['00:00', '24:00']] }), h(0), h(48))).toBe(DAY)
    expect(elapsed(weekIn({ mon: [['09:00', '09:00']] }), h(0), h(48))).toBe(DAY)
    expect(elapsed(weekIn({ mon: [['00:00', '00:00']] }), h(0), h(48))).toBe(DAY)
  })

  test('[CK2] the zone decides which instants are inside', () => {
    // 09:00 to 17:00 in New York's summer is 13:00 to 21:00 UTC.
    expect(elapsed(weekIn(WORK, 'America/New_York'), h(0), h(13))).toBe(0)
    expect(elapsed(weekIn(WORK, 'America/New_York'), h(0), h(21))).toBe(8 * HOUR)
    // And in the Chatham Islands, 12:45 ahead, Monday begins on Sunday at 11:15 UTC.
    expect(elapsed(weekIn(WORK, 'Pacific/Chatham'), h(-24), h(0))).toBe(3.75 * HOUR)
  })

  test('[CK2] a local day of 23 hours and one of 25 are counted as they were', () => {
    const sunday = weekIn({ sun: [['00:00', '24:00']] }, 'Europe/Berlin')
    const march = Date.parse('2024-03-30T00:00:00Z')
    const october = Date.parse('2024-10-26T00:00:00Z')
    expect(elapsed(sunday, march, march + 3 * DAY)).toBe(23 * HOUR)
    expect(elapsed(sunday, october, october + 3 * DAY)).toBe(25 * HOUR)
  })

  test('[CK2] a repeated hour counts twice, a skipped one not at all', () => {
    const early = weekIn({ sun: [['02:00', '03:00']] }, 'Europe/Berlin')
    const march = Date.parse('2024-03-30T00:00:00Z')
    const october = Date.parse('2024-10-26T00:00:00Z')
    expect(elapsed(early, march, march + 3 * DAY)).toBe(0)
    expect(elapsed(early, october, october + 3 * DAY)).toBe(2 * HOUR)
  })

  test('[CK2] Lord Howe repeats half an hour', () => {
    const early = weekIn({ sun: [['01:30', '02:00']] }, 'Australia/Lord_Howe')
    const april = Date.parse('2024-04-06T00:00:00Z')
    const october = Date.parse('2024-10-05T00:00:00Z')
    expect(elapsed(early, april, april + 2 * DAY)).toBe(HOUR)
    expect(elapsed(early, october, october + 2 * DAY)).toBe(HOUR / 2)
  })

  test('[CK2] without hours set the wall clock counts, also under a policy’s own week', () => {
    expect(elapsed(clockOf(inHours, [], START), h(0), h(5))).toBe(5 * HOUR)
    const own = { clock: { kind: 'hours', weekly: WORK } }
    expect(elapsed(clockOf(own, [], START), h(0), h(5))).toBe(5 * HOUR)
    const declared = [hours(-48, { sat: [['00:00', '01:00']] }, { zone: 'America/New_York' })]
    expect(elapsed(clockOf(own, declared, START), h(0), h(21))).toBe(8 * HOUR)
    const zoned = { clock: { kind: 'hours', weekly: WORK, zone: 'UTC' } }
    expect(elapsed(clockOf(zoned, declared, START), h(0), h(21))).toBe(8 * HOUR)
    expect(elapsed(clockOf(zoned, declared, START), h(0), h(13))).toBe(4 * HOUR)
  })

  test('[CK3] the hours in force at the opening govern; later ones do not', () => {
    const declared = [hours(-24, WORK), hours(5, { mon: [['06:00', '07:00']] })]
    expect(elapsed(clockOf(inHours, declared, h(5) - 1), h(0), h(24))).toBe(8 * HOUR)
    expect(elapsed(clockOf(inHours, declared, h(5)), h(0), h(24))).toBe(HOUR)
    expect(elapsed(clockOf(inHours, declared, h(-25)), h(0), h(24))).toBe(DAY)
  })

  test('[CK3] valid_from ahead takes effect then; valid_from behind takes effect when declared', () => {
    const ahead = [hours(-24, WORK, { valid_from: h(5) })]
    expect(elapsed(clockOf(inHours, ahead, h(5) - 1), h(0), h(24))).toBe(DAY)
    expect(elapsed(clockOf(inHours, ahead, h(5)), h(0), h(24))).toBe(8 * HOUR)
    const behind = [hours(5, WORK, { valid_from: h(-24) })]
    expect(elapsed(clockOf(inHours, behind, h(5) - 1), h(0), h(24))).toBe(DAY)
    expect(elapsed(clockOf(inHours, behind, h(5)), h(0), h(24))).toBe(8 * HOUR)
  })

  test('[CK3] a later declaration that takes effect earlier does not displace a later effect', () => {
    const declared = [
      hours(-48, WORK, { valid_from: h(5) }),
      hours(-24, { mon: [['06:00', '07:00']] }, { valid_from: h(0) }),
    ]
    expect(elapsed(clockOf(inHours, declared, h(4)), h(0), h(24))).toBe(HOUR)
    expect(elapsed(clockOf(inHours, declared, h(5)), h(0), h(24))).toBe(8 * HOUR)
  })

  test('[CK3] an edit while a message waits changes nothing for it', () => {
    const wire = [hours(-24, WORK), ask('a', 8), hours(8.5, { sun: [['00:00', '01:00']] })]
    const rows = turnsOf([...wire, say('b', 12)], h(100), rate({ ...inHours, within: '3h' }))
    expect(rows[0]).toMatchObject({ elapsed_ms: 3 * HOUR, outcome: 'on_time' })
  })
})

describe('away and outages', () => {
  const wire = [away('x', -1, [10, 20]), ask('a', 10), say('b', 36)]
  const outcome = (policy: WireEvent, events: readonly WireEvent[] = wire, at = 100) =>
    turnsOf(events, h(at), rate(policy)).map((row) => [row.elapsed_ms, row.outcome])

  test('[CK4] pause: time inside does not count', () => {
    expect(outcome({ away: 'pause' })).toEqual([[16 * HOUR, 'on_time']])
    const before = [away('x', -1, [10, 20]), ask('a', 5), say('b', 36)]
    expect(outcome({ away: 'pause' }, before)).toEqual([[21 * HOUR, 'on_time']])
  })

  test('[CK4] excuse: turns opened inside [from, until) are excused', () => {
    expect(outcome({ away: 'excuse' })).toEqual([[null, 'excused']])
    const at = (hour: number) => [away('x', -1, [10, 20]), ask('a', hour), say('b', hour + 1)]
    expect(outcome({}, at(10))[0]?.[1]).toBe('excused')
    expect(outcome({}, at(10 - 1 / HOUR))[0]?.[1]).toBe('on_time')
    expect(outcome({}, at(20 - 1 / HOUR))[0]?.[1]).toBe('excused')
    expect(outcome({}, at(20))[0]?.[1]).toBe('on_time')
  })

  test('[CK4] excuse does not pause the turns opened before', () => {
    const before = [away('x', -1, [10, 20]), ask('a', 9), say('b', 36)]
    expect(outcome({ away: 'excuse' }, before)).toEqual([[27 * HOUR, 'late']])
  })

  test('[CK4] ignore: as if it had not been declared', () => {
    expect(outcome({ away: 'ignore' })).toEqual([[26 * HOUR, 'late']])
  })

  test('[CK4] declared at the opening it acts, a millisecond later it does not', () => {
    for (const [declared, expected] of [
      [10, 'excused'],
      [10 + 1 / HOUR, 'late'],
    ] as const) {
      const events = [away('x', declared, [0, 20]), ask('a', 10), say('b', 36)]
      expect(outcome({ away: 'excuse' }, events)[0]?.[1]).toBe(expected)
    }
    const paused = [away('x', 10 + 1 / HOUR, [0, 20]), ask('a', 10), say('b', 36)]
    expect(outcome({ away: 'pause' }, paused)).toEqual([[26 * HOUR, 'late']])
  })

  test('[CK4] a later away with the same beginning replaces the earlier for turns opened after', () => {
    const shortened = [away('x', -1, [10, 40]), away('y', 15, [10, 15])]
    const events = (hour: number) => [...shortened, ask('a', hour), say('b', hour + 1)]
    expect(outcome({}, events(14))[0]?.[1]).toBe('excused')
    expect(outcome({}, events(16))[0]?.[1]).toBe('on_time')
    const paused = (hour: number) => [...shortened, ask('a', hour), say('b', 45)]
    expect(outcome({ away: 'pause' }, paused(14))[0]?.[0]).toBe(5 * HOUR)
    expect(outcome({ away: 'pause' }, paused(16))[0]?.[0]).toBe(29 * HOUR)
  })

  test('[CK4] an empty interval takes an absence back', () => {
    const back = [away('x', -1, [10, 40]), away('y', 0, [10, 10]), ask('a', 20), say('b', 21)]
    expect(outcome({}, back)[0]?.[1]).toBe('on_time')
  })

  test('[CK4] outages always pause, whenever they are declared, overlapping once', () => {
    const outages = [outage('x', 90, [10, 14]), outage('y', 91, [12, 16]), outage('z', 0, [16, 17])]
    const events = [...outages, ask('a', 8), say('b', 36)]
    for (const mode of ['pause', 'excuse', 'ignore']) {
      expect(outcome({ away: mode }, events)).toEqual([[21 * HOUR, 'on_time']])
    }
    // As of an instant at which it was not yet declared it had not happened.
    expect(outcome({}, events, 89)).toEqual([[27 * HOUR, 'late']])
  })

  test('[CK4] absence and outage that overlap pause once, inside the hours only', () => {
    const declared = [hours(-24, WORK), away('x', -1, [10, 14]), outage('y', -1, [12, 20])]
    const clock = clockOf({ ...inHours, away: 'pause' }, declared, h(0))
    expect(elapsed(clock, h(0), h(24))).toBe(HOUR)
    expect(due(clock, h(0), HOUR)).toBe(h(10))
    expect(due(clock, h(0), HOUR + 1)).toBe(h(33) + 1)
  })

  test('[CK4] another member’s absence is not mine', () => {
    const events = [{ ...away('x', -1, [10, 20]), member: 'n' }, ask('a', 10), say('b', 36)]
    expect(turnsOf(events, h(100), rate())[0]?.outcome).toBe('late')
  })
})

describe('due', () => {
  test('[CK5] due is the earliest instant: the end of an interval, not the next beginning', () => {
    const clock = weekIn(WORK)
    expect(due(clock, h(0), 8 * HOUR)).toBe(h(17))
    expect(due(clock, h(0), 8 * HOUR + 1)).toBe(h(33) + 1)
    expect(due(clock, h(0), 16 * HOUR)).toBe(h(41))
    expect(due(clock, h(0), 16 * HOUR + 1)).toBe(h(7 * 24 + 9) + 1)
    expect(due(clock, h(12), 0)).toBe(h(12))
  })

  test('[CK5] a pause that begins when the time is up does not postpone it', () => {
    const clock = { week: null, pauses: [{ from: h(5), until: h(9) }] }
    expect(due(clock, h(0), 5 * HOUR)).toBe(h(5))
    expect(due(clock, h(0), 5 * HOUR + 1)).toBe(h(9) + 1)
    expect(due(clock, h(6), 1)).toBe(h(9) + 1)
  })

  test('[CK5] what a pause swallows for a century is never due', () => {
    const clock = { week: null, pauses: [{ from: h(5), until: h(24 * 365 * 200) }] }
    expect(due(clock, h(0), 5 * HOUR)).toBe(h(5))
    expect(due(clock, h(0), 5 * HOUR + 1)).toBeNull()
  })

  test('[CK5] hours in a repeated hour: due in its first or its second pass', () => {
    const early = weekIn({ sun: [['02:00', '03:00']] }, 'Europe/Berlin')
    const start = Date.parse('2024-10-26T00:00:00Z')
    expect(due(early, start, HOUR)).toBe(Date.parse('2024-10-27T01:00:00Z'))
    expect(due(early, start, HOUR + 1)).toBe(Date.parse('2024-10-27T01:00:00.001Z'))
    expect(due(early, start, 2 * HOUR)).toBe(Date.parse('2024-10-27T02:00:00Z'))
  })
})
