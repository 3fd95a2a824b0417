import {
  Assessor,
  formatInstant,
  type LabelRow,
  labelRows,
  type LabelSpan,
  parseInstant,
} from '@alacrity/engine'
import type { Call, Command } from '../command/command.ts'
import { Stop } from '../command/stop.ts'
import { eachHistory, type Opened, openHistory } from '../read/history.ts'
import { DEFAULT_POLICY, policyNamed } from '../read/policy.ts'
import { formatOf, instantOf, isGiven, textOf } from '../read/values.ts'
import { answer, writeJson, writeLines } from '../write/answer.ts'
import { csvLine } from '../write/csv.ts'
import { say } from '../write/say.ts'
import { type Column, tableLines } from '../write/table.ts'
import type { Terminal } from '../write/terminal.ts'
import { count, dotted, grouped, moment } from '../write/words.ts'

export const labels: Command = {
  name: 'labels',
  about: 'the label history: who was given a label or lost it, and when',
  operands: 'FILE…',
  examples: [
    { does: 'Every change in the whole history', line: 'alacrity labels messages.csv' },
    {
      does: 'One quarter under another policy',
      line: 'alacrity labels messages.csv --policy upwork-2022 --from 2026-01-01T00:00:00Z --until 2026-03-31T00:00:00Z',
    },
    {
      does: 'One member, for a program to read',
      line: 'alacrity labels sample.ndjson --member nils-15 --format ndjson',
    },
  ],
  options: ['policy', 'from', 'until', 'member', 'format', 'out', 'workers'],
  formats: ['table', 'json', 'ndjson', 'csv'],
  notes: [
    'Labels change only when they are published, and not again until the policy’s dwell has passed. One row for every change from --from to --until, both included; what came before counts too, it is only not printed.',
  ],
  run: async (call) => {
    const format = formatOf(call)
    const { policy } = policyNamed(textOf(call.given, 'policy') ?? DEFAULT_POLICY)
    const assessor = new Assessor(policy)
    const opened = await openHistory(call)
    try {
      const span = spanOf(call, opened)
      const rows = changesOf(call, opened, { assessor, span })
      await answer(call, async (write) => {
        if (format === 'json' || format === 'ndjson') await writeJson(write, texts(rows), format)
        else if (format === 'csv') {
          await write(csvLine(COLUMNS))
          for await (const row of rows) await write(csvLine(COLUMNS.map((name) => row[name])))
        } else await writeLines(write, await table(rows, { assessor, span }, call.terminal))
      })
    } finally {
      await opened.history.close()
    }
    return opened.status
  },
}

const COLUMNS = [
  'member',
  'label',
  'epoch',
  'held',
  'policy',
] as const satisfies readonly (keyof LabelRow)[]

/** From the first event to the last where nothing else is said. */
function spanOf({ given }: Call, { history }: Opened): LabelSpan {
  const span = {
    from: instantOf(given, 'from') ?? history.firstEventAt ?? 0,
    until: instantOf(given, 'until') ?? history.lastEventAt ?? 0,
  }
  if (span.until < span.from) {
    throw new Stop(
      `--until ${formatInstant(span.until)} is before --from ${formatInstant(span.from)}.`,
      'Give a span that ends after it begins.',
    )
  }
  if (!isGiven(given, 'from') || !isGiven(given, 'until')) {
    say(`From ${formatInstant(span.from)} until ${formatInstant(span.until)}.`)
  }
  return span
}

async function* changesOf(
  call: Call,
  opened: Opened,
  { assessor, span }: { readonly assessor: Assessor; readonly span: LabelSpan },
): AsyncGenerator<LabelRow> {
  for await (const own of eachHistory(call, opened)) yield* labelRows(own, span, assessor).rows
}

async function* texts(rows: AsyncIterable<LabelRow>): AsyncGenerator<string> {
  for await (const row of rows) yield JSON.stringify(row)
}

const TABLE: readonly Column<LabelRow>[] = [
  { title: 'Member', align: 'left', rank: 0, most: 36, cell: (row) => row.member },
  {
    title: 'Published',
    align: 'left',
    rank: 0,
    cell: (row) => moment(parseInstant(row.epoch) ?? 0),
  },
  {
    title: 'Change',
    align: 'left',
    rank: 0,
    cell: ({ held, label }) =>
      held
        ? { text: `● ${label}`, style: 'green' }
        : { text: `○ no longer ${label}`, style: 'yellow' },
  },
]

async function table(
  rows: AsyncIterable<LabelRow>,
  { assessor, span }: { readonly assessor: Assessor; readonly span: LabelSpan },
  terminal: Terminal,
): Promise<Iterable<string>> {
  const all: LabelRow[] = []
  for await (const row of rows) all.push(row)
  const given = all.filter(({ held }) => held).length
  const { every } = assessor.policy.publish
  const end = [
    count(all.length, 'change'),
    `${grouped(given)} given, ${grouped(all.length - given)} taken`,
    `${moment(span.from)} to ${moment(span.until)} UTC`,
    `each ${every}`,
    assessor.policy.policy,
  ]
  const lines = dotted(end, terminal.width).map((line) => ` ${terminal.paint('dim', line)}`)
  return [...tableLines(TABLE, all, terminal), ...lines]
}
