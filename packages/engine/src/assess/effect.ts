import type { Policy } from '../policy/policy.ts'
import { type ShareMeasure, type Tally, valuesOf, wholeOf } from './tally.ts'

/**
 * What each settled turn does to the score, in points of 100, oldest first: the score as it is less the
 * score without that turn. Null where the turn is all there is. For people to read, so in doubles.
 */
export function effectsOn(policy: Policy, tally: Tally): readonly (number | null)[] {
  const shares = policy.score === null ? null : tally.shares[policy.score]
  if (shares === null || shares === undefined) return tally.took.map(() => null)
  const measure = policy.measures[policy.score ?? 0] as ShareMeasure
  const { unit } = policy.weights
  const values = valuesOf(measure, tally, unit)
  const one = wholeOf(measure, unit)
  const parts = shares.parts.reduce<number>((sum, part) => sum + Number(part), 0)
  const wholes = shares.wholes.reduce<number>((sum, whole) => sum + Number(whole), 0)
  const own = unit === 'client' ? meansWithout(values, tally) : null
  return tally.took.map((_, turn) => {
    const client = tally.clientOf[turn] ?? 0
    const weight = tally.weights?.[turn] ?? 1
    const gone =
      own === null
        ? { part: weight * (values[turn] ?? 0), whole: weight * one }
        : {
            part: Number(shares.parts[client]) - (own[turn]?.part ?? 0),
            whole: Number(shares.wholes[client]) - (own[turn]?.whole ?? 0),
          }
    const rest = wholes - gone.whole
    return rest <= 0 ? null : 100 * (parts / wholes - (parts - gone.part) / rest)
  })
}

type Mean = { readonly part: number; readonly whole: number }

/** For each turn, its client's mean without it, in millionths; nothing where it is the client's only one. */
function meansWithout(values: readonly number[], tally: Tally): readonly Mean[] {
  const sums = tally.turns.map(() => ({ value: 0, weight: 0 }))
  values.forEach((value, turn) => {
    const sum = sums[tally.clientOf[turn] ?? 0]
    const weight = tally.weights?.[turn] ?? 1
    if (sum === undefined) return
    sum.value += weight * value
    sum.weight += weight
  })
  return values.map((value, turn) => {
    const sum = sums[tally.clientOf[turn] ?? 0] ?? { value: 0, weight: 0 }
    const weight = tally.weights?.[turn] ?? 1
    const rest = sum.weight - weight
    if (rest <= 0) return { part: 0, whole: 0 }
    return { part: (sum.value - weight * value) / rest, whole: 1_000_000 }
  })
}
