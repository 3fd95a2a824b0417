import { formatInstant } from '@alacrity/engine'
import { z } from 'zod'
import { nameOf } from '../access/principal.ts'
import { type AccessRow, ROWS } from '../access/table.ts'
import {
  type ActPorts,
  declareAway,
  endTurn,
  openContest,
  setHours,
  withdrawContest,
} from '../act/member.ts'
import { INSTANT } from './member-routes.ts'
import { json, memberOf, type Route, route } from './route.ts'
import { EVENT } from './shape-event.ts'
import { CONTEST, listOf, RESTRICTION } from './shape-record.ts'

const common = { group: 'member', access: ROWS.own, method: 'POST' } as const
const usual = [
  'malformed_json',
  'malformed_request',
  'unsupported_media_type',
  'body_too_large',
  'store_unavailable',
  'store_full',
] as const
const REASON = z.string().trim().min(1).max(500)
const ID = z.string().min(1).max(256)
const EVENT_ANSWER = { 201: { about: 'the event that was stored', schema: EVENT } } as const

/** The member, or an operator on the member's demand. */
const OWN_OR_OPERATOR: AccessRow = { ...ROWS.own, operator: 'all' }

/** What members do themselves. */
export function actRoutes(ports: ActPorts): readonly Route[] {
  return [
    ...timeRoutes(ports),
    ...turnRoutes(ports),
    ...contestRoutes(ports),
    ...lawRoutes(ports),
    eraseRoute(ports),
  ]
}

function timeRoutes(ports: ActPorts): readonly Route[] {
  return [
    route({
      ...common,
      name: 'declare_away',
      path: '/v1/members/{member}/away',
      about:
        'Declares an absence; one of the same beginning replaces it, an empty one takes it back.',
      json: z.strictObject({ from: INSTANT, until: INSTANT }),
      answers: EVENT_ANSWER,
      errors: [...usual, 'allowance_exceeded', 'invalid_act'],
      handle: async (call) => {
        const event = await declareAway(ports, memberOf(call), { ...call.body, now: call.now })
        return json(event, { status: 201 })
      },
    }),
    route({
      ...common,
      name: 'set_hours',
      path: '/v1/members/{member}/hours',
      about: 'Sets weekly hours and time zone, for turns opened from now on.',
      json: z.strictObject({ weekly: z.looseObject({}), zone: z.string().min(1).max(64) }),
      answers: EVENT_ANSWER,
      errors: [...usual, 'invalid_act'],
      handle: async (call) => {
        const event = await setHours(ports, memberOf(call), { ...call.body, now: call.now })
        return json(event, { status: 201 })
      },
    }),
  ]
}

function turnRoutes(ports: ActPorts): readonly Route[] {
  return [
    route({
      ...common,
      name: 'release_turn',
      path: '/v1/members/{member}/releases',
      about: 'Says that the open turn of a conversation needs no reply.',
      json: z.strictObject({ conversation: ID }),
      answers: EVENT_ANSWER,
      errors: [...usual, 'invalid_act'],
      handle: async (call) => {
        const { conversation } = call.body
        const end = { conversation, now: call.now, by: { type: 'release' } } as const
        return json(await endTurn(ports, memberOf(call), end), { status: 201 })
      },
    }),
    route({
      ...common,
      name: 'flag_conversation',
      path: '/v1/members/{member}/flags',
      about: 'Reports a conversation, which ends its open turn.',
      json: z.strictObject({ conversation: ID, reason: z.enum(['spam', 'harassment', 'other']) }),
      answers: EVENT_ANSWER,
      errors: [...usual, 'invalid_act'],
      handle: async (call) => {
        const { conversation, reason } = call.body
        const end = { conversation, now: call.now, by: { type: 'flag', reason } } as const
        return json(await endTurn(ports, memberOf(call), end), { status: 201 })
      },
    }),
  ]
}

