import type { Ms } from '../base/instant.ts'
import type { AnswerAction, MessageKind, Sender } from '../event/event.ts'

/** What a member can reply with: text, or an answer that is not text [EV4]. */
export type ReplyKind = 'message' | AnswerAction
export const REPLY_KINDS = [
  'message',
  'accept',
  'decline',
  'quote',
  'other',
] as const satisfies readonly ReplyKind[]

/** What ends a turn without a reply [TN5, TN6]. */
export type EndKind = 'withdrawal' | 'closure' | 'release' | 'flag'

export type TurnRuling = { readonly at: Ms; readonly excused: boolean }

/**
 * One wait of the client side on the member in one conversation. Facts only: nothing of a policy is
 * in it [TN9]. Instants in milliseconds; an absent fact is null.
 */
export type Turn = {
  /** The id of the message that first opened it, qualified by its source [TN8]. */
  readonly turn: string
  readonly member: string
  /** Who opened it. */
  readonly client: string
  /** Everyone with a message in it that was not withdrawn; the opener where none is left. */
  readonly clients: readonly string[]
  readonly conversation: string
  /** 1, 2, … among its conversation's turns. */
  readonly ordinal: number
  readonly initiated_by: 'client' | 'member'
  readonly kind: MessageKind
  readonly opened_at: Ms
  /** Client messages in it that were not withdrawn. */
  readonly messages: number
  readonly replied_at: Ms | null
  readonly replied_with: ReplyKind | null
  readonly auto_replied_at: Ms | null
  readonly ended_at: Ms | null
  readonly ended_by: EndKind | null
  readonly ended_who: Sender | null
  /** In canonical order; the last one stands [TN7]. */
  readonly rulings: readonly TurnRuling[]
  /**
   * For a replied turn, the earliest reply of each kind in its conversation at or after `replied_at`,
   * for policies that do not count the first one's kind [TN3]. Null where only one kind ever occurs.
   */
  readonly later_replies: { readonly [kind in ReplyKind]?: Ms } | null
  /** For a turn that ended without a reply, when its client next wrote in its conversation. */
  readonly next_client_at: Ms | null
}

/** The standing ruling: excused, not excused, or none [TN7]. */
export function standingRuling(turn: Pick<Turn, 'rulings'>): boolean | null {
  return turn.rulings.at(-1)?.excused ?? null
}
