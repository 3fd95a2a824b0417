import {
  compareEvents,
  ConversationFold,
  type ConversationEvent,
  type Event,
  type Turn,
} from '@alacrity/engine'
import type { Value } from '../steps.ts'
import type { Summary } from './pack.ts'

export type Entry = { readonly seq: number; readonly event: Event }

const CALENDAR_TYPES: ReadonlySet<Event['type']> = new Set(['hours', 'away', 'outage', 'erasure'])

function isOfConversation(event: Event): event is ConversationEvent {
  return !CALENDAR_TYPES.has(event.type)
}

/** The turns of a conversation's events, told also of the rulings that name no conversation [TN7]. */
export function foldOf(known: readonly Entry[], loose: readonly Entry[]): readonly Turn[] {
  return startFold(known, loose).fold.turns()
}

type Started = { readonly fold: ConversationFold; readonly last: ConversationEvent | null }

function startFold(known: readonly Entry[], loose: readonly Entry[]): Started {
  const fold = new ConversationFold()
  const events = [...known, ...loose].map(({ event }) => event).filter(isOfConversation)
  for (const event of events.sort(compareEvents)) fold.push(event)
  return { fold, last: events.at(-1) ?? null }
}

export function summaryOf(known: readonly Entry[]): Summary {
  let first: number | null = null
  let withdrawn = false
  for (const { event } of known) {
    if (!isOfConversation(event)) continue
    if (first === null || event.at < first) first = event.at
    if (event.type === 'withdrawal') withdrawn = true
  }
  return { first_at: first, withdrawn }
}

/** A conversation as it was last settled, with its fold, ready for what comes next in order. */
export type Live = {
  readonly entries: Entry[]
  readonly fold: ConversationFold
  last: ConversationEvent | null
}

const EVENTS_KEPT = 200_000

/**
 * Conversations settled lately, in memory, so that one that goes on is neither read nor folded again. Good
 * only for the projection as it stood at `folded`: whoever finds another mark forgets everything.
 */
export class Recent {
  #folded = 0
  #events = 0
  readonly #byMember = new Map<Value, Map<string, Live>>()

  /** Forgets everything unless the projection stands where this memory was made. */
  adopt(folded: number): void {
    if (folded !== this.#folded || this.#events > EVENTS_KEPT) this.forget()
    this.#folded = folded
  }

  /** The projection now stands here. */
  advance(folded: number): void {
    this.#folded = folded
  }

  forget(): void {
    this.#byMember.clear()
    this.#events = 0
    this.#folded = -1
  }

  get(member: Value, name: string): Live | null {
    return this.#byMember.get(member)?.get(name) ?? null
  }

  /** A conversation read from the database with what came since, folded from its beginning. */
  begin(key: { readonly member: Value; readonly name: string }, entries: Entry[]): Live {
    const live = { entries, ...startFold(entries, []) }
    const own = this.#byMember.get(key.member) ?? new Map<string, Live>()
    this.#byMember.set(key.member, own.set(key.name, live))
    this.#events += entries.length
    return live
  }

  /** Adds events to a conversation: pushed where they come last, else folded again from the beginning. */
  extend(key: { readonly member: Value; readonly name: string }, fresh: readonly Entry[]): Live {
    const live = this.get(key.member, key.name)
    if (live === null) return this.begin(key, [...fresh])
    live.entries.push(...fresh)
    this.#events += fresh.length
    const events = fresh.map(({ event }) => event).filter(isOfConversation)
    events.sort(compareEvents)
    const [first] = events
    if (first === undefined) return live
    if (live.last !== null && compareEvents(live.last, first) > 0) {
      this.#events -= live.entries.length
      return this.begin(key, live.entries)
    }
    for (const event of events) live.fold.push(event)
    live.last = events.at(-1) ?? live.last
    return live
  }
}
