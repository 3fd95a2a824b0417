import {
  compareTurns,
  type ErasureEvent,
  type Event,
  MemberHistory,
  type OutageEvent,
  type SharedEvents,
  type Turn,
} from '@alacrity/engine'
import type { Kept, Stored } from '../port.ts'
import { all, each, type Steps, type Value } from '../steps.ts'
import { countSeqs, unpackSeqs } from './bytes.ts'
import { eventOf } from './event-text.ts'
import { PackedTurns, unpackTurns } from './pack.ts'
import { foldOf, isOfConversation } from './recent.ts'
import { conversationOf, NO_CONVERSATION } from './settle.ts'

export type ConversationRow = {
  readonly member: Value
  readonly name: string
  readonly seqs: Uint8Array
  readonly turns: Uint8Array
}
export type LogRow = {
  readonly seq: number
  readonly received_at: number
  readonly late: number
  readonly body: string
}

/** What outages and erasures are filed under: they name no member whose event they are. */
export const NOBODY = ''

export function memberOf(event: Event): string {
  return event.type === 'outage' || event.type === 'erasure' ? NOBODY : event.member
}

export function storedOf({ seq, received_at, late, body }: LogRow): Stored {
  return { seq, received_at, late: late === 1, event: eventOf(body) }
}

function* stepsOfSeqs(member: Value, seqs: readonly number[]): Steps<readonly Stored[]> {
  const rows = yield* each<LogRow>(
    'event_get',
    seqs.map((seq) => [member, seq]),
  )
  return rows.map(storedOf)
}

/** One member's events in order of arrival: those the projection knows of, then the tail. */
export function* eventsOf(member: string): Steps<readonly Stored[]> {
  const rows = yield* all<ConversationRow>('conversation_of', member)
  const known = rows.flatMap(({ seqs }) => unpackSeqs(seqs)).sort((a, b) => a - b)
  const settled = yield* stepsOfSeqs(rows[0]?.member ?? null, known)
  const tail = yield* all<LogRow>('tail_of', member)
  return [...settled, ...tail.map(storedOf)]
}

export function* sharedEvents(): Steps<SharedEvents> {
  const events = (yield* eventsOf(NOBODY)).map(({ event }) => event)
  return {
    outages: events.filter((event): event is OutageEvent => event.type === 'outage'),
    erasures: events.filter((event): event is ErasureEvent => event.type === 'erasure'),
  }
}

export function* historyOf(member: string): Steps<MemberHistory | null> {
  const events = yield* eventsOf(member)
  if (member === NOBODY || events.length === 0) return null
  const own = events.map(({ event }) => event)
  return new MemberHistory(member, own, yield* sharedEvents())
}

/** A member's turns: as they are packed, but for the conversations that the tail changed. */
export function* turnsOf(member: string): Steps<readonly Turn[]> {
  return (yield* standingOf(member)).turns
}

/** A member's turns with their calendar, and whether they may be read as of any instant. */
export function* keptOf(member: string): Steps<Kept | null> {
  const { rows, tail, turns } = yield* standingOf(member)
  if (member === NOBODY || rows.length + tail.length === 0) return null
  const outside = rows.find(({ name }) => name === NO_CONVERSATION)
  const own = [...(yield* entriesOf(outside, true)), ...tail].map(({ event }) => event)
  const { calendar } = new MemberHistory(member, own, yield* sharedEvents())
  const fresh = tail.map(({ event }) => event).filter(isOfConversation)
  const summaries = rows.map((row) => new PackedTurns(row.turns).summary)
  const firsts = [...summaries.map(({ first_at: at }) => at), ...fresh.map(({ at }) => at)]
  const erased = new Set(calendar.erasures.map(({ client }) => client))
  return {
    turns,
    calendar,
    first_event_at: firsts.reduce(
      (a, b) => (a === null || b === null ? (a ?? b) : Math.min(a, b)),
      null,
    ),
    events: rows.reduce((sum, { seqs }) => sum + countSeqs(seqs), tail.length),
    // Who wrote in a turn is known as of now, and matters once one of them is erased [OC1].
    any_instant:
      !summaries.some(({ withdrawn }) => withdrawn) &&
      !fresh.some(({ type }) => type === 'withdrawal') &&
      !turns.some(
        ({ clients }) => clients.length > 1 && clients.some((client) => erased.has(client)),
      ),
  }
}

type Standing = {
  readonly rows: readonly ConversationRow[]
  readonly tail: readonly Stored[]
  readonly turns: readonly Turn[]
}

function* standingOf(member: string): Steps<Standing> {
  const rows = yield* all<ConversationRow>('conversation_of', member)
  const tail = (yield* all<LogRow>('tail_of', member)).map(storedOf)
  const changed = new Map<string, Stored[]>()
  for (const entry of tail) {
    const name = conversationOf(entry.event)
    const known = changed.get(name)
    if (known === undefined) changed.set(name, [entry])
    else known.push(entry)
  }
  const rulings = (changed.get(NO_CONVERSATION) ?? []).some(({ event }) => event.type === 'ruling')
  const stored = new Map(rows.map((row) => [row.name, row]))
  const loose = [
    ...(yield* entriesOf(stored.get(NO_CONVERSATION), changed.size > 0)),
    ...(changed.get(NO_CONVERSATION) ?? []),
  ]
  const turns: Turn[] = []
  for (const name of new Set([...stored.keys(), ...changed.keys()])) {
    if (name === NO_CONVERSATION) continue
    const row = stored.get(name)
    const fresh = changed.get(name) ?? []
    if (row !== undefined && fresh.length === 0 && !rulings) {
      turns.push(...unpackTurns(row.turns, { member, conversation: name }))
    } else {
      turns.push(...foldOf([...(yield* entriesOf(row, true)), ...fresh], loose))
    }
  }
  return { rows, tail, turns: turns.sort(compareTurns) }
}

function* entriesOf(row: ConversationRow | undefined, wanted: boolean): Steps<readonly Stored[]> {
  if (row === undefined || !wanted) return []
  return yield* stepsOfSeqs(row.member, unpackSeqs(row.seqs))
}
