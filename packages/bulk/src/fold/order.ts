/** Parts up to this size are sorted by insertion. */
const SMALL = 24

/** Sorts a permutation by a key, merging runs; equal keys are left to a slower comparison. */
export class PartSorter {
  readonly #key: Float64Array
  readonly #tie: (a: number, b: number) => number
  readonly #scratch: Int32Array

  constructor(key: Float64Array, tie: (a: number, b: number) => number) {
    this.#key = key
    this.#tie = tie
    this.#scratch = new Int32Array(key.length)
  }

  sort(order: Int32Array): void {
    this.#split(order, 0, order.length)
  }

  #after(a: number, b: number): boolean {
    const x = this.#key[a] as number
    const y = this.#key[b] as number
    return x > y || (x === y && this.#tie(a, b) > 0)
  }

  #insert(order: Int32Array, from: number, to: number): void {
    for (let i = from + 1; i < to; i += 1) {
      const moved = order[i] as number
      let at = i
      while (at > from && this.#after(order[at - 1] as number, moved)) {
        order[at] = order[at - 1] as number
        at -= 1
      }
      order[at] = moved
    }
  }

  #split(order: Int32Array, from: number, to: number): void {
    if (to - from <= SMALL) return this.#insert(order, from, to)
    const middle = (from + to) >>> 1
    this.#split(order, from, middle)
    this.#split(order, middle, to)
    if (!this.#after(order[middle - 1] as number, order[middle] as number)) return
    const scratch = this.#scratch
    scratch.set(order.subarray(from, middle))
    const size = middle - from
    let left = 0
    let right = middle
    let out = from
    while (left < size) {
      if (right < to && this.#after(scratch[left] as number, order[right] as number)) {
        order[out] = order[right] as number
        right += 1
      } else {
        order[out] = scratch[left] as number
        left += 1
      }
      out += 1
    }
  }
}
