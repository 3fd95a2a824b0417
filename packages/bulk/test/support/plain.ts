import {
  Assessor,
  compareBytes,
  compareEvents,
  type Event,
  historiesOf,
  type Intake,
  type Ms,
  type Policy,
  parseEvent,
  scoreLine,
  takeIn,
} from '@alacrity/engine'

/** What the engine makes of records, one event at a time: what bulk reading must equal. */
export type Plain = Intake & { readonly refused: number }

export function plainIntake(records: readonly unknown[]): Plain {
  const events: Event[] = []
  let refused = 0
  for (const record of records) {
    const parsed = parseEvent(record)
    if (parsed.ok) events.push(parsed.event)
    else refused += 1
  }
  return { ...takeIn(events), refused }
}

export function plainScore(events: readonly Event[], policy: Policy, asOf: Ms): string[] {
  const histories = historiesOf(events)
  const assessor = new Assessor(policy)
  const lines: string[] = []
  for (const member of [...histories.keys()].sort(compareBytes)) {
    const history = histories.get(member)
    const turns = history?.table(asOf, policy)
    if (history === undefined || turns === undefined || turns.to === 0) continue
    lines.push(scoreLine(member, assessor.assess(turns, history.calendar, asOf)))
  }
  return lines
}

/** Events as text that does not depend on their order or on that of their fields. */
export function eventTexts(events: readonly Event[]): string[] {
  return [...events]
    .sort(compareEvents)
    .map((event) => JSON.stringify(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1))))
}
