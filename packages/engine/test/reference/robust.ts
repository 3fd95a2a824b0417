/** LB3: conditions for every, or for some, set of r clients left out. */
import { clientsOf, isEnough } from './assessment.ts'
import type { Assessed } from './assessment.ts'
import { holds, shareOfClient } from './measures.ts'
import type { Condition, Enough, Label, Policy } from './types.ts'

/** More sets than this are not enumerated where the greatest or smallest values decide alike. */
const MOST_SETS = 100_000

/** The value of the greatest K reached in the table; below the smallest, 0. */
function setAside(label: Label, clients: readonly string[]): number {
  const reached = label.robust.filter((row) => row.clients <= clients.length)
  reached.sort((a, b) => a.clients - b.clients)
  return reached.at(-1)?.r ?? 0
}

/** Every set of r of the clients. */
export function* setsOf(clients: readonly string[], r: number): Generator<string[]> {
  if (r === 0) {
    yield []
    return
  }
  for (const [i, client] of clients.entries()) {
    for (const rest of setsOf(clients.slice(i + 1), r - 1)) yield [client, ...rest]
  }
}

function numberOfSets(clients: number, r: number): number {
  let sets = 1
  for (let i = 0; i < r; i += 1) sets = (sets * (clients - i)) / (i + 1)
  return sets
}

function without(settled: readonly Assessed[], gone: readonly string[]): Assessed[] {
  return settled.filter(({ turn }) => !gone.includes(turn.client))
}

export function isGranted(
  label: Label,
  policy: Policy,
  settled: readonly Assessed[],
  mostSets: number = MOST_SETS,
): boolean {
  if (!isEnough(label.enough, settled)) return false
  const clients = clientsOf(settled)
  const r = setAside(label, clients)
  const order = extremes(label.grant, policy, settled, clients, r, mostSets)
  if (order !== null) {
    if (!isEnoughWithoutAny(label.enough, settled, clients, r)) return false
    return allHold(label.grant, policy, without(settled, order.slice(clients.length - r)))
  }
  for (const gone of setsOf(clients, r)) {
    const others = without(settled, gone)
    if (!isEnough(label.enough, others) || !allHold(label.grant, policy, others)) return false
  }
  return true
}

export function isKept(
  label: Label,
  policy: Policy,
  settled: readonly Assessed[],
  mostSets: number = MOST_SETS,
): boolean {
  if (!isEnough(label.enough, settled)) return false
  const clients = clientsOf(settled)
  const r = setAside(label, clients)
  const order = extremes(label.keep, policy, settled, clients, r, mostSets)
  if (order !== null) return allHold(label.keep, policy, without(settled, order.slice(0, r)))
  for (const gone of setsOf(clients, r)) {
    if (allHold(label.keep, policy, without(settled, gone))) return true
  }
  return false
}

function allHold(
  conditions: readonly Condition[],
  policy: Policy,
  settled: readonly Assessed[],
): boolean {
  return conditions.every((condition) => holds(condition, policy, settled))
}

/**
 * The clients from the smallest value to the greatest, where the page says that those at an end
 * decide for all sets, and where the sets are too many to enumerate; otherwise null.
 */
function extremes(
  conditions: readonly Condition[],
  policy: Policy,
  settled: readonly Assessed[],
  clients: readonly string[],
  r: number,
  mostSets: number,
): string[] | null {
  if (numberOfSets(clients.length, r) <= mostSets) return null
  const [condition, ...others] = conditions
  if (condition === undefined || others.length > 0 || condition.bound !== null) return null
  const measure = policy.measures[condition.measure]
  if (measure === undefined || (measure.kind !== 'rate' && measure.kind !== 'credit')) return null
  if (policy.weights.unit !== 'client' || settled.some(({ weight }) => weight !== 1n)) return null
  const valued = clients.map((client) => {
    const own = settled.filter(({ turn }) => turn.client === client)
    return { client, value: shareOfClient(measure, own) ?? 0n }
  })
  valued.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0))
  return valued.map(({ client }) => client)
}

/** `enough` without any r clients: at the worst, those with the most turns are gone. */
function isEnoughWithoutAny(
  enough: Enough,
  settled: readonly Assessed[],
  clients: readonly string[],
  r: number,
): boolean {
  const turns = clients.map((client) => settled.filter(({ turn }) => turn.client === client).length)
  turns.sort((a, b) => b - a)
  const fewest = turns.slice(r).reduce((sum, count) => sum + count, 0)
  return fewest >= enough.turns && clients.length - r >= enough.clients
}
