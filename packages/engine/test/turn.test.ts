import { describe, expect, test } from 'vitest'
import { ConversationFold, type ConversationEvent, foldConversation } from '../src/index.ts'
import { ask, event, h, rate, say } from './reference/hand.ts'
import { accepted, eventOf, histories, turnsOf, type WireEvent } from './support/run.ts'

/** The instant of an hour of the first week as rows show it. */
function shown(hour: number): string {
  return new Date(h(hour)).toISOString()
}

function fold(wire: readonly WireEvent[]) {
  return foldConversation(accepted(wire) as readonly ConversationEvent[])
}

const withdraw = (hour: number, message: string, body: WireEvent = {}) =>
  event(`w${hour}`, hour, 'withdrawal', { message, ...body })
const close = (hour: number, by: string) => event(`x${hour}`, hour, 'closure', { by })
const release = (hour: number, by: string) => event(`x${hour}`, hour, 'release', { by })
const auto = (id: string, hour: number, body: WireEvent = {}) =>
  say(id, hour, { automated: true, ...body })

describe('opening and replying', () => {
  test('[TN1] a client’s message opens a turn when none is open', () => {
    const [row, ...others] = turnsOf([ask('a', 0, { kind: 'invitation' })], h(9))
    expect(others).toEqual([])
    expect(row).toEqual({
      turn: 'a',
      member: 'm',
      client: 'c',
      conversation: 'v',
      ordinal: 1,
      initiated_by: 'client',
      kind: 'invitation',
      opened_at: shown(0),
      messages: 1,
      replied_at: null,
      replied_with: null,
      auto_replied_at: null,
      ended_at: null,
      ended_by: null,
      ended_who: null,
      excused: null,
      elapsed_ms: null,
      outcome: null,
    })
  })

  test.each([
    ['an acknowledgement', ask('x', 0, { kind: 'acknowledgement' })],
    ['an automated message of the client', ask('x', 0, { automated: true })],
    ['a message of the system', event('x', 0, 'message', { from: 'system' })],
    ['a message of the system for a client', ask('x', 0, { from: 'system' })],
    ['an automated message of the member', auto('x', 0)],
    ['a message of the member', say('x', 0)],
    ['an answer', event('x', 0, 'answer', { action: 'accept' })],
    ['a closure', close(0, 'client')],
    ['a release', release(0, 'client')],
    ['a flag', event('x', 0, 'flag', { reason: 'spam' })],
    ['a withdrawal', withdraw(0, 'a')],
    ['a ruling', event('x', 0, 'ruling', { excused: true })],
  ])('[TN1] %s opens nothing', (_, opener) => {
    expect(turnsOf([opener], h(9))).toEqual([])
  })

  test('[TN1] acknowledgements and automated messages do not belong to an open turn', () => {
    const [row] = turnsOf(
      [
        ask('a', 0),
        ask('b', 1, { kind: 'acknowledgement', client: 'd' }),
        ask('e', 2, { automated: true, client: 'd' }),
      ],
      h(9),
    )
    expect(row).toMatchObject({ messages: 1, client: 'c' })
  })

  test('[TN2] further messages belong to the open turn, the clock runs from the first', () => {
    const rows = turnsOf([ask('a', 0), ask('b', 5, { client: 'd' }), ask('e', 6)], h(9), rate())
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ messages: 3, opened_at: shown(0), elapsed_ms: 9 * 3_600_000 })
    expect(fold([ask('a', 0), ask('b', 5, { client: 'd' })])[0]?.clients).toEqual(['c', 'd'])
  })

  test('[TN3] a message or an answer of the member replies; later ones are follow-ups', () => {
    const replied = turnsOf([ask('a', 0), say('b', 1), say('d', 2)], h(9))
    expect(replied).toHaveLength(1)
    expect(replied[0]).toMatchObject({ replied_at: shown(1), replied_with: 'message' })
    for (const action of ['accept', 'decline', 'quote', 'other']) {
      const answered = turnsOf([ask('a', 0), event('b', 1, 'answer', { action })], h(9))
      expect(answered[0]).toMatchObject({ replied_at: shown(1), replied_with: action })
    }
  })

  test('[TN3] a member’s acknowledgement is a message that is not automated: it replies', () => {
    const rows = turnsOf([ask('a', 0), say('b', 1, { kind: 'acknowledgement' })], h(9))
    expect(rows[0]).toMatchObject({ replied_at: shown(1), replied_with: 'message' })
  })

  test('[TN3] a policy that does not count the first kind takes the first of a kind it counts', () => {
    const answer = event('b', 1, 'answer', { action: 'quote' })
    const outcomes = (replies: WireEvent) =>
      turnsOf([ask('a', 0), answer, say('d', 24), say('e', 30)], h(40), rate({ replies }))[0]
    expect(outcomes({})).toMatchObject({ elapsed_ms: 3_600_000, outcome: 'on_time' })
    expect(outcomes({ answers: false })).toMatchObject({
      replied_at: shown(1),
      elapsed_ms: 86_400_000,
      outcome: 'on_time',
    })
    expect(outcomes({ answers: ['decline'], messages: false })).toMatchObject({ outcome: 'missed' })
    expect(outcomes({ answers: ['quote'], messages: false })).toMatchObject({ outcome: 'on_time' })
  })

  test('[TN3] such a reply may stand in a later turn of the conversation', () => {
    const answer = event('b', 1, 'answer', { action: 'quote' })
    const wire = [ask('a', 0), answer, ask('d', 2), say('e', 30)]
    const rows = turnsOf(wire, h(40), rate({ replies: { answers: false } }))
    expect(rows.map((row) => [row.turn, row.replied_at, row.elapsed_ms])).toEqual([
      ['a', shown(1), 30 * 3_600_000],
      ['d', shown(30), 28 * 3_600_000],
    ])
  })

  test('[TN3] an earlier reply of a kind it counts is not taken for a later turn', () => {
    const wire = [say('z', 0), ask('a', 1), event('b', 2, 'answer', { action: 'quote' })]
    const policy = rate({ replies: { answers: false } })
    expect(turnsOf(wire, h(40), policy)[0]?.outcome).toBe('missed')
  })

  test('[TN3] a turn that ended without a reply has none, whatever follows', () => {
    const wire = [ask('a', 0), close(1, 'member'), say('b', 2)]
    expect(turnsOf(wire, h(25), rate())[0]).toMatchObject({ outcome: 'missed', replied_at: null })
  })

  test('[TN4] automated messages do not reply; the first one in the open turn is kept', () => {
    const wire = [auto('z', 0), ask('a', 1), auto('b', 2), auto('d', 3)]
    expect(turnsOf(wire, h(9))[0]).toMatchObject({ auto_replied_at: shown(2), replied_at: null })
    const after = [ask('a', 0), say('b', 1), auto('d', 2)]
    expect(turnsOf(after, h(9))[0]?.auto_replied_at).toBeNull()
  })
})

