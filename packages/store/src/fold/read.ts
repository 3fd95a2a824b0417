import {
  compareTurns,
  type ErasureEvent,
  type Event,
  MemberHistory,
  type Ms,
  type OutageEvent,
  type SharedEvents,
  type Turn,
} from '@alacrity/engine'
import type { Kept, Stored } from '../port.ts'
import { all, each, one, type Steps, type Value } from '../steps.ts'
import { countSeqs, unpackSeqs } from './bytes.ts'
import { eventOf } from './event-text.ts'
import { PackedTurns, type Summary, unpackTurns } from './pack.ts'
import { foldOf, summaryOf } from './recent.ts'
import { conversationOf, NO_CONVERSATION, unknownOf } from './settle.ts'

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
  return [...settled, ...unknownOf(tail, known).map(storedOf)]
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
  return (yield* standingOf(member))?.turns ?? []
}

/** A member's turns with their calendar, and whether they may be read as of any instant. */
export function* keptOf(member: string): Steps<Kept | null> {
  const found = yield* standingOf(member)
  if (member === NOBODY || found === null) return null
  const { turns, own, first_event_at, events, withdrawn } = found
  const { calendar } = new MemberHistory(member, own, yield* sharedEvents())
  const erased = new Set(calendar.erasures.map(({ client }) => client))
  return {
    turns,
    calendar,
    first_event_at,
    events,
    // Who wrote in a turn is known as of now, and matters once one of them is erased [OC1].
    any_instant:
      !withdrawn &&
      !turns.some(
        ({ clients }) => clients.length > 1 && clients.some((client) => erased.has(client)),
      ),
  }
}

type Standing = {
  readonly turns: readonly Turn[]
  /** Events of no conversation; others do no harm. */
  readonly own: readonly Event[]
  readonly first_event_at: Ms | null
  readonly events: number
  readonly withdrawn: boolean
}

/** Null: there is nothing of theirs. */
function* standingOf(member: string): Steps<Standing | null> {
  const tail = (yield* all<LogRow>('tail_of', member)).map(storedOf)
  return tail.length === 0 ? yield* settledOf(member) : yield* changedOf(member, tail)
}

/** All that is packed of a member, in the order of conversations. */
type PackedRow = {
  readonly member: Value
  readonly names: string
  readonly loose: Uint8Array | null
  readonly seqs: Uint8Array
  readonly turns: Uint8Array
  readonly lengths: string
}

/** Of a member with nothing in the tail: nearly everybody, nearly always. */
function* settledOf(member: string): Steps<Standing | null> {
  const row = yield* one<PackedRow>('turns_of', member)
  if (row === null || row.member === null) return null
  const names = JSON.parse(row.names) as string[]
  const lengths = row.lengths.split(',').map(Number)
  // Bytes put one after the other are all there, or nothing of them is believed.
  if (lengths.reduce((sum, length) => sum + length, 0) !== row.turns.length) {
    throw new Error('the turns of a member came cut off')
  }
  const loose = row.loose === null ? [] : unpackSeqs(row.loose)
  const own = (yield* stepsOfSeqs(row.member, loose)).map(({ event }) => event)
  const turns: Turn[] = []
  const summaries: Summary[] = []
  let start = 0
  lengths.forEach((length, place) => {
    const packed = new PackedTurns(row.turns.subarray(start, start + length))
    start += length
    summaries.push(packed.summary)
    for (const turn of unpackTurns(packed, { member, conversation: names[place] ?? '' })) {
      turns.push(turn)
    }
  })
  return { ...told(turns, summaries), own, events: countSeqs(row.seqs) }
}

function told(turns: Turn[], summaries: readonly Summary[]) {
  const firsts = summaries.flatMap(({ first_at: at }) => (at === null ? [] : [at]))
  return {
    turns: turns.sort(compareTurns),
    first_event_at: firsts.length === 0 ? null : firsts.reduce((a, b) => Math.min(a, b)),
    withdrawn: summaries.some(({ withdrawn }) => withdrawn),
  }
}

/** Of a member with events in the tail: their conversations are folded anew. */
function* changedOf(member: string, arrived: readonly Stored[]): Steps<Standing> {
  const rows = yield* all<ConversationRow>('conversation_of', member)
  const concerned = new Set(arrived.map(({ event }) => conversationOf(event)))
  const known = rows.flatMap(({ name, seqs }) => (concerned.has(name) ? unpackSeqs(seqs) : []))
  const tail = unknownOf(
    arrived,
    known.sort((a, b) => a - b),
  )
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
    ...(yield* entriesOf(stored.get(NO_CONVERSATION), true)),
    ...(changed.get(NO_CONVERSATION) ?? []),
  ]
  const turns: Turn[] = []
  const summaries = [summaryOf(tail)]
  for (const name of new Set([...stored.keys(), ...changed.keys()])) {
    const row = stored.get(name)
    const packed = row === undefined ? null : new PackedTurns(row.turns)
    if (packed !== null) summaries.push(packed.summary)
    if (name === NO_CONVERSATION) continue
    const fresh = changed.get(name) ?? []
    if (packed !== null && fresh.length === 0 && !rulings) {
      turns.push(...unpackTurns(packed, { member, conversation: name }))
    } else {
      turns.push(...foldOf([...(yield* entriesOf(row, true)), ...fresh], loose))
    }
  }
  return {
    ...told(turns, summaries),
    own: loose.map(({ event }) => event),
    events: rows.reduce((sum, { seqs }) => sum + countSeqs(seqs), tail.length),
  }
}

function* entriesOf(row: ConversationRow | undefined, wanted: boolean): Steps<readonly Stored[]> {
  if (row === undefined || !wanted) return []
  return yield* stepsOfSeqs(row.member, unpackSeqs(row.seqs))
}
