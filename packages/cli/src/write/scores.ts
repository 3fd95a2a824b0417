import { formatDuration, type MeasureRow, type Policy, type ScoreRow } from '@alacrity/engine'
import { bar } from './chart.ts'
import { scoreThreshold, windowInWords } from './policy.ts'
import { type Cell, type Column, tableLines } from './table.ts'
import type { Terminal } from './terminal.ts'
import { count, decimal, dotted, grouped, hanging, list, moment, title } from './words.ts'

const BAR = 12

/** A measure's value as people read it. */
export function measureText(measure: MeasureRow): string {
  if (measure === null) return '–'
  if ('percent' in measure) return `${decimal(measure.percent)} %`
  return 'ms' in measure ? formatDuration(measure.ms) : grouped(measure.count)
}

export function labelsHeld(row: ScoreRow): readonly string[] {
  return Object.entries(row.labels).flatMap(([name, held]) => (held ? [name] : []))
}

function labelCell(row: ScoreRow): Cell {
  const held = labelsHeld(row)
  return held.length === 0 ? '' : { text: `● ${held.join(', ')}`, style: 'green' }
}

function barCell(row: ScoreRow, threshold: number | null): Cell {
  if (row.score === null) return row.enough ? '' : { text: 'not enough yet', style: 'dim' }
  const good = threshold === null || row.score >= threshold
  return { text: bar(row.score / 100, BAR), style: good ? 'green' : 'yellow' }
}

function number(name: string, rank: number, of: (row: ScoreRow) => number): Column<ScoreRow> {
  const cell = (row: ScoreRow): Cell =>
    of(row) === 0 ? { text: '0', style: 'dim' } : grouped(of(row))
  return { title: name, align: 'right', rank, cell }
}

/** The columns of the table of scores: those of a policy's measures, the score's own aside. */
function scoreColumns(policy: Policy): readonly Column<ScoreRow>[] {
  const threshold = scoreThreshold(policy)
  const ownScore: readonly Column<ScoreRow>[] = [
    {
      title: 'Score',
      align: 'right',
      rank: 0,
      cell: ({ score }) => (score === null ? { text: '–', style: 'dim' } : decimal(score)),
    },
    { title: '', align: 'left', rank: 2, cell: (row) => barCell(row, threshold) },
  ]
  const others = policy.measures.flatMap(({ name }, index): readonly Column<ScoreRow>[] =>
    index === policy.score
      ? []
      : [
          {
            title: title(name),
            align: 'right',
            rank: 3,
            cell: (row) => measureText(row.measures[name] ?? null),
          },
        ],
  )
  return [
    { title: 'Member', align: 'left', rank: 0, most: 36, cell: ({ member }) => member },
    ...(policy.score === null ? [] : ownScore),
    {
      title: policy.labels.length === 1 ? 'Label' : 'Labels',
      align: 'left',
      rank: 0,
      cell: labelCell,
    },
    ...others,
    number('Turns', 1, ({ counts }) => counts.turns),
    number('Late', 5, ({ counts }) => counts.late),
    number('Missed', 5, ({ counts }) => counts.missed),
    number('Waiting', 6, ({ counts }) => counts.pending),
    number('Excused', 6, ({ counts }) => counts.excused),
    number('Clients', 4, ({ counts }) => counts.clients),
  ]
}

export type Judged = { readonly policy: Policy; readonly asOf: number }

/** The table of scores with its summary. */
export function* scoreTable(
  rows: readonly ScoreRow[],
  judged: Judged,
  terminal: Terminal,
): Generator<string> {
  yield* tableLines(scoreColumns(judged.policy), rows, terminal)
  for (const part of dotted(summary(rows, judged), terminal.width)) {
    yield ` ${terminal.paint('dim', part)}`
  }
  if (rows.length > 0 && rows.every(({ counts }) => counts.turns === 0)) {
    const none = `No turn was opened in the window (${windowInWords(judged.policy)}) before that instant: --as-of TIME asks for an earlier one.`
    yield* hanging(' ', none, terminal.width)
  }
}

/** Of many members in a few facts. */
function summary(rows: readonly ScoreRow[], { policy, asOf }: Judged): readonly string[] {
  const scores = rows.flatMap(({ score }) => (score === null ? [] : [score]))
  const labels = policy.labels.map(
    ({ name }) => `${grouped(rows.filter((row) => row.labels[name] === true).length)} ${name}`,
  )
  return [
    count(rows.length, 'member'),
    ...(policy.score === null ? [] : [`${grouped(scores.length)} with a score`]),
    ...(labels.length === 0 ? [] : [list(labels)]),
    ...(scores.length === 0 ? [] : [`median score ${decimal(medianOf(scores))}`]),
    `as of ${moment(asOf)} UTC`,
    policy.policy,
  ]
}

/** The middle of some numbers, or the mean of the middle two. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1] ?? 0
  const high = sorted[Math.floor(middle)] ?? 0
  return (low + high) / 2
}

/** The counts in the contract's order. */
const COUNTS = [
  'turns',
  'settled',
  'on_time',
  'late',
  'missed',
  'pending',
  'excused',
  'clients',
] as const satisfies readonly (keyof ScoreRow['counts'])[]

/** The columns of `score --format csv`: the counts, the score, then every measure and every label. */
export function scoreCsvHeader(policy: Policy): readonly string[] {
  const measures = policy.measures.map(({ name }) => name)
  const labels = policy.labels.map(({ name }) => name)
  return ['member', 'policy', 'as_of', ...COUNTS, 'enough', 'score', ...measures, ...labels]
}

export function scoreCsvRow(row: ScoreRow, policy: Policy): readonly unknown[] {
  const { counts } = row
  return [
    row.member,
    row.policy,
    row.as_of,
    ...COUNTS.map((name) => counts[name]),
    row.enough,
    row.score,
    ...policy.measures.map(({ name }) => measureNumber(row.measures[name] ?? null)),
    ...policy.labels.map(({ name }) => row.labels[name]),
  ]
}

/** Percent, milliseconds or a count, whichever the measure is. */
function measureNumber(measure: MeasureRow): number | null {
  if (measure === null) return null
  if ('percent' in measure) return measure.percent
  return 'ms' in measure ? measure.ms : measure.count
}
