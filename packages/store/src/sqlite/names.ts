/**
 * Which log positions hold an event of a given name hash, in memory: 24 bytes an event. A tree of random
 * keys in the database would have a page written anew for nearly every event (measured: 6 times slower
 * than the log alone). The hashes are kept in the database in runs, in order of arrival, and read
 * back at the start: ten million events in about a second.
 */
export class NameIndex {
  #hashes = new Float64Array(1024)
  #seqs = new Float64Array(1024)
  #count = 0
  /** Place in the arrays and one more; 0: free. */
  #slots = new Uint32Array(4096)

  /** `most`: how many are known to come, for whom there is room at once instead of again and again. */
  constructor(most = 0) {
    let room = 1024
    while (room < most) room *= 2
    if (room === this.#hashes.length) return
    this.#hashes = new Float64Array(room)
    this.#seqs = new Float64Array(room)
    this.#slots = new Uint32Array(2 * room)
  }

  get count(): number {
    return this.#count
  }

  add(hash: number, seq: number): void {
    if (this.#count === this.#hashes.length) {
      this.#hashes = grown(this.#hashes)
      this.#seqs = grown(this.#seqs)
    }
    this.#hashes[this.#count] = hash
    this.#seqs[this.#count] = seq
    this.#count += 1
    if (this.#count * 2 > this.#slots.length) this.#spread(this.#slots.length * 2)
    else this.#enter(this.#count)
  }

  /** The positions of every event whose name has this hash: none, one, or very seldom more. */
  find(hash: number): readonly number[] {
    const mask = this.#slots.length - 1
    let found: number[] | null = null
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot] ?? 0
      if (entry === 0) return found ?? NONE
      if (this.#hashes[entry - 1] !== hash) continue
      found ??= []
      found.push(this.#seqs[entry - 1] ?? 0)
    }
  }

  /** Hashes and positions from a place on, as they are kept in the database. */
  since(place: number): { readonly hashes: Uint8Array; readonly seqs: Uint8Array } {
    return {
      hashes: new Uint8Array(this.#hashes.slice(place, this.#count).buffer),
      seqs: new Uint8Array(this.#seqs.slice(place, this.#count).buffer),
    }
  }

  /** Forgets everything after a place: what a transaction added that did not come to be. */
  cut(place: number): void {
    const mask = this.#slots.length - 1
    // Undone in the reverse order of entering, every slot freed is the end of its chain.
    for (let entry = this.#count; entry > place; entry -= 1) {
      let slot = (this.#hashes[entry - 1] ?? 0) & mask
      while (this.#slots[slot] !== entry) slot = (slot + 1) & mask
      this.#slots[slot] = 0
    }
    this.#count = Math.min(this.#count, place)
  }

  #enter(entry: number): void {
    const mask = this.#slots.length - 1
    let slot = (this.#hashes[entry - 1] ?? 0) & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = entry
  }

  #spread(size: number): void {
    this.#slots = new Uint32Array(size)
    for (let entry = 1; entry <= this.#count; entry += 1) this.#enter(entry)
  }
}

const NONE: readonly number[] = []

function grown(from: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const to = new Float64Array(from.length * 2)
  to.set(from)
  return to
}

/** Numbers of a run as it was kept; the bytes may begin anywhere. */
export function numbersOf(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer)
}
