import type { Store } from '@alacrity/store'
import { z } from 'zod'
import { ROWS } from '../access/table.ts'
import type { Chance } from '../base/chance.ts'
import { Refusal } from '../base/errors.ts'
import { type AddressRules, urlProblem } from '../deliver/address.ts'
import { keyOfSecret, secretOf } from '../deliver/sign.ts'
import { PAGING } from './member-routes.ts'
import { json, type Route, route } from './route.ts'
import { listOf, OUTGOING, pageOf } from './shape-record.ts'

export type WebhookPorts = {
  readonly store: Pick<Store, 'outbox'>
  readonly rules: AddressRules
  readonly chance: Chance
}

const TOPICS = ['label.published', 'label.loss_coming', 'turn.due_soon', 'contest.opened'] as const

const ENDPOINT = z.strictObject({
  url: z.string().max(2_048),
  topics: z.array(z.enum(TOPICS)).min(1),
  /** One or more, separated by spaces; without any one is made and shown once. */
  secret: z.string().max(512).optional(),
  enabled: z.boolean().default(true),
})
const SHOWN_ENDPOINT = z.strictObject({
  id: z.string(),
  url: z.string(),
  topics: z.array(z.enum(TOPICS)),
  enabled: z.boolean(),
  /** Only where it was just made. */
  secret: z.string().optional(),
})
const SECRET_BYTES = 32
const LIST_USUAL = 50
const common = { group: 'operator', access: ROWS.operators } as const

/** Where the operator's own systems are told what happens. */
export function webhookRoutes(ports: WebhookPorts): readonly Route[] {
  return [putRoute(ports), ...listRoutes(ports), ...deliveryRoutes(ports)]
}

function putRoute({ store, rules, chance }: WebhookPorts): Route {
  return route({
    ...common,
    name: 'put_webhook',
    method: 'PUT',
    path: '/v1/webhooks/{webhook}',
    about:
      'Creates or changes an endpoint; messages are signed by the Standard Webhooks specification.',
    json: ENDPOINT,
    answers: {
      200: { about: 'the endpoint; a made secret is shown this once', schema: SHOWN_ENDPOINT },
    },
    errors: [
      'malformed_json',
      'malformed_request',
      'unsupported_media_type',
      'address_refused',
      'store_unavailable',
    ],
    handle: async ({ body, params, now }) => {
      const problem = urlProblem(body.url, rules)
      if (problem !== null) throw new Refusal('address_refused', { field: 'url', detail: problem })
      const made = body.secret === undefined ? secretOf(chance.bytes(SECRET_BYTES)) : null
      const secret = body.secret ?? made ?? ''
      if (secret.split(' ').some((each) => keyOfSecret(each) === null)) {
        const remedy = 'Use whsec_ and 24 to 64 bytes in base64.'
        throw new Refusal('malformed_request', { field: 'secret', remedy })
      }
      const { url, topics, enabled } = body
      const endpoint = { id: params['webhook'] ?? '', url, topics, enabled }
      await store.outbox.putEndpoint({ ...endpoint, secret, created_at: now })
      return json(made === null ? endpoint : { ...endpoint, secret: made })
    },
  })
}

function listRoutes({ store }: WebhookPorts): readonly Route[] {
  return [
    route({
      ...common,
      name: 'get_webhooks',
      method: 'GET',
      path: '/v1/webhooks',
      about: 'The endpoints, without their secrets.',
      answers: { 200: { about: 'the endpoints', schema: listOf(SHOWN_ENDPOINT) } },
      errors: ['store_unavailable'],
      handle: async () => {
        const endpoints = await store.outbox.endpoints()
        return json({
          items: endpoints.map(({ id, url, topics, enabled }) => ({ id, url, topics, enabled })),
        })
      },
    }),
    route({
      ...common,
      name: 'remove_webhook',
      method: 'DELETE',
      path: '/v1/webhooks/{webhook}',
      about: 'Removes an endpoint.',
      answers: { 200: { about: 'removed', schema: z.strictObject({ removed: z.boolean() }) } },
      errors: ['store_unavailable'],
      handle: async ({ params }) => {
        await store.outbox.removeEndpoint(params['webhook'] ?? '')
        return json({ removed: true })
      },
    }),
  ]
}

function deliveryRoutes({ store }: WebhookPorts): readonly Route[] {
  return [
    route({
      ...common,
      name: 'get_deliveries',
      method: 'GET',
      path: '/v1/deliveries',
      about: 'Deliveries by state: due, delivered, or dead after ten attempts.',
      query: PAGING.extend({ state: z.enum(['due', 'delivered', 'dead']).default('dead') }),
      answers: { 200: { about: 'a page', schema: pageOf(OUTGOING) } },
      errors: ['malformed_request', 'bad_cursor', 'store_unavailable'],
      handle: async ({ query: { state, cursor, limit } }) =>
        json(
          await store.outbox.list({ state, cursor: cursor ?? null, limit: limit ?? LIST_USUAL }),
        ),
    }),
    route({
      ...common,
      name: 'replay_delivery',
      method: 'POST',
      path: '/v1/deliveries/{delivery}/replay',
      about: 'Makes a delivery due again.',
      answers: { 200: { about: 'due again', schema: z.strictObject({ state: z.string() }) } },
      errors: ['store_unavailable'],
      handle: async ({ params, now }) => {
        const outcome = await store.outbox.replay(params['delivery'] ?? '', now)
        if (outcome === 'unknown') throw new Refusal('not_found')
        return json({ state: outcome })
      },
    }),
  ]
}
