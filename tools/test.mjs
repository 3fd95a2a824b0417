// `npm test`: everything. `npm test -- check`, `prove` or `tests` runs one suite; words after `tests`
// select test files; `--nightly` is ALACRITY_NIGHTLY=1, and vitest.config.ts says what that comes to. The
// last line is the count over all suites, and the exit status follows it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, exit, stdout, version, versions } from 'node:process'

const NODE_NEEDED = 26
if (Number(versions.node.split('.')[0]) < NODE_NEEDED) {
  stdout.write(
    `Node ${NODE_NEEDED} is needed, this is ${version}: npm ci brings it, npm test uses it\n`,
  )
  exit(1)
}
const { ensureChromium } = await import('./chromium.mjs')
const { runChecks } = await import('./check.mjs')
const { proveChecks } = await import('./prove-checks.mjs')
const { proveLayers } = await import('./prove-layers.mjs')
const { programs, run } = await import('./run.mjs')
const { specFaults } = await import('./spec-coverage.mjs')
const { Tally } = await import('./tally.mjs')

const words = argv.slice(2)
const nightly = words.includes('--nightly')
const [chosen, ...filters] = words.filter((word) => word !== '--nightly')

const vitestArguments = ['run', '--reporter=default', '--reporter=./tools/tally-reporter.mjs']

/** @param {import('./tally.mjs').Tally} tally */
async function runTests(tally) {
  ensureChromium()
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-test-'))
  const file = join(folder, 'results.json')
  const env = { ALACRITY_TALLY: file, ...(nightly ? { ALACRITY_NIGHTLY: '1' } : {}) }
  try {
    const command = [programs.vitest, ...vitestArguments, ...filters]
    const { status } = await run(command, { env, inherit: true })
    const results = JSON.parse(readFileSync(file, 'utf8'))
    for (const result of results) {
      // vitest has just shown what passed and what failed; a skip it shows without its reason.
      if (result.status === 'skipped') tally.report({ suite: 'tests', ...result })
      else tally.add({ suite: 'tests', ...result })
    }
    if (filters.length === 0) tally.report(everyRuleIsTested(results))
    const failed = results.some((result) => result.status === 'failed')
    if (status !== 0 && !failed) throw new Error(`vitest ended with status ${status}`)
    if (results.length === 0) throw new Error('there was no test to run')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function everyRuleIsTested(results) {
  const passed = results.filter(({ status }) => status === 'passed')
  const faults = specFaults(passed.map(({ name }) => name))
  const status = faults.length === 0 ? 'passed' : 'failed'
  const name = 'every rule is quoted by a test that passed'
  return { suite: 'tests', name, status, detail: faults.join('\n') }
}

const suites = {
  check: [runChecks],
  prove: [proveLayers, proveChecks],
  tests: [runTests],
}

if (chosen !== undefined && !(chosen in suites)) {
  stdout.write(`unknown: ${chosen}; known: ${Object.keys(suites).join(', ')}\n`)
  exit(2)
}
const tally = new Tally()

// What could not run to its end is a failure, and must not hide what comes after it.
async function attempt(suite, start) {
  try {
    await start(tally)
  } catch (error) {
    const name = `${start.name} did not reach its end`
    tally.report({ suite, name, status: 'failed', detail: error.stack })
  }
}

for (const [suite, starts] of Object.entries(suites)) {
  if (chosen !== undefined && chosen !== suite) continue
  for (const start of starts) await attempt(suite, start)
}
const failures = tally.results.filter(({ status }) => status === 'failed')
for (const { suite, name } of failures) stdout.write(`failed   ${suite}: ${name}\n`)
stdout.write(`${tally.line}\n`)
exit(tally.good ? 0 : 1)
