/** TN: the fold of events to turns. It knows no policy (TN9). */
import { compareCanonically, compareIds, qualifiedId } from './events.ts'
import type {
  ConversationEvent,
  DomainEvent,
  History,
  MessageEvent,
  RulingEvent,
  Turn,
} from './types.ts'

/** Newest = greatest (`opened_at`, turn id); this orders from oldest to newest. */
export function compareByOpening(a: Turn, b: Turn): number {
  return a.openedAt - b.openedAt || compareIds(a.id, b.id)
}

/** TN10: the turns as of an instant are the fold of the events with `at` ≤ that instant. */
export function foldHistory(accepted: readonly DomainEvent[], asOf: number): History {
  const events = accepted.filter((event) => event.at <= asOf).sort(compareCanonically)
  const conversations = new Map<string, ConversationEvent[]>()
  const rulings: RulingEvent[] = []
  for (const event of events) {
    if (event.type === 'ruling') rulings.push(event)
    if (!isConversationEvent(event)) continue
    const name = JSON.stringify([event.member, event.conversation])
    conversations.set(name, [...(conversations.get(name) ?? []), event])
  }
  const turns = [...conversations.values()].flatMap((own) => foldConversation(own))
  for (const turn of turns) turn.excused = standingRuling(turn, rulings)
  return { asOf, events, turns }
}

function isConversationEvent(event: DomainEvent): event is ConversationEvent {
  const types = ['message', 'answer', 'withdrawal', 'closure', 'release', 'flag']
  return types.includes(event.type)
}

/** TN1: what may open a turn or belong to one. */
export function waitsForReply(message: MessageEvent): boolean {
  return message.from === 'client' && !message.automated && message.kind !== 'acknowledgement'
}

function foldConversation(events: readonly ConversationEvent[]): Turn[] {
  const turns: Turn[] = []
  const initiatedBy = initiatorOf(events)
  let open: Turn | null = null
  for (const event of events) {
    if (open === null) {
      if (event.type !== 'message' || !waitsForReply(event)) continue
      open = openTurn(event, turns.length + 1, initiatedBy)
      turns.push(open)
    } else {
      applyToOpenTurn(open, event)
      if (open.repliedAt !== null || open.endedAt !== null) open = null
    }
  }
  return turns
}

/** TN8: the sender of the first message that is not automated or from the system. */
function initiatorOf(events: readonly ConversationEvent[]): 'client' | 'member' {
  for (const event of events) {
    if (event.type !== 'message' || event.automated || event.from === 'system') continue
    return event.from
  }
  return 'client'
}

function openTurn(opener: MessageEvent, ordinal: number, initiatedBy: 'client' | 'member'): Turn {
  return {
    id: qualifiedId(opener),
    member: opener.member,
    conversation: opener.conversation,
    client: opener.client ?? '',
    kind: opener.kind,
    ordinal,
    initiatedBy,
    opener,
    openedAt: opener.at,
    messages: [opener],
    writers: [opener.client ?? ''],
    automated: [],
    autoRepliedAt: null,
    repliedAt: null,
    repliedWith: null,
    endedAt: null,
    endedBy: null,
    endedWho: null,
    ending: null,
    excused: null,
  }
}

function applyToOpenTurn(turn: Turn, event: ConversationEvent): void {
  switch (event.type) {
    case 'message':
      if (waitsForReply(event)) join(turn, event)
      else if (event.from === 'member' && event.automated) keepAutomated(turn, event)
      else if (event.from === 'member') reply(turn, event.at, 'message')
      break
    case 'answer':
      reply(turn, event.at, event.action)
      break
    case 'withdrawal':
      withdraw(turn, event)
      break
    case 'closure':
    case 'release':
      end(turn, event, event.type, event.by)
      break
    case 'flag':
      end(turn, event, 'flag', 'member')
      break
  }
}

/** TN2. */
function join(turn: Turn, message: MessageEvent): void {
  turn.messages.push(message)
  turn.writers.push(message.client ?? '')
}

/** TN3. */
function reply(turn: Turn, at: number, repliedWith: string): void {
  turn.repliedAt = at
  turn.repliedWith = repliedWith
}

/** TN4. */
function keepAutomated(turn: Turn, event: MessageEvent): void {
  turn.automated.push(event)
  if (turn.autoRepliedAt === null) turn.autoRepliedAt = event.at
}

/** TN6, and the last step of TN5. */
function end(
  turn: Turn,
  event: ConversationEvent,
  endedBy: 'withdrawal' | 'closure' | 'release' | 'flag',
  who: string,
): void {
  turn.endedAt = event.at
  turn.endedBy = endedBy
  turn.endedWho = who
  turn.ending = event
}

/** TN5. */
function withdraw(turn: Turn, event: ConversationEvent & { type: 'withdrawal' }): void {
  const remaining = turn.messages.filter((message) => qualifiedId(message) !== event.message)
  if (remaining.length === turn.messages.length) return
  turn.messages = remaining
  const earliest = remaining[0]
  if (earliest === undefined) {
    end(turn, event, 'withdrawal', 'client')
    return
  }
  turn.writers = remaining.map((message) => message.client ?? '')
  turn.openedAt = earliest.at
  if (turn.autoRepliedAt !== null && turn.autoRepliedAt < turn.openedAt) {
    const after = turn.automated.find((message) => message.at >= turn.openedAt)
    turn.autoRepliedAt = after === undefined ? null : after.at
  }
}

/** TN7: rulings come in canonical order, so the last one that concerns the turn stands. */
function standingRuling(turn: Turn, rulings: readonly RulingEvent[]): boolean | null {
  let standing: boolean | null = null
  for (const ruling of rulings) {
    if (ruling.member !== turn.member) continue
    const concerns =
      ruling.turn !== null
        ? ruling.turn === turn.id
        : ruling.conversation === turn.conversation && compareCanonically(turn.opener, ruling) < 0
    if (concerns) standing = ruling.excused
  }
  return standing
}
