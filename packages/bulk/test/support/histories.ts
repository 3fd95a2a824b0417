import fc from 'fast-check'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Two days before clocks change in Europe. */
const START = Date.UTC(2024, 2, 29)

const MEMBERS = ['m1', 'm10', 'm2', 'Zoë', '😀', '\uffee', 'a member with quite a long name']
const CLIENTS = ['c1', 'c2', 'C1', 'é', '🚀', 'customer-0001', 'customer-0002', 'x']
const CONVERSATIONS = ['v1', 'v2', 'v10', 'shared', '6f1c9c1e-8f0b-4c59-9d52-0d8c1a2b3c4d', 'ü']

export type Record = { readonly [field: string]: unknown }

/** Who and what a case is about: few enough that much happens between them. */
type Scene = {
  readonly at: fc.Arbitrary<number>
  readonly members: readonly string[]
  readonly conversations: readonly string[]
}

/** Instants are on a grid that is coarse in half of the cases, so that ties are common. */
function scenes(): fc.Arbitrary<Scene> {
  return fc.record({
    at: fc
      .constantFrom(1, 1000, MINUTE, 6 * HOUR, 6 * HOUR, 20 * HOUR)
      .map((grain) => ({ grain, most: Math.min(1e9, Math.floor((20 * DAY) / grain)) }))
      .map(({ grain, most }) =>
        fc.integer({ min: 0, max: most }).map((step) => START + step * grain),
      ),
    members: fc.shuffledSubarray(MEMBERS, { minLength: 1, maxLength: 4 }),
    conversations: fc.shuffledSubarray(CONVERSATIONS, { minLength: 1, maxLength: 4 }),
  })
}

export function asOf(): fc.Arbitrary<number> {
  return fc.integer({ min: -1, max: 40 * 24 }).map((hours) => START + hours * HOUR)
}

const one = (words: readonly string[]) => fc.constantFrom(...words)

/** Now and then an id of another length, which lies otherwise in its words. */
function id(words: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 8, arbitrary: one(words) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }).map((length) => 'i'.repeat(length)) },
  )
}

/** A row of the normalised columns. */
export type MessageRow = {
  readonly conversation: string
  readonly client: string
  readonly member: string
  readonly role: string
  readonly at: number
}

export function messageRows(): fc.Arbitrary<MessageRow[]> {
  return scenes().chain(({ at, members, conversations }) =>
    fc
      .array(
        fc.record({
          conversation: id(conversations),
          client: fc.oneof({ weight: 4, arbitrary: fc.constant('c1') }, id(CLIENTS)),
          member: id(members),
          role: fc.constantFrom('client', 'client', 'member'),
          at,
        }),
        { maxLength: 60 },
      )
      .chain((rows) =>
        fc.boolean().map((sorted) => (sorted ? rows.toSorted((a, b) => a.at - b.at) : rows)),
      ),
  )
}

/** Instants as text in one of the forms that are valid. */
export function written(at: number, form: number): string {
  const iso = new Date(at).toISOString()
  switch (form % 6) {
    case 0:
      return iso.endsWith('.000Z') ? `${iso.slice(0, 19)}Z` : iso
    case 1:
      return `${new Date(at + 2 * HOUR).toISOString().slice(0, -1)}+02:00`
    case 2:
      return iso.replace('Z', '999Z')
    case 3:
      return iso.replace('T', 't').replace('Z', 'z')
    case 4:
      return String(at)
    default:
      return iso
  }
}

/** Events of every type, with ties, several sources, duplicates and conflicts, in any order. */
export function eventRecords(messagesOnly = false): fc.Arbitrary<Record[]> {
  return scenes().chain(({ at, members, conversations }) => {
    const body = messagesOnly ? message() : fc.oneof(...weighted(at))
    const event = fc
      .record({
        id: fc
          .integer({ min: 0, max: 120 })
          .map((number) => `${'éa😀'.charAt(number % 2)}${number}`),
        source: fc.option(one(['default', 'crm', 'crm', 'mail']), { freq: 2, nil: undefined }),
        seq: fc.option(fc.integer({ min: -1, max: 2 }), { freq: 3, nil: undefined }),
        at,
        form: fc.nat(5),
        member: id(members),
        conversation: id(conversations),
        body,
      })
      .map(({ body: own, form, ...common }) => eventOf({ common, own, form }))
    return fc
      .tuple(fc.array(event, { maxLength: 70 }), fc.array(fc.nat(1000), { maxLength: 8 }))
      .map(([events, again]) => {
        const more = again.flatMap((number) => {
          const same = events[number % Math.max(1, events.length)]
          if (same === undefined) return []
          return [number % 3 === 0 ? { ...same, at: START + number } : { ...same }]
        })
        return [...events, ...more]
      })
  })
}

