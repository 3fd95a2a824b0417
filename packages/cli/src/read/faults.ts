import type { History, InputFault } from '@alacrity/bulk'
import { count, grouped, list } from '../write/words.ts'
import { sentence } from './policy.ts'

type Refusals = Pick<History, 'counts' | 'faults' | 'refusedByKind'>

/** So many faults are told in full; the rest are counted by kind. */
const IN_FULL = 10
const KINDS = 12

/** What was refused and why, for standard error; nothing where all was accepted and new. */
export function faultLines({ counts, faults, refusedByKind }: Refusals): readonly string[] {
  const refused = counts.conflicts + counts.refused
  if (refused + counts.duplicates + faults.length === 0) return []
  const lines = faults.slice(0, IN_FULL).flatMap(faultInFull)
  const rows = faults.slice(0, IN_FULL).filter(({ line }) => line !== null).length
  const rest = counts.refused - rows
  if (rest > 0) {
    lines.push(
      `and ${count(rest, 'row')} more; all ${grouped(counts.refused)} refused, by kind:`,
      ...byKind(refusedByKind),
    )
  }
  return counts.received === 0 ? lines : [...lines, balance(counts)]
}

function faultInFull({ file, line, field, problem, remedy }: InputFault): readonly string[] {
  const name = file === '-' ? 'standard input' : file
  const place = line === null ? name : `${name}, line ${grouped(line)}`
  return [`${place}: ${field} ${problem}.`, `    ${sentence(remedy)}`]
}

/** The closing line: everything received is accepted, a duplicate or refused. */
function balance({
  received,
  accepted,
  duplicates,
  conflicts,
  refused,
}: History['counts']): string {
  const parts = [
    `${grouped(accepted)} accepted`,
    count(duplicates, 'duplicate'),
    `${grouped(conflicts + refused)} refused`,
  ]
  const those = `${count(conflicts, 'conflict')} with an earlier event of the same id`
  return `${grouped(received)} received = ${parts.join(' + ')}${conflicts === 0 ? '' : ` (${those})`}`
}

function byKind(refusedByKind: ReadonlyMap<string, number>): readonly string[] {
  const kinds = [...refusedByKind].sort((a, b) => b[1] - a[1])
  const lines = kinds
    .slice(0, KINDS)
    .map(([kind, number]) => `    ${grouped(number).padStart(7)} × ${kind}`)
  const others = kinds.length - KINDS
  return others > 0 ? [...lines, `    and ${count(others, 'other kind')}`] : lines
}

/** Ids for a message: a few, and whether there are more. */
export function someOf(ids: readonly string[]): string {
  const shown = ids.slice(0, 3)
  return ids.length > shown.length ? `${shown.join(', ')}, …` : list(shown)
}
