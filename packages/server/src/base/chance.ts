import { randomBytes } from 'node:crypto'

/** The only source of randomness, so that a test can make two runs draw the same. */
export type Chance = { readonly bytes: (count: number) => Uint8Array }

const POOL_BYTES = 4_096

/** Drawn in advance, since asking the system costs more than a label. What was given is never given again. */
class Pool {
  #bytes = randomBytes(POOL_BYTES)
  #used = 0

  take(count: number): Uint8Array {
    if (count > POOL_BYTES) return randomBytes(count)
    if (this.#used + count > POOL_BYTES) {
      this.#bytes = randomBytes(POOL_BYTES)
      this.#used = 0
    }
    const taken = this.#bytes.subarray(this.#used, this.#used + count)
    this.#used += count
    return taken
  }
}

const pool = new Pool()

export const REAL_CHANCE: Chance = { bytes: (count) => pool.take(count) }

/** A name nobody can guess, of 128 bits. */
export function freshId(chance: Chance, prefix: string): string {
  return `${prefix}_${Buffer.from(chance.bytes(16)).toString('hex')}`
}
