import type { Chance } from '../../src/base/chance.ts'

/** The same draws in every run of the same seed. */
export function seededChance(seed: number): Chance & { readonly reset: (seed: number) => void } {
  let state = seed >>> 0
  return {
    reset: (next) => {
      state = next >>> 0
    },
    bytes: (count) =>
      Uint8Array.from({ length: count }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        return state >>> 24
      }),
  }
}
