import type { Ms } from '../base/instant.ts'
import {
  type ConversationEvent,
  type MessageEvent,
  qualifiedId,
  type RulingEvent,
  type Sender,
  type WithdrawalEvent,
} from '../event/event.ts'
import { compareEvents } from '../event/order.ts'
import { type EndKind, REPLY_KINDS, type ReplyKind, type Turn, type TurnRuling } from './turn.ts'

type Writable<T> = { -readonly [key in keyof T]: T[key] }
type Draft = Omit<Writable<Turn>, 'clients' | 'rulings'> & {
  clients: string[]
  rulings: TurnRuling[]
}
const NO_DRAFTS: Draft[] = []
type Part = { readonly event: MessageEvent; withdrawn: boolean }

/**
 * Folds one conversation's events into turns. Push events in canonical order [EV3]; `turns()` is the
 * fold of what was pushed so far, so pushing up to an instant gives the turns as of it [TN10].
 */
export class ConversationFold {
  readonly #drafts: Draft[] = []
  /** The messages and automated replies of the open turn; null while none is open. */
  #open: { readonly draft: Draft; readonly parts: Part[]; readonly automated: Ms[] } | null = null
  #initiatedBy: 'client' | 'member' | null = null
  readonly #replies: { readonly kind: ReplyKind; readonly instants: Ms[] }[] = []
  /** Turns that ended without a reply and whose client has not written since. */
  #unheard: Draft[] = NO_DRAFTS
  /** Rulings by the turn they name; they attach wherever they stand in the order [TN7]. Few have any. */
  #rulings: Map<string, TurnRuling[]> | null = null

  push(event: ConversationEvent): void {
    switch (event.type) {
      case 'message':
        return this.#message(event)
      case 'answer':
        return this.#reply(event.at, event.action)
      case 'withdrawal':
        return this.#withdraw(event)
      case 'closure':
        return this.#end({ at: event.at, by: 'closure', who: event.by })
      case 'release':
        return this.#end({ at: event.at, by: 'release', who: event.by })
      case 'flag':
        return this.#end({ at: event.at, by: 'flag', who: 'member' })
      case 'ruling':
        return this.#rule(event)
    }
  }