describe('withdrawals', () => {
  test('[TN5] the last message withdrawn ends the turn at that instant', () => {
    const rows = turnsOf([ask('a', 0), withdraw(3, 'a'), ask('b', 4)], h(9))
    expect(rows[0]).toMatchObject({
      ended_at: shown(3),
      ended_by: 'withdrawal',
      ended_who: 'client',
      messages: 0,
      opened_at: shown(0),
    })
    expect(rows[1]).toMatchObject({ turn: 'b', ordinal: 2, ended_at: null })
  })

  test('[TN5] messages that remain: the earliest opens, kind, client and id stay the first’s', () => {
    const wire = [
      ask('a', 0, { kind: 'request' }),
      ask('b', 2, { client: 'd' }),
      ask('e', 3),
      withdraw(4, 'a'),
    ]
    expect(turnsOf(wire, h(9))[0]).toMatchObject({
      turn: 'a',
      client: 'c',
      kind: 'request',
      opened_at: shown(2),
      messages: 2,
    })
  })

  test('[TN5] as of an instant before the withdrawal the turn is as it was', () => {
    const wire = [ask('a', 0), ask('b', 2), withdraw(4, 'a')]
    expect(turnsOf(wire, h(4) - 1)[0]).toMatchObject({ opened_at: shown(0), messages: 2 })
    expect(turnsOf(wire, h(4))[0]).toMatchObject({ opened_at: shown(2), messages: 1 })
  })

  test('[TN5] a later message withdrawn leaves the opening', () => {
    const wire = [ask('a', 0), ask('b', 2), withdraw(4, 'b')]
    expect(turnsOf(wire, h(9))[0]).toMatchObject({ opened_at: shown(0), messages: 1 })
  })

  test('[TN5] an automated reply before the new opening becomes the first after it, or none', () => {
    const wire = [ask('a', 0), auto('x', 1), ask('b', 2)]
    const replied = (more: WireEvent[]) =>
      turnsOf([...wire, ...more, withdraw(9, 'a')], h(10))[0]?.auto_replied_at
    expect(replied([])).toBeNull()
    expect(replied([auto('y', 3), auto('z', 4)])).toBe(shown(3))
  })

  test('[TN5] an automated reply at the instant of the new opening stays', () => {
    const wire = [ask('a', 0), auto('x', 2, { seq: 0 }), ask('b', 2), withdraw(9, 'a')]
    expect(turnsOf(wire, h(10))[0]?.auto_replied_at).toBe(shown(2))
  })

  test.each([
    ['before its message', [withdraw(0, 'a'), ask('a', 1)]],
    ['at its instant but before it', [withdraw(0, 'a', { seq: 0 }), ask('a', 0, { seq: 1 })]],
    ['after the reply', [ask('a', 0), say('b', 1), withdraw(2, 'a')]],
    ['of a message that is not there', [ask('a', 0), withdraw(2, 'b')]],
    ['of a member’s message', [ask('a', 0), auto('b', 1), withdraw(2, 'b')]],
    ['in another conversation', [ask('a', 0), withdraw(2, 'a', { conversation: 'w' })]],
  ])('[TN5] a withdrawal %s does nothing', (_, wire) => {
    expect(turnsOf(wire, h(9))[0]).toMatchObject({ messages: 1, ended_at: null })
  })

  test('[TN5] a withdrawal after the turn ended does nothing', () => {
    const wire = [ask('a', 0), close(1, 'client'), withdraw(2, 'a')]
    expect(turnsOf(wire, h(9))[0]).toMatchObject({ ended_by: 'closure', messages: 1 })
  })

  test('[TN5] a message of an earlier turn is not withdrawn from the open one', () => {
    const wire = [ask('a', 0), say('b', 1), ask('d', 2), withdraw(3, 'a')]
    expect(turnsOf(wire, h(9)).map((row) => row.messages)).toEqual([1, 1])
  })

  test('[TN5] withdrawn twice is withdrawn once', () => {
    const wire = [ask('a', 0), ask('b', 1), withdraw(3, 'a'), withdraw(4, 'a')]
    expect(turnsOf(wire, h(9))[0]).toMatchObject({ messages: 1, ended_at: null })
  })

  test('[TN5] a message of a source is named with it', () => {
    const wire = [ask('a', 0, { source: 'crm' }), withdraw(3, 'crm/a')]
    expect(turnsOf(wire, h(9))[0]).toMatchObject({ turn: 'crm/a', ended_by: 'withdrawal' })
  })
})

