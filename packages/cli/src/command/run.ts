import { COMMANDS } from '../commands/index.ts'
import { isGiven } from '../read/values.ts'
import { say } from '../write/say.ts'
import { plain, terminalOf } from '../write/terminal.ts'
import type { Command } from './command.ts'
import { commandHelp, overview } from './help.ts'
import { didYouMean } from './nearest.ts'
import { readArguments } from './options.ts'
import { type ExitStatus, Stop } from './stop.ts'
import { version } from './version.ts'

const HELP = new Set(['help', '--help', '-h'])
const VERSION_WORDS = new Set(['version', '--version', '-V', '-v'])

/** Runs what the command line asks for and returns the exit status. */
export async function runCommand(args: readonly string[]): Promise<ExitStatus> {
  try {
    return await dispatch(args)
  } catch (error) {
    if (!(error instanceof Stop)) return broken(error)
    say(`alacrity: ${error.message}`)
    say(`    ${error.remedy}`)
    return 2
  }
}

/** A mistake of the command's own: never status 1, which says that the rest was done. */
function broken(error: unknown): ExitStatus {
  say('alacrity: This should not have happened; nothing was done.')
  say('    Please report it, with the command you gave and these lines.')
  say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return 2
}

async function dispatch(args: readonly string[]): Promise<ExitStatus> {
  const [first] = args
  if (first === undefined) {
    for (const line of overview(COMMANDS, { width: 100, paint: plain, progress: false })) say(line)
    return 2
  }
  if (VERSION_WORDS.has(first)) {
    process.stdout.write(`alacrity ${version()}, Node ${process.versions.node}\n`)
    return 0
  }
  const asksForHelp = HELP.has(first)
  const words = asksForHelp ? args.slice(1).filter((word) => !word.startsWith('-')) : args
  const screen = terminalOf({ noColor: args.includes('--no-color'), toFile: false })
  if (asksForHelp && words.length === 0) return print(overview(COMMANDS, screen))
  const { command, rest } = commandIn(words)
  if (asksForHelp) return print(commandHelp(command, screen))
  const given = readArguments(rest, command.options)
  const noColor = isGiven(given, 'no-color')
  if (isGiven(given, 'help'))
    return print(commandHelp(command, terminalOf({ noColor, toFile: false })))
  const terminal = terminalOf({ noColor, toFile: isGiven(given, 'out') })
  return command.run({ given, command, terminal })
}

function print(lines: readonly string[]): ExitStatus {
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

/** The command that the first words name: two words where the first is shared. */
function commandIn(words: readonly string[]): { command: Command; rest: readonly string[] } {
  const [first = '', second] = words
  const found = COMMANDS.find(({ name }) => name === first)
  if (found !== undefined) return { command: found, rest: words.slice(1) }
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `))
  const names = group.map(({ name }) => name.slice(first.length + 1))
  if (group.length === 0) {
    const heads = [...new Set(COMMANDS.map(({ name }) => name.split(' ')[0] ?? name))]
    const otherwise = `Known are ${heads.join(', ')}; \`alacrity help\` explains them.`
    throw new Stop(`There is no command ${first}.`, didYouMean(first, heads, otherwise))
  }
  const index = second === undefined ? -1 : names.indexOf(second)
  const command = group[index]
  if (command !== undefined) return { command, rest: words.slice(2) }
  const known = names.map((name) => `\`alacrity ${first} ${name}\``).join(', ')
  const shown = second === undefined || second.startsWith('-') ? null : second
  throw shown === null
    ? new Stop(`\`alacrity ${first}\` needs a word more.`, `There are ${known}.`)
    : new Stop(
        `There is no \`alacrity ${first} ${shown}\`.`,
        didYouMean(shown, names, `There are ${known}.`),
      )
}
