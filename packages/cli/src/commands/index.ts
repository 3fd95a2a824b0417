import type { Command } from '../command/command.ts'
import { policyCompare } from './compare.ts'
import { backup } from './backup.ts'
import { demo } from './demo.ts'
import { explain } from './explain.ts'
import { importFiles } from './import.ts'
import { keysAdd, keysList, keysRevoke } from './keys.ts'
import { labels } from './labels.ts'
import { policyLint, policyList, policyShow } from './policy.ts'
import { rebuild } from './rebuild.ts'
import { restore } from './restore.ts'
import { sample } from './sample.ts'
import { score } from './score.ts'
import { serve } from './serve.ts'
import { turns } from './turns.ts'

/** Every command, in the order help shows them. */
export const COMMANDS: readonly Command[] = [
  demo,
  score,
  explain,
  labels,
  turns,
  policyList,
  policyShow,
  policyLint,
  policyCompare,
  sample,
  serve,
  importFiles,
  keysAdd,
  keysList,
  keysRevoke,
  backup,
  restore,
  rebuild,
]
