import {
  byDay,
  clientName,
  isAtWork,
  people,
  type Person,
  type Random,
  replyInstant,
  SAMPLE_SEED,
} from '@alacrity/sample'
import type { AnswerAction, MessageKind } from '@alacrity/sdk'
import {
  addConversation,
  addMessage,
  isWaiting,
  messagesOf,
  type NewMessage,
  type Sides,
  sidesOf,
} from '../src/conversations.ts'
import type { Ms } from '../src/database.ts'
import { changed, type Market } from '../src/market.ts'
import type { Message } from '../src/shapes.ts'
import { type Plan, Plans } from './plans.ts'
import { addClient } from './seed.ts'
import type { Phrase } from './texts/phrases.ts'
import { chanceOf, say } from './texts/speech.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const TURNS_MAX = 8

/**
 * The people of the sample, living on: clients write, freelancers answer by their character. What they do
 * next follows from what was last said and from the time alone, so the same course of events comes again.
 * Whoever is signed in speaks for themselves.
 */
export class Simulator {
  readonly #market: Market
  readonly #plans = new Plans()
  readonly #people: ReadonlyMap<string, Person>
  #isActing = false

  /** Takes up every conversation in which somebody is still waiting. */
  constructor(market: Market, members: number) {
    this.#market = market
    const all = people(SAMPLE_SEED, members)
    this.#people = new Map(all.map((person) => [person.member, person]))
    const now = market.now()
    for (const person of all) this.#planOpening(person, now)
    const recent = market.database.all(
      'SELECT id FROM conversations WHERE last_at > ? ORDER BY id',
      now - 2 * DAY,
    )
    for (const { id } of recent) this.#said(String(id))
    // What people say who are signed in is heard as well.
    market.live.overhear((event) => {
      if (event.kind === 'conversation' && !this.#isActing) this.#said(event.conversation)
    })
  }

  /** When somebody does something next. */
  get nextAt(): Ms | null {
    return this.#plans.nextAt
  }

  /** Does what is planned first. The clock stands at its instant. */
  act(): void {
    const plan = this.#plans.take()
    if (plan === null) return
    this.#isActing = true
    if (plan.kind === 'open') this.#open(plan.freelancer)
    else this.#goOn(plan)
    this.#isActing = false
  }

  /** Something was said there, by whomever: plans what the other one will do about it. */
  #said(conversation: string): void {
    const messages = messagesOf(this.#market.database, conversation)
    const last = messages.findLast(({ sender }) => sender !== 'system')
    if (last === undefined) return
    const chance = chanceOf(`after ${last.id}`)
    const person = this.#people.get(this.#sides(conversation).freelancer)
    if (person === undefined) return
    if (last.sender === 'freelancer') this.#planClient(conversation, { last, messages, chance })
    else if (isWaiting(messages)) this.#planReply(conversation, { last, person, chance })
  }

  #sides(conversation: string): Sides {
    return sidesOf(this.#market.database, conversation)
  }

  #plan(plan: Plan): void {
    const at = Math.ceil(plan.at / SECOND) * SECOND
    // What should have happened before the demonstration began happens soon after.
    const soon =
      this.#market.now() + chanceOf(`soon ${plan.kind} ${plan.at}`).integer(10, 5_400) * SECOND
    this.#plans.add({ ...plan, at: at > this.#market.now() ? at : soon })
  }

