// Counts results over all suites. Every result is one line as it happens, so a long run is followed
// as it goes; the count is one line at the very end.
import { stdout } from 'node:process'

/** @typedef {{ suite: string, name: string, status: 'passed' | 'failed' | 'skipped', detail?: string }} Result */

const indent = (text) => text.trimEnd().replaceAll(/^/gm, '    ')

export class Tally {
  /** @type {Result[]} */
  results = []

  /** @param {Result} result */
  add(result) {
    this.results.push(result)
  }

  /** @param {Result} result */
  report(result) {
    this.add(result)
    stdout.write(`${result.status.padEnd(8)} ${result.suite}: ${result.name}\n`)
    if (result.status !== 'passed' && result.detail) stdout.write(`${indent(result.detail)}\n`)
  }

  /** @param {Result['status']} status */
  count(status) {
    return this.results.filter((result) => result.status === status).length
  }

  get line() {
    const counts = ['passed', 'failed', 'skipped'].map(
      (status) => `${this.count(status)} ${status}`,
    )
    return counts.join(', ')
  }

  /** A run in which nothing passed has not shown anything, whatever else it says. */
  get good() {
    return this.count('failed') === 0 && this.count('passed') > 0
  }
}
