import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseInstant, PRESETS } from '../src/index.ts'
import { parseCsv } from './reference/index.ts'
import { PATIENCE } from './support/law.ts'
import { ofEngine, ofOracle } from './support/oracle.ts'
import type { WireEvent } from './support/run.ts'

const DATA = join(import.meta.dirname, '../../../../shared/data')
const FILES = [
  ['thunderbird-two-party-2024-02-to-04.csv', '2024-04-30T00:00:00Z', 50],
  ['ibm-care.csv', 'the last event', 25],
] as const

function eventsIn(path: string): readonly WireEvent[] {
  return parseCsv(readFileSync(path, 'utf8'))
}

const instantOf = (event: WireEvent) => parseInstant(String(event['at'])) ?? Number.NaN

/** The six members with the fewest events, of those with thirty or more. */
function fewestOfSome(events: readonly WireEvent[]): unknown[] {
  const counts = new Map<unknown, number>()
  for (const { member } of events) counts.set(member, (counts.get(member) ?? 0) + 1)
  const some = [...counts].filter(([, count]) => count >= 30).sort((a, b) => a[1] - b[1])
  return some.slice(0, 6).map(([member]) => member)
}

describe('real histories', () => {
  for (const [file, when, members] of FILES) {
    const path = join(DATA, file)
    for (const name of ['upwork-2022/1', 'alacrity/1']) {
      const policy = { ...PRESETS.find((preset) => preset.policy === name) }
      const about = `${file} under ${name}`
      const absent = !existsSync(path)

      test.skipIf(absent)(
        `[AS10] ${about} as of ${when}: ${members} members, as the oracle says`,
        { timeout: PATIENCE },
        () => {
          const events = eventsIn(path)
          const last = events.map(instantOf).reduce((a, b) => Math.max(a, b))
          const asked = { events, policy, asOf: parseInstant(when) ?? last, from: 0, until: 0 }
          const engine = ofEngine(asked)
          expect(engine.scores).toHaveLength(members)
          expect(engine).toEqual(ofOracle(asked))
        },
      )

      // The oracle folds everything anew at every epoch, so it is asked about a few members only.
      test.skipIf(absent)(
        `[LB5] ${about}: the label histories of six members, as the oracle says`,
        { timeout: PATIENCE },
        () => {
          const all = eventsIn(path)
          const few = new Set(fewestOfSome(all))
          const events = all.filter((event) => few.has(event['member']))
          const instants = events.map(instantOf).sort((a, b) => a - b)
          const [from = 0, until = 0] = [instants[0], instants.at(-1)]
          const asked = { events, policy, asOf: until, from, until: until + 60 * 86_400_000 }
          expect(ofEngine(asked).labels).toEqual(ofOracle(asked).labels)
        },
      )
    }
  }
})
