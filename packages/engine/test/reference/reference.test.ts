/** Hand-computed cases of events, turns and clocks, so that the oracle itself is tested. */
import { describe, expect, test } from 'vitest'
import { elapsed, due, offsetsOf } from './clock.ts'
import { acceptEvents, compareIds, parseCsv } from './events.ts'
import { ask, event, h, outcomesAt, rate, say, turnsAt } from './hand.ts'
import { referenceTurns } from './index.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('events', () => {
  test('[EV2] the same content is a duplicate, other content a conflict, the first stays', () => {
    const arrivals = [ask('a', 1), ask('a', 1), ask('a', 2), ask('a', 3, { source: 'crm' })]
    const { events, duplicates, conflicts } = acceptEvents(arrivals)
    expect(events.map(({ source, at }) => [source, at])).toEqual([
      ['default', h(1)],
      ['crm', h(3)],
    ])
    expect([duplicates, conflicts.length]).toEqual([1, 1])
  })

  test('[EV2] the same content in other words is a duplicate', () => {
    const spelled = ask('a', 0, {
      at: '2024-06-03T02:00:00+02:00',
      source: 'default',
      kind: 'message',
    })
    expect(acceptEvents([ask('a', 0), spelled])).toMatchObject({ duplicates: 1, conflicts: [] })
  })

  test('[EV3] absent seq first, then seq, source and id', () => {
    const arrivals = [
      ask('b', 0),
      ask('a', 0, { seq: 0 }),
      ask('a', 0, { source: 'crm' }),
      ask('z', 0, { seq: -1 }),
      ask('d', 0),
    ]
    const order = acceptEvents(arrivals).events.map(({ source, id }) => `${source}/${id}`)
    expect(order).toEqual(['crm/a', 'default/b', 'default/d', 'default/z', 'default/a'])
  })

  test('[EV3] ids compare as UTF-8 bytes, not as UTF-16 units', () => {
    expect(compareIds('\uffee', '\u{1f600}')).toBeLessThan(0)
    expect(compareIds('a', 'ab')).toBeLessThan(0)
  })

  test('[contract] in CSV the event id and seq are the number of the row', () => {
    const csv =
      'conversation_id,client_id,member_id,sender_role,sent_at\nv,c,m,client,2024-06-03T00:00:00Z\n'
    expect(parseCsv(csv)).toEqual([{ ...ask('1', 0), seq: 1, at: '2024-06-03T00:00:00Z' }])
  })
})

