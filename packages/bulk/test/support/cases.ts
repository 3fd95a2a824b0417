import { env } from 'node:process'
import type { Parameters } from 'fast-check'

/** How many cases a property is tried on; each writes and reads files. */
const CASES = Number(env['ALACRITY_CASES'] ?? 300)
const SEED = Number(env['ALACRITY_SEED'] ?? 20190613)

export function tries(share: number): Parameters<unknown> {
  return { numRuns: Math.max(10, Math.ceil(CASES * share)), seed: SEED }
}
