import { z } from 'zod'
import { ROWS } from '../access/table.ts'
import { Refusal } from '../base/errors.ts'
import type { MemberDesk } from '../read/member.ts'
import { INSTANT } from './member-routes.ts'
import { json, memberOf, type Route, route } from './route.ts'
import { AGENDA, AWAY_PREVIEW, HOURS_PREVIEW, PATTERNS, PROSPECT } from './shape-score.ts'

const common = { group: 'member', access: ROWS.own } as const
const body = [
  'malformed_json',
  'malformed_request',
  'unsupported_media_type',
  'body_too_large',
  'store_unavailable',
] as const

const ZONE = z.string().min(1).max(64).refine(isZone, 'is no IANA time zone, such as Europe/Berlin')

function isZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}

/** What members ask before they decide: patterns, prospects, their time, and what a change of it would do. */
export function agendaRoutes(desk: MemberDesk): readonly Route[] {
  return [...outlookRoutes(desk), ...timeRoutes(desk)]
}

function outlookRoutes(desk: MemberDesk): readonly Route[] {
  return [
    route({
      ...common,
      name: 'get_prospect',
      method: 'GET',
      path: '/v1/members/{member}/prospect',
      about: 'What the next messages would make of the score, by how they are answered.',
      answers: { 200: { about: 'by manner, for 0, 1, 2, … messages', schema: PROSPECT } },
      errors: ['store_unavailable'],
      handle: async (call) => json(await desk.prospect(memberOf(call), call.now)),
    }),
    route({
      ...common,
      name: 'get_patterns',
      method: 'GET',
      path: '/v1/members/{member}/patterns',
      about: 'When clients write, when the member answers, and how long it takes.',
      query: z.strictObject({ zone: ZONE.default('UTC') }),
      answers: { 200: { about: 'the patterns', schema: PATTERNS } },
      errors: ['malformed_request', 'store_unavailable'],
      handle: async (call) => json(await desk.patterns(memberOf(call), call.now, call.query.zone)),
    }),
  ]
}

function timeRoutes(desk: MemberDesk): readonly Route[] {
  return [
    route({
      ...common,
      name: 'get_calendar',
      method: 'GET',
      path: '/v1/members/{member}/calendar',
      about: 'Weekly hours and absences as declared, and what the rule makes of them.',
      answers: { 200: { about: 'the calendar', schema: AGENDA } },
      errors: ['store_unavailable'],
      handle: async (call) => json(await desk.agenda(memberOf(call), call.now)),
    }),
    route({
      ...common,
      name: 'preview_away',
      method: 'POST',
      path: '/v1/members/{member}/away/preview',
      about: 'What an absence would change. Nothing is stored.',
      json: z.strictObject({ from: INSTANT, until: INSTANT }),
      answers: { 200: { about: 'what it would change', schema: AWAY_PREVIEW } },
      errors: [...body, 'invalid_act'],
      handle: async (call) => {
        const { from, until } = call.body
        if (until < from)
          throw new Refusal('invalid_act', { field: 'until', detail: 'is before from' })
        return json(await desk.previewAway(memberOf(call), call.now, { from, until }))
      },
    }),
    route({
      ...common,
      name: 'preview_hours',
      method: 'POST',
      path: '/v1/members/{member}/hours/preview',
      about: 'What weekly hours would change. Nothing is stored.',
      json: z.strictObject({ weekly: z.looseObject({}), zone: z.string().min(1).max(64) }),
      answers: { 200: { about: 'what they would change', schema: HOURS_PREVIEW } },
      errors: [...body, 'invalid_act'],
      handle: async (call) => json(await desk.previewHours(memberOf(call), call.now, call.body)),
    }),
  ]
}
