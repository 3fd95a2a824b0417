// Every rule of the specification is quoted in the title of a test as `[TN5]`, and no title quotes a
// rule that does not exist. The titles come from vitest's own list, so that an id in a comment, or
// in a test that is never registered, counts for nothing, and ids in tables of cases do count.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exit, stdout } from 'node:process'
import { programs, root, run } from './run.mjs'

const RULE = /^- \*\*([A-Z]{2}\d+)\*\*( \(service\))?/gm
// Where a title is filled from a table of cases, vitest puts its strings in quotes.
const QUOTE = /\['?([A-Z]{2}\d+)'?\]/g

/** Rule id → whether it belongs to the service, whose tests come with the service. */
function rules() {
  const text = readFileSync(join(root, 'spec/SPEC.md'), 'utf8')
  return new Map([...text.matchAll(RULE)].map(([, id, service]) => [id, service !== undefined]))
}

async function titles() {
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-spec-'))
  const file = join(folder, 'tests.json')
  try {
    // Read statically, a title from a table of cases would still be its pattern.
    const list = [programs.vitest, 'list', '--no-static-parse', `--json=${file}`]
    const { status, output } = await run(list)
    if (status !== 0) throw new Error(`the tests could not be listed:\n${output}`)
    return JSON.parse(readFileSync(file, 'utf8')).map(({ name }) => name)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const known = rules()
const quoted = new Map()
for (const title of await titles()) {
  for (const [, id] of title.matchAll(QUOTE)) quoted.set(id, title)
}

const faults = []
if (known.size === 0) faults.push('spec/SPEC.md holds no rule')
for (const [id, title] of quoted) {
  if (!known.has(id)) faults.push(`${id} is not a rule, quoted by: ${title}`)
}
const untested = [...known].filter(([id]) => !quoted.has(id))
for (const [id, service] of untested) if (!service) faults.push(`${id} has no test`)
for (const fault of faults) stdout.write(`${fault}\n`)

const due = untested.filter(([, service]) => service).map(([id]) => id)
stdout.write(`${known.size} rules, ${known.size - untested.length} quoted by a test\n`)
if (due.length > 0) stdout.write(`due with the service: ${due.length} rules: ${due.join(', ')}\n`)
exit(faults.length > 0 ? 1 : 0)