type Body = { readonly [field: string]: unknown }

function eventOf(made: {
  readonly common: { readonly member: string; readonly conversation: string; readonly at: number }
  readonly own: Body
  readonly form: number
}): Record {
  const { member, conversation, ...named } = made.common
  const type = made.own['type']
  const at = made.form > 3 ? named.at : written(named.at, made.form)
  const ruledOnTurn = type === 'ruling' && made.own['turn'] !== undefined && made.form < 3
  const ofMember = type === 'outage' || type === 'erasure' ? {} : { member }
  const inConversation =
    ['outage', 'erasure', 'away', 'hours'].includes(String(type)) || ruledOnTurn
      ? {}
      : { conversation }
  const all = { ...named, at, ...ofMember, ...inConversation, ...made.own }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

function message(): fc.Arbitrary<Body> {
  const kind = fc.constantFrom(undefined, undefined, 'inquiry', 'invitation', 'acknowledgement')
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant('message'),
        from: fc.constant('client'),
        client: id(CLIENTS),
        kind,
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant('message'),
        from: fc.constantFrom('member', 'member', 'member', 'system'),
        client: fc.option(id(CLIENTS), { nil: undefined }),
        automated: fc.constantFrom(undefined, undefined, false, true),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('message'),
        from: fc.constant('client'),
        client: id(CLIENTS),
        automated: fc.constant(true),
      }),
    },
  )
}

function weighted(at: fc.Arbitrary<number>): fc.WeightedArbitrary<Body>[] {
  const of = (type: string, fields: { [field: string]: fc.Arbitrary<unknown> } = {}) =>
    fc.record({ type: fc.constant(type), ...fields }) as fc.Arbitrary<Body>
  const span = fc
    .tuple(at, fc.integer({ min: 1, max: 10 }))
    .map(([from, length]) => ({ from, until: from + length * 7 * HOUR }))
  const turn = fc.option(
    fc.integer({ min: 0, max: 120 }).map((number) => `é${number}`),
    { nil: undefined },
  )
  return [
    { weight: 24, arbitrary: message() },
    {
      weight: 2,
      arbitrary: of('answer', { action: one(['accept', 'decline', 'quote', 'other']) }),
    },
    {
      weight: 2,
      arbitrary: of('withdrawal', { message: fc.nat(120).map((number) => `é${number}`) }),
    },
    { weight: 1, arbitrary: of('closure', { by: one(['client', 'member', 'system']) }) },
    { weight: 2, arbitrary: of('release', { by: one(['client', 'member']) }) },
    { weight: 1, arbitrary: of('flag', { reason: one(['spam', 'harassment', 'other']) }) },
    { weight: 1, arbitrary: of('ruling', { excused: fc.boolean(), turn }) },
    { weight: 1, arbitrary: span.map((own) => ({ type: 'away', ...own })) },
    { weight: 1, arbitrary: span.map((own) => ({ type: 'outage', ...own })) },
    { weight: 1, arbitrary: hours() },
    {
      weight: 1,
      arbitrary: of('erasure', {
        client: id(CLIENTS),
        member: fc.option(id(MEMBERS), { nil: undefined }),
      }),
    },
    { weight: 1, arbitrary: of('nonsense') },
  ]
}

function hours(): fc.Arbitrary<Body> {
  return fc.record({
    type: fc.constant('hours'),
    zone: one(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata']),
    weekly: fc.constantFrom(
      { mon: [['09:00', '17:00']], fri: [['22:00', '02:00']] },
      {
        sat: [['00:00', '24:00']],
        sun: [
          ['10:00', '12:00'],
          ['13:00', '13:30'],
        ],
      },
    ),
  })
}
