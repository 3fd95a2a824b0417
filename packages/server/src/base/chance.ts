import { randomBytes } from 'node:crypto'

/** The only source of randomness, so that a test can make two runs draw the same. */
export type Chance = { readonly bytes: (count: number) => Uint8Array }

export const REAL_CHANCE: Chance = { bytes: (count) => randomBytes(count) }

/** A name nobody can guess, of 128 bits. */
export function freshId(chance: Chance, prefix: string): string {
  return `${prefix}_${Buffer.from(chance.bytes(16)).toString('hex')}`
}
