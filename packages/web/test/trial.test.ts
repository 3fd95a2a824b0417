import {
  Assessor,
  CalendarReading,
  isGranted,
  isKept,
  labelHistory,
  parsePolicy,
  type Policy,
  PRESETS,
} from '@alacrity/engine'
import { describe, expect, test } from 'vitest'
import { readCrowd } from '../src/operator/trial/crowd.ts'
import { focusOf, Limits } from '../src/operator/trial/limit.ts'
import { Trial } from '../src/operator/trial/trial.ts'
import { verdictOf } from '../src/operator/trial/verdict.ts'
import { madeColumns } from './support/columns.ts'

const SEED = Number(process.env['ALACRITY_SEED'] ?? 1)
const AS_OF = Date.parse('2026-06-02T12:00:00Z')
const HOUR = 3_600_000

const policyOf = (document: unknown): Policy => {
  const parsed = parsePolicy(document)
  if (!parsed.ok) throw new Error(`${parsed.fault.field} ${parsed.fault.problem}`)
  return parsed.policy
}
// What is published hourly takes a thousand epochs and says nothing that a day does not.
const policies = PRESETS.map(policyOf).filter(({ publish }) => publish.every !== 'hour')
const crowd = readCrowd(
  madeColumns({ members: 14, turns: 700, asOf: AS_OF, days: 400, seed: SEED }),
)
const labelled = policies.filter(({ labels }) => labels.length > 0)
const never = () => false

function thresholds(policy: Policy) {
  const { label, grant, keep } = focusOf(policy)
  const asked = (side: 'grant' | 'keep', place: number | null): number => {
    const condition = place === null ? undefined : policy.labels[label]?.[side][place]
    return condition?.kind === 'share' ? condition.hundredths : 0
  }
  return { grant: asked('grant', grant), keep: asked('keep', keep) }
}

function withThresholds(
  policy: Policy,
  to: { readonly grant: number; readonly keep: number },
): Policy {
  const { label, grant, keep } = focusOf(policy)
  const labels = policy.labels.map((each, index) =>
    index === label
      ? {
          ...each,
          grant: each.grant.map((one, at) =>
            at === grant ? { ...one, hundredths: to.grant } : one,
          ),
          keep: each.keep.map((one, at) => (at === keep ? { ...one, hundredths: to.keep } : one)),
        }
      : each,
  ) as Policy['labels']
  return { ...policy, labels }
}