function contestRoutes(ports: ActPorts): readonly Route[] {
  const path = '/v1/members/{member}/contests'
  return [
    route({
      ...common,
      name: 'open_contest',
      path,
      about: 'Contests a turn or a label; a person answers within 14 days.',
      json: z.strictObject({ subject: z.enum(['turn', 'label']), about: ID, reason: REASON }),
      answers: { 201: { about: 'the contest', schema: CONTEST } },
      errors: [...usual, 'already_open'],
      handle: async (call) => {
        const complaint = { ...call.body, now: call.now }
        return json(await openContest(ports, memberOf(call), complaint), { status: 201 })
      },
    }),
    route({
      ...common,
      name: 'get_contests',
      method: 'GET',
      path,
      about: "The member's contests and their answers.",
      answers: { 200: { about: 'the contests', schema: listOf(CONTEST) } },
      errors: ['store_unavailable'],
      handle: async (call) => json({ items: await ports.store.contests.of(memberOf(call)) }),
    }),
    route({
      ...common,
      name: 'withdraw_contest',
      path: `${path}/{contest}/withdrawal`,
      about: 'Takes a contest back.',
      answers: { 200: { about: 'withdrawn', schema: z.strictObject({ state: z.string() }) } },
      errors: ['already_closed', 'store_unavailable'],
      handle: async (call) => {
        const contest = { id: call.params['contest'] ?? '', now: call.now }
        await withdrawContest(ports, memberOf(call), contest)
        return json({ state: 'withdrawn' })
      },
    }),
  ]
}

function lawRoutes(ports: ActPorts): readonly Route[] {
  const { members } = ports.store
  const path = '/v1/members/{member}/restriction'
  const kindOf = (kind: string) => (kind === 'operator' ? 'restricted' : 'opted_out')
  const shown = {
    200: { about: 'the restrictions in force', schema: listOf(RESTRICTION) },
  } as const
  return [
    route({
      ...common,
      name: 'get_restriction',
      method: 'GET',
      path,
      about: 'Whether the labels are hidden, since when and by whose wish.',
      access: OWN_OR_OPERATOR,
      answers: shown,
      errors: ['store_unavailable'],
      handle: async (call) => json({ items: await members.restrictions(memberOf(call)) }),
    }),
    route({
      ...common,
      name: 'restrict_member',
      method: 'PUT',
      path,
      about: 'Hides the labels at once: by the member’s wish, or by an operator on their demand.',
      access: OWN_OR_OPERATOR,
      answers: shown,
      errors: ['store_unavailable', 'store_full'],
      handle: async (call) => {
        const member = memberOf(call)
        const by = nameOf(call.principal)
        await members.restrict({ member, kind: kindOf(call.principal.kind), since: call.now, by })
        return json({ items: await members.restrictions(member) })
      },
    }),
    route({
      ...common,
      name: 'unrestrict_member',
      method: 'DELETE',
      path,
      about: 'Ends the hiding that one began; labels come back with the next epoch.',
      access: OWN_OR_OPERATOR,
      answers: shown,
      errors: ['store_unavailable', 'store_full'],
      handle: async (call) => {
        const member = memberOf(call)
        await members.unrestrict(member, kindOf(call.principal.kind))
        return json({ items: await members.restrictions(member) })
      },
    }),
  ]
}

function eraseRoute({ store: { members } }: ActPorts): Route {
  return route({
    ...common,
    name: 'erase_member',
    method: 'DELETE',
    path: '/v1/members/{member}',
    about: 'Erases everything that is stored about the member.',
    access: OWN_OR_OPERATOR,
    answers: {
      200: {
        about: 'how many events went',
        schema: z.strictObject({ events_erased: z.int(), at: z.string() }),
      },
    },
    errors: ['store_unavailable', 'store_full'],
    handle: async (call) => {
      const erased = await members.erase(memberOf(call))
      return json({ events_erased: erased, at: formatInstant(call.now) })
    },
  })
}
