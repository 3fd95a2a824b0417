import type { Trial } from './trial.ts'
import type { Thresholds } from './verdict.ts'

/** How many columns the distribution has: two points of the score each. */
const BINS = 50
const BIN = 200
const FULL = 10_000

/** The scores of everybody as of now. */
export type Shape = {
  /** How many members this speaks of, and how many have a score. */
  readonly members: number
  readonly scored: number
  /** Members by score: [0, 2), [2, 4), … [98, 100]. */
  readonly bins: readonly number[]
  /** How many would be granted the label if they had to earn it now. */
  readonly earning: number
}

export function shapeOf({ scores, grantNow, scored }: Trial, { grant }: Thresholds): Shape {
  const bins = new Array<number>(BINS).fill(0)
  let withScore = 0
  let earning = 0
  for (let member = 0; member < scored; member += 1) {
    const score = scores[member] as number
    if ((grantNow[member] as number) >= grant) earning += 1
    if (score < 0) continue
    withScore += 1
    const bin = score >= FULL ? BINS - 1 : Math.floor(score / BIN)
    bins[bin] = (bins[bin] as number) + 1
  }
  return { members: scored, scored: withScore, bins, earning }
}
