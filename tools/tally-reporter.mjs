// Tells the run of all suites what became of every single test. vitest's own JSON leaves out why a
// test was skipped, and the reason is what a reader of a skip needs.
import { writeFileSync } from 'node:fs'
import { env } from 'node:process'

const titled = (test) => `${test.module.relativeModuleId}: ${test.fullName}`
const messages = (errors) => errors.map(({ stack, message }) => stack ?? message).join('\n')

function resultOf(test) {
  const { state, errors, note } = test.result()
  const name = titled(test)
  if (state === 'passed') return { name, status: 'passed' }
  if (state === 'skipped') return { name, status: 'skipped', detail: note ?? 'see its title' }
  // A test that never finished has not passed.
  return { name, status: 'failed', detail: messages(errors ?? []) }
}

/** A file or a describe block can fail without any of its tests failing. */
function faultsOf(module) {
  const own = [...module.children.allSuites(), module]
  return own
    .map((task) => ({ name: task.fullName ?? module.relativeModuleId, errors: task.errors() }))
    .filter(({ errors }) => errors.length > 0)
    .map(({ name, errors }) => ({ name, status: 'failed', detail: messages(errors) }))
}

export default class TallyReporter {
  onTestRunEnd(modules, unhandled) {
    const results = modules.flatMap((module) => [
      ...[...module.children.allTests()].map(resultOf),
      ...faultsOf(module),
    ])
    for (const error of unhandled) {
      results.push({ name: 'outside any test', status: 'failed', detail: messages([error]) })
    }
    writeFileSync(env.ALACRITY_TALLY, JSON.stringify(results))
  }
}
