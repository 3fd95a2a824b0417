import type { Clock } from '../../src/index.ts'

/** A clock on which nobody waits: it writes down how long they would have. */
export function hastyClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = []
  return {
    waits,
    now: () => Date.now(),
    random: () => 1,
    sleep: async (ms, signal) => {
      waits.push(ms)
      // Lets what is under way go on, so that a loop of waits cannot starve it.
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
    },
  }
}
