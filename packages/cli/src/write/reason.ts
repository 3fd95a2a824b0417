import {
  type ExplainedTurn,
  type Explanation,
  parseInstant,
  type Policy,
  type Reason,
} from '@alacrity/engine'

const REASONS = {
  replied: 'answered',
  auto_replied: 'an automated reply counts here',
  unanswered: 'no answer',
  ended_unanswered: 'ended without an answer',
  ruling: 'excused by the operator',
  client_released: 'the client needs no reply',
  withdrawn: 'the client took it back',
  closed: 'closed before it was due',
  away: 'opened while away',
  client_erased: 'the client’s data was erased',
  goodbye: 'a goodbye, released',
  released: 'released by the member',
  flagged: 'reported by the member',
  over_the_cap: 'released or reported beyond the cap',
} as const satisfies Record<Reason, string>

/** Why a turn has its outcome, in words. */
export function reasonText({
  reason,
  outcome,
  ended_by: end,
  ended_who: who,
}: ExplainedTurn): string {
  if (reason === 'replied')
    return outcome === 'late' ? 'answered after the deadline' : 'answered in time'
  if (reason === 'unanswered' && outcome === 'pending') return 'not due yet'
  if (reason === 'unanswered') return 'no answer by the deadline'
  if (reason === 'ended_unanswered') return `${end} by the ${who}, no answer`
  return REASONS[reason]
}

/** Why a turn is not in the numbers, in words; empty where it is. */
export function notCountedText(turn: ExplainedTurn): string {
  switch (turn.not_counted) {
    case null:
    case 'excused':
    case 'pending':
      return ''
    case 'not_a_candidate':
      return 'not a turn this policy counts'
    case 'too_recent':
      return 'too recent to count'
    case 'outside_the_window':
      return 'too old to count'
  }
}

/** An effect on the score in points: "+0.42", "−1.90"; empty where there is none. */
export function pointsText(points: number | null): string {
  if (points === null) return ''
  const size = Math.abs(points).toFixed(2)
  return size === '0.00' ? '0.00' : `${points < 0 ? '−' : '+'}${size}`
}

/**
 * The turns of the window that is judged, newest first, and the others. Turns that are excused or not due
 * yet belong to it from its length in days on, or from the oldest turn that counts.
 */
export function byWindow(
  told: Explanation,
  policy: Policy,
): { readonly inside: readonly ExplainedTurn[]; readonly others: readonly ExplainedTurn[] } {
  const { days } = policy.window
  const asOf = parseInstant(told.as_of) ?? 0
  const oldest = told.turns.find((turn) => turn.counted)?.opened_at ?? told.as_of
  const from = Math.min(parseInstant(oldest) ?? asOf, days === null ? asOf : asOf - days + 1)
  const isInside = (turn: ExplainedTurn): boolean =>
    turn.counted ||
    ((turn.not_counted === 'pending' || turn.not_counted === 'excused') &&
      (parseInstant(turn.opened_at) ?? 0) >= from)
  return {
    inside: told.turns.filter(isInside).toReversed(),
    others: told.turns.filter((turn) => !isInside(turn)).toReversed(),
  }
}
