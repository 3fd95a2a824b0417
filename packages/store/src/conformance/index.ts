import type { Case } from './case.ts'
import { labelCases } from './labels.ts'
import { logCases } from './log.ts'
import { peopleCases } from './people.ts'
import { serviceCases } from './service.ts'
import { turnCases } from './turns.ts'

export { arrive, type Bench, type Case, withStore } from './case.ts'

/**
 * What every backend must do: run each case with a bench of its own.
 */
export const conformanceCases: readonly Case[] = [
  ...logCases,
  ...turnCases,
  ...labelCases,
  ...peopleCases,
  ...serviceCases,
]