describe('turns', () => {
  test('[TN1] acknowledgements, automated messages and the system open nothing', () => {
    const events = [
      ask('a', 0, { kind: 'acknowledgement' }),
      ask('b', 1, { automated: true }),
      event('d', 2, 'message', { from: 'system' }),
      say('e', 3),
    ]
    expect(turnsAt(events, 9)).toEqual([])
  })

  test('[TN2] further messages belong to the turn and the clock runs from the first', () => {
    const [row] = turnsAt([ask('a', 0), ask('b', 5, { kind: 'acknowledgement' }), ask('d', 7)], 9)
    expect(row).toMatchObject({ turn: 'a', opened_at: '2024-06-03T00:00:00.000Z', messages: 2 })
  })

  test('[TN3] the first reply ends the turn, a later one is a follow-up', () => {
    const answer = event('b', 2, 'answer', { action: 'quote' })
    const rows = turnsAt([ask('a', 0), answer, say('d', 3), ask('e', 4)], 9)
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({ replied_at: '2024-06-03T02:00:00.000Z', replied_with: 'quote' })
    expect(rows[1]).toMatchObject({ turn: 'e', ordinal: 2, replied_at: null, ended_at: null })
  })

  test('[TN3] a policy that does not count the reply waits for one that it counts', () => {
    const answer = event('b', 2, 'answer', { action: 'decline' })
    const events = [ask('a', 0), answer, ask('d', 3), say('e', 30)]
    const policy = rate({ replies: { answers: ['accept'] } })
    const rows = turnsAt(events, 40, policy)
    expect(rows.map((row) => [row.elapsed_ms, row.outcome])).toEqual([
      [30 * HOUR, 'late'],
      [27 * HOUR, 'late'],
    ])
    expect(rows[0]?.replied_with).toBe('decline')
  })

  test('[TN3] a turn that ended without a reply has none, whatever follows', () => {
    const events = [ask('a', 0), event('b', 1, 'closure', { by: 'member' }), say('d', 2)]
    expect(outcomesAt(events, 30)).toEqual({ a: 'missed' })
  })

  test('[TN4] the first automated message in the open turn is kept and does not reply', () => {
    const events = [say('x', 0, { automated: true }), ask('a', 1), say('y', 2, { automated: true })]
    const [row] = turnsAt([...events, say('z', 3, { automated: true })], 9)
    expect(row).toMatchObject({ auto_replied_at: '2024-06-03T02:00:00.000Z', replied_at: null })
  })

  test('[TN5] a withdrawal of the opener shifts the opening, the rest stays', () => {
    const opener = ask('a', 0, { kind: 'inquiry' })
    const events = [
      opener,
      say('x', 1, { automated: true }),
      ask('b', 2, { client: 'd' }),
      say('y', 3, { automated: true }),
      event('w', 4, 'withdrawal', { message: 'a' }),
    ]
    const [row] = turnsAt(events, 9)
    expect(row).toMatchObject({ turn: 'a', client: 'c', kind: 'inquiry', messages: 1 })
    expect(row?.opened_at).toBe('2024-06-03T02:00:00.000Z')
    expect(row?.auto_replied_at).toBe('2024-06-03T03:00:00.000Z')
    expect(turnsAt(events, 3)[0]?.opened_at).toBe('2024-06-03T00:00:00.000Z')
  })

  test('[TN5] an automated message before the new opening is forgotten', () => {
    const events = [ask('a', 0), say('x', 1, { automated: true }), ask('b', 2)]
    const [row] = turnsAt([...events, event('w', 4, 'withdrawal', { message: 'a' })], 9)
    expect(row?.auto_replied_at).toBeNull()
  })

  test('[TN5] with no message left the turn ends, and the next message opens another', () => {
    const events = [ask('a', 0), event('w', 1, 'withdrawal', { message: 'a' }), ask('b', 2)]
    const rows = turnsAt(events, 9)
    expect(rows[0]).toMatchObject({ ended_by: 'withdrawal', ended_who: 'client', messages: 0 })
    expect(rows[1]).toMatchObject({ turn: 'b', ordinal: 2 })
  })

  test('[TN5] a withdrawal before its message or after the reply does nothing', () => {
    const early = [event('w', 0, 'withdrawal', { message: 'z' }), ask('z', 0, { seq: 1 })]
    expect(turnsAt(early, 9)[0]).toMatchObject({ messages: 1, ended_at: null })
    const late = [ask('a', 0), say('b', 1), event('w', 2, 'withdrawal', { message: 'a' })]
    expect(turnsAt(late, 9)[0]).toMatchObject({ messages: 1, ended_at: null })
  })

  test('[TN6] closure, release and flag end an open turn with what, who and when', () => {
    const events = [
      ask('a', 0),
      event('b', 1, 'closure', { by: 'system' }),
      ask('d', 2),
      event('e', 3, 'release', { by: 'client' }),
      ask('f', 4),
      event('g', 5, 'flag', { reason: 'spam' }),
      event('i', 6, 'closure', { by: 'client' }),
    ]
    const ends = turnsAt(events, 9).map((row) => [row.ended_by, row.ended_who, row.ended_at])
    expect(ends).toEqual([
      ['closure', 'system', '2024-06-03T01:00:00.000Z'],
      ['release', 'client', '2024-06-03T03:00:00.000Z'],
      ['flag', 'member', '2024-06-03T05:00:00.000Z'],
    ])
  })

  test('[TN7] a ruling on a turn attaches even from before it; the last one stands', () => {
    const before = event('r', 0, 'ruling', { turn: 'a', excused: true })
    const events = [before, ask('a', 1)]
    expect(turnsAt(events, 9)[0]?.excused).toBe(true)
    const after = event('s', 2, 'ruling', { turn: 'a', excused: false, conversation: undefined })
    expect(turnsAt([...events, after], 9)[0]?.excused).toBe(false)
    expect(turnsAt([...events, after], 1)[0]?.excused).toBe(true)
  })

  test('[TN7] a ruling on a conversation concerns the turns whose opener precedes it', () => {
    const ruling = event('r', 2, 'ruling', { excused: true })
    const events = [ask('a', 0), say('b', 1), ruling, ask('d', 3)]
    expect(turnsAt(events, 9).map((row) => row.excused)).toEqual([true, null])
  })

  test('[TN8] acknowledgements count for who initiated, answers and automated do not', () => {
    const started = [say('x', 0, { kind: 'acknowledgement' }), ask('a', 1)]
    expect(turnsAt(started, 9)[0]?.initiated_by).toBe('member')
    const answered = [
      event('x', 0, 'answer', { action: 'quote' }),
      say('y', 0, { automated: true }),
      ask('a', 1),
    ]
    expect(turnsAt(answered, 9)[0]?.initiated_by).toBe('client')
  })

  test('[TN8] a turn of another source carries it in its id', () => {
    expect(turnsAt([ask('a', 0, { source: 'crm' })], 9)[0]?.turn).toBe('crm/a')
  })

  test('[TN10] one conversation id under two members is two conversations', () => {
    const events = [ask('a', 0), ask('b', 1, { member: 'n' }), say('d', 2, { member: 'n' })]
    const rows = referenceTurns(events, h(9))
    expect(rows.map((row) => [row.member, row.turn, row.ordinal, row.replied_at])).toEqual([
      ['m', 'a', 1, null],
      ['n', 'b', 1, '2024-06-03T02:00:00.000Z'],
    ])
  })
})

