import { historyOf, keptOf, turnsOf } from '../fold/read.ts'
import type { Turns } from '../port.ts'
import { type Acts, reading } from './act.ts'

export const turns = {
  of: reading(turnsOf),
  kept: reading(keptOf),
  history: reading(historyOf),
} satisfies Acts<Pick<Turns, 'of' | 'kept' | 'history'>>
