import { type Assessment, shownScore } from '../assess/assess.ts'
import type { Ms } from '../base/instant.ts'
import { earned } from '../label/history.ts'
import { isKept } from '../label/robust.ts'
import type { Turn } from '../turn/turn.ts'
import type { Ahead } from './forecast.ts'
import type { Supposition } from './trial.ts'

/** What a supposition comes to: the score, and which labels would be had at an epoch right then. */
export type Supposed = {
  readonly score: number | null
  /** A label that is held is kept, another one is given [LB1]; no dwell is looked at. */
  readonly labels: Readonly<Record<string, boolean>>
}

/** The assessment of supposed turns as of an instant. */
export function suppose(ahead: Ahead, supposition: Supposition, at: Ms): Supposed {
  const { history, assessor, trial } = ahead
  return supposedOf(ahead, assessor.assess(trial.with(supposition), history.calendar, at))
}

function supposedOf({ assessor, state }: Ahead, assessment: Assessment): Supposed {
  const { policy } = assessor
  const given = earned(assessment)
  const holds = policy.labels.map((label, index) =>
    state.held[index] === true ? isKept(label, policy, assessment.tally) : given[index] === true,
  )
  const shown = holds.indexOf(true)
  return {
    score: shownScore(assessment),
    labels: Object.fromEntries(
      policy.labels.map(({ name }, index) => [
        name,
        policy.bands ? index === shown : holds[index] === true,
      ]),
    ),
  }
}

/** A turn that might come: one message of a client of its own. */
export function supposedTurn(ahead: Ahead, index: number, openedAt: Ms): Turn {
  const { history, assessor } = ahead
  const name = `supposed ${index + 1}`
  return {
    turn: name,
    member: history.member,
    client: name,
    clients: [name],
    conversation: name,
    ordinal: 1,
    initiated_by: 'client',
    kind: assessor.policy.turns.kinds?.[0] ?? 'message',
    opened_at: openedAt,
    messages: 1,
    replied_at: null,
    replied_with: null,
    auto_replied_at: null,
    ended_at: null,
    ended_by: null,
    ended_who: null,
    rulings: [],
    later_replies: null,
    next_client_at: null,
  }
}
