import {
  type Assessment,
  Assessor,
  type Calendar,
  CalendarReading,
  epochInstant,
  isAtRest,
  type LabelState,
  type LossReasons,
  lossReasons,
  type MemberTurns,
  type Ms,
  nextState,
  type Past,
  pastOfTurns,
  type Policy,
} from '@alacrity/engine'
import type { BatchMember, LabelRecord, Reading, Share } from '@alacrity/store'
import { carriedOver, type EpochOf, startOf } from '../assess/lines.ts'

/** Enough members to share a question to the store, few enough to hold in memory. */
const BATCH_MEMBERS = 1_000
/** Turns that cost something are shown worst first, and no more than a person reads. */
const TURNS_SHOWN = 10

export type LabelChange = LabelRecord['changes'][number]

/** A label that goes at the next epoch if nothing more happens [LB6]. */
export type ComingLoss = {
  readonly member: string
  readonly label: string
  readonly at: Ms
  /** Whether there will be too few turns or clients, rather than too low a measure [LB7]. */
  readonly tooFew: boolean
  readonly reasons: LossReasons
}

export type Evaluated = {
  readonly members: number
  /** Members whose state changed. */
  readonly records: readonly LabelRecord[]
  readonly losses: readonly ComingLoss[]
  /** Lost at this epoch because there were too few turns or clients [LB7]: `keyOf` each. */
  readonly endedByTooFew: readonly string[]
}

/** What an epoch asks about everyone. */
export type Question = {
  readonly line: string
  readonly epoch: EpochOf
  /** Whose numbering the stored states have. */
  readonly before: Policy
}

export type EvaluatePorts = {
  readonly turns: Reading['turns']
  readonly labels: Reading['labels']
}

/** Names a label of a member. */
export const keyOf = (member: string, label: string): string => `${member}\u0000${label}`

/**
 * Evaluates members as of an epoch's instant [LB2, LB5], everybody or a share of them, some at a time: a pure
 * reading, nothing is written.
 */
export async function* evaluate(
  ports: EvaluatePorts,
  question: Question,
  share?: Share,
): AsyncGenerator<Evaluated> {
  const pass = new Pass(ports, question)
  for await (const batch of ports.turns.batches(BATCH_MEMBERS, share)) {
    const names = batch.map(({ member }) => member)
    const states = await ports.labels.states(question.line, names)
    for (const each of batch) await pass.evaluate(each, states.get(each.member))
    yield { members: batch.length, ...pass.take() }
  }
}

type Found = {
  readonly records: LabelRecord[]
  readonly losses: ComingLoss[]
  readonly endedByTooFew: string[]
}

const nothing = (): Found => ({ records: [], losses: [], endedByTooFew: [] })

class Pass {
  #found = nothing()
  readonly #ports: EvaluatePorts
  readonly #question: Question
  readonly #assessor: Assessor
  /** Below so many turns no label is given. */
  readonly #fewest: number
  /** Most members share one calendar. */
  #read: {
    readonly calendar: Calendar
    readonly at: Ms
    readonly reading: CalendarReading
  } | null = null

  constructor(ports: EvaluatePorts, question: Question) {
    this.#ports = ports
    this.#question = question
    const { policy } = question.epoch
    this.#assessor = new Assessor(policy)
    this.#fewest = Math.min(...policy.labels.map(({ enough }) => enough.turns))
  }

  /** What was found since it was last taken. */
  take(): Found {
    const found = this.#found
    this.#found = nothing()
    return found
  }

  async evaluate(each: BatchMember, stored: LabelState | undefined): Promise<void> {
    const { policy, number, at } = this.#question.epoch
    const renumbered = this.#question.before !== policy
    // Nothing is held before the first event, so there is nothing to evaluate [LB5].
    if (each.first_event_at === null || each.first_event_at > at) return
    const before =
      stored === undefined
        ? startOf(policy)
        : carriedOver(stored, { from: this.#question.before, to: policy })
    if (!renumbered && this.#isSettled(each, before)) return
    const member = await this.#pastOf(each)
    const assessment = isAtRest(before, policy, number) ? null : this.#assess(member, at)
    const after = assessment === null ? before : nextState(before, assessment, number)
    const changes = changesOf(policy, before, after)
    // After another version what is stored has to be told in its numbering.
    if (changes.length > 0 || (stored !== undefined && renumbered)) {
      const labels = policy.labels.flatMap(({ name }, i) => (after.held[i] === true ? [name] : []))
      this.#found.records.push({ member: each.member, state: after, labels, changes })
    }
    for (const { label, held } of changes) {
      if (assessment === null || held || !isTooFew(policy, label, assessment)) continue
      this.#found.endedByTooFew.push(keyOf(each.member, label))
    }
    if (after.held.includes(true)) await this.#lookAhead(member, after)
  }

  /** Whether nothing can become of a member without an assessment: most of a large marketplace [LB1, LB2]. */
  #isSettled({ turns, any_instant: any }: BatchMember, { held }: LabelState): boolean {
    const { policy, at } = this.#question.epoch
    if (held.includes(true) || !any || policy.turns.silence !== null) return false
    return this.#assessor.windower.most(turns, at) < this.#fewest
  }

  /** What would be at the next epoch if nothing more happened. */
  async #lookAhead(member: MemberPast, after: LabelState): Promise<void> {
    const { policy, number, at } = this.#question.epoch
    if (isAtRest(after, policy, number + 1)) return
    const nextAt = epochInstant(policy.publish.every, number + 1)
    const assessment = this.#assess(member, nextAt)
    const next = nextState(after, assessment, number + 1)
    for (const { label, held } of changesOf(policy, after, next)) {
      if (held) continue
      const place = policy.labels.findIndex(({ name }) => name === label)
      const ahead = {
        history: await member.past(),
        assessor: this.#assessor,
        asOf: at,
        state: after,
      }
      this.#found.losses.push({
        member: member.name,
        label,
        at: nextAt,
        tooFew: isTooFew(policy, label, assessment),
        reasons: lossReasons(ahead, place, TURNS_SHOWN),
      })
    }
  }

  /** The member's turns as of any instant: those of the batch where that is the same [TN5, AS1]. */
  async #pastOf({
    member: name,
    turns,
    calendar,
    any_instant: any,
  }: BatchMember): Promise<MemberPast> {
    const { policy } = this.#question.epoch
    const { turns: stored } = this.#ports
    if (any && policy.turns.silence === null) {
      const past = async () => {
        const kept = await stored.kept(name)
        if (kept === null) throw new Error('nothing is kept of a member of a batch')
        return pastOfTurns(name, kept)
      }
      return { name, calendar, turnsAt: () => turns, past }
    }
    const history = await stored.history(name)
    if (history === null) throw new Error('a member of a batch has no history')
    const turnsAt = (instant: Ms) => history.table(instant, policy)
    return { name, calendar: history.calendar, turnsAt, past: async () => history }
  }

  #assess({ turnsAt, calendar }: MemberPast, at: Ms): Assessment {
    if (this.#read === null || this.#read.calendar !== calendar || this.#read.at !== at) {
      const reading = new CalendarReading(calendar, this.#assessor.policy.clock, at)
      this.#read = { calendar, at, reading }
    }
    return this.#assessor.assessCase({
      turns: turnsAt(at),
      reading: this.#read.reading,
      asOf: at,
    })
  }
}

type MemberPast = {
  readonly name: string
  readonly calendar: Calendar
  readonly turnsAt: (instant: Ms) => MemberTurns
  readonly past: () => Promise<Past>
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
