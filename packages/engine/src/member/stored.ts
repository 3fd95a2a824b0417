import type { Calendar } from '../clock/calendar.ts'
import type { Ms } from '../base/instant.ts'
import { tableOf, type TurnsOfMember } from '../turn/table.ts'
import type { Turn } from '../turn/turn.ts'
import type { Past } from './history.ts'

/** What is kept of a member instead of events. */
export type KeptTurns = {
  readonly turns: readonly Turn[]
  readonly calendar: Calendar
  /** When the first event of any conversation was; null: never. */
  readonly first_event_at: Ms | null
  /** How many events there are behind it. */
  readonly events: number
}

/**
 * A member's past from turns that are kept, instead of from events: for turns that can be read as of any
 * earlier instant, under policies without `silence` (see `MemberHistory.isReadableAtAnyInstant`). Only how
 * many messages a turn had by then, and of whom, is as of now.
 */
export function pastOfTurns(member: string, kept: KeptTurns): Past {
  let last: { readonly asOf: Ms; readonly turns: readonly Turn[] } | null = null
  let table: { readonly of: readonly Turn[]; readonly table: TurnsOfMember } | null = null
  const turnsAt = (asOf: Ms): readonly Turn[] => {
    if (last?.asOf !== asOf) {
      const known = kept.turns.filter(({ opened_at: at }) => at <= asOf)
      last = { asOf, turns: known.map((turn) => turnAt(turn, asOf)) }
    }
    return last.turns
  }
  return {
    member,
    events: [],
    known: kept.events,
    firstEventAt: kept.first_event_at,
    calendar: kept.calendar,
    turns: turnsAt,
    table: (asOf) => {
      const of = turnsAt(asOf)
      if (table?.of !== of) table = { of, table: tableOf(of) }
      return table.table
    },
    isReadableAtAnyInstant: () => true,
  }
}

/** The turn without what came after an instant [TN10]. */
function turnAt(turn: Turn, asOf: Ms): Turn {
  if (!reachesBeyond(turn, asOf)) return turn
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

function reachesBeyond(turn: Turn, asOf: Ms): boolean {
  const { replied_at, auto_replied_at, ended_at, next_client_at, rulings, later_replies } = turn
  return (
    (replied_at ?? 0) > asOf ||
    (auto_replied_at ?? 0) > asOf ||
    (ended_at ?? 0) > asOf ||
    (next_client_at ?? 0) > asOf ||
    rulings.some(({ at }) => at > asOf) ||
    (later_replies !== null && Object.values(later_replies).some((at) => at > asOf))
  )
}
