import {
  Assessor,
  type Assessment,
  CalendarReading,
  isGranted,
  isKept,
  type Ms,
  type Policy,
} from '@alacrity/engine'
import { type Answered, answeredIn } from './answered.ts'
import type { readCrowd } from './crowd.ts'
import { type Focus, focusOf, Limits } from './limit.ts'
import { Runs } from './runs.ts'
import { type Span, spanOf } from './span.ts'

type Crowd = ReturnType<typeof readCrowd>

/**
 * One policy on a crowd's history. Members are assessed one after the other, in the crowd's order, as long as
 * there is time; everything that a threshold of the focused label decides follows from what is kept here.
 */
export class Trial {
  readonly policy: Policy
  readonly focus: Focus
  readonly span: Span
  readonly crowd: Crowd
  /** By member: hundredths of a point of the score now, -1 for none; and the highest threshold that grants. */
  readonly scores: Int16Array
  readonly grantNow: Int16Array
  readonly runs: Runs
  /** How many members are read as of now, and through all epochs. */
  scored = 0
  judged = 0
  readonly #assessor: Assessor
  readonly #limits: Limits | null
  readonly #readings = new Map<Ms, CalendarReading>()
  #answered: { readonly within: Ms; readonly answered: Answered } | null = null

  constructor(crowd: Crowd, policy: Policy) {
    const count = crowd.members.length
    this.crowd = crowd
    this.policy = policy
    this.focus = focusOf(policy)
    const firstEvent = crowd.members.reduce(
      (first, member) => Math.min(first, member.firstEvent),
      crowd.asOf,
    )
    this.span = spanOf(policy, { until: crowd.asOf, firstEvent, members: count })
    this.scores = new Int16Array(count)
    this.grantNow = new Int16Array(count)
    this.runs = new Runs(count)
    this.#assessor = new Assessor(policy)
    this.#limits = policy.labels.length > 0 ? new Limits(policy, this.focus) : null
  }

  /** Reads everybody as of now, until it is time; true: all are read. */
  score(isTime: () => boolean): boolean {
    const { members } = this.crowd
    while (this.scored < members.length) {
      const assessment = this.#assess(this.scored, this.crowd.asOf)
      const { score } = assessment
      this.scores[this.scored] =
        score === null ? -1 : Math.round(hundredthsOf(score.numerator, score.denominator))
      this.grantNow[this.scored] = this.#limits?.grantTo(assessment) ?? -1
      this.scored += 1
      if ((this.scored & 63) === 0 && isTime()) return this.scored === members.length
    }
    return true
  }

  /** Takes members through all epochs, until it is time; true: all were. */
  judge(isTime: () => boolean): boolean {
    const { members } = this.crowd
    while (this.judged < members.length) {
      this.#judgeMember(this.judged)
      this.judged += 1
      if ((this.judged & 7) === 0 && isTime()) return this.judged === members.length
    }
    return true
  }

  /** What became of everybody's turns in the months after, by the wall clock. */
  answered(within: Ms): Answered {
    if (this.#answered?.within !== within) {
      this.#answered = { within, answered: answeredIn(this.crowd, this.span, within) }
    }
    return this.#answered.answered
  }

  #judgeMember(member: number): void {
    const { epochs } = this.span
    const { firstEvent } = this.crowd.members[member] as Crowd['members'][number]
    const found = epochs.findIndex((at) => at >= firstEvent)
    const begin = found === -1 ? epochs.length : found
    const isAlone = this.policy.labels.length < 2
    for (let epoch = begin; epoch < epochs.length; epoch += 1) {
      const assessment = this.#assess(member, epochs[epoch] as Ms)
      this.runs.add(epoch, {
        grantTo: this.#limits?.grantTo(assessment) ?? -1,
        keepTo: this.#limits?.keepTo(assessment) ?? -1,
        others: isAlone ? 0 : this.#bitsOf(assessment),
      })
    }
    this.runs.end(member)
  }

  #bitsOf({ tally }: Assessment): number {
    let bits = 0
    this.policy.labels.forEach((label, index) => {
      if (index === this.focus.label) return
      if (isGranted(label, this.policy, tally)) bits |= 1 << index
      if (isKept(label, this.policy, tally)) bits |= 0x10000 << index
    })
    return bits >>> 0
  }

  #assess(member: number, asOf: Ms): Assessment {
    const { turns, calendar } = this.crowd.members[member] as Crowd['members'][number]
    if (calendar !== null) return this.#assessor.assess(turns, calendar, asOf)
    let reading = this.#readings.get(asOf)
    if (reading === undefined) {
      reading = new CalendarReading(this.crowd.common, this.policy.clock, asOf)
      this.#readings.set(asOf, reading)
    }
    return this.#assessor.assessCase({ turns, reading, asOf })
  }
}

/** Nearer than the display needs; no label is decided from it. */
function hundredthsOf(numerator: bigint, denominator: bigint): number {
  return (Number(numerator) / Number(denominator)) * 10_000
}
