import { z } from 'zod'
import { ROWS } from '../access/table.ts'
import type { LabelAnswer, LabelDesk } from '../read/published/labels.ts'
import { type AnswerAtOnce, memberOf, type Route, route } from './route.ts'

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
      atOnce: (member, tags, now) => {
        const answer = desk.known(member, now)
        return answer === null ? null : told(answer, tags)
      },
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

function send(answer: LabelAnswer, request: Request): Response {
  const { status, body, headers } = told(answer, request.headers.get('if-none-match'))
  return new Response(body, { status, headers })
}

/** Whether the asker has this very answer already. */
function told({ body, media, headers }: LabelAnswer, tags: string | null): AnswerAtOnce {
  const known = tags?.split(',') ?? []
  const etag = headers['ETag'] ?? ''
  if (known.some((tag) => tag.trim().replace(/^W\//, '') === etag)) {
    return { status: 304, body: null, headers }
  }
  return { status: 200, body, headers: typed(headers, media) }
}

const withMedia = new WeakMap<LabelAnswer['headers'], Readonly<Record<string, string>>>()

function typed(headers: LabelAnswer['headers'], media: string): LabelAnswer['headers'] {
  const known = withMedia.get(headers)
  if (known !== undefined) return known
  const made = { 'Content-Type': media, ...headers }
  withMedia.set(headers, made)
  return made
}
