import { at, type Call, type CallOptions } from './call.ts'
import { type Paged, pagedOf, type PageWish } from './paged.ts'

export type Topic = 'label.published' | 'label.loss_coming' | 'turn.due_soon' | 'contest.opened'

export type Webhook = {
  readonly id: string
  readonly url: string
  readonly topics: readonly Topic[]
  readonly enabled: boolean
}

export type NewWebhook = {
  /** An https address of a public host. */
  readonly url: string
  readonly topics: readonly Topic[]
  /** One or more `whsec_…`, separated by spaces; without any one is made, and shown this once. */
  readonly secret?: string
  readonly enabled?: boolean
}

export type WebhookCalls = {
  readonly list: (options?: CallOptions) => Promise<readonly Webhook[]>
  /** Creates or changes an endpoint under an id of your choice. `secret` is there if it was made. */
  readonly put: (
    id: string,
    webhook: NewWebhook,
    options?: CallOptions,
  ) => Promise<Webhook & { readonly secret?: string }>
  readonly remove: (id: string, options?: CallOptions) => Promise<void>
}

export function webhookCalls(call: Call): WebhookCalls {
  return {
    list: async (options) => {
      const ask = { path: '/v1/webhooks', ...options }
      return (await call.json<{ readonly items: readonly Webhook[] }>(ask)).items
    },
    // A put without a secret makes another one each time, so it is not sent twice.
    put: async (id, webhook, options) =>
      call.json({
        method: 'PUT',
        path: at`/v1/webhooks/${id}`,
        json: webhook,
        repeatable: webhook.secret !== undefined,
        ...options,
      }),
    remove: async (id, options) => {
      await call.json({ method: 'DELETE', path: at`/v1/webhooks/${id}`, ...options })
    },
  }
}

export type DeliveryState = 'due' | 'delivered' | 'dead'

export type Delivery = {
  readonly id: string
  readonly endpoint: string
  readonly topic: string
  /** What is posted. */
  readonly body: string
  readonly due_at: number
  readonly state: DeliveryState
  /** Attempts begun; after ten it is dead. */
  readonly attempts: number
  readonly last_result: string | null
}

export type DeliveryCalls = {
  /** By state, usually the dead ones; the oldest first. */
  readonly list: (state?: DeliveryState, wish?: PageWish) => Paged<Delivery>
  /** Makes a delivery due again. */
  readonly replay: (delivery: string, options?: CallOptions) => Promise<void>
}

export function deliveryCalls(call: Call): DeliveryCalls {
  return {
    list: (state, wish) => pagedOf(call, { path: '/v1/deliveries', query: { state } }, wish),
    replay: async (delivery, options) => {
      const path = at`/v1/deliveries/${delivery}/replay`
      await call.json({ method: 'POST', path, repeatable: true, ...options })
    },
  }
}
