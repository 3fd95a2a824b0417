import { type Assessor, type Assessment, shownScore } from '../assess/assess.ts'
import { formatInstant, type Ms } from '../base/instant.ts'
import { epochInstant, epochNumber } from '../label/epoch.ts'
import { type LabelState, nextState } from '../label/history.ts'
import type { Past } from '../member/history.ts'
import { lastContacts } from '../turn/contact.ts'
import { tableOf } from '../turn/table.ts'
import type { Turn } from '../turn/turn.ts'

/** Where a look ahead starts: a member, a policy, now, and the labels as they stand. */
export type Ahead = {
  readonly history: Past
  readonly assessor: Assessor
  readonly asOf: Ms
  readonly state: LabelState
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
  const turns = ahead.history.turns(ahead.asOf)
  const answered = turns.map((turn) => (isWaiting(turn) ? answeredAt(turn, ahead.asOf) : turn))
  return [
    ...forecastOfTurns(ahead, turns, 'nothing_more'),
    ...(turns.some(isWaiting) ? forecastOfTurns(ahead, answered, 'all_answered') : []),
  ]
}

/** Whether a reply can still be given. */
export function isWaiting(turn: Turn): boolean {
  return turn.replied_at === null && turn.ended_at === null
}

/** The turn as it would be with a reply by text at an instant. */
export function answeredAt(turn: Turn, at: Ms): Turn {
  return { ...turn, replied_at: at, replied_with: 'message' }
}

function forecastOfTurns(
  ahead: Ahead,
  turns: readonly Turn[],
  scenario: Forecast['scenario'],
): readonly Forecast[] {
  const { policy } = ahead.assessor
  return epochsAhead(ahead, turns, HORIZON).map(({ at, assessment, state }) => ({
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
  turns: readonly Turn[],
  count: number,
): readonly EpochAhead[] {
  const { history, assessor, asOf } = ahead
  const { every } = assessor.policy.publish
  const contacts =
    assessor.policy.turns.silence === null ? null : lastContacts(turns, history.events)
  const table = tableOf(turns, contacts)
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
