import { formatInstant, type Ms, type Policy } from '@alacrity/engine'
import type { Store } from '@alacrity/store'
import { z } from 'zod'
import { nameOf } from '../access/principal.ts'
import { ROWS } from '../access/table.ts'
import { record } from '../act/event.ts'
import { type ActPorts, decideContest } from '../act/member.ts'
import { Refusal } from '../base/errors.ts'
import type { Assessors } from '../assess/lines.ts'
import { contestFacts } from '../read/contest.ts'
import type { MemberDesk } from '../read/member.ts'
import { urgencyOf } from '../operate/contest-clock.ts'
import { INSTANT, PAGING } from './member-routes.ts'
import { absent, json, memberOf, type Route, route } from './route.ts'
import { EVENT, TIME } from './shape-event.ts'
import {
  ASIDE,
  AUDIT_ENTRY,
  CONTEST,
  COUNTS,
  HISTORY_RECORD,
  pageOf,
  PUBLICATION,
  QUEUED_CONTEST,
} from './shape-record.ts'
import { SCORE_VIEW, TURN_FACTS } from './shape-score.ts'
import { upkeepRoutes } from './upkeep-routes.ts'

export type OperatorPorts = ActPorts & {
  readonly store: Pick<Store, 'audit' | 'log' | 'labels' | 'policies' | 'contests' | 'turns'>
  readonly desk: MemberDesk
  readonly assessors: Assessors
  readonly policyAt: (at: Ms) => Policy
}

const common = { group: 'operator', access: ROWS.operators, method: 'POST' } as const
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
const AGGREGATES = z.strictObject({
  as_of: TIME,
  events: COUNTS,
  policy: z.string(),
  labels: z.record(z.string(), z.int()),
  last_epoch: PUBLICATION.nullable(),
})
const LIST_USUAL = 50

/** What who runs the marketplace may do; of one member's score nothing without a reason [DS5]. */
export function operatorRoutes(ports: OperatorPorts): readonly Route[] {
  return [
    lookRoute(ports),
    ...rulingRoutes(ports),
    ...contestRoutes(ports),
    aggregatesRoute(ports),
    ...listRoutes(ports),
    ...upkeepRoutes(ports),
  ]
}

function lookRoute({ desk, store }: OperatorPorts): Route {
  return route({
    ...common,
    name: 'look_at_score',
    path: '/v1/members/{member}/looks',
    about: "Shows one member's assessment for a reason, which the member can read.",
    json: z.strictObject({ reason: z.string().max(500).optional() }),
    answers: { 200: { about: 'the assessment, explained', schema: SCORE_VIEW } },
    errors: [...usual, 'reason_required'],
    handle: async (call) => {
      const reason = (call.body.reason ?? '').trim()
      if (reason === '') throw new Refusal('reason_required', { field: 'reason' })
      const member = memberOf(call)
      if ((await store.turns.history(member)) === null) throw new Refusal('not_found')
      const actor = nameOf(call.principal)
      // Written down before anything is shown: who looks and vanishes has still looked.
      await store.audit.append({ at: call.now, actor, action: 'look_at_score', member, reason })
      return json((await desk.score({ kind: 'operator', reason }, member, call.now)) ?? absent())
    },
  })
}

function rulingRoutes(ports: OperatorPorts): readonly Route[] {
  return [
    route({
      ...common,
      name: 'rule',
      path: '/v1/rulings',
      about:
        'Excuses a turn or a conversation, or takes an excuse back; acts from the next epoch on.',
      json: z.strictObject({
        member: ID,
        turn: ID.optional(),
        conversation: ID.optional(),
        excused: z.boolean(),
        reason: REASON,
      }),
      answers: { 201: { about: 'the event that was stored', schema: EVENT } },
      errors: [...usual, 'invalid_act'],
      handle: async ({ body, principal, now }) => {
        const { member, reason } = body
        const actor = nameOf(principal)
        await ports.store.audit.append({ at: now, actor, action: 'rule', member, reason })
        return json(await record(ports, { type: 'ruling', at: now, ...body }), { status: 201 })
      },
    }),
    route({
      ...common,
      name: 'declare_outage',
      path: '/v1/outages',
      about: 'Declares that messages could not be answered; time inside counts for nobody.',
      json: z.strictObject({ from: INSTANT, until: INSTANT }),
      answers: { 201: { about: 'the event that was stored', schema: EVENT } },
      errors: [...usual, 'invalid_act'],
      handle: async ({ body, principal, now }) => {
        const actor = nameOf(principal)
        const entry = { at: now, actor, action: 'declare_outage', member: null, reason: '' }
        await ports.store.audit.append(entry)
        return json(await record(ports, { type: 'outage', at: now, ...body }), { status: 201 })
      },
    }),
  ]
}

