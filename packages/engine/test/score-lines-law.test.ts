import fc from 'fast-check'
import { describe, expect } from 'vitest'
import {
  Assessor,
  CalendarReading,
  DAY,
  EMPTY_CALENDAR,
  type MemberTurns,
  type Policy,
  PRESETS,
  scoreLine,
  ScoreLines,
  type ScoreRow,
} from '../src/index.ts'
import { randomPolicy } from './reference/generate.ts'
import { law, seeds } from './support/law.ts'
import { NOW, tableMade, WAITS } from './support/made.ts'
import { policyOf } from './support/run.ts'

/** The lines of members, one after another. */
type Lines = (policy: Policy, members: readonly MemberTurns[]) => readonly string[]

const eachAnew: Lines = (policy, members) =>
  members.map((turns, index) =>
    scoreLine(`m${index}`, new Assessor(policy).assess(turns, EMPTY_CALENDAR, NOW)),
  )

const engine: Lines = (policy, members) => {
  const lines = new ScoreLines(policy, NOW)
  const reading = new CalendarReading(EMPTY_CALENDAR, policy.clock, NOW)
  return members.map((turns, index) => lines.line(`m${index}`, turns, reading))
}

/** Takes two members for the same whose counts are, as far as they are looked at. */
function remembering(looksAt: (counts: ScoreRow['counts']) => unknown): Lines {
  return (policy, members) => {
    const known = new Map<string, string>()
    return eachAnew(policy, members).map((line, index) => {
      const { member: _, counts, ...rest } = JSON.parse(line) as ScoreRow
      const key = JSON.stringify(looksAt(counts))
      if (!known.has(key)) known.set(key, JSON.stringify({ counts, ...rest }).slice(1))
      return `{"member":"m${index}",${known.get(key)}`
    })
  }
}

/** So few turns that many members have equal counts. */
const turns = fc
  .array(
    fc.record({
      client: fc.constantFrom('a', 'b', 'c'),
      age: fc.integer({ min: 0, max: 70 }).map((days) => days * DAY),
      took: fc.constantFrom(...WAITS),
    }),
    { maxLength: 4 },
  )
  .map(tableMade)
const policies = fc.oneof(
  fc.constantFrom(...PRESETS).map(policyOf),
  seeds.map((seed) => policyOf(randomPolicy(seed))),
)

const likeEachAnew = (lines: Lines) =>
  fc.property(policies, fc.array(turns, { minLength: 1, maxLength: 40 }), (policy, members) => {
    expect(lines(policy, members)).toEqual(eachAnew(policy, members))
  })

describe('lines of scores', () => {
  law(
    {
      title: '[AS10] a member has the same line after others with the same counts as alone',
      property: likeEachAnew(engine),
    },
    {
      'the counts decide under every policy': likeEachAnew(remembering((counts) => counts)),
      'clients are not looked at': likeEachAnew(
        remembering((counts) => ({ ...counts, clients: 0 })),
      ),
    },
  )
})