describe('clocks', () => {
  const week = { mon: [['09:00', '17:00']], tue: [['22:00', '02:00']] } as const
  const hours = { weekly: week, zone: 'UTC', pauses: [] }

  test('[CK2] only time inside the weekly hours counts, half-open, also past midnight', () => {
    expect(elapsed(hours, h(0), h(9))).toBe(0)
    expect(elapsed(hours, h(16), h(24))).toBe(HOUR)
    expect(elapsed(hours, h(24), h(24 + 23))).toBe(HOUR)
    expect(elapsed(hours, h(24), h(7 * 24))).toBe(4 * HOUR)
    expect(elapsed(hours, h(49), h(7 * 24))).toBe(HOUR)
  })

  test('[CK2] overlapping intervals count once, and 24:00 ends the day', () => {
    const weekly = {
      mon: [
        ['20:00', '24:00'],
        ['22:00', '02:00'],
      ],
    } as const
    expect(elapsed({ weekly, zone: 'UTC', pauses: [] }, h(0), h(48))).toBe(6 * HOUR)
  })

  test('[CK2] the local day of a clock change has 23 or 25 hours', () => {
    const weekly = { sun: [['00:00', '24:00']] } as const
    const berlin = { weekly, zone: 'Europe/Berlin', pauses: [] }
    const march = Date.UTC(2024, 2, 30)
    expect(elapsed(berlin, march, march + 72 * HOUR)).toBe(23 * HOUR)
    const october = Date.UTC(2024, 9, 26)
    expect(elapsed(berlin, october, october + 72 * HOUR)).toBe(25 * HOUR)
  })

  test('[CK2] both passes of a repeated hour count, a skipped hour does not', () => {
    const weekly = { sun: [['02:00', '03:00']] } as const
    const berlin = { weekly, zone: 'Europe/Berlin', pauses: [] }
    const march = Date.UTC(2024, 2, 30)
    expect(elapsed(berlin, march, march + 72 * HOUR)).toBe(0)
    const october = Date.UTC(2024, 9, 26)
    expect(elapsed(berlin, october, october + 72 * HOUR)).toBe(2 * HOUR)
  })

  test.each(['Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns'])(
    '[CK2] agrees with asking for the local time of every minute, in %s',
    (zone) => {
      const weekly = {
        sat: [['21:10', '02:40']],
        sun: [
          ['01:35', '02:05'],
          ['03:00', '05:00'],
        ],
      } as const
      const inside = (at: number): boolean => {
        const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
        const minute = local.hour * 60 + local.minute
        if (local.dayOfWeek === 6) return minute >= 21 * 60 + 10
        if (local.dayOfWeek !== 7) return false
        if (minute < 160) return true
        return (minute >= 95 && minute < 125) || (minute >= 180 && minute < 300)
      }
      const changes = offsetsOf(zone).map(({ from }) => from)
      const recent = changes.filter((at) => at > Date.UTC(2023, 0, 1)).slice(0, 4)
      for (const change of recent) {
        const start = change - 36 * HOUR
        let minutes = 0
        for (let at = start; at < change + 36 * HOUR; at += MINUTE) if (inside(at)) minutes += 1
        const clock = { weekly, zone, pauses: [] }
        expect(elapsed(clock, start, change + 36 * HOUR)).toBe(minutes * MINUTE)
      }
    },
  )

  test('[CK4] paused time does not count, overlapping pauses once', () => {
    const pauses = [
      { from: h(1), until: h(3) },
      { from: h(2), until: h(4) },
      { from: h(6), until: h(5) },
    ]
    expect(elapsed({ weekly: null, zone: 'UTC', pauses }, h(0), h(10))).toBe(7 * HOUR)
  })

  test('[CK5] due is the earliest instant at which that much has elapsed', () => {
    expect(due(hours, h(0), 8 * HOUR)).toBe(h(17))
    expect(due(hours, h(0), 8 * HOUR + 1)).toBe(h(46) + 1)
    expect(due(hours, h(3), 0)).toBe(h(3))
    expect(due({ weekly: {}, zone: 'UTC', pauses: [] }, h(0), 1)).toBeNull()
  })
})
