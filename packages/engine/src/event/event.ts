import type { Ms } from '../base/instant.ts'

/** What a message opens with [EV4]. */
export const MESSAGE_KINDS = [
  'message',
  'inquiry',
  'invitation',
  'request',
  'acknowledgement',
] as const
export type MessageKind = (typeof MESSAGE_KINDS)[number]

/** A member's replies that are not text [EV4]. */
export const ANSWER_ACTIONS = ['accept', 'decline', 'quote', 'other'] as const
export type AnswerAction = (typeof ANSWER_ACTIONS)[number]

export const SENDERS = ['client', 'member', 'system'] as const
export type Sender = (typeof SENDERS)[number]

export const FLAG_REASONS = ['spam', 'harassment', 'other'] as const
export type FlagReason = (typeof FLAG_REASONS)[number]

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** Local times "HH:MM" by weekday; an interval that ends at or before its start runs past midnight. */
export type WeeklyHours = {
  readonly [day in Weekday]?: readonly (readonly [string, string])[]
}

type Named = {
  readonly id: string
  readonly source: string
  /** Orders events of one instant; null comes before any [EV3]. */
  readonly seq: number | null
  readonly at: Ms
}
type OfMember = Named & { readonly member: string }
type InConversation = OfMember & { readonly conversation: string }

export type MessageEvent = InConversation & {
  readonly type: 'message'
  readonly from: Sender
  readonly client: string | null
  readonly kind: MessageKind
  readonly automated: boolean
}
export type AnswerEvent = InConversation & {
  readonly type: 'answer'
  readonly action: AnswerAction
}
export type WithdrawalEvent = InConversation & {
  readonly type: 'withdrawal'
  readonly message: string
}
export type ClosureEvent = InConversation & { readonly type: 'closure'; readonly by: Sender }
export type ReleaseEvent = InConversation & {
  readonly type: 'release'
  readonly by: 'client' | 'member'
}
export type FlagEvent = InConversation & { readonly type: 'flag'; readonly reason: FlagReason }
export type RulingEvent = OfMember & {
  readonly type: 'ruling'
  readonly conversation: string | null
  /** The turn ruled on; null rules on the whole conversation so far [TN7]. */
  readonly turn: string | null
  readonly excused: boolean
  readonly reason: string | null
}
export type AwayEvent = OfMember & {
  readonly type: 'away'
  readonly from: Ms
  readonly until: Ms
}
export type HoursEvent = OfMember & {
  readonly type: 'hours'
  readonly weekly: WeeklyHours
  readonly zone: string
  readonly valid_from: Ms
}
export type OutageEvent = Named & {
  readonly type: 'outage'
  readonly from: Ms
  readonly until: Ms
}
export type ErasureEvent = Named & {
  readonly type: 'erasure'
  readonly member: string | null
  readonly client: string | null
}

/** What happens in one conversation: the input of the fold [TN]. */
export type ConversationEvent =
  | MessageEvent
  | AnswerEvent
  | WithdrawalEvent
  | ClosureEvent
  | ReleaseEvent
  | FlagEvent
  | RulingEvent
/** What says when a member can be expected to answer, and whose data is gone: the clocks' input. */
export type CalendarEvent = AwayEvent | HoursEvent | OutageEvent | ErasureEvent
/** An immutable fact, named for ever by (source, id) [EV1]. */
export type Event = ConversationEvent | CalendarEvent

export const EVENT_TYPES = [
  'message',
  'answer',
  'withdrawal',
  'closure',
  'release',
  'flag',
  'ruling',
  'away',
  'hours',
  'outage',
  'erasure',
] as const satisfies readonly Event['type'][]

/** The source of an event that names none [EV1]. */
export const DEFAULT_SOURCE = 'default'

/** The name of an event among all sources: its id, preceded by its source unless that is the default [TN8]. */
export function qualifiedId(event: { readonly source: string; readonly id: string }): string {
  return event.source === DEFAULT_SOURCE ? event.id : `${event.source}/${event.id}`
}
