import type { History } from './standin.ts'
import { count, grouped, list } from '../write/words.ts'
import { sentence } from './policy.ts'

type Counts = History['counts']
type RowFault = History['faults'][number]

/** So many faults are told in full; the rest are counted by kind. */
const IN_FULL = 10
const KINDS = 12

/** What was refused and why, for standard error; nothing where all was accepted and new. */
export function faultLines(counts: Counts, faults: readonly RowFault[]): readonly string[] {
  const refused = counts.conflicts + counts.refused
  if (refused + counts.duplicates === 0) return []
  const lines = faults
    .slice(0, IN_FULL)
    .flatMap(({ file, line, field, problem, remedy }) => [
      `${shownFile(file)}, line ${grouped(line)}: ${field} ${problem}.`,
      `    ${sentence(remedy)}`,
    ])
  const rest = faults.slice(IN_FULL)
  if (rest.length > 0) {
    lines.push(`and ${count(rest.length, 'row')} more refused:`, ...byKind(rest))
  }
  const unseen = refused - faults.length
  if (unseen > 0 && faults.length > 0)
    lines.push(`and ${grouped(unseen)} more that are not listed.`)
  return [...lines, balance(counts)]
}

/** The closing line: everything received is accepted, a duplicate or refused. */
function balance({ received, accepted, duplicates, conflicts, refused }: Counts): string {
  const parts = [
    `${grouped(accepted)} accepted`,
    `${count(duplicates, 'duplicate')}`,
    `${grouped(conflicts + refused)} refused`,
  ]
  const of =
    conflicts === 0 ? '' : ` (${count(conflicts, 'conflict')} with an earlier event of the same id)`
  return `${grouped(received)} received = ${parts.join(' + ')}${of}`
}

function byKind(faults: readonly RowFault[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { field, problem } of faults) {
    const kind = `${field} ${problem.replace(/: .*$/s, '').replace(/\d+/g, 'N')}`
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const kinds = [...counts].sort((a, b) => b[1] - a[1])
  const lines = kinds
    .slice(0, KINDS)
    .map(([kind, number]) => `    ${grouped(number).padStart(7)} × ${kind}`)
  return kinds.length > KINDS ? [...lines, `    and ${kinds.length - KINDS} other kinds`] : lines
}

function shownFile(file: string): string {
  return file === '-' ? 'standard input' : file
}

/** Ids for a message: a few, and how many there are. */
export function someOf(ids: readonly string[]): string {
  const shown = ids.slice(0, 3)
  return ids.length > shown.length ? `${shown.join(', ')}, …` : list(shown)
}
