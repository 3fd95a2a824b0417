import type { AnswerAction, MessageKind, Sender, StoredEvent } from './event.ts'

// What the service answers with, as its JSON is. An instant that is a number is in milliseconds since 1970;
// one that is text is RFC 3339 in UTC.

export type Measure =
  | { readonly numerator: number; readonly denominator: number; readonly percent: number }
  | { readonly ms: number }
  | { readonly count: number }
  | null

export type Outcome = 'on_time' | 'late' | 'missed' | 'pending' | 'excused'

/** Why a turn has its outcome. */
export type OutcomeReason =
  | 'replied'
  | 'auto_replied'
  | 'unanswered'
  | 'ended_unanswered'
  | 'ruling'
  | 'client_released'
  | 'withdrawn'
  | 'closed'
  | 'away'
  | 'client_erased'
  | 'goodbye'
  | 'released'
  | 'flagged'
  | 'over_the_cap'

/** Why a turn does not count; null where it does. */
export type NotCounted =
  | 'pending'
  | 'excused'
  | 'not_a_candidate'
  | 'too_recent'
  | 'outside_the_window'
  | null

/** One wait of a client for the member, and what the policy makes of it. */
export type Turn = {
  readonly turn: string
  readonly member: string
  readonly client: string
  readonly conversation: string
  /** 1, 2, … among its conversation's turns. */
  readonly ordinal: number
  readonly initiated_by: 'client' | 'member'
  readonly kind: MessageKind
  readonly opened_at: string
  /** Client messages in it that were not withdrawn. */
  readonly messages: number
  readonly replied_at: string | null
  readonly replied_with: 'message' | AnswerAction | null
  readonly auto_replied_at: string | null
  readonly ended_at: string | null
  readonly ended_by: 'withdrawal' | 'closure' | 'release' | 'flag' | null
  readonly ended_who: Sender | null
  /** The standing ruling. */
  readonly excused: boolean | null
  /** Milliseconds on the policy's clock. */
  readonly elapsed_ms: number | null
  readonly outcome: Outcome
  readonly reason: OutcomeReason
  readonly counted: boolean
  readonly not_counted: NotCounted
  /** The last instant at which a reply is on time; null where time does not run. */
  readonly due_at: string | null
  /** Points of the score, to a hundredth: as it is, less without this turn. Null where it does not count. */
  readonly effect_points: number | null
}

export type ConditionReport = {
  readonly measure: string
  /** "at least 80 %", "at most 4 h" */
  readonly asks: string
  readonly value: string | null
  readonly holds: boolean
}

export type LabelReport = {
  readonly name: string
  /** Whether the member holds it after the last epoch. */
  readonly held: boolean
  /** Whether the grant conditions earn it now. */
  readonly earned: boolean
  /** Whether the keep conditions would keep it now. */
  readonly kept: boolean
  readonly grant: readonly ConditionReport[]
  readonly keep: readonly ConditionReport[]
  readonly enough: { readonly turns: number; readonly clients: number; readonly holds: boolean }
  /** Clients with settled turns in the window, and how many of them are set aside. */
  readonly clients: number
  readonly set_aside: number
}

export type LabelChange = {
  readonly member: string
  readonly label: string
  readonly epoch: string
  readonly held: boolean
  readonly policy: string
}

export type Forecast = {
  readonly epoch: string
  readonly scenario: 'nothing_more' | 'all_answered'
  readonly score: number | null
  readonly labels: Readonly<Record<string, boolean>>
}

/** What would earn or keep a label. */
export type Action = {
  readonly label: string
  readonly goal: 'earn' | 'keep'
  readonly epoch: string
  /** Turns to reply to; fewest first. */
  readonly reply_to: readonly string[]
  /** Replies later than this no longer do. */
  readonly before: string | null
  /** Further turns, each of a new client and answered within the hour. */
  readonly more_on_time: number
  readonly text: string
}

