import type { ErasureEvent, Event, OutageEvent } from '@alacrity/engine'
import type { Interned } from '../column/interner.ts'
import type { Segment } from '../column/segment.ts'
import type { Joined } from './join.ts'

/** Everything that was read, as every thread sees it. Members are ranked by id, as bytes, from 0. */
export type Reading = {
  readonly segments: readonly Segment[]
  /** By segment: a member's rank by its number there. */
  readonly ranks: readonly Int32Array[]
  readonly members: Interned
  /** By rank: number in `members`. */
  readonly order: Int32Array
  /** By rank: 1 where a member has events that only the engine's plain path folds. */
  readonly plain: Uint8Array
  readonly outages: readonly OutageEvent[]
  readonly erasures: readonly ErasureEvent[]
}

/** One thread's part: the members it folds and assesses. */
export type Share = {
  readonly reading: Reading
  /** What each thread joined. */
  readonly joined: readonly Joined[]
  /** By rank: whose member it is. */
  readonly owner: Uint8Array
  readonly self: number
  /** By rank: what this thread's members did besides sending messages. */
  readonly events: ReadonlyMap<number, readonly Event[]>
}
