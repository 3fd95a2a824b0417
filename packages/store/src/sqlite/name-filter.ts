const HIGH = 0x1_0000_0000
/** Bits of a word, and so runs that share a group. */
const RUNS = 32
/** Bits that a name sets: more of them are looked at longer, fewer are more often all set by others. */
const MARKS = 8

/** A sealed run of names: those of the events from a log position to another, in so many pages. */
export type SealedRun = {
  readonly run: number
  readonly first: number
  readonly last: number
  readonly pages: number
}

/** Bit r of a word belongs to run r, so that a few words tell of all runs which may hold a name. */
type Group = { readonly words: Int32Array; readonly shift: number; readonly runs: SealedRun[] }

/** In which sealed runs a name may be, in memory: a bit for each place of each run's filter. */
export class NameFilters {
  readonly #groups: Group[] = []

  /** `filter`: as `filterOf` gives it. */
  add(run: SealedRun, filter: Uint8Array): void {
    const { words, runs } = this.#roomy(8 * filter.length)
    const bit = runs.length
    for (let place = 0; place < words.length; place += 1) {
      const isSet = ((filter[place >>> 3] ?? 0) >>> (place & 7)) & 1
      words[place] = (words[place] ?? 0) | (isSet << bit)
    }
    runs.push(run)
  }

  /** The runs that may hold an event of this name hash: every one that does, and few others. */
  suspects(hash: number): readonly SealedRun[] {
    let found: SealedRun[] | null = null
    const by = stepOf(hash)
    for (const { words, shift, runs } of this.#groups) {
      let bits = -1
      for (let mark = 0, at = startOf(hash); mark < MARKS && bits !== 0; mark += 1) {
        bits &= words[at >>> shift] ?? 0
        at = (at + by) | 0
      }
      for (; bits !== 0; bits &= bits - 1) {
        const run = runs[31 - Math.clz32(bits & -bits)]
        if (run !== undefined) (found ??= []).push(run)
      }
    }
    return found ?? NONE
  }

  #roomy(places: number): Group {
    const last = this.#groups.at(-1)
    if (last !== undefined && last.words.length === places && last.runs.length < RUNS) return last
    const group = { words: new Int32Array(places), shift: shiftFor(places), runs: [] }
    this.#groups.push(group)
    return group
  }
}

const NONE: readonly SealedRun[] = []

/** A bit for each of so many places, a power of two from 8 to 2^31, set where one of the hashes has a mark. */
export function filterOf(hashes: Float64Array, places: number): Uint8Array {
  const filter = new Uint8Array(places / 8)
  const shift = shiftFor(places)
  for (const hash of hashes) {
    const by = stepOf(hash)
    for (let mark = 0, at = startOf(hash); mark < MARKS; mark += 1) {
      const place = at >>> shift
      filter[place >>> 3] = (filter[place >>> 3] ?? 0) | (1 << (place & 7))
      at = (at + by) | 0
    }
  }
  return filter
}

const shiftFor = (places: number): number => Math.clz32(places) + 1

/** A name's marks are so far from each other, around the circle of 2^32; the upper bits of each say its place. */
function stepOf(hash: number): number {
  const low = hash >>> 0
  return Math.imul(((hash / HIGH) >>> 0) ^ (low >>> 13), 0x297a_2d39) | 1
}

function startOf(hash: number): number {
  const low = hash >>> 0
  return Math.imul(low ^ (low >>> 15), 0x2c1b_3c6d) ^ (hash / HIGH)
}
