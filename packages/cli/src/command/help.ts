import type { Terminal } from '../write/terminal.ts'
import { wrapped } from '../write/words.ts'
import type { Command } from './command.ts'
import { type OptionName, OPTIONS } from './options.ts'

/** How to use one command: examples first. */
export function commandHelp(command: Command, { width, paint }: Terminal): readonly string[] {
  const room = Math.min(width, 100)
  const head = (text: string) => paint('bold', text)
  const options: readonly OptionName[] = [...command.options, 'no-color', 'help']
  const usage = ['alacrity', command.name, command.operands, '[OPTIONS]'].filter(
    (part) => part !== '',
  )
  return [
    ...wrapped(`alacrity ${command.name}: ${command.about}.`, room),
    '',
    head('Examples'),
    ...command.examples.flatMap(({ does, line }) => [
      `  ${paint('dim', `# ${does}`)}`,
      `  ${paint('cyan', line)}`,
    ]),
    '',
    head('Usage'),
    `  ${usage.join(' ')}`,
    '',
    head('Options'),
    ...options.flatMap((name) => optionHelp(name, command, room)),
    ...command.notes.flatMap((note) => ['', ...wrapped(note, room)]),
  ]
}

const INDENT = 22

function optionHelp(name: OptionName, command: Command, room: number): readonly string[] {
  const spec: { readonly value?: string; readonly about: string } = OPTIONS[name]
  const left = `  --${name}${spec.value === undefined ? '' : ` ${spec.value}`}`
  const formats = command.formats.map((format, index) =>
    index === 0 ? `${format} (default)` : format,
  )
  const about = name === 'format' ? formats.join(', ') : spec.about
  const lines = wrapped(about, room - INDENT)
  const short = left.length < INDENT - 1
  const rest = lines.slice(short ? 1 : 0).map((line) => ' '.repeat(INDENT) + line)
  return [short ? left.padEnd(INDENT) + (lines[0] ?? '') : left, ...rest]
}

/** What the command as a whole can do. */
export function overview(
  commands: readonly Command[],
  { width, paint }: Terminal,
): readonly string[] {
  const longest = Math.max(...commands.map(({ name }) => name.length))
  const example = (does: string, line: string) => [
    `  ${paint('dim', `# ${does}`)}`,
    `  ${paint('cyan', line)}`,
  ]
  return [
    ...wrapped('alacrity: real message history in, private scores and public labels out.', width),
    '',
    paint('bold', 'Examples'),
    ...example('A made-up marketplace, and its scores', 'alacrity sample --out sample.ndjson'),
    `  ${paint('cyan', 'alacrity score sample.ndjson')}`,
    ...example(
      'Why a member has that score, and what to do next',
      'alacrity explain sample.ndjson --member amara-01',
    ),
    ...example(
      'What another marketplace’s rule would make of it',
      'alacrity policy compare alacrity upwork-2022 sample.ndjson',
    ),
    '',
    paint('bold', 'Commands'),
    ...commands.map(({ name, about }) => `  ${name.padEnd(longest)}  ${about}`),
    '',
    'FILE is CSV, NDJSON of events, or Parquet, also as .gz or .zst; - is standard input.',
    'Exit status: 0 all good, 1 some rows were refused, 2 nothing was done.',
    '`alacrity COMMAND --help` explains one command, with examples.',
  ]
}
