import { DAY, HOUR, MINUTE, type Ms, parseInstant, SECOND } from '@alacrity/engine'
import type { Endpoint, Outbox, Outgoing } from '@alacrity/store'
import type { Chance } from '../base/chance.ts'
import type { Metrics } from '../base/metrics.ts'
import { type AddressRules, type Resolve, targetOf } from './address.ts'
import type { Reply, Send } from './send.ts'
import { signedHeaders } from './sign.ts'

/** How long after each failure the next attempt comes: the schedule of the specification. */
export const RETRY_DELAYS: readonly Ms[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]
/** Up to so much longer, so that what failed together does not come back together. */
const JITTER_SHARE = 0.1
const LEASE_MS = MINUTE
const AT_ONCE = 20
const RETRY_AFTER_MAX_MS = DAY

export type CourierPorts = {
  readonly outbox: Outbox
  readonly send: Send
  readonly resolve: Resolve
  readonly rules: AddressRules
  readonly chance: Chance
  readonly metrics: Metrics
}

/** Brings messages out, at least once each; receivers tell repeats by the id. */
export class Courier {
  readonly #ports: CourierPorts

  constructor(ports: CourierPorts) {
    this.#ports = ports
    ports.metrics.describe('alacrity_deliveries_total', 'counter', 'Webhook attempts by result.')
  }

  /** Sends everything that is due; returns how many attempts were made. */
  async deliverDue(now: () => Ms): Promise<number> {
    let attempts = 0
    for (;;) {
      const wish = { now: now(), leased_until: now() + LEASE_MS, limit: AT_ONCE }
      const claimed = await this.#ports.outbox.claim(wish)
      if (claimed.length === 0) return attempts
      const endpoints = await this.#ports.outbox.endpoints()
      const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]))
      await Promise.all(
        claimed.map((message) => this.#attempt(message, byId.get(message.endpoint), now())),
      )
      attempts += claimed.length
    }
  }

  async #attempt(message: Outgoing, endpoint: Endpoint | undefined, now: Ms): Promise<void> {
    const { outbox, metrics } = this.#ports
    if (endpoint === undefined || !endpoint.enabled) {
      const result = 'the endpoint is gone'
      return outbox.failed({ id: message.id, result, next_at: null })
    }
    const reply = await this.#post(message, endpoint, now)
    const kind = typeof reply === 'string' ? reply : `${Math.floor(reply.status / 100)}xx`
    metrics.count('alacrity_deliveries_total', { topic: message.topic, result: kind })
    if (typeof reply !== 'string' && reply.status >= 200 && reply.status < 300) {
      return outbox.delivered(message.id, now)
    }
    if (typeof reply !== 'string' && reply.status === 410) {
      // Gone for good, says the receiver: the endpoint is switched off [Standard Webhooks].
      await outbox.putEndpoint({ ...endpoint, enabled: false })
      return outbox.failed({ id: message.id, result: '410', next_at: null })
    }
    return outbox.failed({
      id: message.id,
      result: typeof reply === 'string' ? reply : String(reply.status),
      next_at: this.#nextAt(message.attempts, reply, now),
    })
  }

  async #post(
    message: Outgoing,
    endpoint: Endpoint,
    now: Ms,
  ): Promise<Reply | 'refused' | 'unreachable'> {
    const { resolve, rules, send } = this.#ports
    try {
      const target = await targetOf(endpoint.url, rules, resolve)
      if (target === null) return 'refused'
      const signed = { id: message.id, at: now, body: message.body }
      const headers = signedHeaders(signed, endpoint.secret)
      return await send(target, { body: message.body, headers })
    } catch {
      return 'unreachable'
    }
  }

  #nextAt(attempts: number, reply: Reply | string, now: Ms): Ms | null {
    const delay = RETRY_DELAYS[attempts - 1]
    if (delay === undefined) return null
    const [byte = 0] = this.#ports.chance.bytes(1)
    const jittered = delay + Math.floor((delay * JITTER_SHARE * byte) / 256)
    const wished = typeof reply === 'string' ? 0 : waitOf(reply.retryAfter, now)
    return now + Math.max(jittered, Math.min(wished, RETRY_AFTER_MAX_MS))
  }
}

/** Retry-After in milliseconds from now; 0 where there is none that can be read. */
function waitOf(value: string | null, now: Ms): Ms {
  if (value === null) return 0
  if (/^\d{1,9}$/.test(value)) return Number(value) * SECOND
  const at = parseInstant(value) ?? Date.parse(value)
  return Number.isFinite(at) ? Math.max(0, at - now) : 0
}
