import type { Call, CallOptions } from './call.ts'
import type { Instant } from './event.ts'

/** A policy as its author writes it; `docs/policies.md` says what it may hold. */
export type PolicyDocument = { readonly policy: string } & Readonly<Record<string, unknown>>

export type StoredPolicy = {
  /** name/version */
  readonly policy: string
  readonly document: PolicyDocument
  readonly created_at: number
  readonly created_by: string
}

/** From the epoch at `from_at` on, this version speaks for its line. */
export type ScheduledPolicy = {
  readonly line: string
  readonly policy: string
  readonly from_at: number
  readonly scheduled_at: number
  readonly scheduled_by: string
}

/** Something to know before publishing a policy. */
export type Finding = {
  readonly severity: 'warning' | 'note'
  readonly rule: string
  readonly field: string
  readonly message: string
  readonly counterexample: { readonly turns: readonly string[]; readonly shows: string } | null
}

export type LookedOver = { readonly policy: string; readonly findings: readonly Finding[] }

export type Side = {
  readonly policy: string
  /** Members who hold a label at the end. */
  readonly labelled: number
  readonly share_percent: number
  readonly changes_per_100_members_per_month: number
}

/** Two policies side by side on the stored history. */
export type Backtest = {
  readonly members: number
  readonly from: number
  readonly until: number
  readonly current: Side
  readonly proposed: Side
  readonly gains: number
  readonly loses: number
  /** Members by name, at most 100. */
  readonly gaining: readonly string[]
  readonly losing: readonly string[]
}

export type Trial = {
  readonly document: PolicyDocument
  /** A stored version to compare with; without it, the one that speaks now. */
  readonly against?: string
  /** How far to go back, 1 to 1,095 days; usually 365. */
  readonly days?: number
}

export type PolicyCalls = {
  readonly list: (options?: CallOptions) => Promise<{
    readonly items: readonly StoredPolicy[]
    readonly scheduled: readonly ScheduledPolicy[]
  }>
  /** Stores a new version, and says what is unwise about it. */
  readonly create: (document: PolicyDocument, options?: CallOptions) => Promise<LookedOver>
  /** Looks a document over without storing it. */
  readonly lint: (document: PolicyDocument, options?: CallOptions) => Promise<LookedOver>
  /** Tries a document on the stored history. It reads everything, so give it time. */
  readonly backtest: (trial: Trial, options?: CallOptions) => Promise<Backtest>
  /**
   * Lets a stored version speak from an epoch on; without `from`, from the next. Where another version is
   * scheduled for that epoch it is refused (`schedule_conflict`) unless `over` names that one.
   */
  readonly schedule: (
    wish: { readonly policy: string; readonly from?: Instant; readonly over?: string },
    options?: CallOptions,
  ) => Promise<ScheduledPolicy>
  /**
   * Everybody's turns without a name, as columns, to try policies on where you are. Of a history of more
   * than `max` turns (usually 1,000,000) whole members are drawn.
   */
  readonly columns: (
    wish?: { readonly max?: number },
    options?: CallOptions,
  ) => Promise<ArrayBuffer>
}

const BACKTEST_MS = 300_000

export function policyCalls(call: Call): PolicyCalls {
  const path = '/v1/policies'
  const post = <T>(path: string, json: unknown, options: CallOptions = {}): Promise<T> =>
    call.json({ method: 'POST', path, json, ...options })
  return {
    list: (options) => call.json({ path, ...options }),
    create: (document, options) => post(path, document, options),
    lint: (document, options) => post(`${path}/lint`, document, options),
    backtest: (trial, options) =>
      post(`${path}/backtest`, trial, { timeoutMs: BACKTEST_MS, ...options }),
    schedule: (wish, options) => post(`${path}/schedule`, wish, options),
    columns: (wish = {}, options) =>
      call.bytes({
        path: '/v1/turn-columns',
        query: { max: wish.max },
        timeoutMs: BACKTEST_MS,
        ...options,
      }),
  }
}
