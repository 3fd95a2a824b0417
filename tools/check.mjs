// `npm run check`: all quick checks at once; `npm run check -- lint format`: only those.
import { argv, exit, stdout } from 'node:process'
import { checks } from './checks.mjs'
import { run } from './run.mjs'
import { Tally } from './tally.mjs'

async function runCheck(name) {
  const started = performance.now()
  const runs = []
  for (const command of checks[name].commands) runs.push(await run(command))
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  return {
    suite: 'check',
    name: `${name}, ${checks[name].about} (${seconds} s)`,
    status: runs.every(({ status }) => status === 0) ? 'passed' : 'failed',
    detail: runs.map(({ output }) => output).join(''),
  }
}

/**
 * @param {Tally} tally
 * @param {string[]} [names]
 */
export async function runChecks(tally, names = Object.keys(checks)) {
  await Promise.all(names.map(async (name) => tally.report(await runCheck(name))))
}

if (import.meta.main) {
  const names = argv.slice(2)
  const unknown = names.filter((name) => !(name in checks))
  if (unknown.length > 0) {
    stdout.write(`unknown: ${unknown.join(', ')}; known: ${Object.keys(checks).join(', ')}\n`)
    exit(2)
  }
  const tally = new Tally()
  const quick = Object.keys(checks).filter((name) => !checks[name].slow)
  await runChecks(tally, names.length > 0 ? names : quick)
  stdout.write(`${tally.line}\n`)
  exit(tally.good ? 0 : 1)
}
