import { historyOf, turnsOf } from '../fold/read.ts'
import type { Turns } from '../port.ts'
import { type Acts, reading } from './act.ts'

export const turns = {
  of: reading(turnsOf),
  history: reading(historyOf),
} satisfies Acts<Pick<Turns, 'of' | 'history'>>
