import { parseInstant } from '@alacrity/engine'
import type { NewEvent } from '@alacrity/sdk'
import { people, SAMPLE_SEED, type SampleEvent, sampleEvents } from '@alacrity/sample'
import { addConversation, insertMessage, post, RELEASED } from '../src/conversations.ts'
import type { Database, Ms } from '../src/database.ts'
import { addPerson } from '../src/people.ts'
import { COLOURS, HOUSES } from './texts/names.ts'
import type { Phrase } from './texts/phrases.ts'
import { chanceOf, fullName, hashOf, say, tradeOf } from './texts/speech.ts'

const DAY = 86_400_000
const CHASE_AFTER_MS = 12 * 3_600_000

/** An event of the sample with its instant as a number, as the marketplace has it everywhere. */
type Raw = Readonly<Record<string, unknown>> & {
  readonly id: string
  readonly type: string
  readonly at: Ms
}

/**
 * Fills an empty database with half a year of the sample marketplace, up to `end`: its people, their
 * conversations with made-up texts, and in the outbox the metadata of all of it. Returns the rulings,
 * which are an operator's to send.
 */
export function seed(
  database: Database,
  { end, members }: { readonly end: Ms; readonly members: number },
): readonly NewEvent[] {
  const events = sampleEvents({ seed: SAMPLE_SEED, members, end }).map(withInstant)
  database.together(() => {
    addPeople(database, members, events)
    for (const talk of talksOf(events)) addTalk(database, talk)
    for (const event of events) if (event.type !== 'ruling') post(database, sendable(event))
  })
  return events.filter(({ type }) => type === 'ruling').map(sendable)
}

function withInstant(event: SampleEvent): Raw {
  return { ...event, at: parseInstant(String(event.at)) ?? 0 } as unknown as Raw
}

/** What the sample makes is what a marketplace sends; a test of the sample sees to that. */
const sendable = (event: Raw): NewEvent => event as unknown as NewEvent

function addPeople(database: Database, members: number, events: readonly Raw[]): void {
  for (const { member } of people(SAMPLE_SEED, members)) addFreelancer(database, member)
  for (const { client } of events) if (typeof client === 'string') addClient(database, client)
  addPerson(database, {
    id: 'operator',
    role: 'operator',
    name: 'Robin Adler',
    title: 'Trust & safety',
    ...NOT_FREELANCING,
    colour: '#3a3f47',
  })
}

const NOT_FREELANCING = { bio: '', skills: [], rate: null }
const colourOf = (id: string) => COLOURS[hashOf(id) % COLOURS.length] ?? '#3a3f47'

function addFreelancer(database: Database, id: string): void {
  const trade = tradeOf(id)
  const chance = chanceOf(id)
  const name = fullName(id, 'freelancer')
  const skills = [...trade.skills].sort((a, b) => hashOf(id + a) - hashOf(id + b))
  addPerson(database, {
    id,
    role: 'freelancer',
    name,
    title: chance.pick(trade.titles),
    bio: `I ${chance.pick(trade.bios)}`,
    skills: skills.slice(0, chance.integer(2, 4)),
    rate: chance.integer(6, 24) * 5,
    colour: colourOf(id),
  })
}

export function addClient(database: Database, id: string): void {
  const name = fullName(id, 'client')
  const title = chanceOf(`${id} house`).pick(HOUSES)
  addPerson(database, { id, role: 'client', name, title, ...NOT_FREELANCING, colour: colourOf(id) })
}

/** The events of one conversation, in order. */
type Talk = {
  readonly id: string
  readonly freelancer: string
  readonly client: string
  readonly events: readonly Raw[]
}

function talksOf(events: readonly Raw[]): readonly Talk[] {
  const byId = Map.groupBy(
    events.filter(({ conversation, type }) => conversation !== undefined && type !== 'ruling'),
    ({ conversation }) => String(conversation),
  )
  return [...byId].map(([id, own]) => {
    const freelancer = String(own[0]?.['member'])
    // Where nobody but the freelancer has written yet, the sample does not say to whom.
    const client = own.find((event) => typeof event['client'] === 'string')?.['client']
    return {
      id,
      freelancer,
      client: typeof client === 'string' ? client : fallback(id),
      events: own,
    }
  })
}

/** Somebody for a conversation whose client has not spoken. */
const fallback = (conversation: string) => `paula-${1000 + (hashOf(conversation) % 9000)}`

function addTalk(database: Database, { id, freelancer, client, events }: Talk): void {
  const [first] = events
  if (first === undefined) return
  addClient(database, client)
  addConversation(database, { id, freelancer, client, at: first.at })
  const place = { conversation: id, freelancer, client }
  events.forEach((event, index) => {
    const phrase = phraseOf(event, index, events)
    if (event.type === 'withdrawal') {
      database.run(
        `UPDATE messages SET withdrawn = 1, text = '' WHERE id = ?`,
        String(event['message']),
      )
    } else if (phrase !== null) {
      const text = say({ ...place, id: event.id, phrase })
      insertMessage(database, { ...place, id: event.id, at: event.at, text, ...lineOf(event) })
    } else insertMessage(database, { ...place, id: event.id, at: event.at, ...noteOf(event) })
  })
}

function lineOf(event: Raw): { sender: 'freelancer' | 'client'; kind: string } {
  if (event.type === 'answer') return { sender: 'freelancer', kind: String(event['action']) }
  if (event['from'] === 'client')
    return { sender: 'client', kind: typeof event['kind'] === 'string' ? event['kind'] : 'message' }
  return { sender: 'freelancer', kind: event['automated'] === true ? 'automated' : 'message' }
}

function noteOf({ type }: Raw): { sender: 'system'; kind: 'note'; text: string } {
  const text =
    type === 'release'
      ? RELEASED
      : type === 'flag'
        ? 'Reported as spam.'
        : 'Closed, as nobody had written for a while.'
  return { sender: 'system', kind: 'note', text }
}

/** What is being said, told from what came before and after; null: nothing is said. */
function phraseOf(event: Raw, index: number, all: readonly Raw[]): Phrase | null {
  if (event.type === 'answer') return event['action'] as Phrase
  if (event.type !== 'message') return null
  const before = all.slice(0, index).filter(isSpoken)
  const last = before.at(-1)
  if (event['automated'] === true) return 'automated'
  if (event['from'] === 'client') return clientPhrase(event, { before, last, next: all[index + 1] })
  if (last === undefined) return 'pitch'
  if (last['from'] !== 'client') return 'afterthought'
  if (before.some((each) => each['from'] !== 'client')) return 'reply'
  return event.at - (before[0]?.at ?? 0) > DAY ? 'lateReply' : 'firstReply'
}

const isSpoken = (event: Raw) =>
  event.type === 'answer' || (event.type === 'message' && event['automated'] !== true)

function clientPhrase(
  event: Raw,
  around: {
    readonly before: readonly Raw[]
    readonly last: Raw | undefined
    readonly next: Raw | undefined
  },
): Phrase {
  const { before, last, next } = around
  if (next?.type === 'flag') return 'spam'
  const kind = event['kind']
  if (kind === 'acknowledgement') return 'thanks'
  if (kind === 'inquiry' || kind === 'request' || kind === 'invitation') return kind
  if (last === undefined) return 'opening'
  if (last['from'] === 'client') {
    return event.at - last.at > CHASE_AFTER_MS ? 'chase' : 'addition'
  }
  if (next?.type === 'release' && before.length > 1) return 'thanks'
  return 'followUp'
}
