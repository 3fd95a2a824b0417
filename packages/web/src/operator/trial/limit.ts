import {
  type Assessment,
  type Condition,
  isGranted,
  isKept,
  type Label,
  leftOut,
  type Policy,
} from '@alacrity/engine'

/** The label whose threshold can be dragged, and where its conditions on the score stand. */
export type Focus = {
  readonly label: number
  /** Places of the conditions on the score in `grant` and `keep`; null: there is none that can be dragged. */
  readonly grant: number | null
  readonly keep: number | null
}

/** Where a condition asks nothing that a threshold could answer: it always does, or never. */
const ALWAYS = 10_000
const NEVER = -1

/** The first label that asks for so many points of the score; else the first label. */
export function focusOf({ labels, score }: Policy): Focus {
  const place = (conditions: readonly Condition[]): number | null => {
    const found = conditions.findIndex(
      (each) => each.kind === 'share' && each.measure === score && each.bound === null,
    )
    return found === -1 ? null : found
  }
  const found = labels.findIndex(({ grant }) => place(grant) !== null)
  const label = Math.max(0, found)
  const chosen = labels[label]
  return {
    label,
    grant: chosen === undefined ? null : place(chosen.grant),
    keep: chosen === undefined ? null : place(chosen.keep),
  }
}

/** The threshold of a share condition in hundredths of a percent; 0 where there is none. */
export function thresholdOf(conditions: readonly Condition[], place: number | null): number {
  const condition = place === null ? undefined : conditions[place]
  return condition?.kind === 'share' ? condition.hundredths : 0
}

/**
 * Up to which threshold, in hundredths of a percent, an assessment grants (or keeps) a label: 10,000 at
 * most, -1 for none. What the engine answers at each threshold follows from it by one comparison, so that
 * a dragged threshold asks no member's turns again.
 */
export class Limits {
  readonly #policy: Policy
  readonly #label: Label
  readonly #grant: Side
  readonly #keep: Side

  constructor(policy: Policy, { label, grant, keep }: Focus) {
    this.#policy = policy
    this.#label = policy.labels[label] as Label
    this.#grant = sideOf(this.#label.grant, grant)
    this.#keep = sideOf(this.#label.keep, keep)
  }

  grantTo(assessment: Assessment): number {
    const { condition, others } = this.#grant
    const rest = { ...this.#label, grant: others }
    if (!isGranted(rest, this.#policy, assessment.tally)) return NEVER
    if (condition === null) return ALWAYS
    return this.#extreme(assessment, condition, 'least') ?? this.#search(assessment, 'grant')
  }

  keepTo(assessment: Assessment): number {
    const { condition, others } = this.#keep
    const { tally } = assessment
    const rest = { ...this.#label, keep: others }
    if (!isKept(rest, this.#policy, tally)) return NEVER
    if (condition === null) return ALWAYS
    // With others beside it, all have to hold without the same clients.
    const together = others.length > 0 && leftOut(this.#label, tally.counts.clients) > 0
    const alone = together ? null : this.#extreme(assessment, condition, 'most')
    return alone ?? this.#search(assessment, 'keep')
  }

  /** The least or greatest limit over all sets of r clients left out; null where sorting does not find it. */
  #extreme(
    { tally }: Assessment,
    { measure, strict }: ShareCondition,
    which: 'least' | 'most',
  ): number | null {
    const shares = tally.shares[measure]
    if (shares === null || shares === undefined) return null
    const { parts, wholes } = shares
    if (typeof parts[0] === 'bigint') return null
    const [part, whole] = [sumOf(parts), sumOf(wholes)]
    const r = leftOut(this.#label, tally.counts.clients)
    const less = strict ? 1 : 0
    if (r === 0) return limitOf(part, whole, less)
    if (areEqual(wholes)) {
      const out = topSum(parts, r, which === 'least' ? 1 : -1)
      return limitOf(part - out, whole - r * Number(wholes[0]), less)
    }
    if (r > 1) return null
    let best = which === 'least' ? ALWAYS : NEVER
    for (let client = 0; client < parts.length; client += 1) {
      const limit = limitOf(part - Number(parts[client]), whole - Number(wholes[client]), less)
      best = which === 'least' ? Math.min(best, limit) : Math.max(best, limit)
    }
    return best
  }

  /** Asks the engine itself; a label that is had at a threshold is had at every lower one. */
  #search({ tally }: Assessment, side: 'grant' | 'keep'): number {
    const { condition, place } = side === 'grant' ? this.#grant : this.#keep
    const had = (hundredths: number): boolean => {
      const conditions = this.#label[side].with(place, {
        ...(condition as ShareCondition),
        hundredths,
      })
      const label = { ...this.#label, [side]: conditions }
      return (side === 'grant' ? isGranted : isKept)(label, this.#policy, tally)
    }
    let low = NEVER
    let high = ALWAYS
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (had(middle)) low = middle
      else high = middle - 1
    }
    return low
  }
}

type ShareCondition = Extract<Condition, { readonly kind: 'share' }>
type Side = {
  readonly condition: ShareCondition | null
  readonly place: number
  readonly others: readonly Condition[]
}

function sideOf(conditions: readonly Condition[], place: number | null): Side {
  const condition = place === null ? undefined : conditions[place]
  if (place === null || condition?.kind !== 'share') {
    return { condition: null, place: 0, others: conditions }
  }
  return { condition, place, others: conditions.toSpliced(place, 1) }
}

/** part / whole ≥ h / 10,000, or more where strict: the greatest such h. */
function limitOf(part: number, whole: number, less: number): number {
  if (!(whole > 0)) return NEVER
  return Math.max(NEVER, Math.min(ALWAYS, Math.floor((part * 10_000 - less) / whole)))
}

function sumOf(values: readonly (number | bigint)[]): number {
  let sum = 0
  for (let index = 0; index < values.length; index += 1) sum += values[index] as number
  return sum
}

function areEqual(values: readonly (number | bigint)[]): boolean {
  const first = values[0]
  for (let index = 1; index < values.length; index += 1) if (values[index] !== first) return false
  return true
}

/** The sum of the r greatest values, or with `sign` -1 of the r smallest. */
function topSum(values: readonly (number | bigint)[], r: number, sign: 1 | -1): number {
  if (r === 1) {
    let best = values[0] as number
    for (let index = 1; index < values.length; index += 1) {
      const value = values[index] as number
      if (sign * value > sign * best) best = value
    }
    return best
  }
  const sorted = (values as readonly number[]).toSorted((a, b) => sign * (b - a))
  return sumOf(sorted.slice(0, r))
}
