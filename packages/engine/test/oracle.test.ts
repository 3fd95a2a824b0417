import { describe, expect, test } from 'vitest'
import { randomCase, type RandomCase } from './reference/generate.ts'
import { CASES, fewest, PATIENCE, SEED } from './support/law.ts'
import { type Answers, ofEngine, ofOracle } from './support/oracle.ts'

const PARTS = ['turns', 'scores', 'labels'] as const

/** The parts on which the engine and the oracle do not agree. */
function differing(asked: RandomCase): readonly (keyof Answers)[] {
  const [engine, oracle] = [ofEngine(asked), ofOracle(asked)]
  return PARTS.filter((part) => JSON.stringify(engine[part]) !== JSON.stringify(oracle[part]))
}

/** The fewest events that still show a difference in the same part, with both answers. */
function shown(asked: RandomCase, part: keyof Answers): string {
  const events = fewest(asked.events, (few) =>
    differing({ ...asked, events: [...few] }).includes(part),
  )
  const small = { ...asked, events }
  const [engine, oracle] = [ofEngine(small)[part], ofOracle(small)[part]]
  return JSON.stringify({ part, engine, oracle, case: small }, null, 1)
}

describe('the oracle', () => {
  test('[AS10] [EV3] says what the engine says of random histories under random policies', {
    timeout: PATIENCE,
  }, () => {
    let difference = ''
    for (let seed = SEED; seed < SEED + CASES && difference === ''; seed += 1) {
      const asked = randomCase(seed)
      const [part] = differing(asked)
      if (part !== undefined) difference = `seed ${seed}: ${shown(asked, part)}`
    }
    expect(difference).toBe('')
  })

  test('[AS10] the comparison finds a difference: a deadline one millisecond off', () => {
    const off = ({ policy, ...rest }: RandomCase) => ({
      ...rest,
      policy: { ...policy, within: '1ms' },
    })
    const found = Array.from({ length: 40 }, (_, i) => randomCase(SEED + i)).filter((asked) => {
      const [engine, oracle] = [ofEngine(off(asked)), ofOracle(asked)]
      return JSON.stringify(engine) !== JSON.stringify(oracle)
    })
    expect(found.length).toBeGreaterThan(10)
  })
})
