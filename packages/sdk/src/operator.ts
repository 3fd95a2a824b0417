import { at, type Call, type CallOptions } from './call.ts'
import type { Span, StoredEvent } from './event.ts'
import { type Paged, pagedOf, type PageWish } from './paged.ts'
import { type PolicyCalls, policyCalls } from './policies.ts'
import type { AuditEntry, Contest, LabelHistoryEntry, Score, Turn } from './record.ts'
import { type DeliveryCalls, deliveryCalls, type WebhookCalls, webhookCalls } from './webhooks.ts'

export type NewRuling = {
  readonly member: string
  /** Without a turn the whole conversation so far is ruled on. */
  readonly turn?: string
  readonly conversation?: string
  /** False takes an excuse back. */
  readonly excused: boolean
  /** 1 to 500 characters, for the audit log. */
  readonly reason: string
}

export type Decision = {
  readonly state: 'upheld' | 'rejected'
  /** 1 to 500 characters, for the member. */
  readonly answer: string
}

export type Aggregates = {
  /** The service's time, RFC 3339. */
  readonly as_of: string
  readonly events: Readonly<Record<'received' | 'accepted' | 'duplicate' | 'conflict', number>>
  /** The policy that speaks now, as the service reads it. */
  readonly policy: string
  /** How many members hold each label publicly. */
  readonly labels: Readonly<Record<string, number>>
  readonly last_epoch: {
    readonly line: string
    readonly epoch: number
    readonly epoch_at: number
    readonly policy: string
    readonly published_at: number
    readonly note: string
  } | null
}

/** An event that was kept aside: its id was taken by something else. */
export type Conflict = {
  readonly no: number
  readonly event: StoredEvent
  readonly received_at: number
  readonly late: boolean
  readonly first_seq: number
}

/** A contest with the facts of what is contested, and nothing of the score. */
export type ContestCase = Contest & {
  readonly urgency: 'open' | 'due_soon' | 'overdue'
  /** The contested turn; null where a label is contested, or the turn is gone. */
  readonly turn: Omit<Turn, 'effect_points'> | null
  /** The contested label as it was published. */
  readonly label_history: readonly LabelHistoryEntry[]
}

/** What who runs the marketplace may do, with an operator's token or key. */
export type OperatorCalls = {
  readonly policies: PolicyCalls
  readonly webhooks: WebhookCalls
  readonly deliveries: DeliveryCalls
  /** Shows one member's assessment for a reason (1 to 500 characters), which the member can read. */
  readonly look: (member: string, reason: string, options?: CallOptions) => Promise<Score>
  /** Excuses a turn or a conversation, or takes an excuse back; acts from the next epoch on. */
  readonly rule: (ruling: NewRuling, options?: CallOptions) => Promise<StoredEvent>
  /** Declares that messages could not be answered; time inside counts for nobody. */
  readonly outage: (span: Span, options?: CallOptions) => Promise<StoredEvent>
  /** Open contests, the first due first. */
  readonly contests: (wish?: PageWish) => Paged<Contest>
  /** One contest, to be decided. */
  readonly contest: (contest: string, options?: CallOptions) => Promise<ContestCase>
  /** Only a person decides, so an API key will not do. A turn that is upheld is excused. */
  readonly decide: (contest: string, decision: Decision, options?: CallOptions) => Promise<Contest>
  /** Numbers about everybody. */
  readonly aggregates: (options?: CallOptions) => Promise<Aggregates>
  /** The hash-chained audit log, oldest first. */
  readonly audit: (wish?: PageWish) => Paged<AuditEntry>
  /** Whether every entry of it follows from the one before; if not, the number of the first that does not. */
  readonly checkAudit: (
    options?: CallOptions,
  ) => Promise<{ readonly holds: boolean; readonly broken_at: number | null }>
  /** Forgets a client: a pseudonym stands wherever an event named them. Scores and labels stay. */
  readonly eraseClient: (
    client: string,
    options?: CallOptions,
  ) => Promise<{ readonly events_changed: number; readonly at: string }>
  /** Events that were kept aside, newest last. */
  readonly conflicts: (wish?: PageWish) => Paged<Conflict>
}

export function operatorCalls(call: Call): OperatorCalls {
  const post = <T>(path: string, json: unknown, options: CallOptions = {}): Promise<T> =>
    call.json({ method: 'POST', path, json, ...options })
  return {
    policies: policyCalls(call),
    webhooks: webhookCalls(call),
    deliveries: deliveryCalls(call),
    look: async (member, reason, options) =>
      post(at`/v1/members/${member}/looks`, { reason }, options),
    rule: (ruling, options) => post('/v1/rulings', ruling, options),
    outage: (span, options) => post('/v1/outages', span, options),
    contests: (wish) => pagedOf(call, { path: '/v1/contests' }, wish),
    contest: async (contest, options) =>
      call.json({ path: at`/v1/contests/${contest}`, ...options }),
    decide: async (contest, decision, options) =>
      post(at`/v1/contests/${contest}/decision`, decision, options),
    aggregates: (options) => call.json({ path: '/v1/aggregates', ...options }),
    audit: (wish) => pagedOf(call, { path: '/v1/audit' }, wish),
    checkAudit: (options) => call.json({ path: '/v1/audit/check', ...options }),
    eraseClient: async (client, options) =>
      call.json({ method: 'DELETE', path: at`/v1/clients/${client}`, ...options }),
    conflicts: (wish) => pagedOf(call, { path: '/v1/conflicts' }, wish),
  }
}
