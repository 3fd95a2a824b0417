import { formatInstant, type Ms } from '@alacrity/engine'
import type { Store } from '@alacrity/store'

type Message = {
  readonly topic: string
  readonly id: string
  readonly now: Ms
  readonly data: Readonly<Record<string, unknown>>
}

/** Puts messages into the outbox, all at once, for every endpoint that wants their topic. */
export async function announce(
  ports: { readonly store: Pick<Store, 'outbox'> },
  messages: readonly Message[],
): Promise<void> {
  if (messages.length === 0) return
  const endpoints = (await ports.store.outbox.endpoints()).filter(({ enabled }) => enabled)
  const deliveries = messages.flatMap(({ topic, id, now, data }) => {
    const body = JSON.stringify({ type: topic, timestamp: formatInstant(now), data })
    return endpoints
      .filter(({ topics }) => topics.includes(topic))
      .map((endpoint) => ({
        id: `msg_${id}_${endpoint.id}`,
        endpoint: endpoint.id,
        topic,
        body,
        due_at: now,
      }))
  })
  await ports.store.outbox.enqueue(deliveries)
}
