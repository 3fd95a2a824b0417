import { endInOrder } from '../command/interrupt.ts'
import type { Call, Command } from '../command/command.ts'
import { type ExitStatus, Stop } from '../command/stop.ts'
import {
  type Configured,
  configured,
  faulty,
  isOnServer,
  openConfigured,
  takesNothing,
} from '../read/service.ts'
import { isGiven } from '../read/values.ts'
import { say } from '../write/say.ts'
import { decimal } from '../write/words.ts'

export const serve: Command = {
  name: 'serve',
  about: 'the service: events in, the score to its member, the label to everyone',
  operands: '',
  examples: [
    { does: 'On this machine, with a database in this folder', line: 'alacrity serve' },
    {
      does: 'As configured; only what is wrong with that, or what is in force',
      line: 'alacrity serve --config alacrity.json --check',
    },
    {
      does: 'What would be in force on PostgreSQL',
      line: 'ALACRITY_DATABASE=postgres://alacrity@db/alacrity alacrity serve --check',
    },
  ],
  options: ['config', 'database', 'check'],
  formats: [],
  notes: [
    'Settings are the variables ALACRITY_* and, after them, the fields of the file; docs/operating.md lists them. --check touches neither the database nor the network.',
    'The log is on standard output, an object a line. SIGINT and SIGTERM end the service after the requests under way; a second one ends it at once.',
    'Exit status: 0 stopped as asked, 2 not started, 3 the database failed so that only a new start is safe. Nothing that was acknowledged is lost.',
  ],
  run: async (call) => {
    takesNothing(call)
    const started = performance.now()
    const configuration = await configured(call)
    const { server, settings } = configuration
    const faults = await server.settingsFaults(settings)
    if (faults.length > 0) throw faulty(faults)
    if (isGiven(call.given, 'check')) {
      process.stdout.write(`${server.settingsSummary(settings)}\n`)
      return 0
    }
    return await runService(call, { configuration, started })
  },
}

type Start = { readonly configuration: Configured; readonly started: number }

async function runService(
  { command }: Call,
  { configuration, started }: Start,
): Promise<ExitStatus> {
  const { server, settings } = configuration
  const write = (line: string) => process.stdout.write(`${line.trimEnd()}\n`)
  for (const line of server.settingsSummary(settings).split('\n')) say(`  ${line}`)
  const opened = await openConfigured(configuration, {
    existing: false,
    progress: server.renewalLog(settings, write),
  })
  const hint = await accessHint(configuration, opened)
  const running = await server.serve(settings, opened, { write }).catch(async (error: unknown) => {
    await opened.published.close()
    await opened.store.close()
    throw notStarted(error, settings)
  })
  const seconds = decimal((performance.now() - started) / 1000)
  say(
    `Alacrity listens on ${running.url} (ready in ${seconds} s); the reference is ${running.url}/docs`,
  )
  if (settings.web_root !== null) say(`Its pages are ${running.url}/app/`)
  if (hint !== null) say(hint)
  const asked = new Promise<null>((resolve) => {
    endInOrder(() => resolve(null))
  })
  const failure = await Promise.race([asked, running.failed])
  if (failure === null) say(`\`alacrity ${command.name}\` ends when what is under way is done.`)
  else say(`The service stops: ${failure.message}.`)
  await running.stop()
  return failure === null ? 0 : 3
}

/** Who can do nothing yet, and what to do about it. */
async function accessHint(
  { settings }: Configured,
  { store }: Awaited<ReturnType<typeof openConfigured>>,
): Promise<string | null> {
  if (settings.api_keys.length > 0 || (await store.keys.all()).length > 0) return null
  const where = isOnServer(settings) ? '' : ` --database ${settings.database}`
  return `Nobody can send events yet: \`alacrity keys add market --role ingest${where}\` makes a key.`
}

function notStarted(error: unknown, { host, port }: Configured['settings']): unknown {
  const code = (error as { readonly code?: unknown } | null)?.code
  if (code === 'EADDRINUSE') {
    return new Stop(
      `Port ${port} of ${host} is taken.`,
      'End what holds it, or set ALACRITY_PORT to another; 0 takes any that is free.',
    )
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new Stop(
      `The address ${host}, port ${port}, cannot be had.`,
      'Set ALACRITY_HOST and ALACRITY_PORT to an address of this machine.',
    )
  }
  if (error instanceof Error && error.message.startsWith('the policy of the settings')) {
    return new Stop(
      'The policy of the settings is neither a preset nor in the database.',
      '`alacrity policy list` shows the presets.',
    )
  }
  return error
}
