import type { Event } from '@alacrity/engine'
import { all, each, one, type Steps, type Value } from '../steps.ts'
import { packSeqs, unpackSeqs } from './bytes.ts'
import { eventOf } from './event-text.ts'
import { PackedTurns, packTurns } from './pack.ts'
import { type Entry, foldOf, type Live, liveOf, Recent, summaryOf } from './recent.ts'

/**
 * Turns are kept by conversation, clustered by member, and written many events at a time: events are
 * durable one after another at the end of the log, while a page of a member's turns would have to be
 * written anew for nearly every message of theirs (measured: six to eight times slower than the log
 * alone). So the projection stands for the log up to the mark `folded`, and every reader adds the events
 * after it, the tail. The longer it may be, the fewer pages are written twice, and the longer a start takes
 * after a power cut: every name in the tail is read again. What was folded holds up the writer for 0.3 s.
 */
export const TAIL_MAX = 131_072

/** The conversation of a member's events that belong to none; no conversation has this id [EV6]. */
export const NO_CONVERSATION = ''

export function conversationOf(event: Event): string {
  return 'conversation' in event ? (event.conversation ?? NO_CONVERSATION) : NO_CONVERSATION
}

/** An event after the mark. */
export type TailRow = { readonly seq: number; readonly member: Value; readonly body: string }
type SeqsRow = {
  readonly member: Value
  readonly name: string
  readonly seqs: Uint8Array
  readonly turns: Uint8Array
}
type EventRow = { readonly seq: number; readonly body: string }

/** Members whose conversations are read and folded together: bounds the memory of a settling. */
const MEMBERS_AT_ONCE = 512

/** What a settling may use beside the database, and what it must not take more than. */
export type Settling = {
  readonly limit: number
  /** The whole tail where it is known; null reads it. */
  readonly tail: readonly TailRow[] | null
  readonly recent: Recent
}

/** What the projection becomes with the events after the mark `from` up to `to`. */
export type Folded = {
  readonly from: number
  readonly to: number
  readonly events: number
  /** Of the projection, each whole: member, conversation, positions, turns. */
  readonly rows: readonly (readonly Value[])[]
}

/**
 * Folds the tail, up to a limit if it has to be read; null where there is none. It writes nothing: `put` does,
 * and should that come to nothing, `recent` finds out by the mark, or must be told to forget.
 */
export function* fold({ limit, tail: known, recent }: Settling): Steps<Folded | null> {
  const from = (yield* one<{ value: number }>('mark_get', 'folded'))?.value ?? 0
  const tail = known ?? (yield* all<TailRow>('tail', from, limit))
  const last = tail.at(-1)
  if (last === undefined) return null
  const rewrites = (yield* one<{ value: number }>('mark_get', 'rewrites'))?.value ?? 0
  recent.adopt(from, rewrites)
  const members = [...byMember(tail)].sort(([a], [b]) => (order(a) < order(b) ? -1 : 1))
  const rows: (readonly Value[])[] = []
  for (let at = 0; at < members.length; at += MEMBERS_AT_ONCE) {
    // Events are read a few members at a time, so that few are in memory.
    const arrived = members.slice(at, at + MEMBERS_AT_ONCE).map(readTail)
    for (const row of yield* foldMembers(arrived, recent)) rows.push(row)
  }
  recent.advance(last.seq)
  return { from, to: last.seq, events: tail.length, rows }
}

/** Writes what was folded, unless the projection has moved on since. Returns whether it did. */
export function* put({ from, to, rows }: Folded): Steps<boolean> {
  const folded = (yield* one<{ value: number }>('mark_get', 'folded'))?.value ?? 0
  if (folded !== from) return false
  yield* each('conversation_put', rows)
  yield* all('mark_set', 'folded', to)
  return true
}

/**
 * Folds the tail into the projection, up to a limit if it has to be read. Returns how many events there
 * were. Should the transaction come to nothing, `recent` must be told to forget.
 */
export function* settle(settling: Settling): Steps<number> {
  const folded = yield* fold(settling)
  if (folded === null) return 0
  yield* put(folded)
  return folded.events
}

/** In the order of the projection, where rows that are written lie beside one another. */
const order = (member: Value) => (typeof member === 'number' ? member : String(member))

function byMember(tail: readonly TailRow[]): ReadonlyMap<Value, readonly TailRow[]> {
  const members = new Map<Value, TailRow[]>()
  for (const row of tail) {
    const own = members.get(row.member)
    if (own === undefined) members.set(row.member, [row])
    else own.push(row)
  }
  return members
}

function readTail([member, rows]: readonly [Value, readonly TailRow[]]): Arrived[number] {
  const conversations = new Map<string, Entry[]>()
  for (const { seq, body } of rows) {
    const event = eventOf(body)
    const name = conversationOf(event)
    const entries = conversations.get(name)
    if (entries === undefined) conversations.set(name, [{ seq, event }])
    else entries.push({ seq, event })
  }
  return [member, conversations]
}

/** Folds conversations of settled members again from their events, after those were changed. */
export function* refold(touched: Arrived): Steps<void> {
  const forgetful = new Recent()
  for (let from = 0; from < touched.length; from += MEMBERS_AT_ONCE) {
    const rows = yield* foldMembers(touched.slice(from, from + MEMBERS_AT_ONCE), forgetful)
    yield* each('conversation_put', rows)
  }
}

