/** A small seeded pseudo-random generator (mulberry32) with the draws that the generators need. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
    for (let i = 0; i < 4; i += 1) this.unit()
  }

  /** A double of [0, 1). */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  /** An integer of [low, high], both inclusive. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1))
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.integer(0, values.length - 1)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }

  /** A pick by weight. */
  weighted<T>(choices: readonly (readonly [number, T])[]): T {
    const total = choices.reduce((sum, [weight]) => sum + weight, 0)
    let left = this.unit() * total
    for (const [weight, value] of choices) {
      left -= weight
      if (left < 0) return value
    }
    const last = choices.at(-1)
    if (last === undefined) throw new Error('nothing to pick from')
    return last[1]
  }

  /** The values in any order. */
  shuffle<T>(values: readonly T[]): T[] {
    const left = [...values]
    const shuffled: T[] = []
    while (left.length > 0) shuffled.push(...left.splice(this.integer(0, left.length - 1), 1))
    return shuffled
  }

  /** Some of the values, at least one. */
  some<T>(values: readonly T[]): T[] {
    return this.shuffle(values).slice(0, this.integer(1, values.length))
  }
}
