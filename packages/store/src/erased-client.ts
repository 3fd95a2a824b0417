import type { Event } from '@alacrity/engine'

/** What stands in stored events for a client who was forgotten: drawn, so that nothing leads back from it. */
const PSEUDONYM = /^erased_[0-9a-f]{32}$/

function isErasedClient(client: unknown): client is string {
  return typeof client === 'string' && PSEUDONYM.test(client)
}

type Named = Event & { readonly client?: string | null }

/**
 * An event as it is to be compared with a stored one of the same name, or kept beside it: where the stored
 * one's client was forgotten, whoever this one names is not remembered either.
 */
export function withErased(stored: Event, arrived: Event): Event {
  const { client } = stored as Named
  if (!isErasedClient(client) || typeof (arrived as Named).client !== 'string') return arrived
  return { ...arrived, client } as Event
}