describe('endings', () => {
  test.each([
    ['closure', { by: 'client' }, 'client'],
    ['closure', { by: 'member' }, 'member'],
    ['closure', { by: 'system' }, 'system'],
    ['release', { by: 'client' }, 'client'],
    ['release', { by: 'member' }, 'member'],
    ['flag', { reason: 'harassment' }, 'member'],
  ])('[TN6] a %s %j ends an open turn by %s', (type, body, who) => {
    const rows = turnsOf([ask('a', 0), event('b', 1, type, body), ask('d', 2)], h(9))
    expect(rows[0]).toMatchObject({ ended_at: shown(1), ended_by: type, ended_who: who })
    expect(rows[0]).toMatchObject({ replied_at: null, replied_with: null })
    expect(rows[1]).toMatchObject({ turn: 'd', ordinal: 2, ended_at: null })
  })

  test('[TN6] an ending without an open turn does nothing', () => {
    const wire = [ask('a', 0), say('b', 1), close(2, 'client'), release(3, 'client')]
    expect(turnsOf(wire, h(9))[0]).toMatchObject({ ended_at: null, replied_at: shown(1) })
  })
})

describe('rulings', () => {
  const rule = (id: string, hour: number, body: WireEvent) => event(id, hour, 'ruling', body)

  test('[TN7] a ruling on a turn attaches from before it, after its end, from elsewhere', () => {
    const elsewhere = { turn: 'a', excused: true, conversation: undefined }
    for (const ruling of [
      rule('r', 0, { turn: 'a', excused: true }),
      rule('r', 8, { turn: 'a', excused: true }),
      rule('r', 8, elsewhere),
      rule('r', 0, elsewhere),
    ]) {
      expect(turnsOf([ask('a', 1), say('b', 2), ruling], h(9))[0]?.excused).toBe(true)
    }
  })

  test('[TN7] a ruling on a conversation concerns the turns whose opener precedes it', () => {
    const wire = [
      ask('a', 0),
      say('b', 1),
      rule('r', 2, { excused: true }),
      ask('d', 2, { seq: 1 }),
      ask('e', 3),
    ]
    expect(turnsOf(wire, h(9)).map((row) => row.excused)).toEqual([true, null])
  })

  test('[TN7] the last one in canonical order stands, whatever it names', () => {
    const wire = [
      ask('a', 0),
      rule('r1', 1, { turn: 'a', excused: true }),
      rule('r2', 2, { excused: false }),
      rule('r3', 3, { turn: 'a', excused: true }),
    ]
    expect(turnsOf(wire, h(1) - 1)[0]?.excused).toBeNull()
    expect(turnsOf(wire, h(1))[0]?.excused).toBe(true)
    expect(turnsOf(wire, h(2))[0]?.excused).toBe(false)
    expect(turnsOf([...wire].reverse(), h(3))[0]?.excused).toBe(true)
  })

  test('[TN7] of two at one instant the greater id stands: "9" after "10"', () => {
    const wire = [
      ask('a', 0),
      rule('9', 1, { turn: 'a', excused: false }),
      rule('10', 1, { turn: 'a', excused: true }),
    ]
    expect(turnsOf(wire, h(9))[0]?.excused).toBe(false)
  })

  test('[TN7] the turn of another member is not ruled on', () => {
    const wire = [ask('a', 0), rule('r', 1, { turn: 'a', excused: true, member: 'n' })]
    expect(turnsOf(wire, h(9))[0]?.excused).toBeNull()
  })
})

