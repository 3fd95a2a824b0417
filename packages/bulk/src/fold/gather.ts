import { compareEvents } from '@alacrity/engine/reading'
import { LAST_ROW, THREAD } from '../column/conversations.ts'
import { nameOfRow } from '../column/names.ts'
import type { Segment } from '../column/segment.ts'
import type { Joined } from './join.ts'

/** One conversation's rows, gathered from the segments and put into canonical order, latest first. */
export class Gatherer {
  count = 0
  at: Float64Array = new Float64Array(64)
  code: Uint8Array = new Uint8Array(64)
  row: Int32Array = new Int32Array(64)
  segment: Uint16Array = new Uint16Array(64)
  #leader = 0
  #leaderRef = 0
  #joined: Joined | null = null
  readonly #segments: readonly Segment[]
  /** Whether a row's place in the input decides ties: all lines are of one source [EV3]. */
  readonly #placeDecides: boolean
  readonly #ignoreTies: boolean

  /** `ignoreTies` is a planted fault, for tests that must find it. */
  constructor(segments: readonly Segment[], ignoreTies: boolean) {
    this.#segments = segments
    this.#ignoreTies = ignoreTies
    const sources = new Set(
      segments.map(({ names }) => (names.kind === 'lines' ? names.source : null)),
    )
    this.#placeDecides = sources.size === 1 && !sources.has(null)
  }

  /** Gathers the conversation of a record, which leads it where it was joined. */
  gather(segment: number, ref: number, joined: Joined | null): void {
    this.count = 0
    this.#joined = joined
    this.#leader = segment
    this.#leaderRef = ref
    if (joined !== null) {
      const { words } = (this.#segments[segment] as Segment).conversations
      let place = words[ref + THREAD] as number
      while (place > 0) {
        this.#take(joined.segment[place - 1] as number, joined.ref[place - 1] as number)
        place = joined.next[place - 1] as number
      }
    }
    this.#take(segment, ref)
    if (!this.#isOrdered()) this.#sort()
  }

  /** The conversation's record in one of the segments it was gathered from. */
  recordIn(segment: number): number {
    const joined = this.#joined
    if (segment === this.#leader || joined === null) return this.#leaderRef
    const { words } = (this.#segments[this.#leader] as Segment).conversations
    let place = words[this.#leaderRef + THREAD] as number
    while (place > 0 && joined.segment[place - 1] !== segment) {
      place = joined.next[place - 1] as number
    }
    return joined.ref[place - 1] as number
  }

  #take(index: number, ref: number): void {
    const segment = this.#segments[index] as Segment
    const { at, code, link } = segment
    let row = (segment.conversations.words[ref + LAST_ROW] as number) - 1
    let count = this.count
    while (row >= 0) {
      if (count === this.at.length) this.#grow()
      this.at[count] = at[row] as number
      this.code[count] = code[row] as number
      this.row[count] = row
      this.segment[count] = index
      count += 1
      row = (link[row] as number) - 1
    }
    this.count = count
  }

  #grow(): void {
    const size = this.at.length * 2
    const grow = <A extends Float64Array | Uint8Array | Int32Array | Uint16Array>(
      old: A,
      to: A,
    ): A => {
      to.set(old)
      return to
    }
    this.at = grow(this.at, new Float64Array(size))
    this.code = grow(this.code, new Uint8Array(size))
    this.row = grow(this.row, new Int32Array(size))
    this.segment = grow(this.segment, new Uint16Array(size))
  }

  #isOrdered(): boolean {
    const { at, count } = this
    for (let i = 1; i < count; i += 1) {
      const later = at[i - 1] as number
      const earlier = at[i] as number
      if (earlier < later) continue
      if (earlier > later) return false
      if (!this.#placeDecides && !this.#ignoreTies && this.#compareNames(i, i - 1) > 0) return false
    }
    return true
  }

  /** Latest first, like the gathering. */
  #sort(): void {
    const { count, at } = this
    const order = Uint32Array.from({ length: count }, (_, i) => i)
    order.sort((a, b) => {
      const difference = (at[b] as number) - (at[a] as number)
      if (difference !== 0) return difference
      return this.#placeDecides || this.#ignoreTies ? a - b : this.#compareNames(b, a)
    })
    this.at.set(Float64Array.from(order, (i) => this.at[i] as number))
    this.code.set(Uint8Array.from(order, (i) => this.code[i] as number))
    this.row.set(Int32Array.from(order, (i) => this.row[i] as number))
    this.segment.set(Uint16Array.from(order, (i) => this.segment[i] as number))
  }

  /** Of two rows of one instant: by seq, source and id [EV3]. */
  #compareNames(a: number, b: number): number {
    return compareEvents(this.#placed(a), this.#placed(b))
  }

  #placed(index: number): Parameters<typeof compareEvents>[0] {
    const { names } = this.#segments[this.segment[index] as number] as Segment
    return { at: 0, ...nameOfRow(names, this.row[index] as number) }
  }
}
