import type {
  Event,
  KeptTurns,
  LabelState,
  MemberHistory,
  MemberTurns,
  Ms,
  Turn,
} from '@alacrity/engine'
import type { Cursor, Page } from './page.ts'
import type { Contests, Members, Notices } from './port-people.ts'
import type { Audit, Delivery, Keys, Outbox } from './port-service.ts'
import type { Value } from './steps.ts'

/**
 * What Alacrity keeps, and how it can be had. Every backend implements this file and passes the same
 * conformance suite; the differences between them are the flags of `Traits`.
 *
 *     events (truth) ─▶ turns (projection) ─▶ label states ─▶ published labels
 *
 * A promise of a writing method resolves after its transaction is on disk. Time never comes from the
 * store: every instant is an argument, in milliseconds since 1970. A failure the caller can act on is a
 * `StoreError` with a stable code; every other outcome is a returned word.
 */
export type Store = {
  readonly traits: Traits
  readonly log: Log
  readonly turns: Turns
  readonly policies: Policies
  readonly labels: Labels
  readonly members: Members
  readonly contests: Contests
  readonly notices: Notices
  readonly audit: Audit
  readonly keys: Keys
  readonly outbox: Outbox
  readonly upkeep: Upkeep
  /** Waits for what was begun, then lets go of the database. Later calls fail with `closed`. */
  close(): Promise<void>
}

/** What a backend can and cannot do; each flag says what the caller has to do about it. */
export type Traits = {
  readonly backend: 'sqlite' | 'postgres'
  /** The database's own version, for the operator's summary. */
  readonly version: string
  /** False: another process may write to the same database at the same time. */
  readonly oneWriter: boolean
}

/** An event as it came in, with what only the service knows of its coming. */
export type Arrival = {
  readonly event: Event
  readonly received_at: Ms
  /** Older than the service takes as current [EV6]. */
  readonly late: boolean
}

/**
 * What became of an arrival [EV2]. `seq` is the log position of the event that has this (source, id): the
 * new one, or for a duplicate and a conflict the first to have arrived.
 */
export type Receipt = {
  readonly kind: 'accepted' | 'duplicate' | 'conflict'
  readonly seq: number
}

/**
 * A batch of arrivals as it goes from thread to thread: long texts and columns of numbers, since an object or
 * a string for each event would be copied one by one. Neither JSON nor an id has a line break in it [EV6].
 */
export type Parcel = {
  /** The events' JSON in UTF-8, a line each, in memory of its own: it goes on to the next thread without a copy. */
  readonly events: Uint8Array<ArrayBuffer>
  /** Whose each event is, a line each; an empty line for nobody's. */
  readonly members: string
  /** Of the names, by the seed of the log that the parcel is for. */
  readonly hashes: Float64Array
  readonly received: Float64Array
  /** 1: older than the service takes as current [EV6]. */
  readonly late: Uint8Array
}

/** What became of each arrival of a parcel, by index: its place in `RECEIPT_KINDS`, and the log position. */
export type Receipts = { readonly kinds: Uint8Array; readonly seqs: Float64Array }

/** A stored event. `seq` rises with every transaction; gaps mean nothing. */
export type Stored = Arrival & { readonly seq: number }

/** A conflicting arrival that was kept aside [EV2]. */
export type Aside = Arrival & {
  readonly no: number
  /** The log position of the event that stayed. */
  readonly first_seq: number
}

/** Exact at every instant: `received = accepted + duplicate + conflict`. Of all time, erased ones too. */
export type Counts = {
  readonly received: number
  readonly accepted: number
  readonly duplicate: number
  readonly conflict: number
}

