import { parseInstant } from '@alacrity/engine'
import type { Comparison } from '../report/comparison.ts'
import { bar } from './chart.ts'
import { type Column, tableLines } from './table.ts'
import type { Terminal } from './terminal.ts'
import { count, decimal, grouped, hanging, moment, wrapped } from './words.ts'

type Fact = { readonly name: string; readonly values: readonly [string, string] }

const NONE = '–'

/** Two policies side by side as they are printed. */
export function* comparisonLines(comparison: Comparison, terminal: Terminal): Generator<string> {
  const [a, b] = comparison.policies
  const { paint } = terminal
  const span = `${shown(comparison.from)} to ${shown(comparison.as_of)} UTC`
  yield ` ${paint('bold', `${a.policy} against ${b.policy}`)}`
  yield ` ${paint('dim', `${count(comparison.members, 'member')}, ${span}`)}`
  yield ''
  yield* tableLines(factColumns(comparison), factsOf(comparison), terminal)
  yield ''
  yield* tableLines(tenColumns(comparison, terminal), tens(comparison), terminal)
  for (const {
    label,
    both,
    neither,
    gains,
    loses,
    agreement_percent: agreement,
  } of comparison.labels) {
    yield ''
    yield ` ${paint('bold', label)}`
    const shares = `both agree on ${decimal(agreement)} % of members: ${grouped(both)} have it under both, ${grouped(neither)} under neither`
    yield* hanging('   ', shares, terminal.width)
    yield* names(`gained under ${b.policy}`, gains, terminal)
    yield* names(`lost under ${b.policy}`, loses, terminal)
  }
}

function shown(instant: string): string {
  return moment(parseInstant(instant) ?? 0)
}

function factColumns({ policies: [a, b] }: Comparison): readonly Column<Fact>[] {
  return [
    { title: '', align: 'left', rank: 0, cell: ({ name }) => name },
    { title: a.policy, align: 'right', rank: 0, cell: ({ values }) => values[0] },
    { title: b.policy, align: 'right', rank: 0, cell: ({ values }) => values[1] },
  ]
}

type Side = Comparison['policies'][number]

function factsOf({ policies: [a, b] }: Comparison): readonly Fact[] {
  const fact = (name: string, of: (side: Side) => string): Fact => ({
    name,
    values: [of(a), of(b)],
  })
  const scores = (name: string, rank: 'p10' | 'median' | 'p90'): Fact =>
    fact(name, ({ score }) => (score === null ? NONE : decimal(score[rank])))
  const labels = [...new Set([...a.labels, ...b.labels].map(({ label }) => label))]
  return [
    fact('Members with a score', (side) => grouped(side.with_score)),
    scores('Score, lowest tenth', 'p10'),
    scores('Score, median', 'median'),
    scores('Score, highest tenth', 'p90'),
    ...labels.flatMap((name) => {
      const own = (side: Side) => side.labels.find(({ label }) => label === name)
      return [
        fact(`● ${name}`, (side) => {
          const label = own(side)
          return label === undefined
            ? NONE
            : `${grouped(label.members)} (${decimal(label.percent)} %)`
        }),
        fact('  changes in 100 months', (side) => {
          const rate = own(side)?.changes_per_100_member_months ?? null
          return rate === null ? NONE : decimal(rate)
        }),
      ]
    }),
  ]
}

type Ten = { readonly from: number; readonly values: readonly [number, number] }

function tens({ policies: [a, b] }: Comparison): readonly Ten[] {
  return a.scores_by_ten
    .map((value, ten): Ten => ({ from: ten * 10, values: [value, b.scores_by_ten[ten] ?? 0] }))
    .toReversed()
}

function tenColumns({ policies }: Comparison, { width }: Terminal): readonly Column<Ten>[] {
  const most = Math.max(1, ...policies.flatMap((side) => side.scores_by_ten))
  const room = Math.max(8, Math.min(24, Math.floor((width - 30) / 2)))
  const side = (index: 0 | 1): readonly Column<Ten>[] => [
    { title: '', align: 'right', rank: 0, cell: ({ values }) => grouped(values[index]) },
    {
      title: policies[index].policy,
      align: 'left',
      rank: 0,
      cell: ({ values }) => ({ text: bar(values[index] / most, room).padEnd(room), style: 'cyan' }),
    },
  ]
  const range = ({ from }: Ten) => (from === 90 ? '90 to 100' : `${from} to <${from + 10}`)
  return [{ title: 'Score', align: 'right', rank: 0, cell: range }, ...side(0), ...side(1)]
}

function* names(
  what: string,
  members: readonly string[],
  { width, paint }: Terminal,
): Generator<string> {
  yield `   ${count(members.length, 'member')} ${what}${members.length === 0 ? '' : ':'}`
  const shownMembers = members.slice(0, 60)
  for (const line of wrapped(shownMembers.join(', '), Math.min(width, 100) - 6)) {
    yield `     ${paint('dim', line)}`
  }
  const rest = members.length - shownMembers.length
  if (rest > 0) yield `     ${paint('dim', `and ${grouped(rest)} more; --format json lists all`)}`
}
