import { wordsFor } from '../column/cell.ts'
import {
  type ConversationRecords,
  HEAD_WORDS,
  idLength,
  LENGTHS,
  memberLength,
  THREAD,
} from '../column/conversations.ts'
import { grownInts, sharedInts } from '../column/growth.ts'

/** A thread's part of joining: all conversations, by segment, of which their keys deal it some. */
export type JoinTask = {
  readonly segments: readonly ConversationRecords[]
  readonly self: number
  /** How many threads join. */
  readonly of: number
}

/**
 * Conversations that several segments have. The first segment's record leads: its THREAD word is the place + 1,
 * in these lists, of the latest segment's record, from which `next` leads back in time.
 */
export type Joined = {
  /** By place: segment and record. */
  readonly segment: Int32Array
  readonly ref: Int32Array
  /** Place + 1 of the record of the segment before; 0: none but the leader. */
  readonly next: Int32Array
  /** By segment: the records that lead, in order of appearance, in which their rows are near each other. */
  readonly leaders: readonly Int32Array[]
}

/** In a record's THREAD word: the conversation is taken care of where an earlier segment has it. */
const CONTINUES = -1

/** So many conversations are looked at together. */
const BATCH = 256
/** How many keys there are. */
const KEYS = 2 ** 32

/**
 * Joins a thread's conversations, whosever they are: that members have no ranks yet does not matter. Once only, for
 * what it finds is marked in the records.
 */
export function join(task: JoinTask): Joined {
  const joining = new Joining(task)
  for (let later = 1; later < task.segments.length; later += 1) {
    for (let earlier = 0; earlier < later; earlier += 1) joining.join(earlier, later)
  }
  return joining.done()
}

class Joining {
  /** Keeps what is read ahead of use from being left out. */
  touched = 0
  readonly #task: JoinTask
  readonly #leaders: readonly number[][]
  /** Places of keys that the earlier segment has, too; its first records with such ones, and the later segment's. */
  readonly #places = new Int32Array(BATCH)
  readonly #leads = new Int32Array(BATCH)
  readonly #refs = new Int32Array(BATCH)
  #count = 0
  #segment = sharedInts(0)
  #ref = sharedInts(0)
  #next = sharedInts(0)

  constructor(task: JoinTask) {
    this.#task = task
    this.#leaders = task.segments.map(() => [])
  }

  /**
   * Both tables are gone through by place, and keys lie in one order in both: so memory, which is slow to answer, is
   * read as it lies, and only conversations whose keys both have are looked at.
   */
  join(earlier: number, later: number): void {
    const { segments, self, of } = this.#task
    const head = (segments[earlier] as ConversationRecords).slots
    const { slots } = segments[later] as ConversationRecords
    const mask = slots.length / 2 - 1
    const first = Math.ceil((self * KEYS) / of)
    const end = Math.ceil(((self + 1) * KEYS) / of)
    let held = 0
    // What had no room in its place lies in the next one that had, so the last ones go on up to an empty one.
    const last = placeOf(end - 1, mask)
    for (let i = placeOf(first, mask); i <= last || slots[2 * (i & mask) + 1] !== 0; i += 1) {
      const place = i & mask
      if (slots[2 * place + 1] === 0) continue
      const key = slots[2 * place] as number
      const leader = firstOf(head, key)
      if (leader === 0 || key >>> 0 < first || key >>> 0 >= end) continue
      this.#places[held] = place
      this.#leads[held] = leader
      this.#refs[held] = slots[2 * place + 1] as number
      held += 1
      if (held < BATCH) continue
      this.#joinHeld(earlier, later, held)
      held = 0
    }
    this.#joinHeld(earlier, later, held)
  }

  #joinHeld(earlier: number, later: number, held: number): void {
    const { segments } = this.#task
    const head = segments[earlier] as ConversationRecords
    const { words, slots } = segments[later] as ConversationRecords
    this.touched ^= touch(head.words, this.#leads, held) ^ touch(words, this.#refs, held)
    for (let i = 0; i < held; i += 1) {
      const key = slots[2 * (this.#places[i] as number)] as number
      const ref = this.#refs[i] as number
      if (words[ref + THREAD] === CONTINUES) continue
      const leader = findRecord(head, { key, words, ref })
      if (leader === 0) continue
      const next = head.words[leader + THREAD] as number
      if (next === 0) this.#leaders[earlier]?.push(leader)
      this.#add(later, ref, next)
      head.words[leader + THREAD] = this.#count
      words[ref + THREAD] = CONTINUES
    }
  }

  #add(segment: number, ref: number, next: number): void {
    const place = this.#count
    this.#segment = grownInts(this.#segment, place + 1)
    this.#ref = grownInts(this.#ref, place + 1)
    this.#next = grownInts(this.#next, place + 1)
    this.#segment[place] = segment
    this.#ref[place] = ref
    this.#next[place] = next
    this.#count = place + 1
  }

  done(): Joined {
    return {
      segment: this.#segment.subarray(0, this.#count),
      ref: this.#ref.subarray(0, this.#count),
      next: this.#next.subarray(0, this.#count),
      leaders: this.#leaders.map((refs) => Int32Array.from(refs).sort()),
    }
  }
}

/** Reads where records begin and go on, all at once since memory is slow to answer, so that it is near then. */
function touch(words: Int32Array, refs: Int32Array, count: number): number {
  let sum = 0
  for (let i = 0; i < count; i += 1) {
    const ref = refs[i] as number
    sum ^= (words[ref] as number) ^ (words[ref + 16] as number)
  }
  return sum
}

/** As in ../../kernel/ids.ts. */
function placeOf(key: number, mask: number): number {
  return key >>> Math.clz32(mask)
}

/** A segment's first record with that key, whatever its ids are; or 0. */
function firstOf(slots: Int32Array, key: number): number {
  const mask = slots.length / 2 - 1
  let slot = placeOf(key, mask)
  for (;;) {
    const ref = slots[2 * slot + 1] as number
    if (ref === 0 || slots[2 * slot] === key) return ref
    slot = (slot + 1) & mask
  }
}

type Wanted = { readonly key: number; readonly words: Int32Array; readonly ref: number }

/** The record of the same conversation and member in another segment, or 0. */
function findRecord({ slots, words }: ConversationRecords, wanted: Wanted): number {
  const mask = slots.length / 2 - 1
  let slot = placeOf(wanted.key, mask)
  for (;;) {
    const ref = slots[2 * slot + 1] as number
    if (ref === 0) return 0
    if (slots[2 * slot] === wanted.key && sameIds(words, ref, wanted)) return ref
    slot = (slot + 1) & mask
  }
}

/** Whether two records have the same ids, of the conversation and of the member. */
function sameIds(words: Int32Array, ref: number, wanted: Wanted): boolean {
  const lengths = words[ref + LENGTHS] as number
  const others = wanted.words[wanted.ref + LENGTHS] as number
  const id = idLength(lengths)
  const member = memberLength(lengths)
  if (id !== idLength(others) || member !== memberLength(others)) return false
  const end = HEAD_WORDS + wordsFor(id) + wordsFor(member)
  for (let i = HEAD_WORDS; i < end; i += 1) {
    if (words[ref + i] !== wanted.words[wanted.ref + i]) return false
  }
  return true
}
