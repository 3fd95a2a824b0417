import type { Terminal } from '../write/terminal.ts'
import type { Given, OptionName } from './options.ts'
import type { ExitStatus } from './stop.ts'

export type Example = { readonly does: string; readonly line: string }

/** One command: what help says of it, and what it does. */
export type Command = {
  /** One word, or two: "policy list". */
  readonly name: string
  readonly about: string
  /** What stands between the name and the options. */
  readonly operands: string
  readonly examples: readonly Example[]
  readonly options: readonly OptionName[]
  /** The formats it writes, the first by default; empty: it has one way to answer. */
  readonly formats: readonly Format[]
  readonly notes: readonly string[]
  readonly run: (call: Call) => Promise<ExitStatus>
}

export const FORMATS = ['table', 'json', 'ndjson', 'csv'] as const
export type Format = (typeof FORMATS)[number]

export type Call = {
  readonly given: Given
  readonly command: Command
  readonly terminal: Terminal
}
