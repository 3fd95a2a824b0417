import { existsSync, readFileSync } from 'node:fs'
import { env } from 'node:process'
import type * as server from '@alacrity/server'
import type { Opened, Settings } from '@alacrity/server'
import type { Call } from '../command/command.ts'
import { Stop } from '../command/stop.ts'
import { say } from '../write/say.ts'
import { count } from '../write/words.ts'
import { sentence } from './policy.ts'
import { textOf } from './values.ts'

/** The service's own code, read only by the commands that need it. */
export type Server = typeof server

export type Configured = { readonly server: Server; readonly settings: Settings }

/** The settings of --config, the variables ALACRITY_* and --database; all faults are named at once. */
export async function configured(call: Call): Promise<Configured> {
  const loaded = await import('@alacrity/server')
  const file = textOf(call.given, 'config') ?? env['ALACRITY_CONFIG'] ?? null
  const database = textOf(call.given, 'database')
  const environment = database === null ? env : { ...env, ALACRITY_DATABASE: database }
  const parsed = loaded.parseSettings(environment, file === null ? null : documentIn(file))
  if (parsed.ok) return { server: loaded, settings: parsed.settings }
  throw faulty(parsed.faults)
}

/** The configuration cannot be used: every fault on a line of its own. */
export function faulty(faults: readonly string[]): Stop {
  const lines = faults.map((fault) => `\n    ${fault}`).join('')
  return new Stop(
    `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:${lines}`,
    'Every setting is described in docs/operating.md.',
  )
}

function documentIn(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new Stop(`The configuration file ${file} cannot be read.`, 'Check the path.')
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Stop(`The configuration file ${file} is not JSON: ${reason}.`, 'Correct it there.')
  }
}

/** Whether a database is on a server, and not a file. */
export function isOnServer({ database }: Settings): boolean {
  return /^postgres(ql)?:/.test(database)
}

function tellProgress(folded: number, of: number): void {
  say(`Turns of another version are made anew: ${count(folded, 'event')} of ${count(of, 'event')}.`)
}

type Opening = {
  readonly existing: boolean
  /** Told while turns that another version packed are made anew: events folded, of how many. */
  readonly progress?: (folded: number, of: number) => void
}

/** Opens the database that is configured. `existing`: one that is not there is not made. */
export async function openConfigured(
  { server, settings }: Configured,
  { existing, progress }: Opening,
): Promise<Opened> {
  const { database } = settings
  const isFile = !isOnServer(settings)
  if (existing && isFile && !existsSync(database)) {
    throw new Stop(
      `There is no database ${database}.`,
      'Name it with --database, or with the setting `database`.',
    )
  }
  try {
    return await server.openDatabase(database, progress ?? tellProgress)
  } catch (error) {
    throw storeStop(server, error, isFile ? database : 'on the server')
  }
}

/** Works on the database that is configured, and lets go of it in any case. */
export async function withDatabase<Result>(
  configuration: Configured,
  options: Opening,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  const opened = await openConfigured(configuration, options)
  try {
    return await work(opened)
  } catch (error) {
    throw storeStop(configuration.server, error, configuration.settings.database)
  } finally {
    await opened.published.close()
    await opened.store.close()
  }
}

/** A failure of the database as a person is told it; anything else stays what it is. */
export function storeStop({ StoreError }: Server, error: unknown, database: string): unknown {
  if (!(error instanceof StoreError)) return error
  const what = error.message.replace(`: ${error.remedy}`, '')
  const shown = database.replace(/:[^:@/]*@/, ':***@')
  return new Stop(
    `The database ${shown} cannot be used (${error.code}; ${what}).`,
    sentence(error.remedy),
  )
}

/** Refuses words after a command that takes none. */
export function takesNothing({ given, command }: Call): void {
  const [first] = given.positionals
  if (first === undefined) return
  throw new Stop(
    `\`alacrity ${command.name}\` does not take ${first}.`,
    `\`alacrity ${command.name} --help\` shows what it takes.`,
  )
}
