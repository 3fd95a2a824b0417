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

const NOTHING: Summary = { first_at: null, withdrawn: false }

/** What a conversation's summary becomes with more of its events. */
function summed(before: Summary, added: readonly Entry[]): Summary {
  let { first_at, withdrawn } = before
  for (const { event } of added) {
    if (!isOfConversation(event)) continue
    if (first_at === null || event.at < first_at) first_at = event.at
    if (event.type === 'withdrawal') withdrawn = true
  }
  return { first_at, withdrawn }
}

export function summaryOf(known: readonly Entry[]): Summary {
  return summed(NOTHING, known)
}

/** A conversation as it was last settled, with its fold, ready for what comes next in order. */
export type Live = {
  /** Log positions, in order of arrival. */
  readonly seqs: number[]
  readonly fold: ConversationFold
  last: ConversationEvent | null
  summary: Summary
}

/** A conversation folded from its first event to its last. */
export function liveOf(entries: readonly Entry[]): Live {
  const seqs = entries.map(({ seq }) => seq).sort((a, b) => a - b)
  return { seqs, summary: summaryOf(entries), ...startFold(entries, []) }
}

type Key = { readonly member: Value; readonly name: string }
type Kept = Map<Value, Map<string, Live>>

/** Conversations of a generation: those neither of two generations asked for are forgotten. */
const KEPT = 100_000

/**
 * Conversations settled lately, in memory, so that one that goes on is neither read nor folded again. Good
 * only for the projection as it stood at `folded`: whoever finds another mark forgets everything.
 */
export class Recent {
  #folded = 0
  #rewrites = 0
  #size = 0
  #young: Kept = new Map()
  #old: Kept = new Map()

  /**
   * Forgets everything unless the projection stands where this memory was made, and nothing that it was
   * made of was erased since, by whatever process.
   */
  adopt(folded: number, rewrites: number): void {
    if (folded !== this.#folded || rewrites !== this.#rewrites) this.forget()
    this.#folded = folded
    this.#rewrites = rewrites
    // Only here: what was found known while a settling read stays known until it has written.
    if (this.#size < KEPT) return
    this.#old = this.#young
    this.#young = new Map()
    this.#size = 0
  }

  /** The projection now stands here. */
  advance(folded: number): void {
    this.#folded = folded
  }

  forget(): void {
    this.#young = new Map()
    this.#old = new Map()
    this.#size = 0
    this.#folded = -1
  }

  /** Whether these events, all later than what is known of their conversation, need nothing read. */
  continues({ member, name }: Key, fresh: readonly Entry[]): boolean {
    const live = this.#get(member, name)
    if (live === null) return false
    const { last } = live
    if (last === null) return true
    return fresh.every(({ event }) => !isOfConversation(event) || compareEvents(last, event) < 0)
  }

  /** Adds events to a conversation that they continue. */
  extend({ member, name }: Key, fresh: readonly Entry[]): Live {
    const live = this.#get(member, name)
    if (live === null) throw new Error('a conversation that is not known cannot be extended')
    const events = fresh.map(({ event }) => event).filter(isOfConversation)
    for (const event of events.sort(compareEvents)) live.fold.push(event)
    live.seqs.push(...fresh.map(({ seq }) => seq))
    live.last = events.at(-1) ?? live.last
    live.summary = summed(live.summary, fresh)
    this.keep({ member, name }, live)
    return live
  }

  /** Keeps a conversation that went on. */
  keep({ member, name }: Key, live: Live): void {
    let own = this.#young.get(member)
    if (own === undefined) {
      own = new Map()
      this.#young.set(member, own)
    }
    if (own.has(name)) {
      own.set(name, live)
      return
    }
    own.set(name, live)
    this.#size += 1
  }

  #get(member: Value, name: string): Live | null {
    return this.#young.get(member)?.get(name) ?? this.#old.get(member)?.get(name) ?? null
  }
}
