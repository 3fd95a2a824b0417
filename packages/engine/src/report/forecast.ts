import { type Assessor, type Assessment, shownScore } from '../assess/assess.ts'
import { formatInstant, type Ms } from '../base/instant.ts'
import { epochInstant, epochNumber } from '../label/epoch.ts'
import { type LabelState, nextState } from '../label/history.ts'
import type { Past } from '../member/history.ts'
import { isWaiting, type Supposition, Trial } from './trial.ts'

/** Where a look ahead starts: a member, a policy, now, and the labels as they stand. */
export type Ahead = {
  readonly history: Past
  readonly assessor: Assessor
  readonly asOf: Ms
  readonly state: LabelState
  /** The turns as of now, to try suppositions on. */
  readonly trial: Trial
  /** The next epochs if nothing more happens: asked for again and again, and assessed once. */
  readonly nothingMore: (count: number) => readonly EpochAhead[]
}

/** What a look ahead is made of. */
export type Start = Omit<Ahead, 'trial' | 'nothingMore'>

export function aheadOf(start: Start): Ahead {
  const { history, assessor, asOf } = start
  let known: readonly EpochAhead[] = []
  const ahead: Ahead = {
    ...start,
    trial: new Trial(history, assessor.policy, asOf),
    nothingMore: (count) => {
      if (known.length < count) known = epochsAhead(ahead, {}, count)
      return known.slice(0, count)
    },
  }
  return ahead
}

/** What the score and the labels become at one coming epoch under a supposition [AS8]. */
export type Forecast = {
  readonly epoch: string
  readonly scenario: 'nothing_more' | 'all_answered'
  readonly score: number | null
  readonly labels: Readonly<Record<string, boolean>>
}

/** How many epochs ahead people are told of. */
const HORIZON = 4

/** The coming epochs if nothing more happens, and if every pending turn is answered now. */
export function forecastOf(ahead: Ahead): readonly Forecast[] {
  const { trial, asOf } = ahead
  const replies = new Map(trial.turns.filter(isWaiting).map(({ turn }) => [turn, asOf]))
  const answered = replies.size > 0 ? epochsAhead(ahead, { replies }, HORIZON) : []
  return [
    ...told(ahead, ahead.nothingMore(HORIZON), 'nothing_more'),
    ...told(ahead, answered, 'all_answered'),
  ]
}

function told(
  { assessor: { policy } }: Ahead,
  epochs: readonly EpochAhead[],
  scenario: Forecast['scenario'],
): readonly Forecast[] {
  return epochs.map(({ at, assessment, state }) => ({
    epoch: formatInstant(at),
    scenario,
    score: shownScore(assessment),
    labels: Object.fromEntries(policy.labels.map(({ name }, i) => [name, state.held[i] === true])),
  }))
}

export type EpochAhead = {
  readonly number: number
  readonly at: Ms
  readonly assessment: Assessment
  readonly state: LabelState
}

/** The next epochs under a supposition about the turns, one after the other. */
export function epochsAhead(
  ahead: Ahead,
  supposition: Supposition,
  count: number,
): readonly EpochAhead[] {
  const { history, assessor, asOf } = ahead
  const { every } = assessor.policy.publish
  const table = ahead.trial.with(supposition)
  const first = epochNumber(every, asOf) + 1
  let state = ahead.state
  return Array.from({ length: count }, (_, index) => {
    const number = first + index
    const at = epochInstant(every, number)
    const assessment = assessor.assess(table, history.calendar, at)
    state = nextState(state, assessment, number)
    return { number, at, assessment, state }
  })
}
