import type { ExplainedTurn, Explanation } from '@alacrity/engine'

export type { ExplainedTurn, Outcome, Reason } from '@alacrity/engine'

/** What the member's addresses answer with, as their JSON is. */
export type Score = Omit<Explanation, 'turns'> & { readonly turns_total: number }

export type TurnsPage = {
  readonly items: readonly ExplainedTurn[]
  readonly next: string | null
}
