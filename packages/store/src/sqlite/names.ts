import { NameFilters, type Sealed, type SealedRun } from './name-filter.ts'
import { YoungNames } from './young-names.ts'

/** Hashes of names, and the positions of their events, in order of arrival. */
export type Run = { readonly hashes: Float64Array; readonly seqs: Float64Array }

/**
 * Which log positions may hold an event of a given name hash. Of names that came lately the index knows the
 * positions; of all others, which are sealed in the database, in which runs to look for them. So it takes
 * 2 to 3 bytes of memory an event, where all positions took 11 to 13. A tree of random keys in the database would have a page
 * written anew for nearly every event (measured: 6 times slower than the log alone).
 */
export class NameIndex {
  readonly #young = new YoungNames()
  readonly #sealed = new NameFilters()
  #count = 0
  /** What was added last, whole: what is not in runs yet, or may be taken back. */
  #hashes: number[] = []
  #seqs: number[] = []

  /** How many were added, those that are sealed since among them. */
  get count(): number {
    return this.#count
  }

  /** How many are not sealed. */
  get young(): number {
    return this.#young.count
  }

  /** `seq`: more than that of any before. */
  add(hash: number, seq: number): void {
    this.#young.add(hash, seq)
    this.#hashes.push(hash)
    this.#seqs.push(seq)
    this.#count += 1
  }

  /** Adds names that are in runs, so that nobody takes them back. */
  fill({ hashes, seqs }: Run): void {
    for (let place = 0; place < hashes.length; place += 1) {
      this.#young.add(hashes[place] ?? 0, seqs[place] ?? 0)
    }
    this.#count += hashes.length
  }

  /** From now on names up to the last of these runs are looked for in the database. For what is committed, and was let go. */
  seal(sealed: readonly Sealed[]): void {
    this.#sealed.add(sealed)
    this.#young.drop(sealed.at(-1)?.run.last ?? 0)
  }

  /** Of names that are not sealed, the positions of every event with this hash: none, one, or very seldom more or others. */
  find(hash: number): readonly number[] {
    return this.#young.find(hash)
  }

  /** The sealed runs to look in for this hash. */
  suspects(hash: number): readonly SealedRun[] {
    return this.#sealed.suspects(hash)
  }

  /** Hashes and positions from a place on that was not let go, as they are kept in the database. */
  since(place: number): { readonly hashes: Uint8Array; readonly seqs: Uint8Array } {
    const from = this.#pending(place)
    return {
      hashes: bytesOf(Float64Array.from(this.#hashes.slice(from))),
      seqs: bytesOf(Float64Array.from(this.#seqs.slice(from))),
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
      this.#young.remove(this.#hashes.pop() ?? 0, this.#seqs.pop() ?? 0)
    }
  }

  #pending(place: number): number {
    const from = place - (this.#count - this.#hashes.length)
    if (from < 0) throw new Error(`names before place ${place} were let go`)
    return from
  }
}

export const bytesOf = ({
  buffer,
  byteOffset,
  byteLength,
}: Float64Array | Uint32Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength)

/** Numbers of a run as it was kept; the bytes may begin anywhere. */
export function numbersOf(bytes: Uint8Array): Float64Array {
  const { buffer, byteOffset, length } = aligned(bytes)
  return new Float64Array(buffer, byteOffset, length / 8)
}

/** The same bytes, where numbers may begin. */
export const aligned = (bytes: Uint8Array): Uint8Array =>
  bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes)
