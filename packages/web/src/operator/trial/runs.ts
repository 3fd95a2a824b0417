/** What a trial keeps of an epoch of a member's. */
export type Cell = {
  /** The highest threshold that grants, and that keeps, the focused label. */
  readonly grantTo: number
  readonly keepTo: number
  /** A bit for each other label, granted in the lower half and kept in the upper. */
  readonly others: number
}

const ROOM = 1 << 16

/**
 * Members' epochs, one member after the other, of which only those stand here that differ from the one before:
 * between two messages nothing about a member changes, and a dragged threshold need not look there.
 */
export class Runs {
  /** Of a member's runs, the place of the first; of the next member's, the end. */
  readonly starts: Uint32Array
  /** By run: the epoch it begins with. It lasts until the member's next. */
  from = new Uint16Array(ROOM)
  grantTo = new Int16Array(ROOM)
  keepTo = new Int16Array(ROOM)
  others = new Uint32Array(ROOM)
  #length = 0
  #isFirst = true

  constructor(members: number) {
    this.starts = new Uint32Array(members + 1)
  }

  /** The next epoch of the member that is being read. */
  add(epoch: number, { grantTo, keepTo, others }: Cell): void {
    const last = this.#length - 1
    const isSame =
      !this.#isFirst &&
      this.grantTo[last] === grantTo &&
      this.keepTo[last] === keepTo &&
      this.others[last] === others
    if (isSame) return
    if (this.#length === this.from.length) this.#grow()
    this.from[this.#length] = epoch
    this.grantTo[this.#length] = grantTo
    this.keepTo[this.#length] = keepTo
    this.others[this.#length] = others
    this.#length += 1
    this.#isFirst = false
  }

  /** A member has been read through all epochs. */
  end(member: number): void {
    this.starts[member + 1] = this.#length
    this.#isFirst = true
  }

  #grow(): void {
    const length = this.from.length * 2
    const grown = <T extends { set(values: T): void }>(next: T, values: T): T => {
      next.set(values)
      return next
    }
    this.from = grown(new Uint16Array(length), this.from)
    this.grantTo = grown(new Int16Array(length), this.grantTo)
    this.keepTo = grown(new Int16Array(length), this.keepTo)
    this.others = grown(new Uint32Array(length), this.others)
  }
}
