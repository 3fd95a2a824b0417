import {
  compareBytes,
  DAY,
  formatInstant,
  HOUR,
  MINUTE,
  type Ms,
  parseInstant,
} from '@alacrity/engine'
import { weeklyHours } from './agenda.ts'
import { type Absence, conversationsOf, type SampleEvent } from './conversation.ts'
import { type Person, people } from './people.ts'
import { Random } from './random.ts'

export const SAMPLE_SEED = 46
export const SAMPLE_MEMBERS = 60
const DAYS = 180

/** The sample ends here unless asked otherwise; Europe and America both changed their clocks this month. */
export const SAMPLE_END: Ms = parseInstant('2026-03-31T12:00:00Z') ?? 0

/** `end`: the half year before this instant, such as the present of a demonstration. */
export type SampleSize = { readonly seed: number; readonly members: number; readonly end?: Ms }

/**
 * The sample marketplace's events in order of time: the same for the same seed and end, wherever it is
 * made. What would come after the end is left out, so some clients are still waiting then.
 */
export function sampleEvents({
  seed,
  members,
  end = SAMPLE_END,
}: SampleSize): readonly SampleEvent[] {
  const begin = end - DAYS * DAY
  const events: SampleEvent[] = []
  for (const person of people(seed, members)) {
    if (person.declares) events.push(hours(person, begin))
    const absences = absencesOf(person, begin)
    absences.forEach((absence, index) => events.push(away(person, absence, index)))
    events.push(...conversationsOf({ person, absences, begin, end }))
  }
  events.push(...rulings(new Random(seed, members + 1), events), outage(end))
  return events
    .filter(({ at }) => at <= end)
    .sort((a, b) => a.at - b.at || compareBytes(String(a['id']), String(b['id'])))
    .map(withTexts)
}

/** Instants as the wire has them. */
function withTexts(event: SampleEvent): SampleEvent {
  const text = (value: unknown) => (typeof value === 'number' ? formatInstant(value) : value)
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [
      name,
      name === 'at' || name === 'until' || name === 'from' ? text(value) : value,
    ]),
  ) as SampleEvent
}

function hours(person: Person, begin: Ms): SampleEvent {
  const { member, zone } = person
  const at = begin - DAY + person.chance.integer(0, 20) * HOUR
  return { id: `${member}.hours1`, type: 'hours', at, member, weekly: weeklyHours(person), zone }
}

/** Up to two holidays of one to two weeks for a third of the members. */
function absencesOf(person: Person, begin: Ms): readonly Absence[] {
  const { chance } = person
  const count = chance.pick([0, 0, 0, 0, 1, 2])
  return Array.from({ length: count }, () => {
    const from = begin + chance.integer(10, DAYS - 15) * DAY + 17 * HOUR
    return { from, until: from + chance.integer(5, 14) * DAY }
  })
}

function away(person: Person, { from, until }: Absence, index: number): SampleEvent {
  const { member } = person
  const at = from - person.chance.integer(6, 90) * HOUR
  return { id: `${member}.away${index + 1}`, type: 'away', at, member, from, until }
}

/** The operator excuses a few conversations of a client who wrote to everybody. */
function rulings(chance: Random, events: readonly SampleEvent[]): readonly SampleEvent[] {
  const openers = events.filter(
    (event) => event['kind'] === 'inquiry' && event['from'] === 'client',
  )
  return Array.from({ length: Math.min(3, openers.length) }, (_, index): SampleEvent => {
    const opener = chance.pick(openers)
    return {
      id: `ruling${index + 1}`,
      type: 'ruling',
      at: opener.at + chance.integer(20, 60) * HOUR,
      member: opener['member'],
      conversation: opener['conversation'],
      turn: opener['id'],
      excused: true,
      reason: 'sent to many members at once',
    }
  })
}

function outage(end: Ms): SampleEvent {
  const from = end - 41 * DAY + 3 * HOUR
  return { id: 'outage1', type: 'outage', at: from + 5 * MINUTE, from, until: from + 150 * MINUTE }
}
