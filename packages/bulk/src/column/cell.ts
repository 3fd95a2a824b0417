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

const HASH_SEED = 0x2f0b4a39

function mixWord(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

function finishHash(hash: number, length: number): number {
  const mixed = Math.imul(hash ^ length, 0x85ebca6b)
  return mixed ^ (mixed >>> 13)
}

/** By number of bytes that belong to a last, partial word. */
const TAIL_MASKS: Int32Array = new Int32Array([0, 0xff, 0xffff, 0xffffff])

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
