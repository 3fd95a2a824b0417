import {
  Assessor,
  formatDuration,
  type Ms,
  parseInstant,
  type TurnRow,
  turnRows,
} from '@alacrity/engine'
import type { Call, Command } from '../command/command.ts'
import { asOfFrom, eachHistory, type Opened, openHistory } from '../read/history.ts'
import { policyNamed } from '../read/policy.ts'
import { formatOf, textOf } from '../read/values.ts'
import { answer, writeJson, writeLines } from '../write/answer.ts'
import { csvLine } from '../write/csv.ts'
import { outcomeCell } from '../write/outcome.ts'
import { type Cell, type Column, tableLines } from '../write/table.ts'
import type { Terminal } from '../write/terminal.ts'
import { count, dotted, grouped, moment } from '../write/words.ts'

export const turns: Command = {
  name: 'turns',
  about: 'every turn: who waited for whom, since when, and how it ended',
  operands: 'FILE…',
  examples: [
    { does: 'The facts alone, no policy’s opinion', line: 'alacrity turns messages.csv' },
    {
      does: 'With each turn’s outcome under a policy',
      line: 'alacrity turns sample.ndjson --policy alacrity --member amara-01',
    },
    { does: 'For a spreadsheet', line: 'alacrity turns messages.csv --format csv --out turns.csv' },
  ],
  options: ['policy', 'as-of', 'member', 'format', 'out', 'workers'],
  formats: ['table', 'json', 'ndjson', 'csv'],
  notes: [
    'A turn is one wait of a client: from the first message not yet answered to the member’s reply, or to what makes a reply unnecessary.',
    'Without --policy, elapsed_ms and outcome are null: they are a policy’s opinion.',
  ],
  run: async (call) => {
    const format = formatOf(call)
    const named = textOf(call.given, 'policy')
    const assessor = named === null ? null : new Assessor(policyNamed(named).policy)
    const opened = await openHistory(call)
    try {
      const asOf = asOfFrom(call, opened.history)
      const rows = rowsOf(call, opened, { assessor, asOf })
      await answer(call, async (write) => {
        if (format === 'json' || format === 'ndjson') await writeJson(write, texts(rows), format)
        else if (format === 'csv') {
          await write(csvLine(COLUMNS))
          for await (const row of rows) await write(csvLine(COLUMNS.map((name) => row[name])))
        } else await writeLines(write, await table(rows, { assessor, asOf }, call.terminal))
      })
    } finally {
      await opened.history.close()
    }
    return opened.status
  },
}

/** The fields of a turn in the contract's order. */
const COLUMNS = [
  'turn',
  'member',
  'client',
  'conversation',
  'ordinal',
  'initiated_by',
  'kind',
  'opened_at',
  'messages',
  'replied_at',
  'replied_with',
  'auto_replied_at',
  'ended_at',
  'ended_by',
  'ended_who',
  'excused',
  'elapsed_ms',
  'outcome',
] as const satisfies readonly (keyof TurnRow)[]

async function* rowsOf(
  call: Call,
  opened: Opened,
  { assessor, asOf }: { readonly assessor: Assessor | null; readonly asOf: Ms },
): AsyncGenerator<TurnRow> {
  for await (const own of eachHistory(call, opened)) yield* turnRows(own, asOf, assessor)
}

async function* texts(rows: AsyncIterable<TurnRow>): AsyncGenerator<string> {
  for await (const row of rows) yield JSON.stringify(row)
}

/** An instant of a row as people read it. */
function shown(instant: string | null): string {
  const at = instant === null ? null : parseInstant(instant)
  return at === null ? '' : moment(at)
}

function endCell(row: TurnRow): Cell {
  if (row.replied_at !== null) return row.replied_with ?? 'message'
  if (row.ended_at !== null) return { text: `${row.ended_by} by ${row.ended_who}`, style: 'dim' }
  return { text: 'open', style: 'yellow' }
}

const FACTS: readonly Column<TurnRow>[] = [
  { title: 'Opened', align: 'left', rank: 0, cell: (row) => shown(row.opened_at) },
  { title: 'Member', align: 'left', rank: 0, most: 24, cell: (row) => row.member },
  { title: 'Client', align: 'left', rank: 1, most: 24, cell: (row) => row.client },
  { title: 'Conversation', align: 'left', rank: 5, most: 24, cell: (row) => row.conversation },
  { title: 'No.', align: 'right', rank: 4, cell: (row) => String(row.ordinal) },
  { title: 'Messages', align: 'right', rank: 6, cell: (row) => grouped(row.messages) },
  {
    title: 'Replied or ended',
    align: 'left',
    rank: 3,
    cell: (row) => shown(row.replied_at ?? row.ended_at),
  },
  { title: 'With', align: 'left', rank: 2, cell: endCell },
]

const OPINIONS: readonly Column<TurnRow>[] = [
  {
    title: 'Took',
    align: 'right',
    rank: 0,
    cell: ({ elapsed_ms: took }) => (took === null ? '' : formatDuration(took)),
  },
  { title: 'Outcome', align: 'left', rank: 0, cell: ({ outcome }) => outcomeCell(outcome) },
]

async function table(
  rows: AsyncIterable<TurnRow>,
  { assessor, asOf }: { readonly assessor: Assessor | null; readonly asOf: Ms },
  terminal: Terminal,
): Promise<Iterable<string>> {
  const all: TurnRow[] = []
  for await (const row of rows) all.push(row)
  const columns = assessor === null ? FACTS : [...FACTS, ...OPINIONS]
  const policy = assessor?.policy.policy ?? 'facts only; --policy NAME adds outcomes'
  const end = [count(all.length, 'turn'), `as of ${moment(asOf)} UTC`, policy]
  const lines = dotted(end, terminal.width).map((line) => ` ${terminal.paint('dim', line)}`)
  return [...tableLines(columns, all, terminal), ...lines]
}
