// Every rule of the specification is quoted in the title of a test as `[TN5]`, and no title quotes a
// rule that does not exist. The titles come from vitest's own list, so that an id in a comment, or
// in a test that is skipped, counts for nothing. The list is read without running a file, which takes
// a second instead of minutes: an id that only a table of cases holds is not in it. `npm test` asks
// again, of the tests that passed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exit, stdout } from 'node:process'
import { programs, root, run } from './run.mjs'

const RULE = /^- \*\*([A-Z]{2}\d+)\*\*/gm
// Where a title is filled from a table of cases, vitest puts its strings in quotes.
const QUOTE = /\['?([A-Z]{2}\d+)'?\]/g

function rules() {
  const text = readFileSync(join(root, 'spec/SPEC.md'), 'utf8')
  return new Set([...text.matchAll(RULE)].map(([, id]) => id))
}

/**
 * What is wrong between the rules and the titles of tests, a line each.
 *
 * @param {string[]} titles
 */
export function specFaults(titles) {
  const known = rules()
  const quoted = new Map()
  for (const title of titles) {
    for (const [, id] of title.matchAll(QUOTE)) quoted.set(id, title)
  }
  return [
    ...(known.size === 0 ? ['spec/SPEC.md holds no rule'] : []),
    ...[...quoted]
      .filter(([id]) => !known.has(id))
      .map(([id, title]) => `${id} is not a rule, quoted by: ${title}`),
    ...[...known].filter((id) => !quoted.has(id)).map((id) => `${id} has no test`),
  ]
}

async function titles() {
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-spec-'))
  const file = join(folder, 'tests.json')
  try {
    const { status, output } = await run([programs.vitest, 'list', `--json=${file}`])
    if (status !== 0) {
      const remedy = 'each file needs a describe or a test that stands in it'
      throw new Error(`the tests could not be listed, ${remedy}:\n${output}`)
    }
    return JSON.parse(readFileSync(file, 'utf8')).map(({ name }) => name)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const faults = specFaults(await titles())
  for (const fault of faults) stdout.write(`${fault}\n`)
  exit(faults.length > 0 ? 1 : 0)
}