/** The truth. */
export type Log = {
  /**
   * Stores a batch whole or not at all and says what became of each arrival, aligned by index. Batches that
   * come while one is being written share the next transaction. Resolves when it is on disk.
   * Rejects with `full`, `read_only` or `locked` (nothing was stored), `gone` (nothing was stored, unless the
   * connection to a server was lost during the commit: send the same ids again and see), or `poisoned`
   * (after a failed commit an embedded database takes nothing more: start again, send the same ids again).
   */
  append(arrivals: readonly Arrival[]): Promise<readonly Receipt[]>
  /** The same for what was packed elsewhere, by `parcelOf` and with this log's seed; its events are gone then. */
  appendParcel(parcel: Parcel): Promise<Receipts>
  /** By which the names of events are hashed here; of this database alone, and never shown. */
  readonly seed: number
  counts(): Promise<Counts>
  /** The position of the last event stored; 0 where there is none. */
  position(): Promise<number>
  /** Events after a position, in order of arrival; at most `limit`. */
  since(seq: number, limit: number): Promise<readonly Stored[]>
  /** One member's events in order of arrival; erasures and outages are not among them. */
  ofMember(member: string): Promise<readonly Stored[]>
  ofConversation(member: string, conversation: string): Promise<readonly Stored[]>
  /** What concerns every member: outages and erasures. */
  shared(): Promise<readonly Stored[]>
  /** Everyone whom an event names [DS: for the operator and the publisher only], in a stable order. */
  members(cursor: Cursor, limit: number): Promise<Page<string>>
  /** What conflicted, newest last. */
  asides(cursor: Cursor, limit: number): Promise<Page<Aside>>
}

/** One member among those of a batch. */
export type BatchMember = {
  readonly member: string
  readonly turns: MemberTurns
  /** The whole of what the clocks read. */
  readonly calendar: MemberHistory['calendar']
  /** When the member's first conversation event was; null: never. */
  readonly first_event_at: Ms | null
  /**
   * Whether `turns` may be read as of any earlier instant; false after a withdrawal [TN5]: then take
   * `turns.history` instead. A policy with `silence` needs the history always [AS1].
   */
  readonly any_instant: boolean
}

/** Members one after the other in the order of `batches`: the database's own names for a range. */
export type Share = { readonly after: Value; readonly until: Value | null }

/** What is kept of one member. `any_instant` is that of a batch. */
export type Kept = KeptTurns & Pick<BatchMember, 'any_instant'>

/** Projections of the log. Every answer holds everything that was acknowledged before the question. */
export type Turns = {
  /** A member's turns as of now, ordered by (opened_at, turn id); empty for whoever is unknown. */
  of(member: string): Promise<readonly Turn[]>
  /**
   * The same with what the engine needs beside them to do without events, which lie anywhere in the log while
   * a member's turns lie together; null for whoever is unknown.
   */
  kept(member: string): Promise<Kept | null>
  /** All of a member's events with the shared ones, ready for the engine; null for whoever is unknown. */
  history(member: string): Promise<MemberHistory | null>
  /**
   * All members with their turns, or those of a share, in one stable order, in batches of up to `size` members
   * that share their columns. A batch is valid until the next is asked for. Memory is that of one batch.
   */
  batches(size: number, share?: Share): AsyncIterable<readonly BatchMember[]>
  /** Everyone, in up to so many shares that can be read beside each other. */
  shares(count: number): Promise<readonly Share[]>
  /** Drops every projection and makes it again from the log, to the same bytes. */
  rebuild(): Promise<void>
  /** A hash over all bytes of the projections as they stand for the whole log. */
  digest(): Promise<string>
}

/**
 * What an epoch reads, on a connection of its own, so that it can be read in any thread. Of what was
 * acknowledged it is as much as was settled: ask for `upkeep.settle` before.
 */
export type Reading = {
  readonly turns: Pick<Turns, 'kept' | 'history' | 'batches'>
  readonly labels: Pick<Labels, 'states'>
  close(): Promise<void>
}

export type PolicyRecord = {
  /** name/version */
  readonly policy: string
  /** The JSON text as it was given: immutable [LB5]. */
  readonly document: string
  readonly created_at: Ms
  readonly created_by: string
}

/** From the epoch at `from_at` on, this version speaks for its line. */
export type Scheduled = {
  /** The policy's name without its version: what is published under it forms one line. */
  readonly line: string
  readonly policy: string
  readonly from_at: Ms
  readonly scheduled_at: Ms
  readonly scheduled_by: string
}

