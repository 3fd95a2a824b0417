const HIGH = 0x1_0000_0000
/** Places when the first name comes. A power of two, as all their numbers are. */
const FEW = 16
/** A fuller table is searched long. */
const FULL = 0.75

/** By turns 32 bits of a hash, which also say where its search begins, and a position; 0: free. */
type Table = { readonly slots: Uint32Array; readonly places: number }

/**
 * Hashes and log positions by open addressing. Positions must rise, and are kept as what they are more than the
 * first, so that they may be as large as they like.
 */
export class YoungNames {
  #table: Table = newTable(FEW)
  #count = 0
  #before = 0
  /** The position added last; that one may have been taken out again. */
  #last = 0

  get count(): number {
    return this.#count
  }

  add(hash: number, seq: number): void {
    if (this.#count === 0) this.#before = seq - 1
    if (this.#count >= this.#table.places * FULL) this.#table = grown(this.#table)
    enter(this.#table, hash >>> 0, seq - this.#before)
    this.#last = seq
    this.#count += 1
  }

  /** The positions of every name with this hash: none, one, or very seldom more or others. */
  find(hash: number): readonly number[] {
    const { slots, places } = this.#table
    const mark = hash >>> 0
    let found: number[] | null = null
    for (let place = homeOf(mark, places); ; place = (place + 1) & (places - 1)) {
      const from = slots[2 * place + 1] ?? 0
      if (from === 0) return found ?? NONE
      if (slots[2 * place] !== mark) continue
      found ??= []
      found.push(this.#before + from)
    }
  }

  /** Takes an entry out, and moves up those after it whose search would end at the gap. */
  remove(hash: number, seq: number): void {
    const { slots, places } = this.#table
    const [mark, from] = [hash >>> 0, seq - this.#before]
    const next = (place: number) => (place + 1) & (places - 1)
    let gap = homeOf(mark, places)
    while (slots[2 * gap] !== mark || slots[2 * gap + 1] !== from) {
      if (slots[2 * gap + 1] === 0) return
      gap = next(gap)
    }
    for (let place = next(gap); slots[2 * place + 1] !== 0; place = next(place)) {
      const home = homeOf(slots[2 * place] ?? 0, places)
      // Whether its search passes the gap on the way to where it is.
      if (((place - home) & (places - 1)) < ((place - gap) & (places - 1))) continue
      slots[2 * gap] = slots[2 * place] ?? 0
      slots[2 * gap + 1] = slots[2 * place + 1] ?? 0
      gap = place
    }
    slots[2 * gap] = 0
    slots[2 * gap + 1] = 0
    this.#count -= 1
  }

  /** Forgets every name up to a position. The room stays, for as many come again. */
  drop(until: number): void {
    const { slots, places } = this.#table
    const last = until - this.#before
    if (last <= 0) return
    const left: number[] = []
    for (let place = 0; until < this.#last && place < places; place += 1) {
      const from = slots[2 * place + 1] ?? 0
      if (from > last) left.push(slots[2 * place] ?? 0, from - last)
    }
    slots.fill(0)
    for (let at = 0; at < left.length; at += 2) enter(this.#table, left[at] ?? 0, left[at + 1] ?? 0)
    this.#count = left.length / 2
    // Counted from here on: some may always be left, and distances would grow without end.
    this.#before = until
  }
}

const NONE: readonly number[] = []

/** Its zeros are written before anything is looked for: see ./name-filter.ts. */
const newTable = (places: number): Table => ({ slots: new Uint32Array(2 * places).fill(0), places })

const homeOf = (mark: number, places: number): number => ((mark * places) / HIGH) >>> 0

function enter({ slots, places }: Table, mark: number, from: number): void {
  let place = homeOf(mark, places)
  while (slots[2 * place + 1] !== 0) place = (place + 1) & (places - 1)
  slots[2 * place] = mark
  slots[2 * place + 1] = from
}

/** Homes rise with the marks, so both are gone through in the order of memory. */
function grown({ slots, places }: Table): Table {
  const larger = newTable(2 * places)
  for (let place = 0; place < places; place += 1) {
    const from = slots[2 * place + 1] ?? 0
    if (from !== 0) enter(larger, slots[2 * place] ?? 0, from)
  }
  return larger
}
