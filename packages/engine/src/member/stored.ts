import type { Calendar } from '../clock/calendar.ts'
import type { Ms } from '../base/instant.ts'
import { tableOf } from '../turn/table.ts'
import type { Turn } from '../turn/turn.ts'
import type { Past } from './history.ts'

/**
 * A member's past from turns that are kept, instead of from events: for turns that can be read as of any
 * earlier instant, under policies without `silence` (see `MemberHistory.isReadableAtAnyInstant`). Only how
 * many messages a turn had by then, and of whom, is as of now.
 */
export function pastOfTurns(
  member: string,
  { turns, calendar }: { readonly turns: readonly Turn[]; readonly calendar: Calendar },
): Past {
  const turnsAt = (asOf: Ms) =>
    turns.filter(({ opened_at: at }) => at <= asOf).map((turn) => turnAt(turn, asOf))
  return {
    member,
    events: [],
    calendar,
    turns: turnsAt,
    table: (asOf) => tableOf(turnsAt(asOf)),
    isReadableAtAnyInstant: () => true,
  }
}

/** The turn without what came after an instant [TN10]. */
function turnAt(turn: Turn, asOf: Ms): Turn {
  const known = (at: Ms | null) => (at !== null && at <= asOf ? at : null)
  const replied_at = known(turn.replied_at)
  const ended_at = known(turn.ended_at)
  const later = Object.entries(turn.later_replies ?? {}).filter(([, at]) => at <= asOf)
  return {
    ...turn,
    replied_at,
    replied_with: replied_at === null ? null : turn.replied_with,
    auto_replied_at: known(turn.auto_replied_at),
    ended_at,
    ended_by: ended_at === null ? null : turn.ended_by,
    ended_who: ended_at === null ? null : turn.ended_who,
    rulings: turn.rulings.filter(({ at }) => at <= asOf),
    later_replies: later.length === 0 ? null : Object.fromEntries(later),
    next_client_at: known(turn.next_client_at),
  }
}
