import { conversationKey, hashWords, wordsFor } from '../column/cell.ts'
import {
  FIRST_RECORD,
  HEAD_WORDS,
  idLength,
  LENGTHS,
  MEMBER,
  nextRecord,
  THREAD,
} from '../column/conversations.ts'
import { grownInts, sharedInts } from '../column/growth.ts'
import type { Segment } from '../column/segment.ts'
import type { Share } from './share.ts'

/** In a record's THREAD word: the conversation is taken care of where an earlier segment has it. */
export const CONTINUES = -1

/**
 * Finds conversations that several segments have. The first segment's record leads: its THREAD word is
 * the place + 1, in these lists, of the latest segment's record, from which `next` leads back in time.
 * Only a member's owner writes to its records.
 */
export class Threads {
  segment: Int32Array = sharedInts(16)
  ref: Int32Array = sharedInts(16)
  /** Place + 1 of the record of the segment before; 0: none but the leader. */
  next: Int32Array = sharedInts(16)
  #count = 0

  constructor(share: Share) {
    const { segments, ranks } = share.reading
    for (let later = 1; later < segments.length; later += 1) {
      const { conversations } = segments[later] as Segment
      const rank = ranks[later] as Int32Array
      const { words, end } = conversations
      let ref = FIRST_RECORD
      while (ref < end) {
        const owner = share.owner[rank[words[ref + MEMBER] as number] as number]
        if (owner === share.self) this.#join(share, later, ref)
        ref = nextRecord(ref, words[ref + LENGTHS] as number)
      }
    }
  }

  #join(share: Share, later: number, ref: number): void {
    const { segments, ranks } = share.reading
    const { conversations, members } = segments[later] as Segment
    const { words } = conversations
    const member = words[ref + MEMBER] as number
    const length = idLength(words[ref + LENGTHS] as number)
    const hash = hashWords(words, ref + HEAD_WORDS, length)
    const wanted = {
      key: conversationKey(hash, members.hash[member] as number),
      words,
      ref,
      rank: (ranks[later] as Int32Array)[member] as number,
    }
    for (let earlier = 0; earlier < later; earlier += 1) {
      const leader = findRecord(segments[earlier] as Segment, ranks[earlier] as Int32Array, wanted)
      if (leader === 0) continue
      const head = (segments[earlier] as Segment).conversations.words
      this.#add(later, ref, head[leader + THREAD] as number)
      head[leader + THREAD] = this.#count
      words[ref + THREAD] = CONTINUES
      return
    }
  }

  #add(segment: number, ref: number, next: number): void {
    const place = this.#count
    this.segment = grownInts(this.segment, place + 1)
    this.ref = grownInts(this.ref, place + 1)
    this.next = grownInts(this.next, place + 1)
    this.segment[place] = segment
    this.ref[place] = ref
    this.next[place] = next
    this.#count = place + 1
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
