import { formatDuration, HOUR } from '../base/instant.ts'
import type { Condition, Label, Policy } from '../policy/policy.ts'
import { type Example, notMonotone, oneClientDecides } from './example.ts'

/** Something an author should know before publishing a policy. Findings never refuse it. */
export type Finding = {
  /** A warning says that members or clients are treated unfairly; a note that something has no effect or a cost. */
  readonly severity: 'warning' | 'note'
  /** The rule of the spec that it touches. */
  readonly rule: string
  readonly field: string
  readonly message: string
  readonly counterexample: Example | null
}

/** Looks a policy over; an empty list means nothing was found. */
export function lintPolicy(policy: Policy): readonly Finding[] {
  return [
    ...lintMonotone(policy),
    ...policy.labels.flatMap((label, index) => lintLabel(policy, label, index)),
    ...lintForce(policy),
    ...lintExcuses(policy),
    ...lintWindow(policy),
    ...lintPublishing(policy),
  ]
}

type Loose = Partial<Pick<Finding, 'severity' | 'counterexample'>> &
  Pick<Finding, 'rule' | 'field' | 'message'>

function finding(body: Loose): Finding {
  return { severity: 'warning', counterexample: null, ...body }
}

/** AS9, tried on small histories; a warning where the measure decides the score or a label. */
function lintMonotone(policy: Policy): readonly Finding[] {
  return policy.measures.flatMap((measure, index) => {
    const counterexample = notMonotone(policy, index)
    if (counterexample === null) return []
    const decides =
      policy.score === index ||
      policy.labels.some(({ grant, keep }) =>
        [...grant, ...keep].some((condition) => condition.measure === index),
      )
    const remedy =
      measure.kind === 'time' ? '; let missed turns be "waiting" or give them a cap' : ''
    return [
      finding({
        severity: decides ? 'warning' : 'note',
        rule: 'AS9',
        field: `measures.${measure.name}`,
        message: `answering can make ${measure.name} worse than never answering${remedy}`,
        counterexample,
      }),
    ]
  })
}

function lintLabel(policy: Policy, label: Label, index: number): readonly Finding[] {
  const field = `labels.${index}`
  const findings: Finding[] = []
  for (const keep of label.keep) {
    if (label.grant.some((grant) => isAtLeastAsStrict(grant, keep))) continue
    const name = policy.measures[keep.measure]?.name ?? ''
    findings.push(
      finding({
        rule: 'LB1',
        field: `${field}.keep`,
        message: `${label.name} can be granted where it would not be kept: keep asks more of ${name} than grant does, so the label would flicker`,
      }),
    )
  }
  return [...findings, ...lintRobust(policy, label, field)]
}

/** Of bands the first that can be forced says enough; labels beside each other are told one by one. */
function lintForce(policy: Policy): readonly Finding[] {
  const forced = policy.labels.flatMap((label, index) => {
    const counterexample = oneClientDecides(policy, label)
    if (counterexample === null) return []
    return [
      finding({
        rule: 'LB3',
        field: `labels.${index}.robust`,
        message: `one client can force ${label.name}: set clients aside with "robust", give every client the same weight, or ask for more clients`,
        counterexample,
      }),
    ]
  })
  return policy.bands ? forced.slice(0, 1) : forced
}

/** Whether what satisfies `grant` always satisfies `keep`. */
function isAtLeastAsStrict(grant: Condition, keep: Condition): boolean {
  if (grant.measure !== keep.measure || grant.kind !== keep.kind) return false
  if (grant.kind === 'share' && keep.kind === 'share') {
    // A lower bound is at most the share itself, so it is the stricter reading of the two.
    const sameBound = JSON.stringify(grant.bound) === JSON.stringify(keep.bound)
    if (!sameBound && keep.bound !== null) return false
    return isBeyond(grant.hundredths - keep.hundredths, grant, keep)
  }
  if (grant.kind === 'time' && keep.kind === 'time') {
    return isBeyond(keep.atMost - grant.atMost, grant, keep)
  }
  if (grant.kind === 'count' && keep.kind === 'count') {
    return isBeyond(grant.atLeast - keep.atLeast, grant, keep)
  }
  return false
}

