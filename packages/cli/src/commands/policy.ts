import { type Finding, lintPolicy, parsePolicy, type Policy, PRESETS } from '@alacrity/engine'
import type { Call, Command } from '../command/command.ts'
import { Stop } from '../command/stop.ts'
import { documentNamed, policyNamed, sentence } from '../read/policy.ts'
import { formatOf } from '../read/values.ts'
import { answer, writeJson, writeLines } from '../write/answer.ts'
import { csvLine } from '../write/csv.ts'
import { deadline, labelInWords, measureInWords } from '../write/policy.ts'
import { type Column, tableLines } from '../write/table.ts'
import type { Terminal } from '../write/terminal.ts'
import { count, list, wrapped } from '../write/words.ts'

/** One preset in a line. */
type Listed = {
  readonly policy: string
  readonly title: string
  readonly deadline: string
  readonly measure: string
  readonly label: string
}

function listed(): readonly Listed[] {
  return PRESETS.map(({ policy: name }) => {
    const { policy } = policyNamed(name)
    const measures = policy.measures.filter(
      (_, index) => index === policy.score || (policy.score === null && index === 0),
    )
    return {
      policy: name,
      title: policy.title,
      deadline: deadline(policy),
      measure: measures.map(measureInWords).join('; '),
      label: policy.labels
        .map((label) => `${label.name}: ${labelInWords(label, policy)}`)
        .join('; '),
    }
  })
}

function columns(width: number): readonly Column<Listed>[] {
  // On a wide screen the titles have their place too.
  const most = width >= 150 ? 40 : Math.max(24, Math.floor((width - 48) / 2))
  return [
    { title: 'Policy', align: 'left', rank: 0, cell: ({ policy }) => policy },
    { title: 'Title', align: 'left', rank: 4, most, cell: ({ title }) => title },
    { title: 'Deadline', align: 'right', rank: 1, cell: (row) => row.deadline },
    { title: 'Measure', align: 'left', rank: 2, most, cell: ({ measure }) => measure },
    { title: 'Label', align: 'left', rank: 3, most, cell: ({ label }) => label },
  ]
}

export const policyList: Command = {
  name: 'policy list',
  about: 'the policies that come with alacrity',
  operands: '',
  examples: [
    { does: 'Every preset with its deadline, measure and label', line: 'alacrity policy list' },
    { does: 'For a program', line: 'alacrity policy list --format json' },
  ],
  options: ['format', 'out'],
  formats: ['table', 'json', 'ndjson', 'csv'],
  notes: [
    'A preset says in its "about" what it models, and what of it is not public: `alacrity policy show NAME`.',
  ],
  run: async (call) => {
    noOperand(call)
    const format = formatOf(call)
    const rows = listed()
    await answer(call, async (write) => {
      if (format === 'table')
        await writeLines(write, tableLines(columns(call.terminal.width), rows, call.terminal))
      else if (format === 'csv') {
        await write(csvLine(Object.keys(rows[0] ?? {})))
        for (const row of rows) await write(csvLine(Object.values(row)))
      } else
        await writeJson(
          write,
          rows.map((row) => JSON.stringify(row)),
          format,
        )
    })
    return 0
  },
}

export const policyShow: Command = {
  name: 'policy show',
  about: 'a policy’s document',
  operands: 'NAME|FILE',
  examples: [
    { does: 'The default policy', line: 'alacrity policy show alacrity' },
    {
      does: 'As the start of your own',
      line: 'alacrity policy show alacrity --out my-policy.json',
    },
  ],
  options: ['out'],
  formats: [],
  notes: [
    'A published version never changes: give your own policy a name of its own, such as "my-market/1".',
  ],
  run: async (call) => {
    const document = documentNamed(oneOperand(call))
    await answer(call, (write) => write(`${JSON.stringify(document, null, 2)}\n`))
    return 0
  },
}

export const policyLint: Command = {
  name: 'policy lint',
  about: 'what is wrong or unwise about a policy, each with an example',
  operands: 'FILE|NAME',
  examples: [
    { does: 'Before you publish your own', line: 'alacrity policy lint my-policy.json' },
    { does: 'What a well-known rule gets wrong', line: 'alacrity policy lint upwork-2022 || true' },
  ],
  options: ['format', 'out'],
  formats: ['table', 'json', 'ndjson'],
  notes: ['Exit status: 0 no warning, 1 at least one warning, 2 not a policy.'],
  run: async (call) => {
    const format = formatOf(call)
    const { policy, findings } = linted(oneOperand(call))
    await answer(call, async (write) => {
      if (format === 'table') await writeLines(write, findingLines(policy, findings, call.terminal))
      else {
        const rows = findings.map((finding) => JSON.stringify(finding))
        await writeJson(write, rows, format === 'json' ? 'json' : 'ndjson')
      }
    })
    return findings.some(({ severity }) => severity === 'warning') ? 1 : 0
  },
}

function linted(name: string): { readonly policy: Policy; readonly findings: readonly Finding[] } {
  const parsed = parsePolicy(documentNamed(name))
  if (parsed.ok) return { policy: parsed.policy, findings: lintPolicy(parsed.policy) }
  const { field, problem, remedy } = parsed.fault
  throw new Stop(`${name} is not a policy: ${field} ${problem}.`, sentence(remedy))
}

function* findingLines(
  policy: Policy,
  findings: readonly Finding[],
  { paint, width }: Terminal,
): Generator<string> {
  const room = Math.min(width, 100) - 4
  for (const { severity, rule, field, message, counterexample } of findings) {
    const mark = severity === 'warning' ? paint('yellow', '! warning') : paint('cyan', '· note')
    yield ` ${mark}  ${paint('bold', field)}  ${paint('dim', rule)}`
    for (const line of wrapped(sentence(message), room)) yield `   ${line}`
    if (counterexample !== null) {
      yield `   ${paint('dim', 'Example:')}`
      for (const turn of counterexample.turns) yield `   ${paint('dim', `  ${turn}`)}`
      for (const line of wrapped(`→ ${counterexample.shows}`, room - 2))
        yield `   ${paint('dim', `  ${line}`)}`
    }
    yield ''
  }
  const warnings = findings.filter(({ severity }) => severity === 'warning').length
  const parts = [count(warnings, 'warning'), count(findings.length - warnings, 'note')]
  yield ` ${policy.policy}: ${findings.length === 0 ? 'nothing found' : list(parts)}.`
}

function oneOperand(call: Call): string {
  const [name, ...more] = call.given.positionals
  if (name !== undefined && more.length === 0) return name
  const { command } = call
  throw new Stop(
    name === undefined ? 'Name a policy.' : `One policy at a time, not ${more.length + 1}.`,
    `Such as \`${command.examples[0]?.line}\`; \`alacrity policy list\` shows every preset.`,
  )
}

function noOperand(call: Call): void {
  const [extra] = call.given.positionals
  if (extra === undefined) return
  throw new Stop(`\`alacrity ${call.command.name}\` takes no ${extra}.`, 'Leave it out.')
}