describe('a policy tried in the browser', () => {
  test.each(policies.map((policy) => [policy.policy, policy] as const))(
    '[AS10] [LB1] [LB2] %s: labels and changes are those of the engine, at thresholds it was not built for too',
    (_, policy) => {
      const trial = new Trial(crowd, policy)
      expect(trial.score(never)).toBe(true)
      expect(trial.judge(never)).toBe(true)
      const own = thresholds(policy)
      const { canDrag, tried } = {
        canDrag: focusOf(policy).grant !== null,
        tried: [own, { grant: 6_250, keep: 5_175 }, { grant: 9_731, keep: 9_900 }],
      }
      for (const to of canDrag ? tried : [own]) {
        const verdict = verdictOf(trial, to, 24 * HOUR)
        expect([verdict.held.join(''), verdict.changes]).toEqual(
          plainly(trial, withThresholds(policy, to)),
        )
      }
    },
  )

  test.each(labelled.map((policy) => [policy.policy, policy] as const))(
    '[LB3] %s: a limit is the greatest threshold that the engine still answers with yes',
    (_, policy) => {
      const focus = focusOf(policy)
      const limits = new Limits(policy, focus)
      const assessor = new Assessor(policy)
      for (const { turns } of crowd.members) {
        const reading = new CalendarReading(crowd.common, policy.clock, AS_OF)
        const assessment = assessor.assessCase({ turns, reading, asOf: AS_OF })
        for (const [side, limit, had, place] of [
          ['grant', limits.grantTo(assessment), isGranted, focus.grant],
          ['keep', limits.keepTo(assessment), isKept, focus.keep],
        ] as const) {
          if (place === null) continue
          const at = (hundredths: number): boolean => {
            const to = { grant: 0, keep: 0, [side]: hundredths }
            const label = withThresholds(policy, to).labels[focus.label]
            if (label === undefined) throw new Error('there is no label')
            return had(label, policy, assessment.tally)
          }
          // Never and always have nothing below or above them.
          expect([limit < 0 || at(limit), limit < 10_000 && at(limit + 1)]).toEqual([true, false])
        }
      }
    },
  )

  test.each(labelled.map((policy) => [policy.policy, policy] as const))(
    '%s: what it predicts is counted message by message',
    (_, policy) => {
      const trial = new Trial(crowd, policy)
      trial.judge(never)
      const { labelledThen, unlabelledThen } = verdictOf(trial, thresholds(policy), 24 * HOUR)
      expect({ true: labelledThen, false: unlabelledThen }).toEqual(predictedPlainly(trial, policy))
    },
  )

  test('a first part of the members is what it is alone', () => {
    const policy = policies[0] as Policy
    const trial = new Trial(crowd, policy)
    let asked = 0
    trial.judge(() => {
      asked += 1
      return true
    })
    expect(asked).toBe(1)
    const part = verdictOf(trial, thresholds(policy), 24 * HOUR)
    trial.judge(never)
    const whole = verdictOf(trial, thresholds(policy), 24 * HOUR)
    expect(part.members).toBe(8)
    expect(whole.members).toBe(14)
    expect(whole.held.slice(0, part.members)).toEqual(part.held)
  })
})

const MONTH = 30 * 24 * HOUR

/** Every message of every month by itself, beside the label that was held as the month began. */
function predictedPlainly({ span }: Trial, policy: Policy) {
  const assessor = new Assessor(policy)
  const counts = { true: { asked: 0, inTime: 0 }, false: { asked: 0, inTime: 0 } }
  const { openedAt, repliedAt } = crowd.columns
  for (const { turns, firstEvent } of crowd.members) {
    const { changes } = labelHistory(
      policy,
      { firstEvent: Math.max(firstEvent, span.epochs[0] ?? 0), from: 0, until: span.until },
      (asOf) => {
        const reading = new CalendarReading(crowd.common, policy.clock, asOf)
        return assessor.assessCase({ turns, reading, asOf })
      },
    )
    for (const { at } of span.months) {
      const held = policy.labels.some(
        ({ name }) =>
          changes.findLast(({ label, epoch }) => label === name && epoch <= at)?.held === true,
      )
      for (let row = turns.from; row < turns.to; row += 1) {
        const opened = openedAt[row] ?? 0
        const ended = crowd.rare.get(row)
        const isAsking = ended === undefined || ended.ended_who === 'member'
        if (opened <= at || opened > at + MONTH || !isAsking) continue
        const count = counts[held ? 'true' : 'false']
        count.asked += 1
        if ((repliedAt[row] ?? Number.NaN) - opened <= 24 * HOUR) count.inTime += 1
      }
    }
  }
  return counts
}

/** The same without anything kept: every epoch of every member by the engine's own history. */
function plainly({ span }: Trial, policy: Policy): readonly [string, number] {
  const assessor = new Assessor(policy)
  let held = ''
  let changes = 0
  for (const { turns, firstEvent } of crowd.members) {
    const first = Math.max(firstEvent, span.epochs[0] ?? 0)
    const history = labelHistory(
      policy,
      { firstEvent: first, from: span.from, until: span.until },
      (asOf) => {
        const reading = new CalendarReading(crowd.common, policy.clock, asOf)
        return assessor.assessCase({ turns, reading, asOf })
      },
    )
    held += history.state.held.includes(true) ? '1' : '0'
    changes += history.changes.length
  }
  return [held, changes]
}
