import { wordsFor } from '../column/cell.ts'
import { HEAD_WORDS, idLength, LENGTHS, MEMBER, THREAD } from '../column/conversations.ts'
import { grownInts } from '../column/growth.ts'
import type { Segment } from '../column/segment.ts'
import type { Reading, Share } from './share.ts'

/** So many conversations are looked for together. */
const BATCH = 256

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
  /** Keeps what is read ahead of use from being left out. */
  touched = 0
  /** The leaders: segment and record. */
  readonly leaders: (readonly [number, number])[] = []

  constructor(share: Share) {
    const { segments } = share.reading
    for (let later = 1; later < segments.length; later += 1) this.#joinAll(share, later)
  }

  #joinAll({ reading, owner, self }: Share, later: number): void {
    const { keys, refs, owners, count } = (reading.segments[later] as Segment).conversations
    const mine = Uint8Array.from(reading.ranks[later] as Int32Array, (rank) =>
      owner[rank] === self ? 1 : 0,
    )
    const batch = new Int32Array(BATCH)
    for (let index = 0; index < count; ) {
      let held = 0
      for (; held < BATCH && index < count; index += 1) {
        batch[held] = index
        held += mine[owners[index] as number] as number
      }
      for (let earlier = 0; earlier < later; earlier += 1) {
        const { slots } = (reading.segments[earlier] as Segment).conversations
        this.touched ^= touch(slots, keys, batch.subarray(0, held))
        let left = 0
        for (let i = 0; i < held; i += 1) {
          const one = batch[i] as number
          const key = keys[one] as number
          const joined =
            hasKey(slots, key) &&
            this.#join(reading, [earlier, later], { key, ref: refs[one] as number })
          batch[left] = one
          left += joined ? 0 : 1
        }
        held = left
      }
    }
  }

  /** Joins a conversation to its record in an earlier segment, if it has one there. */
  #join(
    { segments, ranks }: Reading,
    [earlier, later]: readonly [number, number],
    one: { readonly key: number; readonly ref: number },
  ): boolean {
    const { words } = (segments[later] as Segment).conversations
    const { ref } = one
    const rank = (ranks[later] as Int32Array)[words[ref + MEMBER] as number] as number
    const wanted = { ...one, words, rank }
    const leader = findRecord(segments[earlier] as Segment, ranks[earlier] as Int32Array, wanted)
    if (leader === 0) return false
    const head = (segments[earlier] as Segment).conversations.words
    const next = head[leader + THREAD] as number
    if (next === 0) this.leaders.push([earlier, leader])
    this.#add(later, ref, next)
    head[leader + THREAD] = this.count
    words[ref + THREAD] = CONTINUES
    return true
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

/** Reads where keys will be looked for, all at once since memory is slow to answer, so that it is near then. */
function touch(slots: Int32Array, keys: Int32Array, batch: Int32Array): number {
  const mask = slots.length / 2 - 1
  let sum = 0
  for (let i = 0; i < batch.length; i += 1) {
    sum ^= slots[2 * ((keys[batch[i] as number] as number) & mask)] as number
  }
  return sum
}

/** Whether a segment may have a conversation with that key. */
function hasKey(slots: Int32Array, key: number): boolean {
  const mask = slots.length / 2 - 1
  let slot = key & mask
  for (;;) {
    if (slots[2 * slot + 1] === 0) return false
    if (slots[2 * slot] === key) return true
    slot = (slot + 1) & mask
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
