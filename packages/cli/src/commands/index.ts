import type { Command } from '../command/command.ts'
import { policyCompare } from './compare.ts'
import { explain } from './explain.ts'
import { labels } from './labels.ts'
import { policyLint, policyList, policyShow } from './policy.ts'
import { sample } from './sample.ts'
import { score } from './score.ts'
import { start } from './start.ts'
import { turns } from './turns.ts'

/** Every command, in the order help shows them. */
export const COMMANDS: readonly Command[] = [
  start,
  score,
  explain,
  labels,
  turns,
  policyList,
  policyShow,
  policyLint,
  policyCompare,
  sample,
]
