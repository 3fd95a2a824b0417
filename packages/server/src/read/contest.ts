import { type ExplainedTurn, explain, type Ms, type Policy } from '@alacrity/engine'
import type { Contest, HistoryRecord, Store } from '@alacrity/store'
import type { Assessors } from '../assess/lines.ts'

type Ports = {
  readonly store: Pick<Store, 'turns' | 'labels'>
  readonly assessors: Assessors
  readonly policyAt: (at: Ms) => Policy
}

/** What a contest is about, for whoever decides it: facts, and nothing of the score [DS5]. */
export type ContestFacts = {
  /** The contested turn; null where a label is contested, or the turn is gone. */
  readonly turn: Omit<ExplainedTurn, 'effect_points'> | null
  /** The contested label as it was published; empty where a turn is contested. */
  readonly label_history: readonly HistoryRecord[]
}

export async function contestFacts(
  { store, assessors, policyAt }: Ports,
  { subject, member, about }: Contest,
  now: Ms,
): Promise<ContestFacts> {
  if (subject === 'label') {
    const all = await store.labels.history(member)
    const named = (each: HistoryRecord) => `${each.line}/${each.label}` === about
    return { turn: null, label_history: all.filter(named) }
  }
  const history = await store.turns.history(member)
  const turns = history === null ? [] : explain(history, assessors.of(policyAt(now)), now).turns
  const turn = turns.find((each) => each.turn === about)
  if (turn === undefined) return { turn: null, label_history: [] }
  const { effect_points: _, ...facts } = turn
  return { turn: facts, label_history: [] }
}