describe('what a turn is called', () => {
  test('[TN8] ordinals count a conversation’s turns, however they ended', () => {
    const wire = [
      ask('a', 0),
      say('b', 1),
      ask('d', 2),
      withdraw(3, 'd'),
      ask('e', 4),
      close(5, 'client'),
      ask('f', 6),
    ]
    expect(turnsOf(wire, h(9)).map((row) => [row.turn, row.ordinal])).toEqual([
      ['a', 1],
      ['d', 2],
      ['e', 3],
      ['f', 4],
    ])
  })

  test.each<[string, WireEvent, string]>([
    ['a message of the member', say('x', 0), 'member'],
    ['an acknowledgement of the member', say('x', 0, { kind: 'acknowledgement' }), 'member'],
    ['an acknowledgement of the client', ask('x', 0, { kind: 'acknowledgement' }), 'client'],
    ['an automated message of the member', auto('x', 0), 'client'],
    ['a message of the system', event('x', 0, 'message', { from: 'system' }), 'client'],
    ['an answer', event('x', 0, 'answer', { action: 'quote' }), 'client'],
  ])('[TN8] begun by %s', (_, first, by) => {
    expect(turnsOf([first, ask('a', 1)], h(9))[0]?.initiated_by).toBe(by)
  })

  test('[TN8] a withdrawal of the first message does not change who began', () => {
    const wire = [ask('a', 0), withdraw(1, 'a'), say('b', 2), ask('d', 3)]
    expect(turnsOf(wire, h(9)).map((row) => row.initiated_by)).toEqual(['client', 'client'])
  })

  test('[TN9] a turn holds facts only: no field of it names a policy, an outcome or a limit', () => {
    const wire = [ask('a', 0), event('x', 1, 'flag', { reason: 'spam' })]
    const names = Object.keys(fold(wire)[0] ?? {}).join()
    expect(names).not.toBe('')
    expect(names).not.toMatch(/policy|outcome|within|due|score|weight|on_time|missed/)
    const facts = (within: string) =>
      turnsOf(wire, h(9), rate({ within })).map((row) => ({ ...row, outcome: 0, elapsed_ms: 0 }))
    expect(facts('30m')).toEqual(facts('90d'))
  })

  test('[TN10] one conversation id under two members is two conversations', () => {
    const wire = [ask('a', 0), ask('b', 1, { member: 'n' }), say('d', 2, { member: 'n' })]
    expect(turnsOf(wire, h(9)).map((row) => [row.member, row.turn, row.replied_at])).toEqual([
      ['m', 'a', null],
      ['n', 'b', shown(2)],
    ])
  })

  test('[TN10] the turns as of T are the fold of the events up to and with T', () => {
    const wire = [ask('a', 1), say('b', 2), ask('d', 3)]
    const at = (instant: number) =>
      turnsOf(wire, instant).map((row) => [row.turn, row.replied_at !== null])
    expect(at(h(1) - 1)).toEqual([])
    expect(at(h(1))).toEqual([['a', false]])
    expect(at(h(2) - 1)).toEqual([['a', false]])
    expect(at(h(2))).toEqual([['a', true]])
    expect(at(h(3))).toEqual([
      ['a', true],
      ['d', false],
    ])
  })

  test('[TN10] members are known by any event that names them, and have turns of their own', () => {
    const known = histories([ask('a', 0), ask('b', 0, { member: 'n' })])
    expect(known.map((history) => [history.member, history.turns(h(1)).length])).toEqual([
      ['m', 1],
      ['n', 1],
    ])
  })
})

describe('the fold', () => {
  test('[AS10] what was returned does not change with later events', () => {
    const live = new ConversationFold()
    const push = (wire: WireEvent) => live.push(eventOf(wire) as ConversationEvent)
    push(ask('a', 0))
    const before = live.turns()
    const copy = structuredClone(before)
    for (const wire of [ask('b', 1, { client: 'd' }), withdraw(2, 'a'), auto('x', 3)]) push(wire)
    push(event('r', 4, 'ruling', { excused: true }))
    push(say('y', 5))
    expect(before).toEqual(copy)
    expect(live.turns()).not.toEqual(copy)
  })

  test('[EV3] ties: the opener of one instant is the least id as bytes', () => {
    expect(fold([ask('9', 0), ask('10', 0)])[0]?.turn).toBe('10')
    expect(fold([ask('\u{1f600}', 0), ask('\uffee', 0)])[0]?.turn).toBe('\uffee')
    expect(fold([ask('a', 0), ask('z', 0, { source: 'b' })])[0]?.turn).toBe('b/z')
  })
})