function isBeyond(margin: number, grant: Condition, keep: Condition): boolean {
  return margin > 0 || (margin === 0 && (grant.strict || !keep.strict))
}

function lintRobust(policy: Policy, label: Label, field: string): readonly Finding[] {
  if (label.robust.every((row) => row.without === 0)) return []
  const findings: Finding[] = []
  if (policy.window.last !== null || policy.window.atLeast !== null) {
    findings.push(
      finding({
        severity: 'note',
        rule: 'LB3',
        field: `${field}.robust`,
        message:
          'clients are set aside within the final window; with "last" or "at_least" a busy client can still push older turns of others out of it',
      }),
    )
  }
  const slow = [...label.grant, ...label.keep].some((condition) => {
    const measure = policy.measures[condition.measure]
    return measure?.kind === 'time' && measure.statistic.kind === 'fastest_mean'
  })
  if (slow) {
    findings.push(
      finding({
        severity: 'note',
        rule: 'LB3',
        field: `${field}.robust`,
        message:
          'a mean of the fastest has to be tried with every set of clients left out, which is slow for members with hundreds of clients',
      }),
    )
  }
  return findings
}

function lintExcuses({ excuse }: Policy): readonly Finding[] {
  const findings: Finding[] = []
  const warn = (field: string, message: string) =>
    findings.push(finding({ rule: 'OC1', field: `excuse.${field}`, message }))
  if (excuse.withdrawnWithin === null) {
    warn('withdrawn_within', 'a message the client took back still counts as missed')
  }
  if (excuse.closedWithin === null) {
    warn('closed_within', 'a conversation the client or the system closed still counts as missed')
  }
  if (!excuse.flagged) warn('flagged', 'spam that the member reports still counts as missed')
  if (excuse.selfExcusedMax === null && (excuse.flagged || excuse.releasedByMember)) {
    warn(
      'self_excused_max_percent',
      'without a cap a member can excuse every turn they would have missed',
    )
  }
  return findings
}

function lintWindow({ window, turns, weights }: Policy): readonly Finding[] {
  const findings: Finding[] = []
  const note = (rule: string, field: string, message: string) =>
    findings.push(finding({ severity: 'note', rule, field, message }))
  if ((window.atLeast === null) !== (window.extendTo === null)) {
    note(
      'AS2',
      'window.at_least',
      'at_least and extend_to_days work only together; alone they do nothing',
    )
  }
  if (window.days !== null && window.extendTo !== null && window.extendTo <= window.days) {
    note('AS2', 'window.extend_to_days', 'does not reach further back than days')
  }
  const usesContact = turns.count === 'first_contact' || weights.firstContact !== weights.followUp
  if (turns.silence !== null && !usesContact) {
    note('AS1', 'turns.silence', 'has no effect: nothing here asks for first contacts')
  }
  return findings
}

function lintPublishing(policy: Policy): readonly Finding[] {
  const { publish, within, clock, labels } = policy
  const findings: Finding[] = []
  if (labels.length > 0 && publish.dwell === 1 && ['hour', 'day'].includes(publish.every)) {
    findings.push(
      finding({
        severity: 'note',
        rule: 'LB2',
        field: 'publish',
        message: `the label may change every ${publish.every}, which lets a patient client watch it flip; a week with a dwell of 4 tells less`,
      }),
    )
  }
  if (clock.kind === 'wall' && within < 10 * HOUR) {
    findings.push(
      finding({
        severity: 'note',
        rule: 'CK1',
        field: 'within',
        message: `${formatDuration(within)} on the wall clock is shorter than a night: consider "clock": {"kind": "hours"}`,
      }),
    )
  }
  return findings
}