  /** The turns so far, in the order they were opened. Later pushes do not change what it returned. */
  turns(): readonly Turn[] {
    return this.#drafts.map((draft) => ({
      ...draft,
      clients: [...draft.clients],
      rulings: [...draft.rulings],
      later_replies: this.#laterReplies(draft.replied_at),
    }))
  }

  #message(event: MessageEvent): void {
    if (event.from === 'system') return
    if (event.automated) {
      if (event.from === 'member') this.#autoReply(event.at)
      return
    }
    this.#initiatedBy ??= event.from
    if (event.from === 'member') return this.#reply(event.at, 'message')
    if (event.kind === 'acknowledgement') return
    this.#hear(event)
    if (this.#open === null) return this.#openTurn(event)
    const { draft, parts } = this.#open
    parts.push({ event, withdrawn: false })
    draft.messages += 1
    const client = clientOf(event)
    if (!draft.clients.includes(client)) draft.clients.push(client)
  }

  #openTurn(event: MessageEvent): void {
    const id = qualifiedId(event)
    const client = clientOf(event)
    const draft: Draft = {
      turn: id,
      member: event.member,
      client,
      clients: [client],
      conversation: event.conversation,
      ordinal: this.#drafts.length + 1,
      initiated_by: this.#initiatedBy ?? 'client',
      kind: event.kind,
      opened_at: event.at,
      messages: 1,
      replied_at: null,
      replied_with: null,
      auto_replied_at: null,
      ended_at: null,
      ended_by: null,
      ended_who: null,
      rulings: [...(this.#rulings?.get(id) ?? [])],
      later_replies: null,
      next_client_at: null,
    }
    this.#drafts.push(draft)
    this.#open = { draft, parts: [{ event, withdrawn: false }], automated: [] }
  }

  #hear(event: MessageEvent): void {
    if (this.#unheard.length === 0) return
    this.#unheard = this.#unheard.filter((draft) => {
      if (draft.client !== event.client) return true
      draft.next_client_at = event.at
      return false
    })
  }

  #autoReply(at: Ms): void {
    if (this.#open === null) return
    this.#open.automated.push(at)
    this.#open.draft.auto_replied_at ??= at
  }

  #reply(at: Ms, kind: ReplyKind): void {
    const known = this.#replies.find((replies) => replies.kind === kind)
    if (known === undefined) this.#replies.push({ kind, instants: [at] })
    else known.instants.push(at)
    if (this.#open === null) return
    this.#open.draft.replied_at = at
    this.#open.draft.replied_with = kind
    this.#open = null
  }

  #end(end: { readonly at: Ms; readonly by: EndKind; readonly who: Sender }): void {
    if (this.#open === null) return
    const { draft } = this.#open
    draft.ended_at = end.at
    draft.ended_by = end.by
    draft.ended_who = end.who
    this.#unheard = [...this.#unheard, draft]
    this.#open = null
  }

  /** A withdrawn message leaves its open turn; the clock then runs from the earliest that remains [TN5]. */
  #withdraw(event: WithdrawalEvent): void {
    if (this.#open === null) return
    const { draft, parts, automated } = this.#open
    const part = parts.find((candidate) => !candidate.withdrawn && names(event, candidate.event))
    if (part === undefined) return
    part.withdrawn = true
    draft.messages -= 1
    const first = parts.find((candidate) => !candidate.withdrawn)
    if (first === undefined) return this.#end({ at: event.at, by: 'withdrawal', who: 'client' })
    draft.opened_at = first.event.at
    const remaining = parts.filter((candidate) => !candidate.withdrawn)
    draft.clients = [...new Set(remaining.map((candidate) => clientOf(candidate.event)))]
    if (draft.auto_replied_at !== null && draft.auto_replied_at < draft.opened_at) {
      draft.auto_replied_at = automated.find((at) => at >= draft.opened_at) ?? null
    }
  }

  #rule(event: RulingEvent): void {
    const ruling = { at: event.at, excused: event.excused }
    if (event.turn === null) {
      for (const draft of this.#drafts) draft.rulings.push(ruling)
      return
    }
    this.#rulings ??= new Map()
    const known = this.#rulings.get(event.turn)
    if (known === undefined) this.#rulings.set(event.turn, [ruling])
    else known.push(ruling)
    this.#drafts.find((draft) => draft.turn === event.turn)?.rulings.push(ruling)
  }

  #laterReplies(repliedAt: Ms | null): Turn['later_replies'] {
    if (repliedAt === null || this.#replies.length < 2) return null
    const later: { [kind in ReplyKind]?: Ms } = {}
    for (const kind of REPLY_KINDS) {
      const replies = this.#replies.find((known) => known.kind === kind)
      const at = replies?.instants.find((instant) => instant >= repliedAt)
      if (at !== undefined) later[kind] = at
    }
    return later
  }
}

/** The turns of one conversation's events, given in any order without duplicates [EV3]. */
export function foldConversation(events: readonly ConversationEvent[]): readonly Turn[] {
  const fold = new ConversationFold()
  for (const event of [...events].sort(compareEvents)) fold.push(event)
  return fold.turns()
}

/** A client's message always names its client: parsing asserts it. */
function clientOf(event: MessageEvent): string {
  if (event.client === null) throw new Error(`message ${event.id} from a client names no client`)
  return event.client
}

/** Whether a withdrawal names a message: by its id in the same source, or by its qualified id. */
function names(withdrawal: WithdrawalEvent, message: MessageEvent): boolean {
  return (
    (message.id === withdrawal.message && message.source === withdrawal.source) ||
    qualifiedId(message) === withdrawal.message
  )
}