type Arrived = readonly (readonly [member: Value, conversations: Map<string, Entry[]>])[]

function* foldMembers(arrived: Arrived, recent: Recent): Steps<readonly (readonly Value[])[]> {
  const stored = yield* storedSeqs(arrived, recent)
  const entries = yield* storedEntries(stored)
  const rows: (readonly Value[])[] = []
  for (const [member, conversations] of arrived) {
    const old = stored.get(member) ?? new Map<string, number[]>()
    const read = (name: string) => (old.get(name) ?? []).map((seq) => entryOf(entries, seq))
    const fresh = (name: string) => conversations.get(name) ?? []
    const outside = [...read(NO_CONVERSATION), ...fresh(NO_CONVERSATION)]
    const loose = outside.filter(({ event }) => event.type === 'ruling')
    // A ruling outside a conversation is told to all of them, so all were read.
    const names = rulesAlone(conversations)
      ? new Set([...conversations.keys(), ...old.keys()])
      : conversations.keys()
    for (const name of names) {
      const key = { member, name }
      if (name === NO_CONVERSATION) rows.push([member, name, ...packed(outside, [])])
      else if (loose.length > 0) {
        const all = [...read(name), ...fresh(name)]
        rows.push([member, name, ...packed(all, foldOf(all, loose))])
      } else {
        const live = liveWith(key, { before: read(name), fresh: fresh(name), recent })
        rows.push([member, name, packSeqs(live.seqs), packTurns(live.fold.turns(), live.summary)])
      }
    }
  }
  return rows
}

/**
 * A conversation with its new events. Only one that goes on is kept in mind: most are over before the next
 * settling, and to remember all of them took a third of its time.
 */
function liveWith(
  key: { readonly member: Value; readonly name: string },
  known: {
    readonly before: readonly Entry[]
    readonly fresh: readonly Entry[]
    readonly recent: Recent
  },
): Live {
  const { before, fresh, recent } = known
  if (recent.continues(key, fresh)) return recent.extend(key, fresh)
  const live = liveOf([...before, ...fresh])
  if (before.length > 0) recent.keep(key, live)
  return live
}

function packed(entries: readonly Entry[], turns: ReturnType<typeof foldOf>): Value[] {
  const seqs = entries.map(({ seq }) => seq).sort((a, b) => a - b)
  return [packSeqs(seqs), packTurns(turns, summaryOf(entries))]
}

function rulesAlone(conversations: ReadonlyMap<string, readonly Entry[]>): boolean {
  return (conversations.get(NO_CONVERSATION) ?? []).some(({ event }) => event.type === 'ruling')
}

/** The log positions of every conversation that has to be read, and of what lies outside of any. */
function* storedSeqs(
  arrived: Arrived,
  recent: Recent,
): Steps<ReadonlyMap<Value, Map<string, number[]>>> {
  const keys: { member: Value; name: string; fresh: readonly Entry[] }[] = []
  const whole: Value[] = []
  const outside: Value[][] = []
  for (const [member, conversations] of arrived) {
    outside.push([member, NO_CONVERSATION])
    if (rulesAlone(conversations)) whole.push(member)
    else for (const [name, fresh] of conversations) keys.push({ member, name, fresh })
  }
  const loose = yield* each<SeqsRow>('conversation_get', outside)
  // An event that is folded, outside of any conversation, is a ruling: then memory is of no use.
  const ruled = loose.filter(({ turns }) => new PackedTurns(turns).summary.first_at !== null)
  const reread = new Set(ruled.map(({ member }) => member))
  const unknown = keys.filter(
    ({ member, name, fresh }) =>
      name !== NO_CONVERSATION &&
      (reread.has(member) || !recent.continues({ member, name }, fresh)),
  )
  const rows = [
    ...loose,
    ...(yield* each<SeqsRow>(
      'conversation_get',
      unknown.map(({ member, name }) => [member, name]),
    )),
    ...(yield* each<SeqsRow>(
      'conversation_all',
      whole.map((member) => [member]),
    )),
  ]
  const stored = new Map<Value, Map<string, number[]>>()
  for (const { member, name, seqs } of rows) {
    const own = stored.get(member) ?? new Map<string, number[]>()
    stored.set(member, own.set(name, unpackSeqs(seqs)))
  }
  return stored
}

function* storedEntries(
  stored: ReadonlyMap<Value, ReadonlyMap<string, readonly number[]>>,
): Steps<ReadonlyMap<number, Event>> {
  const wanted: Value[][] = []
  for (const [member, conversations] of stored) {
    for (const seqs of conversations.values()) for (const seq of seqs) wanted.push([member, seq])
  }
  const rows = yield* each<EventRow>('event_get', wanted)
  return new Map(rows.map(({ seq, body }) => [seq, eventOf(body)]))
}

function entryOf(entries: ReadonlyMap<number, Event>, seq: number): Entry {
  const event = entries.get(seq)
  if (event === undefined) throw new Error(`event ${seq} is missing from the log`)
  return { seq, event }
}
