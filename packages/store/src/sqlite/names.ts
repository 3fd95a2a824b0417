/** Parts that grow one at a time, so that never all of the index is there twice. A power of two. */
const PARTS = 256
const HIGH = 0x1_0000_0000
/** Places of a part when the first name comes into it. */
const FEW = 16
/** A fuller part is searched long; one that grows by more has room for names that may never come. */
const FULL = 0.75
const GROWTH = 1.25
/** Parts are not equally full: by so much the fullest has more than its share. */
const UNEVEN = 1.05

/**
 * Which log positions may hold an event of a given name hash, in memory: 11 to 13 bytes an event. A tree of random
 * keys in the database would have a page written anew for nearly every event (measured: 6 times slower
 * than the log alone). The hashes are kept in the database in runs, in order of arrival, and read
 * back at the start. Only 40 bits of each are kept here, so among a
 * hundred million events one new name in ten thousand is looked up for nothing.
 */
export class NameIndex {
  readonly #parts: Part[]
  #count = 0
  /** What was added last, whole: what is not in runs yet, or may be taken back. */
  #hashes: number[] = []
  #seqs: number[] = []

  /** `most`: how many are known to come, for whom there is room at once instead of again and again. */
  constructor(most = 0) {
    const places = Math.max(FEW, Math.ceil((most / PARTS / FULL) * UNEVEN))
    this.#parts = Array.from({ length: PARTS }, () => newPart(places))
  }

  get count(): number {
    return this.#count
  }