  /** The next client to write to somebody: by chance, about as many a month as is usual for them. */
  #planOpening(person: Person, now: Ms): void {
    const chance = chanceOf(`${person.member} opens ${now}`)
    const [low, high] = person.temperament.monthly
    const gap = (-Math.log(1 - chance.next()) * 30 * DAY) / ((low + high) / 2)
    this.#plan({ kind: 'open', at: byDay(person, now + gap), freelancer: person.member })
  }

  #planReply(
    conversation: string,
    about: { readonly last: Message; readonly person: Person; readonly chance: Random },
  ): void {
    const { last, person, chance } = about
    const opened = last.at
    if (person.autoReplies && !isAtWork(person, opened)) {
      const at = opened + chance.integer(4, 15) * SECOND
      if (at > this.#market.now()) this.#plan({ kind: 'auto_reply', at, conversation })
    }
    if (chance.chance(0.25) && last.kind !== 'acknowledgement') {
      const at = opened + chance.around(80 * SECOND, 1)
      if (at > this.#market.now()) this.#plan({ kind: 'add', at, conversation })
    }
    if (chance.chance(person.temperament.answers)) {
      const at = replyInstant(person, { opened, pace: 1, absences: [], chance })
      this.#plan({ kind: 'reply', at, conversation })
    } else if (chance.chance(0.3)) {
      this.#plan({ kind: 'chase', at: opened + chance.around(30 * HOUR, 0.6), conversation })
    }
  }

  #planClient(
    conversation: string,
    about: {
      readonly last: Message
      readonly messages: readonly Message[]
      readonly chance: Random
    },
  ): void {
    const { last, messages, chance } = about
    const person = this.#people.get(this.#sides(conversation).freelancer)
    if (person === undefined || last.kind === 'automated' || last.kind === 'decline') return
    const turns = messages.filter(({ sender }) => sender === 'freelancer').length
    if (turns < TURNS_MAX && chance.chance(0.56)) {
      const at = byDay(person, last.at + chance.around(3 * HOUR, 1.7))
      if (at > this.#market.now()) this.#plan({ kind: 'go_on', at, conversation })
    } else if (chance.chance(0.5)) {
      const at = byDay(person, last.at + chance.around(2 * HOUR, 1.4))
      if (at > this.#market.now()) this.#plan({ kind: 'thank', at, conversation })
    }
  }

  #open(freelancer: string): void {
    const { database, now } = this.#market
    const person = this.#people.get(freelancer)
    if (person === undefined) return
    const at = now()
    const id = `${freelancer}.t${at}`
    const chance = chanceOf(id)
    const client = clientName(chance)
    addClient(database, client)
    addConversation(database, { id, freelancer, client, at })
    const kind = chance.pick(['inquiry', 'inquiry', 'inquiry', 'request', 'request', 'invitation'])
    this.#say(id, { sender: 'client', kind: kind as MessageKind, phrase: kind as Phrase })
    this.#planOpening(person, at)
  }

  /** Does one thing of a conversation, if it still makes sense. */
  #goOn({ kind, conversation }: Exclude<Plan, { kind: 'open' }>): void {
    const messages = messagesOf(this.#market.database, conversation)
    const waiting = isWaiting(messages)
    switch (kind) {
      case 'reply':
        if (waiting) this.#reply(conversation, messages)
        return
      case 'auto_reply':
        if (waiting) this.#say(conversation, AUTO_REPLY)
        return
      case 'add':
        if (waiting) this.#say(conversation, { ...CLIENT, phrase: 'addition' })
        return
      case 'chase':
        if (waiting) this.#say(conversation, { ...CLIENT, phrase: 'chase' })
        return
      case 'go_on':
        if (!waiting) this.#say(conversation, { ...CLIENT, phrase: 'followUp' })
        return
      case 'thank':
        if (!waiting) this.#say(conversation, THANKS)
    }
  }

  #reply(conversation: string, messages: readonly Message[]): void {
    const last = messages.findLast(({ sender }) => sender === 'client')
    const opener = messages.find(({ sender }) => sender === 'client')
    const chance = chanceOf(`reply ${last?.id ?? conversation}`)
    const isFirst = !messages.some(
      ({ sender, kind }) => sender === 'freelancer' && kind !== 'automated',
    )
    const asks = last?.kind === 'request' || last?.kind === 'invitation'
    if (asks && chance.chance(0.5)) {
      const action = chance.pick(['accept', 'quote', 'quote', 'decline'] as const)
      return this.#say(conversation, { sender: 'freelancer', kind: action, phrase: action })
    }
    const waited = this.#market.now() - (opener?.at ?? 0)
    const first: Phrase = waited > DAY ? 'lateReply' : 'firstReply'
    return this.#say(conversation, {
      sender: 'freelancer',
      kind: 'message',
      phrase: isFirst ? first : 'reply',
    })
  }

  #say(conversation: string, what: Saying): void {
    const { database, now } = this.#market
    const sides = this.#sides(conversation)
    if (isSignedIn(this.#market, sides[what.sender])) return
    const count = messagesOf(database, conversation).length
    const id = `${conversation}.s${count + 1}`
    const { phrase, ...who } = what
    const text = say({ ...sides, id, conversation, phrase })
    addMessage(database, { ...who, id, conversation, at: now(), text } as NewMessage)
    changed(this.#market, conversation)
    if (what.kind !== 'automated' && phrase !== 'addition') this.#said(conversation)
  }
}

type Saying = { readonly phrase: Phrase } & (
  | { readonly sender: 'client'; readonly kind: MessageKind }
  | { readonly sender: 'freelancer'; readonly kind: 'message' | 'automated' | AnswerAction }
)

const CLIENT = { sender: 'client', kind: 'message' } as const
const AUTO_REPLY = { sender: 'freelancer', kind: 'automated', phrase: 'automated' } as const
const THANKS = { sender: 'client', kind: 'acknowledgement', phrase: 'thanks' } as const

function isSignedIn({ database }: Market, person: string): boolean {
  return database.one('SELECT 1 AS is_in FROM sessions WHERE person = ?', person) !== null
}
