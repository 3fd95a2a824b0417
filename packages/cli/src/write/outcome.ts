import type { Outcome } from '@alacrity/engine'
import type { Cell } from './table.ts'
import type { Style } from './terminal.ts'

const WORDS = {
  on_time: ['on time', 'green'],
  late: ['late', 'yellow'],
  missed: ['missed', 'red'],
  pending: ['waiting', 'cyan'],
  excused: ['excused', 'dim'],
} as const satisfies Record<Outcome, readonly [string, Style]>

/** An outcome as people read it. */
export function outcomeText(outcome: Outcome): string {
  return WORDS[outcome][0]
}

export function outcomeCell(outcome: Outcome | null): Cell {
  if (outcome === null) return ''
  const [text, style] = WORDS[outcome]
  return { text, style }
}