  /** `seq`: from 1 to 2^32 - 1. */
  add(hash: number, seq: number): void {
    if (seq >= HIGH) {
      throw new Error(`log position ${seq} is beyond what the index of names can hold`)
    }
    enter(this.#roomy(partOf(hash)), hash >>> 0, seq)
    this.#hashes.push(hash)
    this.#seqs.push(seq)
    this.#count += 1
  }

  /**
   * Adds names that are in runs, so that nobody takes them back. Part by part: one lies in the processor's cache
   * then, where names as they come would each wait for memory.
   */
  fill(runs: readonly Run[]): void {
    const ends = endsOf(runs)
    const { marks, seqs } = byParts(runs, ends)
    let place = 0
    for (const [at, end] of ends.entries()) {
      for (; place < end; place += 1) enter(this.#roomy(at), marks[place] ?? 0, seqs[place] ?? 0)
    }
    this.#count += place
  }

  /** The positions of every event whose name has this hash: none, one, or very seldom more or others. */
  find(hash: number): readonly number[] {
    const { slots, places } = this.#part(partOf(hash))
    const mark = hash >>> 0
    let found: number[] | null = null
    for (let place = homeOf(mark, places); ; place = place + 1 === places ? 0 : place + 1) {
      const seq = slots[2 * place + 1] ?? 0
      if (seq === 0) return found ?? NONE
      if (slots[2 * place] !== mark) continue
      found ??= []
      found.push(seq)
    }
  }

  /** Hashes and positions from a place on that was not let go, as they are kept in the database. */
  since(place: number): { readonly hashes: Uint8Array; readonly seqs: Uint8Array } {
    const from = this.#pending(place)
    return {
      hashes: new Uint8Array(Float64Array.from(this.#hashes.slice(from)).buffer),
      seqs: new Uint8Array(Float64Array.from(this.#seqs.slice(from)).buffer),
    }
  }

  /** Lets go of what only `since` and `cut` need of everything before a place. */
  release(place: number): void {
    const from = this.#pending(place)
    if (from === 0) return
    this.#hashes = this.#hashes.slice(from)
    this.#seqs = this.#seqs.slice(from)
  }

  /** Forgets everything after a place that was not let go: what a transaction added that did not come to be. */
  cut(place: number): void {
    for (let from = this.#pending(place); this.#hashes.length > from; this.#count -= 1) {
      const hash = this.#hashes.pop() ?? 0
      leave(this.#part(partOf(hash)), hash >>> 0, this.#seqs.pop() ?? 0)
    }
  }

  #part(at: number): Part {
    const part = this.#parts[at]
    if (part === undefined) throw new Error(`the index of names has no part ${at}`)
    return part
  }

  /** A part that has room for one more. */
  #roomy(at: number): Part {
    const part = this.#part(at)
    if (part.count < part.places * FULL) return part
    const larger = grown(part)
    this.#parts[at] = larger
    return larger
  }

  #pending(place: number): number {
    const from = place - (this.#count - this.#hashes.length)
    if (from < 0) throw new Error(`names before place ${place} were let go`)
    return from
  }
}

const NONE: readonly number[] = []

/** Open addressing: by turns 32 bits of a hash, which also say where its search begins, and a position; 0: free. */
type Part = { readonly slots: Uint32Array; readonly places: number; count: number }

/** Hashes of names, and the positions of their events. */
export type Run = { readonly hashes: Float64Array; readonly seqs: Float64Array }

/** How many names belong into each part, those of the parts before it included. */
function endsOf(runs: readonly Run[]): Uint32Array {
  const ends = new Uint32Array(PARTS)
  for (const { hashes } of runs)
    for (const hash of hashes) ends[partOf(hash)] = (ends[partOf(hash)] ?? 0) + 1
  for (let at = 1; at < PARTS; at += 1) ends[at] = (ends[at] ?? 0) + (ends[at - 1] ?? 0)
  return ends
}

/** Names of a part next to each other. */
function byParts(
  runs: readonly Run[],
  ends: Uint32Array,
): { readonly marks: Uint32Array; readonly seqs: Uint32Array } {
  const count = ends.at(-1) ?? 0
  const sorted = { marks: new Uint32Array(count), seqs: new Uint32Array(count) }
  const next = ends.slice()
  for (const { hashes, seqs } of runs) {
    for (let i = hashes.length - 1; i >= 0; i -= 1) {
      const hash = hashes[i] ?? 0
      const place = (next[partOf(hash)] ?? 0) - 1
      next[partOf(hash)] = place
      sorted.marks[place] = hash >>> 0
      sorted.seqs[place] = seqs[i] ?? 0
    }
  }
  return sorted
}

const newPart = (places: number): Part => ({ slots: new Uint32Array(2 * places), places, count: 0 })

const partOf = (hash: number): number => (hash / HIGH) & (PARTS - 1)

const homeOf = (mark: number, places: number): number => ((mark * places) / HIGH) >>> 0

function enter(part: Part, mark: number, seq: number): void {
  const { slots, places } = part
  let place = homeOf(mark, places)
  while (slots[2 * place + 1] !== 0) place = place + 1 === places ? 0 : place + 1
  slots[2 * place] = mark
  slots[2 * place + 1] = seq
  part.count += 1
}

/** Homes rise with the marks, so both are gone through in the order of memory. */
function grown(part: Part): Part {
  const larger = newPart(Math.ceil(part.places * GROWTH))
  for (let place = 0; place < part.places; place += 1) {
    const seq = part.slots[2 * place + 1] ?? 0
    if (seq !== 0) enter(larger, part.slots[2 * place] ?? 0, seq)
  }
  return larger
}

/** Takes an entry out, and moves up those after it whose search would end at the gap. */
function leave(part: Part, mark: number, seq: number): void {
  const { slots, places } = part
  let gap = homeOf(mark, places)
  while (slots[2 * gap] !== mark || slots[2 * gap + 1] !== seq) {
    if (slots[2 * gap + 1] === 0) return
    gap = gap + 1 === places ? 0 : gap + 1
  }
  for (let place = (gap + 1) % places; slots[2 * place + 1] !== 0; place = (place + 1) % places) {
    const home = homeOf(slots[2 * place] ?? 0, places)
    // Whether its search passes the gap on the way to where it is.
    if ((place - home + places) % places < (place - gap + places) % places) continue
    slots[2 * gap] = slots[2 * place] ?? 0
    slots[2 * gap + 1] = slots[2 * place + 1] ?? 0
    gap = place
  }
  slots[2 * gap] = 0
  slots[2 * gap + 1] = 0
  part.count -= 1
}

/** Numbers of a run as it was kept; the bytes may begin anywhere. */
export function numbersOf(bytes: Uint8Array): Float64Array {
  const { buffer, byteOffset, length } = bytes
  return byteOffset % 8 === 0
    ? new Float64Array(buffer, byteOffset, length / 8)
    : new Float64Array(bytes.slice().buffer)
}
