import type { Ms } from '@alacrity/engine'
import type { Cursor, Page } from './page.ts'

export type AuditEntry = {
  /** 1, 2, … without gaps. */
  readonly no: number
  readonly at: Ms
  /** Who looked or acted. */
  readonly actor: string
  readonly action: string
  /** Of whom; null: of nobody, or of somebody whose data was erased. */
  readonly member: string | null
  readonly reason: string
  /** SHA-256 in hex over the entry before and this one. */
  readonly hash: string
}

/** Append-only and hash-chained: who looked at whom, and why [DS5]. */
export type Audit = {
  append(entry: Omit<AuditEntry, 'no' | 'hash'>): Promise<AuditEntry>
  /** What a member may read: every look at them, newest first. */
  of(member: string, limit: number): Promise<readonly AuditEntry[]>
  all(cursor: Cursor, limit: number): Promise<Page<AuditEntry>>
  /** The number of the first entry that does not follow from the one before; null: the chain holds. */
  verify(): Promise<number | null>
}

export type ApiKey = {
  readonly id: string
  /** SHA-256 of the secret, in hex: the secret itself is never stored. */
  readonly hash: string
  readonly role: string
  readonly name: string
  readonly created_at: Ms
  readonly expires_at: Ms | null
  readonly revoked_at: Ms | null
}

export type Keys = {
  add(key: Omit<ApiKey, 'revoked_at'>): Promise<'added' | 'already'>
  byHash(hash: string): Promise<ApiKey | null>
  all(): Promise<readonly ApiKey[]>
  revoke(id: string, at: Ms): Promise<'revoked' | 'unknown'>
}

export type Endpoint = {
  readonly id: string
  readonly url: string
  /** As given, such as whsec_…; several for a change of secrets, separated by spaces. */
  readonly secret: string
  /** Topics it wants. */
  readonly topics: readonly string[]
  readonly enabled: boolean
  readonly created_at: Ms
}

/** A message to be delivered to a webhook endpoint. `id` makes it idempotent on both sides. */
export type Delivery = {
  readonly id: string
  readonly endpoint: string
  readonly topic: string
  readonly body: string
  readonly due_at: Ms
}

export const DELIVERY_STATES = ['due', 'delivered', 'dead'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

export type Outgoing = Delivery & {
  readonly state: DeliveryState
  /** Attempts begun. */
  readonly attempts: number
  /** What the last attempt came to, for people. */
  readonly last_result: string | null
}

/** Deliveries that survive a crash: at least once each, claimed by one worker at a time. */
export type Outbox = {
  putEndpoint(endpoint: Endpoint): Promise<void>
  endpoints(): Promise<readonly Endpoint[]>
  removeEndpoint(id: string): Promise<void>
  /** One known by its id is left as it is. Returns how many were new. */
  enqueue(deliveries: readonly Delivery[]): Promise<number>
  /**
   * Takes up to `limit` that are due at `now`, counts an attempt for each, and hides them until
   * `leased_until`: whoever dies in between loses nothing.
   */
  claim(wish: {
    readonly now: Ms
    readonly leased_until: Ms
    readonly limit: number
  }): Promise<readonly Outgoing[]>
  delivered(id: string, at: Ms): Promise<void>
  /** `next_at` null: no more attempts; it is dead until it is replayed. */
  failed(attempt: {
    readonly id: string
    readonly result: string
    readonly next_at: Ms | null
  }): Promise<void>
  /** Makes it due again, whatever became of it. */
  replay(id: string, at: Ms): Promise<'due' | 'unknown'>
  /** By state, the oldest first. */
  list(wish: {
    readonly state: DeliveryState
    readonly cursor: Cursor
    readonly limit: number
  }): Promise<Page<Outgoing>>
}
