import type { Command } from '../command/command.ts'
import { formatOf, integerOf } from '../read/values.ts'
import { SAMPLE_MEMBERS, SAMPLE_SEED, sampleEvents } from '@alacrity/sample'
import { answer, writeJson } from '../write/answer.ts'
import { csvLine } from '../write/csv.ts'

export const sample: Command = {
  name: 'sample',
  about: 'a made-up marketplace to try everything on: 60 members, half a year',
  operands: '',
  examples: [
    { does: 'The same events every time', line: 'alacrity sample --out sample.ndjson' },
    {
      does: 'Another marketplace, a larger one',
      line: 'alacrity sample --seed 42 --members 200 --format csv --out market.csv',
    },
    { does: 'Straight into a command', line: 'alacrity sample | alacrity score -' },
  ],
  options: ['seed', 'members', 'format', 'out'],
  formats: ['ndjson', 'csv', 'json'],
  notes: [
    'Nobody in it exists. How fast people answer, how many never do, bursts, thanks, holidays and working hours follow what was measured on public message histories.',
  ],
  run: async (call) => {
    const format = formatOf(call)
    const seed = integerOf(call.given, 'seed', { least: 0, most: 4_294_967_295 }) ?? SAMPLE_SEED
    const members = integerOf(call.given, 'members', { least: 1, most: 10_000 }) ?? SAMPLE_MEMBERS
    const events = sampleEvents({ seed, members })
    await answer(call, async (write) => {
      if (format === 'csv') {
        await write(csvLine(COLUMNS))
        for (const event of events) await write(csvLine(COLUMNS.map((name) => event[name])))
      } else
        await writeJson(
          write,
          events.values().map((event) => JSON.stringify(event)),
          format === 'json' ? 'json' : 'ndjson',
        )
    })
    return 0
  },
}

/** Every field that an event of the sample can have. */
const COLUMNS = [
  'id',
  'type',
  'at',
  'member',
  'conversation',
  'from',
  'until',
  'client',
  'kind',
  'automated',
  'action',
  'message',
  'by',
  'turn',
  'excused',
  'reason',
  'weekly',
  'zone',
] as const
