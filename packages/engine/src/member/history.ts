import type { Ms } from '../base/instant.ts'
import type { Calendar } from '../clock/calendar.ts'
import type {
  AwayEvent,
  ConversationEvent,
  ErasureEvent,
  Event,
  HoursEvent,
  OutageEvent,
} from '../event/event.ts'
import { compareEvents } from '../event/order.ts'
import type { Policy } from '../policy/policy.ts'
import { lastContacts } from '../turn/contact.ts'
import { ConversationFold } from '../turn/fold.ts'
import { tableOf, type TurnsOfMember } from '../turn/table.ts'
import type { Turn } from '../turn/turn.ts'

/** What concerns every member: outages, and the erasure of clients. */
export type SharedEvents = {
  readonly outages: readonly OutageEvent[]
  readonly erasures: readonly ErasureEvent[]
}

export const NOTHING_SHARED: SharedEvents = { outages: [], erasures: [] }

/**
 * All events of one member, and everything that follows from them as of any instant [TN10]: the plain
 * path, one fold from scratch, that every faster path must equal [AS10].
 */
export class MemberHistory {
  readonly member: string
  /** In canonical order. */
  readonly events: readonly ConversationEvent[]
  readonly calendar: Calendar

  /** `events` are the member's own, without duplicates, in any order [EV3]. */
  constructor(member: string, events: readonly Event[], shared: SharedEvents = NOTHING_SHARED) {
    this.member = member
    const ofConversations: ConversationEvent[] = []
    const hours: HoursEvent[] = []
    const aways: AwayEvent[] = []
    for (const event of [...events].sort(compareEvents)) {
      if (event.type === 'hours') hours.push(event)
      else if (event.type === 'away') aways.push(event)
      else if (event.type !== 'outage' && event.type !== 'erasure') ofConversations.push(event)
    }
    this.events = ofConversations
    const erasures = shared.erasures.filter(
      (erasure) => erasure.client !== null && (erasure.member ?? member) === member,
    )
    this.calendar = { hours, aways, outages: shared.outages, erasures }
  }

  /** How many events are behind it: another number, another past. */
  get known(): number {
    return this.events.length
  }

  /** Null: there was none in any conversation. */
  get firstEventAt(): Ms | null {
    return this.events[0]?.at ?? null
  }

  /** The turns as of an instant: the fold of the events up to it [TN10]. */
  turns(asOf: Ms): readonly Turn[] {
    const folds = new Map<string, ConversationFold>()
    const known = this.events.filter((event) => event.at <= asOf)
    for (const { conversation } of known) {
      if (conversation !== null && !folds.has(conversation)) {
        folds.set(conversation, new ConversationFold())
      }
    }
    for (const event of known) {
      if (event.conversation !== null) folds.get(event.conversation)?.push(event)
      // A ruling on a turn need not say in which conversation it is, so every fold is told of it.
      else for (const fold of folds.values()) fold.push(event)
    }
    return [...folds.values()].flatMap((fold) => fold.turns())
  }

  /** The turns as of an instant in columns, with what the policy needs to know of silence. */
  table(asOf: Ms, policy: Policy | null): TurnsOfMember {
    const turns = this.turns(asOf)
    if (policy === null || policy.turns.silence === null) return tableOf(turns)
    const known = this.events.filter((event) => event.at <= asOf)
    return tableOf(turns, lastContacts(turns, known))
  }

  /**
   * Whether turns folded now can be read as of any earlier instant by leaving out what came later. A
   * withdrawal moves a turn's opening [TN5], who was silent depends on who has written by then, and so do
   * a turn's clients, which matter once one of them is erased [OC1].
   */
  isReadableAtAnyInstant(policy: Policy): boolean {
    return (
      policy.turns.silence === null &&
      this.calendar.erasures.length === 0 &&
      this.events.every((event) => event.type !== 'withdrawal')
    )
  }
}

/** What of a history looks ahead and explanations ask for. */
export type Past = Pick<
  MemberHistory,
  | 'member'
  | 'events'
  | 'known'
  | 'firstEventAt'
  | 'calendar'
  | 'turns'
  | 'table'
  | 'isReadableAtAnyInstant'
>

/** Sorts accepted events out by member; a member is known by any event that names them. */
export function historiesOf(events: Iterable<Event>): ReadonlyMap<string, MemberHistory> {
  const byMember = new Map<string, Event[]>()
  const outages: OutageEvent[] = []
  const erasures: ErasureEvent[] = []
  for (const event of events) {
    if (event.type === 'outage') outages.push(event)
    else if (event.type === 'erasure') erasures.push(event)
    else {
      const own = byMember.get(event.member)
      if (own === undefined) byMember.set(event.member, [event])
      else own.push(event)
    }
  }
  const histories = new Map<string, MemberHistory>()
  for (const [member, own] of byMember) {
    histories.set(member, new MemberHistory(member, own, { outages, erasures }))
  }
  return histories
}
