import { type Alacrity, AlacrityError, createAlacrity } from '@alacrity/sdk'
import { text } from '../strings/en.ts'
import { freshToken } from './renewal.ts'
import { session } from './session.ts'
import { signal } from './signal.ts'

/** Whether the last call got an answer of the service at all. */
export const reachable = signal(true)

let made: { readonly token: string | null; readonly client: Alacrity } | null = null

/** The service that serves this page, as whoever is signed in. What fails is asked again by the queries. */
export function service(): Alacrity {
  const who = session()
  const token = who.kind === 'signed_in' ? who.token : null
  if (made === null || made.token !== token) made = { token, client: clientOf(token) }
  return made.client
}

function clientOf(token: string | null): Alacrity {
  return createAlacrity({
    baseUrl: location.origin,
    // A token that has run out is replaced by the next, and what was asked is asked again.
    ...(token === null
      ? {}
      : { token: ({ refused }) => (refused === null ? token : freshToken(refused)) }),
    attempts: 1,
    fetch: watched,
  })
}

/** Every call tells whether the service is there. */
async function watched(...call: Parameters<typeof fetch>): Promise<Response> {
  try {
    const response = await fetch(...call)
    // So answers what stands before the service when it cannot reach it either.
    reachable.set(response.status !== 502 && response.status !== 504)
    return response
  } catch (error) {
    if (call[1]?.signal?.aborted !== true) reachable.set(false)
    throw error
  }
}

/** Whether the same may succeed later without anything being changed. */
export function isTemporary(error: unknown): boolean {
  return error instanceof AlacrityError && error.isTemporary
}

/** What an error says to whoever reads it: what is wrong here, or else in general. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof AlacrityError)) return String(error)
  // What the client says of a line that is cut is meant for whoever set it up.
  if (error.status === 0) return text.shell.unreachable.said
  return error.detail ?? `${error.title}. ${error.remedy}`
}