/** A member's score, explained. The turns are a list of their own. */
export type Score = {
  readonly member: string
  readonly policy: string
  readonly title: string
  readonly as_of: string
  /** Turns of the final window by outcome; `clients` have settled ones. */
  readonly counts: Readonly<Record<Outcome | 'turns' | 'settled' | 'clients', number>>
  /** Whether there are enough turns of enough clients for a score. */
  readonly enough: boolean
  /** What is missing to a score; null where there is enough. */
  readonly missing: { readonly turns: number; readonly clients: number } | null
  /** 0 to 100; null: none yet. */
  readonly score: number | null
  readonly measures: Readonly<Record<string, Measure>>
  readonly labels: Readonly<Record<string, boolean>>
  readonly label_reports: readonly LabelReport[]
  readonly label_history: readonly LabelChange[]
  readonly forecast: readonly Forecast[]
  readonly actions: readonly Action[]
  /** What waits for a reply, first what costs most. */
  readonly waiting: readonly WaitingTurn[]
  readonly turns_total: number
  /** The labels as clients see them. */
  readonly published: readonly string[]
  /** When labels are published next. */
  readonly next_epoch: string
  /** The end of the absence that is just now; null: none. */
  readonly away_until: string | null
  readonly rule: ScoreRule
}

/** A turn that waits for a reply, with what the score becomes by it. */
export type WaitingTurn = Pick<
  Turn,
  'turn' | 'client' | 'conversation' | 'kind' | 'ordinal' | 'messages' | 'opened_at' | 'due_at'
> & {
  readonly overdue: boolean
  readonly elapsed_ms: number
  /** What "later" means: the last moment in time, or for an overdue turn that much later than now. */
  readonly later_at: string | null
  /** Compared at one instant; null where there is no score, or time does not run. */
  readonly score_if: { readonly now: number; readonly later: number; readonly never: number } | null
}

/** What of the rule stands beside the score. */
export type ScoreRule = {
  readonly within_ms: number
  readonly every: 'hour' | 'day' | 'week' | 'month' | 'quarter'
  readonly dwell: number
  readonly window_days: number | null
  /** Of the first label, where it asks for the score. */
  readonly grant_percent: number | null
  readonly keep_percent: number | null
  readonly self_excused_max_percent: number | null
}

/** A turn that moved the score between two epochs, and by how many points, about. */
export type Cause = {
  readonly turn: string
  readonly client: string
  readonly how: 'entered' | 'left' | 'changed'
  readonly points: number
}

export type ScoreAt = {
  readonly epoch: string
  readonly score: number | null
  /** What moved it since the epoch before, most first. */
  readonly causes: readonly Cause[]
}

/** A label that was published or withdrawn at an epoch. */
export type LabelHistoryEntry = {
  /** The policy's name without its version. */
  readonly line: string
  readonly member: string
  readonly label: string
  readonly held: boolean
  readonly epoch: number
  readonly epoch_at: number
  readonly policy: string
}

/** An entry of the hash-chained audit log. */
export type AuditEntry = {
  readonly no: number
  readonly at: number
  readonly actor: string
  readonly action: string
  readonly member: string | null
  readonly reason: string
  readonly hash: string
}

export type Contest = {
  readonly id: string
  readonly member: string
  readonly subject: 'turn' | 'label'
  readonly about: string
  readonly reason: string
  readonly opened_at: number
  /** When an answer is owed: 14 days after. */
  readonly due_at: number
  readonly state: 'open' | 'upheld' | 'rejected' | 'withdrawn'
  readonly decided_at: number | null
  readonly decided_by: string | null
  readonly answer: string | null
}

export type Restriction = {
  readonly member: string
  readonly kind: 'restricted' | 'opted_out'
  readonly since: number
  readonly by: string
}

type Told = {
  readonly id: string
  readonly at: string
  readonly read_at: string | null
  readonly label: string
  readonly epoch: string
}
type Because = {
  readonly because: 'too_few' | 'below_keep'
  /** Whom the member can turn to. */
  readonly contact: string
}

/** What a member was told. */
export type Notice =
  | (Told & { readonly topic: 'label.granted'; readonly policy: string })
  | (Told & Because & { readonly topic: 'label.lost'; readonly policy: string })
  | (Told &
      Because & {
        readonly topic: 'label.loss_coming'
        readonly turns: readonly Pick<Turn, 'turn' | 'outcome' | 'effect_points'>[]
        readonly averted_by: string | null
        readonly reply_to: readonly string[]
        readonly before: string | null
      })

/** All that is stored about a member. */
export type MemberExport = {
  readonly member: string
  readonly exported_at: string
  readonly events: readonly StoredEvent[]
  readonly label_history: readonly LabelHistoryEntry[]
  readonly contests: readonly Contest[]
  readonly notices: readonly {
    readonly id: string
    readonly member: string
    readonly at: number
    readonly topic: string
    /** JSON text. */
    readonly body: string
    readonly read_at: number | null
  }[]
  readonly restrictions: readonly Restriction[]
}
