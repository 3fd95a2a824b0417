import {
  Assessor,
  labelRows,
  type MemberHistory,
  type Ms,
  type Policy,
  shownScore,
} from '@alacrity/engine'
import type { Command } from '../command/command.ts'
import { Stop } from '../command/stop.ts'
import { asOfFrom, eachHistory, openHistory } from '../read/history.ts'
import { policyNamed } from '../read/policy.ts'
import { formatOf } from '../read/values.ts'
import { answer, writeLines } from '../write/answer.ts'
import { comparisonLines } from '../write/comparison.ts'
import type { Destination } from '../write/destination.ts'
import { type Comparison, comparisonOf, type Judgement } from '../report/comparison.ts'

export const policyCompare: Command = {
  name: 'policy compare',
  about: 'two policies on one history: who gains and who loses a label, and how steady each is',
  operands: 'A B FILE…',
  examples: [
    {
      does: 'The default against a published rule',
      line: 'alacrity policy compare alacrity upwork-2022 messages.csv',
    },
    {
      does: 'Your own against the default, for a program',
      line: 'alacrity policy compare alacrity my-policy.json sample.ndjson --format json',
    },
  ],
  options: ['as-of', 'member', 'format', 'out', 'workers'],
  formats: ['table', 'json'],
  notes: [
    'A is how it is, B how it would be: a member gains a label that B would show and A does not. Labels are those held after the last publication, dwell and all; changes are counted over the whole history up to that instant.',
  ],
  run: async (call) => {
    const format = formatOf(call)
    const [nameA, nameB, ...files] = call.given.positionals
    if (nameA === undefined || nameB === undefined) {
      throw new Stop(
        'Name two policies, then the files.',
        `Such as \`${policyCompare.examples[0]?.line}\`.`,
      )
    }
    const policies = [policyNamed(nameA).policy, policyNamed(nameB).policy] as const
    const opened = await openHistory(call, files)
    try {
      const asOf = asOfFrom(call, opened.history)
      const comparison = comparisonOf(
        policies,
        await judged(eachHistory(call, opened), policies, asOf),
        {
          asOf,
          from: opened.history.firstEventAt ?? asOf,
        },
      )
      await answer(call, (write) => writeComparison(write, comparison, { format, call }))
    } finally {
      await opened.history.close()
    }
    return opened.status
  },
}

async function writeComparison(
  write: Destination['write'],
  comparison: Comparison,
  { format, call }: { format: string; call: Parameters<Command['run']>[0] },
): Promise<void> {
  if (format === 'json') await write(`${JSON.stringify(comparison, null, 2)}\n`)
  else await writeLines(write, comparisonLines(comparison, call.terminal))
}

/** What both policies say of every member with a turn as of the instant. */
async function judged(
  histories: AsyncIterable<MemberHistory>,
  policies: readonly [Policy, Policy],
  asOf: Ms,
): Promise<readonly (readonly [Judgement, Judgement])[]> {
  const [a, b] = policies.map((policy) => new Assessor(policy)) as [Assessor, Assessor]
  const found: (readonly [Judgement, Judgement])[] = []
  for await (const own of histories) {
    if (own.table(asOf, null).turns.length === 0) continue
    const judge = (assessor: Assessor): Judgement => {
      const { policy } = assessor
      const past = labelRows(own, { from: Number.NEGATIVE_INFINITY, until: asOf }, assessor)
      const assessment = assessor.assess(own.table(asOf, policy), own.calendar, asOf)
      return {
        member: own.member,
        since: own.events[0]?.at ?? asOf,
        score: shownScore(assessment),
        held: policy.labels.flatMap(({ name }, index) =>
          past.state.held[index] === true ? [name] : [],
        ),
        changes: past.rows.map(({ label }) => label),
      }
    }
    found.push([judge(a), judge(b)])
  }
  return found
}
