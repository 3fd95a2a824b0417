import { callOf } from './call.ts'
import { type Clock, REAL_CLOCK } from './clock.ts'
import { type EventCalls, eventCalls } from './events.ts'
import { type LabelCalls, labelCalls } from './labels.ts'
import { type MemberCalls, memberCalls } from './member.ts'
import { type OperatorCalls, operatorCalls } from './operator.ts'
import { type ServiceCalls, serviceCalls } from './service.ts'
import { tokenOf, type TokenSource } from './token.ts'

export type AlacrityOptions = {
  /** Where the service is, such as https://alacrity.example. */
  readonly baseUrl: string
  /** A member's or operator's token, or a function that gets one and is asked again when it is refused. */
  readonly token?: TokenSource | undefined
  /** An API key, for servers: never give one to a browser. */
  readonly key?: string | undefined
  /** Milliseconds for one attempt of a call; usually 15,000. */
  readonly timeoutMs?: number
  /** How often a call that may be repeated is tried; usually 3. */
  readonly attempts?: number
  /** Another fetch, such as one that goes through a proxy. */
  readonly fetch?: typeof fetch
  readonly clock?: Clock
}

export type Alacrity = {
  /** Tells the service what happened; with a key for ingest. */
  readonly events: EventCalls
  /** Published labels; for everybody. */
  readonly labels: LabelCalls
  /** One member's score and what they can do about it; with that member's token. */
  readonly member: (id: string) => MemberCalls
  /** Policies, rulings, contests, webhooks; with an operator's token or key. */
  readonly operator: OperatorCalls
  readonly service: ServiceCalls
}

const TIMEOUT_MS = 15_000
const ATTEMPTS = 3

/** A client of one service as one principal. It holds nothing open, so there is nothing to close. */
export function createAlacrity(options: AlacrityOptions): Alacrity {
  const { baseUrl, token, key, timeoutMs = TIMEOUT_MS, attempts = ATTEMPTS } = options
  if (token !== undefined && key !== undefined) throw new Error('Give a token or a key, not both.')
  const call = callOf({
    baseUrl,
    token: tokenOf(token ?? key ?? null),
    // A browser's fetch must not lose its window.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    clock: options.clock ?? REAL_CLOCK,
    timeoutMs,
    attempts,
  })
  return {
    events: eventCalls(call),
    labels: labelCalls(call),
    member: (id) => memberCalls(call, id),
    operator: operatorCalls(call),
    service: serviceCalls(call),
  }
}
