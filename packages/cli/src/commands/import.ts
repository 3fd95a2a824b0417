import { type History, readHistory } from '@alacrity/bulk'
import { compareEvents } from '@alacrity/engine'
import type { Opened } from '@alacrity/server'
import type { Call, Command } from '../command/command.ts'
import { type ExitStatus, Stop } from '../command/stop.ts'
import { faultLines } from '../read/faults.ts'
import { checkFiles, waitForInput } from '../read/history.ts'
import { sentence } from '../read/policy.ts'
import { type Configured, configured, withDatabase } from '../read/service.ts'
import { ProgressLine } from '../write/progress.ts'
import { breathe, say } from '../write/say.ts'
import { grouped } from '../write/words.ts'

export const importFiles: Command = {
  name: 'import',
  about: 'message history or events into the service’s database',
  operands: 'FILE…',
  examples: [
    { does: 'The messages of years, before the first day', line: 'alacrity import messages.csv' },
    {
      does: 'Into a database that is named',
      line: 'alacrity import sample.ndjson --database market.db',
    },
    { does: 'From another program', line: 'alacrity sample | alacrity import -' },
  ],
  options: ['config', 'database'],
  formats: [],
  notes: [
    'Takes what `alacrity score` reads. Every event is stored once, so a file can be imported again, after an interruption too: what is there is a duplicate.',
    'Rows without an id are named by the file’s name and their line, so the longer file of tomorrow must have the same name, and another file another name.',
    'The service may run meanwhile. Labels follow at the next epoch: what was published stays as it is.',
  ],
  run: async (call) => {
    checkFiles(call.given.positionals, call.command.name)
    const configuration = await configured(call)
    return await withDatabase(configuration, { existing: false }, async (opened) => {
      const sum = { received: 0, accepted: 0, duplicate: 0, refused: 0 }
      for (const file of call.given.positionals) {
        const told = await importFile(call, file, { configuration, opened })
        sum.received += told.received
        sum.accepted += told.accepted
        sum.duplicate += told.duplicate
        sum.refused += told.refused
      }
      process.stdout.write(`${balance(sum)}\n`)
      return statusOf(sum)
    })
  },
}

type Balance = {
  readonly received: number
  readonly accepted: number
  readonly duplicate: number
  readonly refused: number
}
type Work = { readonly configuration: Configured; readonly opened: Opened }

/** So many events that the database refused are told in full. */
const IN_FULL = 10

async function importFile(
  call: Call,
  file: string,
  { configuration, opened }: Work,
): Promise<Balance> {
  const history = await read(call, file)
  const progress = new ProgressLine()
  try {
    for (const line of refusedRows(history)) say(line)
    const { counts, faults } = history
    let told = 0
    const imported = await configuration.server.importLines(opened.store, linesOf(history), {
      now: Date.now(),
      onRefused: (_, { id, code, about }) => {
        told += 1
        if (told > IN_FULL) return
        progress.wipe()
        say(
          `${file}, event ${id ?? '?'}: ${about.field ?? ''} ${about.detail ?? REASONS[code] ?? code}.`,
        )
        say(`    ${sentence(about.remedy ?? REMEDIES[code] ?? 'Correct it and import it again')}`)
      },
      onProgress: (done) => {
        if (call.terminal.progress) progress.events(done, counts.accepted)
      },
    })
    if (told > IN_FULL) say(`and ${grouped(told - IN_FULL)} more events that the database refused`)
    // A file that could not be read at all counts as one thing that was refused.
    const unread = faults.some(({ line }) => line === null) ? 1 : 0
    return {
      received: counts.received + unread,
      accepted: imported.accepted,
      duplicate: counts.duplicates + imported.duplicate,
      refused: counts.conflicts + counts.refused + imported.refused + unread,
    }
  } finally {
    progress.wipe()
    await history.close()
  }
}

/** Without the closing line: the balance is drawn when the database has spoken too. */
function refusedRows(history: History): readonly string[] {
  const lines = faultLines(history)
  return history.counts.received === 0 ? lines : lines.slice(0, -1)
}

const REASONS: Readonly<Record<string, string>> = {
  id_conflict: 'is taken by an event that says something else, which stays',
  too_far_ahead: 'lies in the future',
}
const REMEDIES: Readonly<Record<string, string>> = {
  id_conflict:
    'give a new event a new id; rows without ids get others if the file has another name',
  too_far_ahead: 'correct the clock or the time zone it was written with',
}

async function read(call: Call, file: string): Promise<History> {
  const progress = new ProgressLine()
  if (file === '-') waitForInput()
  try {
    return await readHistory([file], {
      nameByFile: true,
      ...(call.terminal.progress ? { onProgress: progress.draw } : {}),
    })
  } finally {
    progress.wipe()
  }
}

/** Every event as a line, member after member and each in order, which is the least work for the database. */
async function* linesOf(history: History): AsyncGenerator<string> {
  for (const event of [...history.outages, ...history.erasures]) yield JSON.stringify(event)
  let count = 0
  for (const member of history.memberIds) {
    for (const event of history.member(member).toSorted(compareEvents)) {
      yield JSON.stringify(event)
      count += 1
      if (count % 1_000 === 0) await breathe()
    }
  }
}

function balance({ received, accepted, duplicate, refused }: Balance): string {
  const parts = [
    `${grouped(accepted)} accepted`,
    `${grouped(duplicate)} duplicate`,
    `${grouped(refused)} refused`,
  ]
  return `${grouped(received)} received = ${parts.join(' + ')}`
}

function statusOf({ received, accepted, duplicate, refused }: Balance): ExitStatus {
  if (received === 0) throw new Stop('There are no events.', 'Give a file with at least one.')
  if (accepted + duplicate === 0) return 2
  return refused === 0 ? 0 : 1
}
