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
 * after a power cut: every name in the tail is read again. What was folded is stored in pieces, each in a
 * transaction of its own, and the last one moves the mark: until then the projection holds some of the tail.
 */
export const TAIL_MAX = 131_072

/** The conversation of a member's events that belong to none; no conversation has this id [EV6]. */
export const NO_CONVERSATION = ''

export function conversationOf(event: Event): string {
  return 'conversation' in event ? (event.conversation ?? NO_CONVERSATION) : NO_CONVERSATION
}

/** An event after the mark. Its text may be left to be read with its piece: a tail is long. */
export type TailRow = { readonly seq: number; readonly member: Value; readonly body?: string }
type SeqsRow = {
  readonly member: Value
  readonly name: string
  readonly seqs: Uint8Array
  readonly turns: Uint8Array
}
type BodyRow = { readonly seq: number; readonly body: string }

/**
 * Whole members until they have so many events are read and folded together. What a collection of garbage finds in use
 * it copies, so a thread that has eight times as many in hand spends twice as long on it.
 */
const EVENTS_AT_ONCE = 1_024

/** What a settling may use beside the database, and what it must not take more than. */
export type Settling = {
  readonly limit: number
  /** The whole tail where it is known; null reads it. */
  readonly tail: readonly TailRow[] | null
  readonly recent: Recent
  /** Events of a piece, or somewhat more; absent: as it suits thousands of members. */
  readonly atOnce?: number
}

/** A tail to be folded, from the mark `from` up to `to`, in pieces of whole members in the order of the projection. */
export type TailInPieces = {
  readonly from: number
  readonly to: number
  readonly rewrites: number
  readonly events: number
  readonly pieces: readonly (readonly MemberRows[])[]
}

/**
 * What the projection becomes with a piece of a tail. The last piece moves the mark from `from` to `to`, in all
 * others they are the same.
 */
export type Folded = {
  readonly from: number
  readonly to: number
  /** Each whole: member, conversation, positions, turns. */
  readonly rows: readonly (readonly Value[])[]
}

/** The tail, up to a limit if it has to be read; null where there is none. */
export function* tailOf({
  limit,
  tail: known,
  recent,
  atOnce,
}: Settling): Steps<TailInPieces | null> {
  const { from, rewrites } = yield* standing()
  const tail = known ?? (yield* all<TailRow>('tail', from, limit))
  const last = tail.at(-1)
  if (last === undefined) return null
  recent.adopt(from, rewrites)
  return { from, to: last.seq, rewrites, events: tail.length, pieces: piecesOf(tail, atOnce) }
}

/** Where the projection stands, and how often it was changed otherwise than by folding. */
function* standing(): Steps<Pick<TailInPieces, 'from' | 'rewrites'>> {
  const from = (yield* one<{ value: number }>('mark_get', 'folded'))?.value ?? 0
  const rewrites = (yield* one<{ value: number }>('mark_get', 'rewrites'))?.value ?? 0
  return { from, rewrites }
}

/** Whether the projection still stands where a tail begins. */
export function* isStanding(tail: TailInPieces): Steps<boolean> {
  const { from, rewrites } = yield* standing()
  return from === tail.from && rewrites === tail.rewrites
}

/** A piece of a tail with all that has to be known to fold it. */
export type Piece = { readonly arrived: Arrived; readonly known: Known }

export function* readPiece(piece: TailInPieces['pieces'][number], recent: Recent): Steps<Piece> {
  const unread = piece.flatMap(([, rows]) => rows.filter(({ body }) => body === undefined))
  const seqs = unread.map(({ seq }) => seq).sort((a, b) => a - b)
  const read = yield* each<BodyRow>(
    'body_get',
    seqs.map((seq) => [seq]),
  )
  const bodies = new Map(read.map(({ seq, body }) => [seq, body]))
  const arrived = piece.map(([member, rows]) => arrivedOf(member, rows, bodies))
  return { arrived, known: yield* knownOf(arrived, recent) }
}

/** Folds the piece of that number. */
export function foldPiece(
  { from, to, pieces }: TailInPieces,
  { arrived, known }: Piece,
  { number, recent }: { readonly number: number; readonly recent: Recent },
): Folded {
  const rows = foldMembers(arrived, known, recent)
  const isLast = number === pieces.length - 1
  if (isLast) recent.advance(to)
  return { from, to: isLast ? to : from, rows }
}

/**
 * Writes what was folded, unless the projection has moved on since. Returns whether it did. What was written of
 * a tail whose other pieces never come does no harm: each event is counted once, by its position.
 */
