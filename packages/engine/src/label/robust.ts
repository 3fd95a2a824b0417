import { isEnough } from '../assess/assess.ts'
import { type Exact, plus, type Tally } from '../assess/tally.ts'
import type { Condition, Enough, Label, Policy } from '../policy/policy.ts'
import { type Linear, type Question, questionOf } from './condition.ts'

/** How many clients the label leaves out where `clients` of them have settled turns [LB3]. */
export function leftOut(label: Label, clients: number): number {
  const row = label.robust.findLast((candidate) => candidate.clients <= clients)
  return Math.min(row?.without ?? 0, clients)
}

/** Whether the label is granted: on all turns enough, and without every set of r clients all holds. */
export function isGranted(label: Label, policy: Policy, tally: Tally): boolean {
  const { settled, clients } = tally.counts
  if (!isEnough(label.enough, settled, clients)) return false
  const r = leftOut(label, clients)
  // A conjunction holds for every set exactly when each part of it does.
  return (
    isEnoughWithoutAny(label.enough, tally, r) &&
    questions(label.grant, policy, { tally, without: r }).every((question) =>
      holdsForAll(question, clients, r),
    )
  )
}

/** Whether the label is kept: on all turns enough, and without some set of r clients all holds. */
export function isKept(label: Label, policy: Policy, tally: Tally): boolean {
  const { settled, clients } = tally.counts
  if (!isEnough(label.enough, settled, clients)) return false
  const r = leftOut(label, clients)
  return holdsForSome(questions(label.keep, policy, { tally, without: r }), clients, r)
}

function questions(
  conditions: readonly Condition[],
  policy: Policy,
  of: { readonly tally: Tally; readonly without: number },
): readonly Question[] {
  return conditions.map((condition) => questionOf(condition, policy, of))
}

function isEnoughWithoutAny(enough: Enough, tally: Tally, r: number): boolean {
  const { settled, clients } = tally.counts
  return isEnough(enough, settled - Number(greatest(tally.turns, r)), clients - r)
}

function holdsForAll({ must, suffices, holds }: Question, clients: number, r: number): boolean {
  if (suffices !== null && allSets(suffices, r)) return true
  if (must !== null && (must === suffices || !allSets(must, r))) return false
  // A set that fails everyone is looked for only where the sufficient condition does not already hold.
  const excluded = suffices === null ? [] : [failing(suffices)]
  return findSet({ clients, r, bounds: excluded, leaf: (without) => !holds(without) }) === null
}

function holdsForSome(asked: readonly Question[], clients: number, r: number): boolean {
  const known = asked.length === 1 && asked[0] !== undefined ? bestSet(asked[0], r) : null
  if (known !== null) return known
  const bounds = asked.flatMap(({ must }) => (must === null ? [] : [must]))
  const leaf = (without: readonly number[]) => asked.every((question) => question.holds(without))
  return findSet({ clients, r, bounds, leaf }) !== null
}

/**
 * Whether one exactly linear condition holds without its best set of r clients, those of the smallest gains;
 * null where that has to be looked for, as nothing might remain of the measure.
 */
function bestSet({ must, suffices }: Question, r: number): boolean | null {
  if (must === null || must !== suffices) return null
  const { gains, least, wholes } = must
  if (gains.length < r) return null
  if (minus(total(gains), smallest(gains, r)) < least) return false
  return wholes === null || (gains.length > r && wholes.every((whole) => whole > 0)) ? true : null
}

/** Whether a linear condition holds without each set of r clients: without the greatest gains. */
function allSets({ gains, least, wholes }: Linear, r: number): boolean {
  if (wholes !== null && !(minus(total(wholes), greatest(wholes, r)) > 0)) return false
  return minus(total(gains), greatest(gains, r)) >= least
}

/** What must be so where a linear condition with integer gains fails: its negation, null measure aside. */
function failing({ gains, least }: Linear): Linear {
  const one = typeof least === 'bigint' ? 1n : 1
  return { gains: gains.map(negate), least: plus(one, negate(least)), wholes: null }
}

type Search = {
  readonly clients: number
  readonly r: number
  /** Each must be reachable, or a branch is given up. */
  readonly bounds: readonly Linear[]
  readonly leaf: (without: readonly number[]) => boolean
}

/**
 * A set of exactly r clients for which `leaf` is true, or null. Depth first, trying those first whose
 * absence helps the first bound most, which proves or refutes a single linear condition at once.
 */
function findSet({ clients, r, bounds, leaf }: Search): readonly number[] | null {
  const order = Array.from({ length: clients }, (_, client) => client)
  const first = bounds[0]
  if (first !== undefined) order.sort((a, b) => sign(first.gains[a], first.gains[b]))
  const prunes = bounds.map((bound) => pruneOf(bound, order, r))
  const chosen: number[] = []
  const visit = (from: number): readonly number[] | null => {
    if (prunes.some((hopeless) => hopeless(chosen, from))) return null
    if (chosen.length === r) return leaf(chosen) ? [...chosen] : null
    for (let i = from; i <= clients - (r - chosen.length); i += 1) {
      chosen.push(order[i] as number)
      const found = visit(i + 1)
      chosen.pop()
      if (found !== null) return found
      if (prunes.some((hopeless) => hopeless(chosen, i + 1))) return null
    }
    return null
  }
  return visit(0)
}

/** Says whether no choice of the missing clients from order[from…] lets the rest reach `least`. */
function pruneOf(
  { gains, least }: Linear,
  order: readonly number[],
  r: number,
): (chosen: readonly number[], from: number) => boolean {
  const all = total(gains)
  // smallest[i] is the least gain among order[i…]; leaving it out costs the sum least.
  const smallest: Exact[] = new Array<Exact>(order.length)
  for (let i = order.length - 1; i >= 0; i -= 1) {
    const gain = gains[order[i] as number] as Exact
    const next = smallest[i + 1]
    smallest[i] = next !== undefined && next < gain ? next : gain
  }
  return (chosen, from) => {
    let rest = all
    for (const client of chosen) rest = minus(rest, gains[client] as Exact)
    for (let k = chosen.length; k < r; k += 1) {
      const gain = smallest[from]
      if (gain === undefined) break
      rest = minus(rest, gain)
    }
    return rest < least
  }
}

function total(values: readonly Exact[]): Exact {
  return values.length === 0 ? 0 : values.reduce(plus)
}

/** The sum of the `count` greatest values. */
function greatest(values: readonly Exact[], count: number): Exact {
  return extreme(values, count, (a, b) => a > b)
}

function smallest(values: readonly Exact[], count: number): Exact {
  return extreme(values, count, (a, b) => a < b)
}

/** Few are left out of many, so the few are kept in order instead of sorting the many. */
function extreme(
  values: readonly Exact[],
  count: number,
  isBefore: (a: Exact, b: Exact) => boolean,
): Exact {
  if (count === 0) return typeof values[0] === 'bigint' ? 0n : 0
  const kept: Exact[] = []
  for (const value of values) {
    let at = kept.length
    while (at > 0 && isBefore(value, kept[at - 1] as Exact)) at -= 1
    if (at >= count) continue
    kept.splice(at, 0, value)
    if (kept.length > count) kept.pop()
  }
  return total(kept)
}

function sign(a: Exact | undefined, b: Exact | undefined): number {
  if (a === undefined || b === undefined || a === b) return 0
  return a < b ? -1 : 1
}

function minus(a: Exact, b: Exact): Exact {
  return plus(a, negate(b))
}

function negate<E extends Exact>(value: E): E {
  return -(value as number) as E
}
