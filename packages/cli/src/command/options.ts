import { parseArgs } from 'node:util'
import { didYouMean } from './nearest.ts'
import { Stop } from './stop.ts'

/** Every option there is; a command names the ones it takes. A `value` is what stands after it. */
export const OPTIONS = {
  policy: {
    value: 'NAME|FILE',
    about: 'a preset (alacrity, upwork-2022/1, …) or a policy document',
  },
  'as-of': { value: 'TIME', about: 'judge as of this instant, RFC 3339; else the last event' },
  from: { value: 'TIME', about: 'the first instant of the span; else the first event' },
  until: { value: 'TIME', about: 'the last instant of the span; else the last event' },
  member: { value: 'ID', about: 'only this member; may be given more than once', multiple: true },
  format: { value: 'FORMAT', about: 'how the answer is written' },
  out: { value: 'FILE', about: 'write the answer to a file; it appears only when it is complete' },
  html: { value: 'FILE', about: 'also write a report to read in a browser' },
  chart: { about: 'also draw how long replies took' },
  seed: { value: 'N', about: 'another seed gives another marketplace' },
  members: { value: 'N', about: 'how many members; 60 if nothing is said' },
  workers: { value: 'N', about: 'how many threads read; else one for each processor' },
  config: { value: 'FILE', about: 'a JSON file of settings; the variables ALACRITY_* go first' },
  database: { value: 'FILE|URL', about: 'the database, instead of the one that is configured' },
  check: { about: 'only check the configuration and print it' },
  role: { value: 'ROLE', about: 'what the key may do: ingest or operator' },
  expires: { value: 'TIME', about: 'when the key stops working, RFC 3339; else never' },
  'no-color': { about: 'no colours; the variable NO_COLOR does the same' },
  help: { about: 'how to use this command', short: 'h' },
} as const satisfies Record<string, OptionSpec>

type OptionSpec = {
  readonly value?: string
  readonly about: string
  readonly multiple?: true
  readonly short?: string
}

export type OptionName = keyof typeof OPTIONS

/** What was given on the command line, by option; a flag counts as one empty text. */
export type Given = {
  readonly positionals: readonly string[]
  readonly values: ReadonlyMap<OptionName, readonly string[]>
}

const ALWAYS: readonly OptionName[] = ['no-color', 'help']

/** Reads the arguments of a command that takes these options. */
export function readArguments(args: readonly string[], allowed: readonly OptionName[]): Given {
  const names = [...allowed, ...ALWAYS]
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      names.map((name) => {
        const spec: OptionSpec = OPTIONS[name]
        const short = spec.short === undefined ? {} : { short: spec.short }
        return [name, { type: spec.value === undefined ? 'boolean' : 'string', ...short }] as const
      }),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const values = new Map<OptionName, readonly string[]>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const name = names.find((candidate) => candidate === token.name)
    if (name === undefined) throw unknownOption(token.rawName, names)
    values.set(name, [...(values.get(name) ?? []), valueOf(name, token.value)])
  }
  for (const [name, list] of values) {
    const spec: OptionSpec = OPTIONS[name]
    if (list.length > 1 && spec.value !== undefined && spec.multiple !== true) {
      throw new Stop(`--${name} is given ${list.length} times.`, 'Give it once.')
    }
  }
  return { positionals, values }
}

function unknownOption(raw: string, names: readonly OptionName[]): Stop {
  const known = names.map((name) => `--${name}`)
  const elsewhere = (Object.keys(OPTIONS) as OptionName[]).some((name) => `--${name}` === raw)
  const problem = elsewhere ? `This command does not take ${raw}.` : `There is no option ${raw}.`
  const list = `It takes ${known.join(', ')}.`
  return new Stop(problem, elsewhere ? list : didYouMean(raw, known, list))
}

function valueOf(name: OptionName, value: string | undefined): string {
  const spec: OptionSpec = OPTIONS[name]
  if (spec.value === undefined) {
    if (value !== undefined) throw new Stop(`--${name} takes no value.`, `Write --${name} alone.`)
    return ''
  }
  if (value === undefined || value === '') {
    throw new Stop(`--${name} needs a value.`, `Write --${name} ${spec.value}.`)
  }
  return value
}