export function* put({ from, to, rows }: Folded): Steps<boolean> {
  const folded = (yield* one<{ value: number }>('mark_get', 'folded'))?.value ?? 0
  if (folded !== from) return false
  yield* each('conversation_put', rows)
  if (to !== from) yield* all('mark_set', 'folded', to)
  return true
}

/**
 * Folds the tail into the projection, up to a limit if it has to be read. Returns how many events there
 * were. Should the transaction come to nothing, `recent` must be told to forget.
 */
export function* settle(settling: Settling): Steps<number> {
  const tail = yield* tailOf(settling)
  if (tail === null) return 0
  const { recent } = settling
  for (const [number, piece] of tail.pieces.entries()) {
    yield* put(foldPiece(tail, yield* readPiece(piece, recent), { number, recent }))
  }
  return tail.events
}

type MemberRows = readonly [member: Value, rows: readonly TailRow[]]

function piecesOf(tail: readonly TailRow[], atOnce = EVENTS_AT_ONCE): TailInPieces['pieces'] {
  const members = [...byMember(tail)].sort(([a], [b]) => (order(a) < order(b) ? -1 : 1))
  const pieces: MemberRows[][] = []
  let room = 0
  for (const own of members) {
    if (room <= 0) {
      pieces.push([])
      room = atOnce
    }
    pieces.at(-1)?.push(own)
    room -= own[1].length
  }
  return pieces
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

function arrivedOf(
  member: Value,
  rows: readonly TailRow[],
  bodies: ReadonlyMap<number, string>,
): Arrived[number] {
  const conversations = new Map<string, Entry[]>()
  for (const { seq, body = bodies.get(seq) } of rows) {
    if (body === undefined) throw missing(seq)
    const event = eventOf(body)
    const name = conversationOf(event)
    const entries = conversations.get(name)
    if (entries === undefined) conversations.set(name, [{ seq, event }])
    else entries.push({ seq, event })
  }
  return [member, conversations]
}

/** Members who are folded again at a time: bounds the memory. */
const MEMBERS_AT_ONCE = 512

/** Folds conversations of settled members again from their events, after those were changed. */
export function* refold(touched: Arrived): Steps<void> {
  const forgetful = new Recent()
  for (let from = 0; from < touched.length; from += MEMBERS_AT_ONCE) {
    const some = touched.slice(from, from + MEMBERS_AT_ONCE)
    const known = yield* knownOf(some, forgetful)
    yield* each('conversation_put', foldMembers(some, known, forgetful))
  }
}

type Arrived = readonly (readonly [member: Value, conversations: Map<string, Entry[]>])[]
type Stored = ReadonlyMap<Value, ReadonlyMap<string, readonly number[]>>
type Known = { readonly stored: Stored; readonly entries: ReadonlyMap<number, Event> }

function* knownOf(arrived: Arrived, recent: Recent): Steps<Known> {
  const stored = yield* storedSeqs(arrived, recent)
  return { stored, entries: yield* storedEntries(stored) }
}

const NOTHING: ReadonlyMap<string, readonly number[]> = new Map()

function foldMembers(
  arrived: Arrived,
  { stored, entries }: Known,
  recent: Recent,
): readonly (readonly Value[])[] {
  const rows: (readonly Value[])[] = []
  for (const [member, conversations] of arrived) {
    const old = stored.get(member) ?? NOTHING
    const read = (name: string) => (old.get(name) ?? []).map((seq) => entryOf(entries, seq))
    const fresh = (name: string) => unknownOf(conversations.get(name) ?? [], old.get(name) ?? [])
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
function* storedSeqs(arrived: Arrived, recent: Recent): Steps<Stored> {
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

function* storedEntries(stored: Stored): Steps<Known['entries']> {
  const wanted: Value[][] = []
  for (const [member, conversations] of stored) {
    for (const seqs of conversations.values()) for (const seq of seqs) wanted.push([member, seq])
  }
  const rows = yield* each<BodyRow>('event_get', wanted)
  return new Map(rows.map(({ seq, body }) => [seq, eventOf(body)]))
}

/**
 * Those of a tail that the projection does not hold, given the positions that it does, rising. Where a tail was stored
 * in part it holds some: whoever adds the tail to it leaves them out.
 */
export function unknownOf<Placed extends { readonly seq: number }>(
  tail: readonly Placed[],
  known: readonly number[],
): readonly Placed[] {
  const last = known.at(-1) ?? 0
  if (tail.every(({ seq }) => seq > last)) return tail
  const held = new Set(known)
  return tail.filter(({ seq }) => !held.has(seq))
}

function entryOf(entries: ReadonlyMap<number, Event>, seq: number): Entry {
  const event = entries.get(seq)
  if (event === undefined) throw missing(seq)
  return { seq, event }
}

function missing(seq: number): Error {
  return new Error(`event ${seq} is missing from the log`)
}
