import { type AgendaCalls, agendaCalls } from './agenda.ts'
import { at, type Call, type CallOptions } from './call.ts'
import type { FlagReason, Hours, Span, StoredEvent } from './event.ts'
import { type LiveSignal, watch, type WatchOptions } from './live.ts'
import { type Paged, pagedOf, type PageWish } from './paged.ts'
import type {
  AuditEntry,
  Contest,
  LabelHistoryEntry,
  MemberExport,
  Notice,
  Restriction,
  Score,
  ScoreAt,
  Turn,
} from './record.ts'

export type NewContest = {
  readonly subject: 'turn' | 'label'
  /** The turn's id, or "line/label". */
  readonly about: string
  /** 1 to 500 characters. */
  readonly reason: string
}

/** What one member reads and does; their own token is needed, and nobody else's will do. */
export type MemberCalls = AgendaCalls & {
  /** Score, measures, labels with their reasons, forecast, and what would help most. */
  readonly score: (options?: CallOptions) => Promise<Score>
  /** Every turn with its outcome, the reason, and its effect on the score; newest first. */
  readonly turns: (wish?: PageWish) => Paged<Turn>
  /** The label as it was published, and the score at each past epoch; oldest first. */
  readonly history: (options?: CallOptions) => Promise<{
    readonly labels: readonly LabelHistoryEntry[]
    readonly scores: readonly ScoreAt[]
  }>
  /** Who looked at the score, when and why; newest first. */
  readonly looks: (options?: CallOptions) => Promise<readonly AuditEntry[]>
  /** What the member was told; newest first. */
  readonly notices: (options?: CallOptions) => Promise<readonly Notice[]>
  readonly readNotice: (notice: string, options?: CallOptions) => Promise<void>
  /** All that is stored about the member. Its events can be sent in again as they are. */
  readonly export: (options?: CallOptions) => Promise<MemberExport>
  /** The events alone, as CSV. */
  readonly exportCsv: (options?: CallOptions) => Promise<string>
  /** A token for a page that shows this score and can do nothing else, good for five minutes. */
  readonly embedToken: (options?: CallOptions) => Promise<{ token: string; expires_at: string }>
  /** Declares an absence. One of the same beginning replaces it, an empty one takes it back. */
  readonly away: (span: Span, options?: CallOptions) => Promise<StoredEvent>
  /** Sets weekly hours and time zone, for turns opened from now on. */
  readonly hours: (hours: Hours, options?: CallOptions) => Promise<StoredEvent>
  /** Says that the open turn of a conversation needs no reply. */
  readonly release: (conversation: string, options?: CallOptions) => Promise<StoredEvent>
  /** Reports a conversation, which ends its open turn. */
  readonly flag: (
    conversation: string,
    reason: FlagReason,
    options?: CallOptions,
  ) => Promise<StoredEvent>
  /** Contests a turn or a label; a person answers within 14 days. */
  readonly contest: (contest: NewContest, options?: CallOptions) => Promise<Contest>
  readonly contests: (options?: CallOptions) => Promise<readonly Contest[]>
  readonly withdrawContest: (contest: string, options?: CallOptions) => Promise<void>
  /** What hides the labels, if anything does. For operators too. */
  readonly restrictions: (options?: CallOptions) => Promise<readonly Restriction[]>
  /** Hides the labels at once. Returns what is in force. For operators too, on the member's demand. */
  readonly restrict: (options?: CallOptions) => Promise<readonly Restriction[]>
  /** Ends the hiding that one began; labels come back with the next epoch. */
  readonly unrestrict: (options?: CallOptions) => Promise<readonly Restriction[]>
  /** Erases everything that is stored about the member. For operators too, on the member's demand. */
  readonly erase: (options?: CallOptions) => Promise<{ events_erased: number; at: string }>
  /** Says whenever there may be something new to read. Connects again by itself until it is aborted. */
  readonly live: (options?: WatchOptions) => AsyncIterable<LiveSignal>
}

export function memberCalls(call: Call, member: string): MemberCalls {
  const base = at`/v1/members/${member}`
  const items = async <T>(path: string, options: CallOptions = {}): Promise<readonly T[]> =>
    (await call.json<{ readonly items: readonly T[] }>({ path, ...options })).items
  return {
    score: (options) => call.json({ path: `${base}/score`, ...options }),
    turns: (wish) => pagedOf(call, { path: `${base}/turns` }, wish),
    history: (options) => call.json({ path: `${base}/history`, ...options }),
    looks: (options) => items(`${base}/looks`, options),
    notices: (options) => items(`${base}/notices`, options),
    readNotice: async (notice, options) => {
      const path = base + at`/notices/${notice}/read`
      await call.json({ method: 'POST', path, repeatable: true, ...options })
    },
    export: (options) => call.json({ path: `${base}/export`, ...options }),
    exportCsv: (options) =>
      call.text({ path: `${base}/export`, query: { format: 'csv' }, ...options }),
    live: (options) => watch(call, `${base}/live`, options),
    ...agendaCalls(call, base),
    ...acts(call, base),
  }
}

type Acts = Omit<
  MemberCalls,
  | keyof AgendaCalls
  | 'score'
  | 'turns'
  | 'history'
  | 'looks'
  | 'notices'
  | 'readNotice'
  | 'export'
  | 'exportCsv'
  | 'live'
>

function acts(call: Call, base: string): Acts {
  const post = <T>(path: string, json: unknown, options: CallOptions = {}): Promise<T> =>
    call.json({ method: 'POST', path: base + path, json, ...options })
  const restriction = async (
    method: 'GET' | 'PUT' | 'DELETE',
    options: CallOptions = {},
  ): Promise<readonly Restriction[]> => {
    const ask = { method, path: `${base}/restriction`, ...options }
    return (await call.json<{ readonly items: readonly Restriction[] }>(ask)).items
  }
  return {
    embedToken: (options) => post('/embed-tokens', undefined, { ...options }),
    away: (span, options) => post('/away', span, options),
    hours: (hours, options) => post('/hours', hours, options),
    release: (conversation, options) => post('/releases', { conversation }, options),
    flag: (conversation, reason, options) => post('/flags', { conversation, reason }, options),
    contest: (contest, options) => post('/contests', contest, options),
    contests: async (options) => {
      const ask = { path: `${base}/contests`, ...options }
      return (await call.json<{ readonly items: readonly Contest[] }>(ask)).items
    },
    withdrawContest: async (contest, options) => {
      await post(at`/contests/${contest}/withdrawal`, undefined, options)
    },
    restrictions: (options) => restriction('GET', options),
    restrict: (options) => restriction('PUT', options),
    unrestrict: (options) => restriction('DELETE', options),
    erase: (options) => call.json({ method: 'DELETE', path: base, ...options }),
  }
}
