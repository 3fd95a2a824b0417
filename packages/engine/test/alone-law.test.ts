import fc from 'fast-check'
import { describe, expect } from 'vitest'
import {
  Assessor,
  EMPTY_CALENDAR,
  HOUR,
  MESSAGE_KINDS,
  type MemberTurns,
  type Policy,
} from '../src/index.ts'
import { type AloneRule, aloneRule, type Counts, outcomeAlone } from '../src/scoring.ts'
import { law } from './support/law.ts'
import { NOW, tableMade, WAITS } from './support/made.ts'
import { policyOf } from './support/run.ts'

/** How a member's turns are counted, one by one. */
type Count = (rule: AloneRule, turns: MemberTurns) => Counts

const engine: Count = (rule, { columns, from, to }) => {
  const outcomes = [0, 0, 0, 0]
  const clients = new Set<number | undefined>()
  for (let row = from; row < to; row += 1) {
    const opened = columns.openedAt[row] ?? 0
    if (opened <= rule.after || opened > rule.until) continue
    if (((rule.kinds >> (columns.kind[row] ?? 0)) & 1) === 0) continue
    if (!rule.byMember && columns.byMember[row] === 1) continue
    if (rule.firstOnly && columns.ordinal[row] !== 1) continue
    const outcome = outcomeAlone(rule, opened, columns.repliedAt[row] ?? Number.NaN)
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    if (outcome < 3) clients.add(columns.client[row])
  }
  const [on_time = 0, late = 0, missed = 0, pending = 0] = outcomes
  const settled = on_time + late + missed
  const turns = settled + pending
  return { turns, settled, on_time, late, missed, pending, excused: 0, clients: clients.size }
}

/** The same under a rule that is wrong in one way. */
const wrongly =
  (wrong: (rule: AloneRule) => Partial<AloneRule>): Count =>
  (rule, turns) =>
    engine({ ...rule, ...wrong(rule) }, turns)

const turns = fc
  .array(
    fc.record({
      client: fc.constantFrom('a', 'b', 'c'),
      // Also exactly where windows begin and end.
      age: fc.integer({ min: -2, max: 20 }).map((quarters) => quarters * 6 * HOUR),
      took: fc.constantFrom(...WAITS),
      kind: fc.nat(MESSAGE_KINDS.length - 1),
      ordinal: fc.integer({ min: 1, max: 2 }),
      byMember: fc.nat(1),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((made) => {
    const table = tableMade(made)
    made.forEach(({ kind, ordinal, byMember }, row) => {
      table.columns.kind[row] = kind
      table.columns.ordinal[row] = ordinal
      table.columns.byMember[row] = byMember
    })
    return table
  })

const policies = fc
  .record({
    count: fc.constantFrom('every_turn', 'first_turn', 'first_contact'),
    initiated_by: fc.constantFrom('any', 'client'),
    kinds: fc.oneof(fc.constant('any'), fc.subarray([...MESSAGE_KINDS], { minLength: 1 })),
    messages: fc.boolean(),
    days: fc.constantFrom(null, 1, 3),
    lag: fc.constantFrom('0s', '6h', '30h'),
    anchor: fc.constantFrom('now', 'yesterday', 'last_turn'),
    last: fc.constantFrom(null, null, null, 2),
    zone: fc.constantFrom('UTC', 'America/Lima'),
    per_client_max: fc.constantFrom(null, null, null, 1),
  })
  .map(({ count, initiated_by, kinds, messages, per_client_max, ...window }) =>
    policyOf({
      policy: 'alone/1',
      turns: { count, initiated_by, kinds },
      within: '24h',
      replies: { messages },
      weights: { per_client_max },
      window,
      measures: { on_time: { kind: 'rate' } },
      score: 'on_time',
      labels: [],
    }),
  )

const judges = (policy: Policy) => aloneRule(policy, NOW)

const likeTheAssessor = (count: Count, ruleOf = judges) =>
  fc.property(policies, turns, (policy, member) => {
    const rule = ruleOf(policy)
    fc.pre(rule !== null)
    const { counts } = new Assessor(policy).assess(member, EMPTY_CALENDAR, NOW)
    expect(count(rule, member)).toEqual(counts)
  })

/** A rule for every policy, though some look at other turns. */
const evenThen = (policy: Policy): AloneRule | null =>
  judges({
    ...policy,
    turns: { ...policy.turns, count: 'every_turn' },
    window: { ...policy.window, last: null, anchor: { kind: 'now' } },
    weights: { ...policy.weights, perClientMax: null },
  })

describe('turns judged each by itself', () => {
  law(
    {
      title: '[AS1] [AS2] [OC1] come to the counts that a window has',
      property: likeTheAssessor(engine),
    },
    {
      'a window too long by a moment': likeTheAssessor(
        wrongly(({ after }) => ({ after: after - 1 })),
      ),
      'a window that ends a moment early': likeTheAssessor(
        wrongly(({ until }) => ({ until: until - 1 })),
      ),
      'a deadline a moment early': likeTheAssessor(
        wrongly(({ within }) => ({ within: within - 1 })),
      ),
      'turns of every kind': likeTheAssessor(wrongly(() => ({ kinds: 31 }))),
      'turns of conversations that the member began': likeTheAssessor(
        wrongly(() => ({ byMember: true })),
      ),
      'later turns': likeTheAssessor(wrongly(() => ({ firstOnly: false }))),
      'messages that are no replies': likeTheAssessor(wrongly(() => ({ messages: true }))),
      'policies that look at other turns too': likeTheAssessor(engine, evenThen),
    },
  )
})
