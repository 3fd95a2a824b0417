import {
  formatInstant,
  isInstant,
  type Ms,
  OUTCOMES,
  parseInstant,
  type Viewer,
} from '@alacrity/engine'
import { z } from 'zod'
import { ROWS } from '../access/table.ts'
import { Refusal } from '../base/errors.ts'
import { exportOf, eventsAsCsv } from '../read/export.ts'
import type { MemberDesk } from '../read/member.ts'
import { PAGE_MAX } from '../read/page.ts'
import { absent, type Call, json, memberOf, type Route, route, text } from './route.ts'
import { AUDIT_ENTRY, EXPORT, HISTORY_RECORD, listOf, NOTICE, pageOf } from './shape-record.ts'
import { PATH_POINT, SCORE_VIEW, TURN } from './shape-score.ts'

export type ExportPorts = Parameters<typeof exportOf>[0]
export type MemberPorts = { readonly desk: MemberDesk } & ExportPorts

export const PAGING = z.strictObject({
  cursor: z.string().max(1_024).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).optional(),
})

/** An instant on the wire [EV6]. */
export const INSTANT = z.union([z.int(), z.string()]).transform((value, context): Ms => {
  const at = typeof value === 'string' ? parseInstant(value) : value
  if (isInstant(at)) return at
  context.addIssue('use RFC 3339 text with an offset, or integer milliseconds since 1970')
  return z.NEVER
})

/** A member looks at their own, by their own token or through a page that embeds it [DS1]. */
function viewerOf({ principal }: Call): Viewer {
  if (principal.kind !== 'member' && principal.kind !== 'embed') throw new Refusal('not_found')
  return { kind: 'member', member: principal.member }
}

const common = { group: 'member', access: ROWS.own } as const

export function memberRoutes(ports: MemberPorts): readonly Route[] {
  return [...scoreRoutes(ports), ...recordRoutes(ports), exportRoute(ports)]
}

function scoreRoutes({ desk }: MemberPorts): readonly Route[] {
  return [
    route({
      ...common,
      name: 'get_score',
      method: 'GET',
      path: '/v1/members/{member}/score',
      about: 'Score, measures, labels with their reasons, forecast, and what would help most.',
      access: ROWS.ownScore,
      answers: { 200: { about: 'the assessment, explained', schema: SCORE_VIEW } },
      errors: ['store_unavailable'],
      handle: async (call) =>
        json((await desk.score(viewerOf(call), memberOf(call), call.now)) ?? absent()),
    }),
    route({
      ...common,
      name: 'get_turns',
      method: 'GET',
      path: '/v1/members/{member}/turns',
      about: 'Every turn with its outcome, the reason, and its effect on the score; newest first.',
      query: PAGING.extend({
        outcome: z.enum(OUTCOMES).optional(),
        search: z.string().max(256).optional(),
        skip: z.coerce.number().int().min(0).max(1_000_000).optional(),
      }),
      answers: {
        200: {
          about: 'a page of turns, with how many there are in all',
          schema: pageOf(TURN).extend({ total: z.int(), outcomes: z.record(z.string(), z.int()) }),
        },
      },
      errors: ['malformed_request', 'bad_cursor', 'store_unavailable'],
      handle: async (call) => {
        const wish = { now: call.now, wish: call.query }
        return json((await desk.turns(viewerOf(call), memberOf(call), wish)) ?? absent())
      },
    }),
    route({
      ...common,
      name: 'get_history',
      method: 'GET',
      path: '/v1/members/{member}/history',
      about: 'The label as it was published, and the score at each past epoch.',
      answers: {
        200: {
          about: 'the history',
          schema: z.strictObject({
            labels: z.array(HISTORY_RECORD),
            scores: z.array(PATH_POINT),
          }),
        },
      },
      errors: ['store_unavailable'],
      handle: async (call) => json(await desk.history(memberOf(call), call.now)),
    }),
  ]
}

function recordRoutes({ desk, store }: MemberPorts): readonly Route[] {
  return [
    route({
      ...common,
      name: 'get_looks',
      method: 'GET',
      path: '/v1/members/{member}/looks',
      about: 'Who looked at the score, when, and for what reason.',
      answers: { 200: { about: 'newest first', schema: listOf(AUDIT_ENTRY) } },
      errors: ['store_unavailable'],
      handle: async (call) => json({ items: await desk.looks(memberOf(call)) }),
    }),
    route({
      ...common,
      name: 'get_notices',
      method: 'GET',
      path: '/v1/members/{member}/notices',
      about: 'What the member was told: labels granted and lost, and losses that are coming.',
      answers: { 200: { about: 'newest first', schema: listOf(NOTICE) } },
      errors: ['store_unavailable'],
      handle: async (call) => {
        const notices = await desk.notices(memberOf(call))
        const told = notices.map(({ id, topic, at, body, read_at }) => ({
          id,
          topic,
          at: formatInstant(at),
          read_at: read_at === null ? null : formatInstant(read_at),
          ...(JSON.parse(body) as object),
        }))
        return json({ items: told })
      },
    }),
    route({
      ...common,
      name: 'read_notice',
      method: 'POST',
      path: '/v1/members/{member}/notices/{notice}/read',
      about: 'Marks a notice as read.',
      answers: { 200: { about: 'marked', schema: z.strictObject({ read: z.boolean() }) } },
      errors: ['store_unavailable'],
      handle: async (call) => {
        await store.notices.markRead(memberOf(call), call.params['notice'] ?? '', call.now)
        return json({ read: true })
      },
    }),
  ]
}

function exportRoute(ports: MemberPorts): Route {
  return route({
    ...common,
    name: 'export_member',
    method: 'GET',
    path: '/v1/members/{member}/export',
    about: 'All that is stored about the member. The events can be sent in again as they are.',
    query: z.strictObject({ format: z.enum(['json', 'csv']).default('json') }),
    answers: { 200: { about: 'the data; as CSV the events alone', schema: EXPORT } },
    errors: ['malformed_request', 'store_unavailable'],
    handle: async (call) => {
      const data = await exportOf(ports, memberOf(call), call.now)
      if (call.query.format === 'json') return json(data)
      const csv = text(eventsAsCsv(data.events), 'text/csv; charset=utf-8')
      csv.headers.set('Content-Disposition', 'attachment; filename="events.csv"')
      return csv
    },
  })
}
