/**
 * Runs the oracle over seeded random cases, and over CSV files named as arguments, and prints a
 * few rows to check by eye: `node self-test.ts [CASES] [FILE.csv=AS_OF …]`.
 */
import { readFileSync } from 'node:fs'
import { alacrityPolicy, upworkPolicy } from './example-policies.ts'
import { randomCase } from './generate.ts'
import { parseCsv, referenceLabels, referenceScore, referenceTurns } from './index.ts'

const [cases = '300', ...files] = process.argv.slice(2)

const seen = new Map<string, number>()
const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)

for (let seed = 1; seed <= Number(cases); seed += 1) {
  const { events, policy, asOf, from, until } = randomCase(seed)
  const turns = referenceTurns(events, asOf, policy)
  const scores = referenceScore(events, policy, asOf)
  const labels = referenceLabels(events, policy, from, until)
  for (const turn of turns) {
    count(`outcome ${turn.outcome}`)
    count(`ended by ${turn.ended_by} ${turn.ended_who}`)
  }
  for (const score of scores) {
    for (const [label, held] of Object.entries(score.labels)) count(`earned ${label} ${held}`)
    for (const [name, value] of Object.entries(score.measures)) {
      count(`measure ${name} ${value === null ? 'null' : 'given'}`)
    }
  }
  for (const row of labels) count(`change of ${row.label} to ${row.held}`)
  if (seed % Math.ceil(Number(cases) / 3) === 0) {
    console.log(`seed ${seed}:`, events.length, 'events')
    console.log(JSON.stringify(policy))
    console.log(turns.slice(0, 2), JSON.stringify(scores[0]), labels.slice(0, 3))
  }
}
console.log(Object.fromEntries([...seen].sort(([a], [b]) => (a < b ? -1 : 1))))

for (const argument of files) {
  const [file = '', asOf = ''] = argument.split('=')
  const events = parseCsv(readFileSync(file, 'utf8'))
  for (const policy of [upworkPolicy, alacrityPolicy]) {
    const scores = referenceScore(events, policy, asOf)
    const earned = scores.filter((row) => row.labels['Responsive']).length
    console.log(file, policy['policy'], asOf, scores.length, 'members', earned, 'earn the label')
    for (const row of scores.slice(0, 3)) console.log(JSON.stringify(row))
  }
}
