import { z } from 'zod'
import { ROWS } from '../access/table.ts'
import type { LabelAnswer, LabelDesk } from '../read/published/labels.ts'
import { memberOf, type Route, route } from './route.ts'

const LABELS = z.strictObject({ labels: z.array(z.string()) })
const LOOKUP = z.strictObject({
  members: z.array(z.string().max(1_024)).min(1).max(500),
})

/** What clients and the public may ask: whether a label is there [DS2]. Nothing else is in this group. */
export function labelRoutes(desk: LabelDesk): readonly Route[] {
  const common = { group: 'label', access: ROWS.everyone } as const
  return [
    route({
      ...common,
      name: 'get_labels',
      method: 'GET',
      path: '/v1/labels/{member}',
      about: "A member's published labels; the same empty list for every reason of having none.",
      answers: { 200: { about: 'the labels', schema: LABELS }, 304: { about: 'unchanged' } },
      errors: [],
      handle: async (call) => send(await desk.one(memberOf(call), call.now), call.request),
    }),
    route({
      ...common,
      name: 'look_labels_up',
      method: 'POST',
      path: '/v1/labels/lookup',
      about: 'The labels of up to 500 members, aligned with the members asked for.',
      json: LOOKUP,
      answers: {
        200: { about: 'the labels', schema: z.strictObject({ results: z.array(LABELS) }) },
      },
      errors: ['malformed_json', 'malformed_request', 'unsupported_media_type', 'body_too_large'],
      handle: async ({ body, now, request }) => send(await desk.many(body.members, now), request),
    }),
    route({
      ...common,
      name: 'get_badge',
      method: 'GET',
      path: '/v1/labels/{member}/badge.svg',
      about: 'The labels as a picture; an empty picture where there is none.',
      answers: { 200: { about: 'the picture', media: 'image/svg+xml' } },
      errors: [],
      handle: async (call) => send(await desk.badge(memberOf(call), call.now), call.request),
    }),
  ]
}

function send({ body, media, headers }: LabelAnswer, request: Request): Response {
  const known = request.headers.get('if-none-match')?.split(',') ?? []
  const etag = headers['ETag'] ?? ''
  if (known.some((tag) => tag.trim().replace(/^W\//, '') === etag)) {
    return new Response(null, { status: 304, headers })
  }
  return new Response(body, { headers: { 'Content-Type': media, ...headers } })
}
