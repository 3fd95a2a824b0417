/** Properties that come with the mistakes they must find. */
import { env } from 'node:process'
import fc from 'fast-check'
import { expect, test } from 'vitest'

/** Cases of every property: the nightly run takes more. */
export const CASES = Number(env['ALACRITY_CASES'] ?? 300)
export const SEED = Number(env['ALACRITY_SEED'] ?? 20_190_613)

/** Grows with the number of cases; a property may take a tenth of a second a case. */
export const PATIENCE = 30_000 + 100 * CASES

/** So many cases at the most are tried to find a planted mistake. */
const PLANTED_CASES = 3_000

type Law = {
  readonly title: string
  readonly property: fc.IProperty<unknown>
  /** The part of the cases that is enough where each takes long. */
  readonly part?: number
}

/**
 * Registers a property that holds, and one test for each planted mistake: the same property of a wrong
 * variant must fail, which shows that the property can.
 */
export function law(
  { title, property, part = 1 }: Law,
  planted: Readonly<Record<string, Law['property']>>,
) {
  const numRuns = Math.ceil(CASES * part)
  test(`${title}`, { timeout: PATIENCE }, () => {
    const run = fc.check(property, { numRuns, seed: SEED })
    if (run.failed) throw new Error(fc.defaultReportMessage(run), { cause: run.errorInstance })
    expect(run.numRuns).toBe(numRuns)
  })
  for (const [mistake, wrong] of Object.entries(planted)) {
    test(`${title} | finds: ${mistake}`, { timeout: PATIENCE }, () => {
      const run = fc.check(wrong, { numRuns: PLANTED_CASES, seed: SEED, endOnFailure: true })
      expect(run.failed).toBe(true)
      expect(String(run.errorInstance)).toMatch('AssertionError')
    })
  }
}

/** A seed of the generators of test/reference. */
export const seeds: fc.Arbitrary<number> = fc.integer({ min: 1, max: 0x7fff_ffff })

/** The fewest of some items that still fail, taking away one after the other. */
export function fewest<T>(items: readonly T[], fails: (items: readonly T[]) => boolean): T[] {
  let left = [...items]
  for (let i = left.length - 1; i >= 0; i -= 1) {
    const fewer = left.filter((_, index) => index !== i)
    if (fails(fewer)) left = fewer
  }
  return left
}
