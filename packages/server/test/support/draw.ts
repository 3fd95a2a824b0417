/** Seeded draws: the same seed, the same history. */
export type Draw = {
  readonly between: (from: number, to: number) => number
  readonly chance: (share: number) => boolean
  readonly pick: <T>(from: readonly T[]) => T
  readonly shuffled: <T>(items: readonly T[]) => T[]
}

export function drawing(seed: number): Draw {
  let state = (seed * 2_654_435_761) >>> 0
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    between,
    chance: (share) => next() < share,
    pick: <T>(from: readonly T[]) => {
      const found = from[between(0, from.length - 1)]
      if (found === undefined) throw new Error('there is nothing to pick from')
      return found
    },
    shuffled: <T>(items: readonly T[]) => {
      const mixed = [...items]
      for (let i = mixed.length - 1; i > 0; i -= 1) {
        const j = between(0, i)
        const kept = mixed[i] as T
        mixed[i] = mixed[j] as T
        mixed[j] = kept
      }
      return mixed
    },
  }
}
