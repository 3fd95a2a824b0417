import {
  type Assessment,
  Assessor,
  epochInstant,
  type LabelState,
  type MemberTurns,
  type Ms,
  nextState,
  type Policy,
} from '@alacrity/engine'
import type { BatchMember, LabelRecord, Labels, Turns } from '@alacrity/store'
import { carriedOver, type EpochOf, startOf } from '../assess/lines.ts'

/** Enough members to share a question to the store, few enough to hold in memory. */
const BATCH_MEMBERS = 1_000

export type LabelChange = LabelRecord['changes'][number]

/** A label that goes at the next epoch if nothing more happens [LB6]. */
export type ComingLoss = {
  readonly member: string
  readonly label: string
  readonly at: Ms
  /** Whether there will be too few turns or clients, rather than too low a measure [LB7]. */
  readonly tooFew: boolean
}

export type Evaluated = {
  /** Members whose state changed. */
  readonly records: readonly LabelRecord[]
  readonly losses: readonly ComingLoss[]
  /** Lost at this epoch because there were too few turns or clients [LB7]. */
  readonly endedByTooFew: ReadonlySet<string>
  readonly members: number
}

export type EvaluatePorts = {
  readonly turns: Pick<Turns, 'batches' | 'history'>
  readonly labels: Pick<Labels, 'states'>
}

type Pass = {
  readonly line: string
  readonly epoch: EpochOf
  /** Whose numbering the stored states have. */
  readonly before: Policy
  readonly ports: EvaluatePorts
  readonly assessor: Assessor
  readonly records: LabelRecord[]
  readonly losses: ComingLoss[]
  readonly endedByTooFew: Set<string>
}

/** Evaluates every member as of an epoch's instant [LB2, LB5]: a pure reading, nothing is written. */
export async function evaluate(
  ports: EvaluatePorts,
  at: Pick<Pass, 'line' | 'epoch' | 'before'>,
): Promise<Evaluated> {
  const pass: Pass = {
    ...at,
    ports,
    assessor: new Assessor(at.epoch.policy),
    records: [],
    losses: [],
    endedByTooFew: new Set(),
  }
  let members = 0
  for await (const batch of ports.turns.batches(BATCH_MEMBERS)) {
    members += batch.length
    const names = batch.map(({ member }) => member)
    const states = await ports.labels.states(at.line, names)
    for (const each of batch) await evaluateMember(pass, each, states.get(each.member))
  }
  return { ...pass, members }
}

async function evaluateMember(
  pass: Pass,
  each: BatchMember,
  stored: LabelState | undefined,
): Promise<void> {
  const { policy, number, at } = pass.epoch
  // Nothing is held before the first event, so there is nothing to evaluate [LB5].
  if (each.first_event_at === null || each.first_event_at > at) return
  const before =
    stored === undefined ? startOf(policy) : carriedOver(stored, { from: pass.before, to: policy })
  const turnsAt = await readerOf(pass, each)
  const assess = (instant: Ms) => pass.assessor.assess(turnsAt(instant), each.calendar, instant)
  const assessment = assess(at)
  const after = nextState(before, assessment, number)
  const changes = changesOf(policy, before, after)
  if (changes.length > 0) {
    pass.records.push({
      member: each.member,
      state: after,
      labels: policy.labels.flatMap(({ name }, i) => (after.held[i] === true ? [name] : [])),
      changes,
    })
  } else if (stored !== undefined && pass.before !== policy) {
    // The numbering changed with the version, so what is stored has to be told anew.
    pass.records.push({
      member: each.member,
      state: after,
      labels: policy.labels.flatMap(({ name }, i) => (after.held[i] === true ? [name] : [])),
      changes: [],
    })
  }
  for (const { label, held } of changes) {
    if (!held && isTooFew(policy, label, assessment)) {
      pass.endedByTooFew.add(`${each.member}\u0000${label}`)
    }
  }
  if (after.held.includes(true)) lookAhead(pass, { each, after, assess })
}

/** What would be at the next epoch if nothing more happened. */
function lookAhead(
  pass: Pass,
  {
    each,
    after,
    assess,
  }: {
    readonly each: BatchMember
    readonly after: LabelState
    readonly assess: (instant: Ms) => Assessment
  },
): void {
  const { policy, number } = pass.epoch
  const nextAt = epochInstant(policy.publish.every, number + 1)
  const assessment = assess(nextAt)
  const next = nextState(after, assessment, number + 1)
  for (const { label, held } of changesOf(policy, after, next)) {
    if (held) continue
    const tooFew = isTooFew(policy, label, assessment)
    pass.losses.push({ member: each.member, label, at: nextAt, tooFew })
  }
}

/** How to have the member's turns as of an instant: from the batch where that is the same [TN5, AS1]. */
async function readerOf(pass: Pass, each: BatchMember): Promise<(instant: Ms) => MemberTurns> {
  const { policy } = pass.epoch
  if (each.any_instant && policy.turns.silence === null) return () => each.turns
  const history = await pass.ports.turns.history(each.member)
  if (history === null) throw new Error('a member of a batch has no history')
  return (instant) => history.table(instant, policy)
}

function changesOf(policy: Policy, before: LabelState, after: LabelState): readonly LabelChange[] {
  return policy.labels.flatMap(({ name }, index) => {
    const held = after.held[index] === true
    return held === (before.held[index] === true) ? [] : [{ label: name, held }]
  })
}

function isTooFew(policy: Policy, name: string, { counts }: Assessment): boolean {
  const enough = policy.labels.find((label) => label.name === name)?.enough
  return enough !== undefined && (counts.settled < enough.turns || counts.clients < enough.clients)
}