export type Policies = {
  /** `same`: stored before with the same text; `conflict`: with another, which stays. */
  create(record: PolicyRecord): Promise<'created' | 'same' | 'conflict'>
  get(policy: string): Promise<PolicyRecord | null>
  all(): Promise<readonly PolicyRecord[]>
  /**
   * `unknown`: no such version; `past`: the line has published that epoch or a later one already; `taken`:
   * another version is scheduled for that epoch, which stays unless it is the one that `over` names. Of two
   * that come at once one is scheduled, and the other is told.
   */
  schedule(entry: Scheduled, over?: string): Promise<'scheduled' | 'unknown' | 'past' | 'taken'>
  /** A line's schedule, earliest first; of all lines for null. */
  scheduled(line: string | null): Promise<readonly Scheduled[]>
}

/** One member's labels after an epoch. */
export type LabelRecord = {
  readonly member: string
  /** By label of the policy, in its order [LB1]. */
  readonly state: LabelState
  /** The names of the labels held, as the public reads them. */
  readonly labels: readonly string[]
  /** What changed at this epoch, for the history. */
  readonly changes: readonly { readonly label: string; readonly held: boolean }[]
}

export type Publication = {
  readonly line: string
  /** The epoch's number in its cadence, and its instant. */
  readonly epoch: number
  readonly epoch_at: Ms
  readonly policy: string
  readonly published_at: Ms
  /** The hash of what it was computed from, or any note that lets it be checked; "" for none. */
  readonly note: string
}

export type HistoryRecord = {
  readonly line: string
  readonly member: string
  readonly label: string
  readonly held: boolean
  readonly epoch: number
  readonly epoch_at: Ms
  readonly policy: string
}

export type PublishInput = Publication & {
  /** Members whose state is another than before; everyone else keeps theirs. */
  readonly records: readonly LabelRecord[]
  /** Goes into the outbox in the same transaction. */
  readonly deliveries: readonly Delivery[]
}

export type Labels = {
  /**
   * Publishes an epoch of a line, whole or not at all. `already`: it was published before, and nothing was
   * changed; `past`: a later one was. Members under restriction get their state but nothing public.
   */
  publish(input: PublishInput): Promise<'published' | 'already' | 'past'>
  /** The newest publication of a line, or null. */
  last(line: string): Promise<Publication | null>
  /** The states after the newest epoch; whoever has none is not in the map. At most 10,000 members. */
  states(line: string, members: readonly string[]): Promise<ReadonlyMap<string, LabelState>>
  /** A member's changes over all lines, oldest first [LB5]. */
  history(member: string): Promise<readonly HistoryRecord[]>
  /** How many members hold each label publicly: for aggregates [DS5]. */
  tally(line: string): Promise<ReadonlyMap<string, number>>
  /** See `PublishedLabels`; here with the rights of the whole store. */
  published(members: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>
}

/** The client side's only source [DS3]: it can reach one table, and nothing else, by right. */
export type PublishedLabels = {
  /** The labels of up to 500 members, over all lines; whoever has none is not in the map [DS2]. */
  published(members: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>
  close(): Promise<void>
}

export type Upkeep = {
  /** Numbers of the migrations that this database has had, rising. */
  migrations(): Promise<readonly number[]>
  /** The schema as text, in a stable order: equal to the committed dump. */
  schema(): Promise<string>
  /** What is wrong with the database by its own check and ours; empty: nothing. Reads everything. */
  check(): Promise<readonly string[]>
  /**
   * A consistent copy while writing goes on: of an embedded database one like it, of a server's a text that
   * can be put into an empty one. `target` is a file that does not exist.
   */
  backup(target: string): Promise<void>
  /** Brings every projection up to the log. Never needed for a right answer; it makes the next one fast. */
  settle(): Promise<void>
  /**
   * Drops events received before an instant whose conversation has been quiet since then, asides, delivered
   * messages and read notices. Returns how many events went. Their names are forgotten too.
   */
  purge(before: Ms): Promise<number>
  /** Bytes on disk, for the operator. */
  size(): Promise<number>
}
