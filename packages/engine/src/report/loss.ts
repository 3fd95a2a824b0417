import { type Action, actionFor } from './action.ts'
import { type ExplainedTurn, explainedTurns } from './explain.ts'
import { aheadOf, type Start } from './forecast.ts'

/** Why a label is about to go, and what would keep it [LB6]. */
export type LossReasons = {
  /** Turns that cost something or still wait, first what costs most. */
  readonly turns: readonly Pick<ExplainedTurn, 'turn' | 'outcome' | 'effect_points'>[]
  /** The cheapest way to keep it; null: there is none. */
  readonly action: Action | null
}

/** `label` is its place in the policy; `most` bounds the turns told. */
export function lossReasons(given: Start, label: number, most: number): LossReasons {
  const ahead = aheadOf(given)
  const turns = explainedTurns(ahead)
    .turns.filter(
      ({ effect_points: effect, outcome }) => (effect ?? 0) < 0 || outcome === 'pending',
    )
    .sort((a, b) => (a.effect_points ?? 0) - (b.effect_points ?? 0))
    .slice(0, most)
    .map(({ turn, outcome, effect_points }) => ({ turn, outcome, effect_points }))
  return { turns, action: actionFor(ahead, label) }
}
