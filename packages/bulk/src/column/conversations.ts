import { copyWords, hashCell, type RowCells, sameWords, wordsFor } from './cell.ts'
import { grownInts, sharedInts } from './growth.ts'
import type { Interner } from './interner.ts'

/**
 * A conversation is a record of words: eight of them as named here, then the bytes of its id, of its
 * member and of its client, each padded to a word. The member's are there too, though they have a number,
 * since what lies together is fetched together. Records lie one after another in order of first appearance; a reference
 * is the index of a record's first word.
 */
export const MEMBER = 0
/** Bytes of the id, the member and the client: see `idLength` and so on. */
export const LENGTHS = 1
/** The last row + 1. */
export const LAST_ROW = 2
/** 0, or what joins it to other segments' records: see fold/thread.ts. */
export const THREAD = 3
/** When the last row was, roughly: see fold/live.ts, as for the next two. */
export const LAST_TIME = 4
/** The open turn + 1, or 0. */
export const OPEN_TURN = 5
export const STATE = 6
export const CLIENT_HASH = 7
export const HEAD_WORDS = 8
/** Reference 0 is none, so the first record begins here. */
export const FIRST_RECORD = 8

/** Words that may be read beyond the last record. */
const SPARE = 32

const LENGTH_BITS = 10
const LENGTH_MASK = (1 << LENGTH_BITS) - 1
const IDS_MASK = (1 << (2 * LENGTH_BITS)) - 1

export function idLength(lengths: number): number {
  return lengths & LENGTH_MASK
}

function memberLength(lengths: number): number {
  return (lengths >>> LENGTH_BITS) & LENGTH_MASK
}

/** 0: the first message named no client. */
export function clientLength(lengths: number): number {
  return lengths >>> (2 * LENGTH_BITS)
}

export function clientOffset(ref: number, lengths: number): number {
  return ref + HEAD_WORDS + wordsFor(idLength(lengths)) + wordsFor(memberLength(lengths))
}

/** The reference of the record after one. */
export function nextRecord(ref: number, lengths: number): number {
  return clientOffset(ref, lengths) + wordsFor(clientLength(lengths))
}

/** The conversations of a segment as other threads read them. */
export type ConversationRecords = {
  readonly count: number
  readonly words: Int32Array
  /** The word after the last record. */
  readonly end: number
  /** Pairs of hash and reference; a power of two of them. */
  readonly slots: Int32Array
}

/** Finds the record of a row's conversation and member, open addressing over bytes. */
export class Conversations {
  count = 0
  words: Int32Array
  end: number = FIRST_RECORD
  slots: Int32Array
  mask: number
  readonly #members: Interner

  /** A fifth or a quarter of messages begin a conversation. */
  constructor(members: Interner, expectedMessages: number) {
    this.#members = members
    this.words = sharedInts(expectedMessages * 8 + 256)
    this.mask = 255
    while (this.mask * 4 < expectedMessages) this.mask = this.mask * 2 + 1
    this.slots = sharedInts(2 * (this.mask + 1))
  }

  /** The row's record, or 0. */
  find(cells: RowCells, key: number): number {
    const { slots, mask } = this
    let slot = key & mask
    for (;;) {
      const ref = slots[2 * slot + 1] as number
      if (ref === 0) return 0
      if (slots[2 * slot] === key && this.#is(ref, cells)) return ref
      slot = (slot + 1) & mask
    }
  }

  add(cells: RowCells, key: number): number {
    const { conversation, member, client } = cells
    const ref = this.end
    const lengths =
      conversation.length | (member.length << LENGTH_BITS) | (client.length << (2 * LENGTH_BITS))
    this.words = grownInts(this.words, nextRecord(ref, lengths) + SPARE)
    const { words } = this
    hashCell(client)
    words[ref + MEMBER] = this.#members.intern(member)
    words[ref + LENGTHS] = lengths
    words[ref + CLIENT_HASH] = client.hash
    const afterId = copyWords(conversation, words, ref + HEAD_WORDS)
    const afterMember = copyWords(member, words, afterId)
    this.end = copyWords(client, words, afterMember)
    this.count += 1
    if (this.count * 3 > this.mask * 2) this.#grow()
    this.#place(key, ref)
    return ref
  }

  /** Whether the record's client is the row's. */
  hasClient(ref: number, cells: RowCells): boolean {
    const lengths = this.words[ref + LENGTHS] as number
    return (
      clientLength(lengths) === cells.client.length &&
      sameWords(cells.client, this.words, clientOffset(ref, lengths))
    )
  }

  share(): ConversationRecords {
    return { count: this.count, words: this.words, end: this.end, slots: this.slots }
  }

  #is(ref: number, { conversation, member }: RowCells): boolean {
    const { words } = this
    const lengths = (words[ref + LENGTHS] as number) & IDS_MASK
    return (
      lengths === (conversation.length | (member.length << LENGTH_BITS)) &&
      sameWords(conversation, words, ref + HEAD_WORDS) &&
      sameWords(member, words, ref + HEAD_WORDS + wordsFor(conversation.length))
    )
  }

  #place(key: number, ref: number): void {
    let slot = key & this.mask
    while (this.slots[2 * slot + 1] !== 0) slot = (slot + 1) & this.mask
    this.slots[2 * slot] = key
    this.slots[2 * slot + 1] = ref
  }

  #grow(): void {
    const old = this.slots
    this.mask = this.mask * 2 + 1
    this.slots = sharedInts(2 * (this.mask + 1))
    for (let at = 0; at < old.length; at += 2) {
      const ref = old[at + 1] as number
      if (ref !== 0) this.#place(old[at] as number, ref)
    }
  }
}
