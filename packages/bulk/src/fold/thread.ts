import { wordsFor } from '../column/cell.ts'
import {
  type ConversationRecords,
  HEAD_WORDS,
  idLength,
  LENGTHS,
  MEMBER,
  THREAD,
} from '../column/conversations.ts'
import { grownInts } from '../column/growth.ts'
import type { Segment } from '../column/segment.ts'
import type { Share } from './share.ts'

/** In a record's THREAD word: the conversation is taken care of where an earlier segment has it. */
const CONTINUES = -1

/**
 * Finds conversations that several segments have. The first segment's record leads: its THREAD word is
 * the place + 1, in these lists, of the latest segment's record, from which `next` leads back in time.
 * Only a member's owner writes to its records.
 */
export class Threads {
  count = 0
  segment: Int32Array = new Int32Array(16)
  ref: Int32Array = new Int32Array(16)
  /** Place + 1 of the record of the segment before; 0: none but the leader. */
  next: Int32Array = new Int32Array(16)
  /** The leaders: segment and record. */
  readonly leaders: (readonly [number, number])[] = []

  constructor(share: Share) {
    const { segments } = share.reading
    if (segments.length < 2) return
    const known = new KeyFilter(
      segments.reduce((sum, { conversations }) => sum + conversations.count, 0),
    )
    segments.forEach(({ conversations }, later) => {
      if (later > 0) this.#joinAll(share, later, known)
      if (later + 1 < segments.length) known.add(conversations)
    })
  }

  #joinAll(share: Share, later: number, known: KeyFilter): void {
    const { keys, refs, owners, count } = (share.reading.segments[later] as Segment).conversations
    const rank = share.reading.ranks[later] as Int32Array
    for (let index = 0; index < count; index += 1) {
      const key = keys[index] as number
      if (!known.mayHave(key)) continue
      const owner = share.owner[rank[owners[index] as number] as number]
      if (owner === share.self) this.#join(share, later, { key, ref: refs[index] as number })
    }
  }

  #join(share: Share, later: number, one: { readonly key: number; readonly ref: number }): void {
    const { segments, ranks } = share.reading
    const { words } = (segments[later] as Segment).conversations
    const { ref } = one
    const rank = (ranks[later] as Int32Array)[words[ref + MEMBER] as number] as number
    const wanted = { ...one, words, rank }
    for (let earlier = 0; earlier < later; earlier += 1) {
      const leader = findRecord(segments[earlier] as Segment, ranks[earlier] as Int32Array, wanted)
      if (leader === 0) continue
      const head = (segments[earlier] as Segment).conversations.words
      const next = head[leader + THREAD] as number
      if (next === 0) this.leaders.push([earlier, leader])
      this.#add(later, ref, next)
      head[leader + THREAD] = this.count
      words[ref + THREAD] = CONTINUES
      return
    }
  }

  #add(segment: number, ref: number, next: number): void {
    const place = this.count
    this.segment = grownInts(this.segment, place + 1)
    this.ref = grownInts(this.ref, place + 1)
    this.next = grownInts(this.next, place + 1)
    this.segment[place] = segment
    this.ref[place] = ref
    this.next[place] = next
    this.count = place + 1
  }
}

/** Tells of most keys that no conversation has them, without a look at the tables: a bit for a hash. */
class KeyFilter {
  readonly #bits: Uint8Array
  readonly #mask: number

  constructor(expected: number) {
    let size = 64
    while (size < expected * 8) size *= 2
    this.#bits = new Uint8Array(size >> 3)
    this.#mask = size - 1
  }

  add({ keys, count }: ConversationRecords): void {
    const bits = this.#bits
    for (let index = 0; index < count; index += 1) {
      const bit = (keys[index] as number) & this.#mask
      bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7))
    }
  }

  mayHave(key: number): boolean {
    const bit = key & this.#mask
    return ((this.#bits[bit >> 3] as number) & (1 << (bit & 7))) !== 0
  }
}

type Wanted = {
  readonly key: number
  readonly words: Int32Array
  readonly ref: number
  readonly rank: number
}

/** The record of the same conversation and member in another segment, or 0. */
function findRecord(segment: Segment, ranks: Int32Array, wanted: Wanted): number {
  const { slots, words } = segment.conversations
  const mask = slots.length / 2 - 1
  let slot = wanted.key & mask
  for (;;) {
    const ref = slots[2 * slot + 1] as number
    if (ref === 0) return 0
    if (
      slots[2 * slot] === wanted.key &&
      ranks[words[ref + MEMBER] as number] === wanted.rank &&
      sameId(words, ref, wanted)
    ) {
      return ref
    }
    slot = (slot + 1) & mask
  }
}

function sameId(words: Int32Array, ref: number, wanted: Wanted): boolean {
  const length = idLength(words[ref + LENGTHS] as number)
  if (length !== idLength(wanted.words[wanted.ref + LENGTHS] as number)) return false
  for (let i = 0; i < wordsFor(length); i += 1) {
    if (words[ref + HEAD_WORDS + i] !== wanted.words[wanted.ref + HEAD_WORDS + i]) return false
  }
  return true
}
