import { wordsFor } from './cell.ts'

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
/** 0, or what joins it to other segments' records: see fold/join.ts. */
export const THREAD = 3
/** What the kernel knows of it while it folds: see ../../kernel/fold.ts. */
export const STATE = 6
/** Of STATE: its messages did not come in canonical order, so they are folded again at the end. */
export const FOLD_AGAIN = 4
export const CLIENT_HASH = 7
export const HEAD_WORDS = 8
/** Reference 0 is none, so the first record begins here. */
export const FIRST_RECORD = 8

const LENGTH_BITS = 10
const LENGTH_MASK = (1 << LENGTH_BITS) - 1

export function idLength(lengths: number): number {
  return lengths & LENGTH_MASK
}

export function memberLength(lengths: number): number {
  return (lengths >>> LENGTH_BITS) & LENGTH_MASK
}

/** 0: the first message named no client. */
export function clientLength(lengths: number): number {
  return lengths >>> (2 * LENGTH_BITS)
}

export function clientOffset(ref: number, lengths: number): number {
  return ref + HEAD_WORDS + wordsFor(idLength(lengths)) + wordsFor(memberLength(lengths))
}

/** Where the record after it begins, if there is one. */
export function afterRecord(words: Int32Array, ref: number): number {
  const lengths = words[ref + LENGTHS] as number
  return clientOffset(ref, lengths) + wordsFor(clientLength(lengths))
}

/** The conversations of a segment as other threads read them. */
export type ConversationRecords = {
  readonly words: Int32Array
  /** The word after the last record. */
  readonly end: number
  /** Pairs of hash and reference; a power of two of them. */
  readonly slots: Int32Array
}
