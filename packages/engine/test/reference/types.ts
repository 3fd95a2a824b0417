/** The words of the domain, as the oracle keeps them in memory. Instants are milliseconds. */

export type WireEvent = Record<string, unknown>

/** A day's intervals as written: `["09:00","17:00"]`, in minutes of the day after reading. */
export type Weekly = { readonly [day: string]: readonly (readonly [string, string])[] }

export type Interval = { from: number; until: number }

type Common = { source: string; id: string; at: number; seq: number | null }
type OfMember = Common & { member: string }
type InConversation = OfMember & { conversation: string }

export type MessageEvent = InConversation & {
  type: 'message'
  from: 'client' | 'member' | 'system'
  client: string | null
  kind: string
  automated: boolean
}
export type AnswerEvent = InConversation & { type: 'answer'; action: string }
export type WithdrawalEvent = InConversation & { type: 'withdrawal'; message: string }
export type ClosureEvent = InConversation & { type: 'closure'; by: string }
export type ReleaseEvent = InConversation & { type: 'release'; by: string }
export type FlagEvent = InConversation & { type: 'flag'; reason: string }
export type RulingEvent = OfMember & {
  type: 'ruling'
  conversation: string | null
  turn: string | null
  excused: boolean
  reason: string | null
}
export type AwayEvent = OfMember & { type: 'away'; from: number; until: number }
export type HoursEvent = OfMember & {
  type: 'hours'
  weekly: Weekly
  zone: string
  validFrom: number
}
export type OutageEvent = Common & { type: 'outage'; from: number; until: number }
export type ErasureEvent = Common & {
  type: 'erasure'
  member: string | null
  client: string | null
}

export type ConversationEvent =
  | MessageEvent
  | AnswerEvent
  | WithdrawalEvent
  | ClosureEvent
  | ReleaseEvent
  | FlagEvent

export type DomainEvent =
  | ConversationEvent
  | RulingEvent
  | AwayEvent
  | HoursEvent
  | OutageEvent
  | ErasureEvent

export type Turn = {
  id: string
  member: string
  conversation: string
  /** The opener's client, whatever is withdrawn later (TN5). */
  client: string
  kind: string
  ordinal: number
  initiatedBy: 'client' | 'member'
  /** The message that first opened the turn. */
  opener: MessageEvent
  openedAt: number
  /** The messages that belong to the turn and are not withdrawn, in canonical order. */
  messages: MessageEvent[]
  /** Who wrote those; of a turn that was withdrawn whole, who wrote the last that remained. */
  writers: string[]
  /** The member's automated messages while the turn was open, in canonical order. */
  automated: MessageEvent[]
  autoRepliedAt: number | null
  repliedAt: number | null
  repliedWith: string | null
  endedAt: number | null
  endedBy: 'withdrawal' | 'closure' | 'release' | 'flag' | null
  endedWho: string | null
  /** The event that ended the turn without a reply. */
  ending: ConversationEvent | null
  /** What the standing ruling says (TN7). */
  excused: boolean | null
}

/** The events with `at` ≤ asOf in canonical order, and the turns that they fold to (TN10). */
export type History = { asOf: number; events: DomainEvent[]; turns: Turn[] }

export type OutcomeName = 'on_time' | 'late' | 'missed' | 'pending' | 'excused'

export type Judged = { turn: Turn; outcome: OutcomeName; elapsedMs: number | null }

export type Limit = 'due' | 'never' | number
export type Bound = { kind: 'wilson' | 'jeffreys'; levelPercent: number }
export type Condition = {
  measure: string
  /** Hundredths of a percent. */
  atLeast: number | null
  atMostMs: number | null
  strict: boolean
  bound: Bound | null
}
export type Enough = { turns: number; clients: number }
export type Measure =
  | { kind: 'rate' }
  /** The curve's percents are hundredths. */
  | { kind: 'credit'; curve: { ms: number; hundredths: number }[] }
  | { kind: 'time'; statistic: string; missed: 'left_out' | 'waiting' | { capMs: number } }
  | { kind: 'count' }
export type Label = {
  name: string
  grant: Condition[]
  keep: Condition[]
  enough: Enough
  /** From K distinct clients on, r. */
  robust: { clients: number; r: number }[]
}

export type Policy = {
  policy: string
  turns: {
    count: 'every_turn' | 'first_turn' | 'first_contact'
    silenceMs: number | null
    initiatedBy: 'any' | 'client'
    kinds: 'any' | string[]
  }
  clock: { kind: 'wall' | 'hours'; weekly: Weekly | null; zone: string }
  away: 'pause' | 'excuse' | 'ignore'
  withinMs: number
  replies: { answers: boolean | string[]; automated: boolean; messages: boolean }
  excuse: {
    withdrawnWithin: Limit
    closedWithin: Limit
    flagged: boolean
    releasedByMember: boolean
    /** Hundredths of a percent. */
    selfExcusedMax: number | null
  }
  window: {
    days: number | null
    last: number | null
    lagMs: number
    atLeast: number | null
    extendToDays: number | null
    anchor: 'now' | 'yesterday' | 'last_turn'
    zone: string
  }
  weights: {
    unit: 'turn' | 'client'
    perClientMax: number | null
    halfLifeDays: number | null
    firstContact: number
    followUp: number
  }
  enough: Enough
  measures: { [name: string]: Measure }
  score: string | null
  labels: Label[]
  bands: boolean
  publish: { every: 'hour' | 'day' | 'week' | 'month' | 'quarter'; dwell: number }
}
