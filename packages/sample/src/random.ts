/** A stream of chance that is the same on every machine for the same seed: sfc32 on 32-bit integers. */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** `stream` tells apart the streams of one seed, so that members do not disturb one another. */
  constructor(seed: number, stream: number) {
    this.#a = seed | 0
    this.#b = Math.imul(stream + 1, 0x9e3779b1)
    this.#c = Math.imul(seed ^ (stream << 7), 0x85ebca6b)
    for (let i = 0; i < 20; i += 1) this.next()
  }

  /** A number from 0 up to but not including 1. */
  next(): number {
    const t = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t
    return (t >>> 0) / 4_294_967_296
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** An integer from `from` to `to`, both included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.next() * items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }

  /** A length around a median, log-normal: about two thirds lie within a factor e^spread of it. */
  around(median: number, spread: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()))
    return median * Math.exp(spread * radius * Math.cos(2 * Math.PI * this.next()))
  }
}
