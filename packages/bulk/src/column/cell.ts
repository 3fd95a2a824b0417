/**
 * Ids are handled as bytes where they lie, four at a time as little-endian words; a string is made only
 * of what is printed. A cell's view must be readable for eight bytes beyond the cell.
 */
export class Cell {
  view: DataView = new DataView(new ArrayBuffer(8))
  start = 0
  /** In bytes. */
  length = 0
  hash = 0
}

/** What names a row: its conversation, its member and, unless empty, its client. */
export class RowCells {
  readonly conversation: Cell = new Cell()
  readonly member: Cell = new Cell()
  readonly client: Cell = new Cell()

  set view(view: DataView) {
    this.conversation.view = view
    this.member.view = view
    this.client.view = view
  }
}

export const HASH_SEED = 0x2f0b4a39

export function mixWord(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

export function finishHash(hash: number, length: number): number {
  const mixed = Math.imul(hash ^ length, 0x85ebca6b)
  return mixed ^ (mixed >>> 13)
}

/** The hash of a conversation under a member: one conversation id may be used under many [TN10]. */
export function conversationKey(conversation: number, member: number): number {
  const mixed = Math.imul(conversation ^ ((member << 7) | (member >>> 25)), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

/** By number of bytes that belong to a last, partial word. */
export const TAIL_MASKS: Int32Array = new Int32Array([0, 0xff, 0xffff, 0xffffff])

export function hashCell(cell: Cell): void {
  const { view, length } = cell
  let at = cell.start
  let hash = HASH_SEED
  for (let rest = length; rest >= 4; rest -= 4) {
    hash = mixWord(hash, view.getInt32(at, true))
    at += 4
  }
  const tail = length & 3
  if (tail !== 0) hash = mixWord(hash, view.getInt32(at, true) & (TAIL_MASKS[tail] as number))
  cell.hash = finishHash(hash, length)
}

/** The same hash, of bytes kept as words padded with zeros. */
export function hashWords(words: Int32Array, offset: number, length: number): number {
  let hash = HASH_SEED
  const count = wordsFor(length)
  for (let i = 0; i < count; i += 1) hash = mixWord(hash, words[offset + i] as number)
  return finishHash(hash, length)
}

export function wordsFor(length: number): number {
  return (length + 3) >>> 2
}

/** Whether the words at `offset` hold the cell's bytes; the lengths are known to be equal. */
export function sameWords(cell: Cell, words: Int32Array, offset: number): boolean {
  const { view, length } = cell
  let at = cell.start
  let word = offset
  const end = offset + (length >>> 2)
  for (; word + 3 < end; word += 4) {
    const difference =
      (view.getInt32(at, true) ^ (words[word] as number)) |
      (view.getInt32(at + 4, true) ^ (words[word + 1] as number)) |
      (view.getInt32(at + 8, true) ^ (words[word + 2] as number)) |
      (view.getInt32(at + 12, true) ^ (words[word + 3] as number))
    if (difference !== 0) return false
    at += 16
  }
  for (; word < end; word += 1) {
    if (view.getInt32(at, true) !== words[word]) return false
    at += 4
  }
  const tail = length & 3
  return (
    tail === 0 ||
    (view.getInt32(at, true) & (TAIL_MASKS[tail] as number)) === (words[word] as number)
  )
}

/** Copies the cell's bytes into words padded with zeros; returns the word after them. */
export function copyWords(cell: Cell, words: Int32Array, offset: number): number {
  const { view, length } = cell
  let at = cell.start
  let word = offset
  for (let rest = length; rest >= 4; rest -= 4) {
    words[word] = view.getInt32(at, true)
    at += 4
    word += 1
  }
  const tail = length & 3
  if (tail === 0) return word
  words[word] = view.getInt32(at, true) & (TAIL_MASKS[tail] as number)
  return word + 1
}

const ONES = 0x01010101
const HIGH_BITS = 0x80808080 | 0
/** What a word is filled up with that has fewer bytes. */
const FILLER = 0x61616161

/** Printable ASCII without comma and quote: such an id needs no closer look; others are read with care. */
export function isPlain(cell: Cell): boolean {
  const { view, start, length } = cell
  if (length === 0 || length > 256) return false
  let at = start
  for (let rest = length; rest >= 4; rest -= 4) {
    if (!arePlain(view.getInt32(at, true))) return false
    at += 4
  }
  const mask = TAIL_MASKS[length & 3] as number
  return mask === 0 || arePlain((view.getInt32(at, true) & mask) | (FILLER & ~mask))
}

/** Whether all bytes are from `-` to `~`, as nearly all ids are: the sums set bit 7 from there on. */
function areUsual(word: number): boolean {
  return (
    ((word | (word + ONES)) & HIGH_BITS) === 0 && ((word + 0x53535353) & HIGH_BITS) === HIGH_BITS
  )
}

/** Four bytes at once: in each, bit 7 of a term is set where the byte is what the term looks for. */
function arePlain(word: number): boolean {
  if (areUsual(word)) return true
  const quote = word ^ 0x22222222
  const comma = word ^ 0x2c2c2c2c
  const last = word ^ 0x7f7f7f7f
  const found =
    word |
    ((word - 0x20202020) & ~word) |
    ((quote - ONES) & ~quote) |
    ((comma - ONES) & ~comma) |
    ((last - ONES) & ~last)
  return (found & HIGH_BITS) === 0
}