const CONTEST_CASE = QUEUED_CONTEST.extend({
  turn: TURN_FACTS.nullable(),
  label_history: z.array(HISTORY_RECORD),
})

function contestRoutes(ports: OperatorPorts): readonly Route[] {
  return [
    route({
      ...common,
      name: 'get_contest_queue',
      method: 'GET',
      path: '/v1/contests',
      about: 'Open contests, the first due first: overdue, due within three days, or open.',
      query: PAGING,
      answers: { 200: { about: 'a page of contests', schema: pageOf(QUEUED_CONTEST) } },
      errors: ['malformed_request', 'bad_cursor', 'store_unavailable'],
      handle: async ({ query, now }) => {
        const limit = query.limit ?? LIST_USUAL
        const { items, next } = await ports.store.contests.queue(query.cursor ?? null, limit)
        const queue = items.map((contest) => ({ ...contest, urgency: urgencyOf(contest, now) }))
        return json({ items: queue, next })
      },
    }),
    route({
      ...common,
      name: 'get_contest',
      method: 'GET',
      path: '/v1/contests/{contest}',
      about: 'One contest with the facts of what is contested, without the score.',
      answers: { 200: { about: 'the contest', schema: CONTEST_CASE } },
      errors: ['store_unavailable'],
      handle: async ({ params, now }) => {
        const contest = await ports.store.contests.get(params['contest'] ?? '')
        if (contest === null) throw new Refusal('not_found')
        const facts = await contestFacts(ports, contest, now)
        return json({ ...contest, urgency: urgencyOf(contest, now), ...facts })
      },
    }),
    route({
      ...common,
      name: 'decide_contest',
      path: '/v1/contests/{contest}/decision',
      about: 'A person decides a contest; a turn that is upheld is excused.',
      json: z.strictObject({ state: z.enum(['upheld', 'rejected']), answer: REASON }),
      answers: { 200: { about: 'the decided contest', schema: CONTEST } },
      errors: [...usual, 'already_closed', 'invalid_act'],
      handle: async ({ body, params, principal, now }) => {
        if (principal.kind !== 'operator' || !principal.person) {
          const remedy = 'Sign in: a program that holds an API key decides nothing about people.'
          throw new Refusal('invalid_act', { detail: 'only a person decides a contest', remedy })
        }
        const by = nameOf(principal)
        const verdict = { id: params['contest'] ?? '', ...body, by, now }
        const contest = await decideContest(ports, verdict)
        const { member } = contest
        const entry = { at: now, actor: by, action: 'decide_contest', member, reason: body.answer }
        await ports.store.audit.append(entry)
        return json(contest)
      },
    }),
  ]
}

function aggregatesRoute({ store, policyAt }: OperatorPorts): Route {
  return route({
    ...common,
    name: 'get_aggregates',
    method: 'GET',
    path: '/v1/aggregates',
    about: 'Numbers about everybody: events, labels held, last epoch.',
    answers: { 200: { about: 'the numbers', schema: AGGREGATES } },
    errors: ['store_unavailable'],
    handle: async ({ now }) => {
      const { name: line, policy } = policyAt(now)
      return json({
        as_of: formatInstant(now),
        events: await store.log.counts(),
        policy,
        labels: Object.fromEntries(await store.labels.tally(line)),
        last_epoch: await store.labels.last(line),
      })
    },
  })
}

function listRoutes({ store }: OperatorPorts): readonly Route[] {
  const list = {
    ...common,
    method: 'GET',
    query: PAGING,
    errors: ['malformed_request', 'bad_cursor', 'store_unavailable'],
  } as const
  return [
    route({
      ...list,
      name: 'get_audit',
      path: '/v1/audit',
      answers: { 200: { about: 'a page', schema: pageOf(AUDIT_ENTRY) } },
      about: 'The audit log, hash-chained.',
      handle: async ({ query }) =>
        json(await store.audit.all(query.cursor ?? null, query.limit ?? LIST_USUAL)),
    }),
    route({
      ...list,
      name: 'get_conflicts',
      path: '/v1/conflicts',
      answers: { 200: { about: 'a page', schema: pageOf(ASIDE) } },
      about: 'Events that were kept aside: their id was taken by something else.',
      handle: async ({ query }) =>
        json(await store.log.asides(query.cursor ?? null, query.limit ?? LIST_USUAL)),
    }),
  ]
}
