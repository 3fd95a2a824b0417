import { formatInstant, type Ms } from '@alacrity/engine'
import type { Store } from '@alacrity/store'

/** Puts a message into the outbox for every endpoint that wants its topic. */
export async function announce(
  ports: { readonly store: Pick<Store, 'outbox'> },
  message: {
    readonly topic: string
    readonly id: string
    readonly now: Ms
    readonly data: Readonly<Record<string, unknown>>
  },
): Promise<void> {
  const { topic, id, now, data } = message
  const endpoints = await ports.store.outbox.endpoints()
  const body = JSON.stringify({ type: topic, timestamp: formatInstant(now), data })
  await ports.store.outbox.enqueue(
    endpoints
      .filter(({ enabled, topics }) => enabled && topics.includes(topic))
      .map((endpoint) => ({
        id: `msg_${id}_${endpoint.id}`,
        endpoint: endpoint.id,
        topic,
        body,
        due_at: now,
      })),
  )
}
