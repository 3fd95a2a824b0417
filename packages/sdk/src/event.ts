/** A point in time: RFC 3339 text with an offset, milliseconds since 1970, or a `Date`. */
export type Instant = string | number | Date

export type Sender = 'client' | 'member' | 'system'
export type MessageKind = 'message' | 'inquiry' | 'invitation' | 'request' | 'acknowledgement'
export type AnswerAction = 'accept' | 'decline' | 'quote' | 'other'
export type FlagReason = 'spam' | 'harassment' | 'other'
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** Local times "HH:MM" by weekday; an interval that ends at or before its start runs past midnight. */
export type WeeklyHours = {
  readonly [day in Weekday]?: readonly (readonly [string, string])[]
}

type InConversation = { readonly member: string; readonly conversation: string }

/** What happens in a conversation, without message texts: no event has a field for them. */
type InConversationSaid =
  | (InConversation & { readonly type: 'answer'; readonly action: AnswerAction })
  | (InConversation & { readonly type: 'withdrawal'; readonly message: string })
  | (InConversation & { readonly type: 'closure'; readonly by: Sender })
  | (InConversation & { readonly type: 'release'; readonly by: 'client' | 'member' })
  | (InConversation & { readonly type: 'flag'; readonly reason: FlagReason })

type Named = {
  readonly id: string
  readonly at: Instant
  /** Where the id is unique; for marketplaces with more than one system. */
  readonly source?: string
  /** Orders events of one instant. */
  readonly seq?: number | null
}

/** A message, as far as its text is left out of it. */
export type NewMessage = Named &
  InConversation & {
    readonly type: 'message'
    /** What it opens with; usually `message`. */
    readonly kind?: MessageKind
    /** Sent by a program; such messages neither ask nor answer. */
    readonly automated?: boolean
    readonly from: Sender
    /** Who the client is; needed where the message is from one. */
    readonly client?: string | null
  }

/** From an instant until another, which is no longer in it. */
export type Span = { readonly from: Instant; readonly until: Instant }
/** Weekly hours in an IANA zone. */
export type Hours = { readonly weekly: WeeklyHours; readonly zone: string }

/** Rules on the turn, or without one on the whole conversation so far; one of the two is needed. */
type NewRuling = {
  readonly type: 'ruling'
  readonly member: string
  readonly turn?: string | null
  readonly conversation?: string | null
  readonly excused: boolean
  readonly reason?: string | null
}

/** Of a member or of a client; one of the two is needed. */
type NewErasure = {
  readonly type: 'erasure'
  readonly member?: string | null
  readonly client?: string | null
}

/**
 * An event as you send it. `id` names it for ever: sending it again with the same content changes nothing,
 * so after a failure everything may be sent again.
 */
export type NewEvent =
  | NewMessage
  | (Named &
      (
        | InConversationSaid
        | NewRuling
        | ({ readonly type: 'away'; readonly member: string } & Span)
        | {
            readonly type: 'hours'
            readonly member: string
            readonly weekly: WeeklyHours
            readonly zone: string
            readonly valid_from?: Instant
          }
        | ({ readonly type: 'outage' } & Span)
        | NewErasure
      ))

type Stored = {
  readonly id: string
  readonly at: number
  readonly source: string
  readonly seq: number | null
}

/** An event as it is stored: complete, its instants in milliseconds since 1970. */
export type StoredEvent = Stored &
  (
    | InConversationSaid
    | (InConversation & {
        readonly type: 'message'
        readonly from: Sender
        readonly client: string | null
        readonly kind: MessageKind
        readonly automated: boolean
      })
    | {
        readonly type: 'ruling'
        readonly member: string
        readonly conversation: string | null
        readonly turn: string | null
        readonly excused: boolean
        readonly reason: string | null
      }
    | {
        readonly type: 'away'
        readonly member: string
        readonly from: number
        readonly until: number
      }
    | {
        readonly type: 'hours'
        readonly member: string
        readonly weekly: WeeklyHours
        readonly zone: string
        readonly valid_from: number
      }
    | { readonly type: 'outage'; readonly from: number; readonly until: number }
    | { readonly type: 'erasure'; readonly member: string | null; readonly client: string | null }
  )
