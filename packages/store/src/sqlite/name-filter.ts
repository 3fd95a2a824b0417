const HIGH = 0x1_0000_0000
/** Bits of a word, and so runs that share a group. */
const RUNS = 32
/** Filters that are entered together: a bit of a byte each. */
export const AT_ONCE = 8
/** Bits that a name sets: more of them are looked at longer, fewer are more often all set by others. */
const MARKS = 8

/** A sealed run of names: those of the events from a log position to another, in so many pages. */
export type SealedRun = {
  readonly run: number
  readonly first: number
  readonly last: number
  readonly pages: number
}

/** With it its filter, as `filterOf` gives it. */
export type Sealed = { readonly run: SealedRun; readonly filter: Uint8Array }

/** Bit r of a word belongs to run r, so that a few words tell of all runs which may hold a name. */
type Group = { readonly words: Int32Array; readonly shift: number; readonly runs: SealedRun[] }

/** In which sealed runs a name may be, in memory: a bit for each place of each run's filter. */
export class NameFilters {
  readonly #groups: Group[] = []

  /** Up to eight together take as long as one alone. */
  add(sealed: readonly Sealed[]): void {
    for (let at = 0; at < sealed.length; ) {
      const size = sealed[at]?.filter.length ?? 0
      const { words, runs } = this.#roomy(8 * size)
      const some = sealed.slice(at, at + Math.min(AT_ONCE, RUNS - runs.length))
      const other = some.findIndex(({ filter }) => filter.length !== size)
      const alike = other < 0 ? some : some.slice(0, other)
      enter(words, alike, runs.length)
      for (const { run } of alike) runs.push(run)
      at += alike.length
    }
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
    // Written before it is read, or each page is mapped twice and all threads stop for the second time.
    const words = new Int32Array(places).fill(0)
    const group = { words, shift: shiftFor(places), runs: [] }
    this.#groups.push(group)
    return group
  }
}

const NONE: readonly SealedRun[] = []

/** Sets the bits of filters of one size, from a bit on. */
function enter(words: Int32Array, sealed: readonly Sealed[], bit: number): void {
  const none = new Uint8Array(words.length / 8)
  const [a = none, b = none, c = none, d = none, e = none, f = none, g = none, h = none] =
    sealed.map(({ filter }) => filter)
  const set = (place: number, bits: number): void => {
    words[place] = (words[place] ?? 0) | ((bits & 255) << bit)
  }
  for (let byte = 0, place = 0; byte < none.length; byte += 1, place += 8) {
    // Eight places of each become eight bits of each place, as a square is turned over by halves (Warren, 2012).
    let low = at(d, byte, 24) | at(c, byte, 16) | at(b, byte, 8) | at(a, byte, 0)
    let high = at(h, byte, 24) | at(g, byte, 16) | at(f, byte, 8) | at(e, byte, 0)
    low = turned(low)
    high = turned(high)
    const upper = (high & 0xf0f0_f0f0) | ((low >>> 4) & 0x0f0f_0f0f)
    low = ((high << 4) & 0xf0f0_f0f0) | (low & 0x0f0f_0f0f)
    set(place, low)
    set(place + 1, low >>> 8)
    set(place + 2, low >>> 16)
    set(place + 3, low >>> 24)
    set(place + 4, upper)
    set(place + 5, upper >>> 8)
    set(place + 6, upper >>> 16)
    set(place + 7, upper >>> 24)
  }
}

const at = (filter: Uint8Array, byte: number, shift: number): number => (filter[byte] ?? 0) << shift

function turned(square: number): number {
  const once = (square ^ (square >>> 7)) & 0x00aa_00aa
  const half = square ^ once ^ (once << 7)
  const twice = (half ^ (half >>> 14)) & 0x0000_cccc
  return half ^ twice ^ (twice << 14)
}

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
