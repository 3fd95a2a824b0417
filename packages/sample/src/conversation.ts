import { DAY, HOUR, MINUTE, type Ms, SECOND } from '@alacrity/engine'
import { byDay, isAtWork, nextWork } from './agenda.ts'
import { clientName, type Person } from './people.ts'
import type { Random } from './random.ts'

/** An event of the sample: plain fields, `at` in milliseconds until it is written. */
export type SampleEvent = Readonly<Record<string, unknown>> & { readonly at: Ms }

/** When somebody said they would be away. */
export type Absence = { readonly from: Ms; readonly until: Ms }

export type Stage = {
  readonly person: Person
  readonly absences: readonly Absence[]
  readonly begin: Ms
  readonly end: Ms
}

const whole = (at: Ms): Ms => Math.floor(at / SECOND) * SECOND

/** Writes one conversation from its first message to its end, event by event. */
class Conversation {
  readonly events: SampleEvent[] = []
  readonly #stage: Stage
  readonly #name: string
  readonly #client: string
  #at: Ms
  #count = 0

  constructor(
    stage: Stage,
    place: { readonly name: string; readonly at: Ms; readonly client: string },
  ) {
    this.#stage = stage
    this.#name = place.name
    this.#client = place.client
    this.#at = place.at
  }

  play(): readonly SampleEvent[] {
    const { chance } = this.#stage.person
    if (chance.chance(0.03)) return this.#spam()
    if (chance.chance(0.07)) {
      this.#say('message', { from: 'member' })
      this.#at += chance.around(5 * HOUR, 1.2)
      if (chance.chance(0.4)) return this.events
    }
    const kind = chance.pick([
      'message',
      'inquiry',
      'inquiry',
      'inquiry',
      'request',
      'request',
      'invitation',
    ])
    for (let turn = 1; turn <= 8; turn += 1) {
      const goesOn = this.#turn(turn === 1 ? kind : 'message')
      if (!goesOn || !chance.chance(0.56)) break
      this.#at = byDay(this.#stage.person, this.#at + chance.around(3 * HOUR, 1.7))
    }
    this.#farewell()
    return this.events
  }

  /** One wait of the client; false when the conversation has come to its end. */
  #turn(kind: string): boolean {
    const { person } = this.#stage
    const { chance } = person
    const opened = this.#at
    const message = this.#clientWrites(kind)
    if (chance.chance(0.3)) this.#burst()
    const last = this.#at
    if (person.autoReplies && !isAtWork(person, opened)) this.#autoReply(opened)
    if (chance.chance(0.02)) return this.#withdraw(message, last)
    if (chance.chance(0.015)) return this.#clientReleases(last)
    if (!chance.chance(this.#willingness(opened))) return this.#silence(last)
    this.#at = Math.max(this.#replyAt(opened), last + 20 * SECOND)
    this.#reply(kind)
    if (chance.chance(0.22)) {
      this.#at += chance.around(3 * MINUTE, 0.8)
      this.#say('message', { from: 'member' })
    }
    return true
  }

  #burst(): void {
    const { chance } = this.#stage.person
    const more = chance.pick([1, 1, 1, 2, 2, 3, 5])
    for (let i = 0; i < more; i += 1) {
      this.#at += chance.around(80 * SECOND, 1)
      this.#clientWrites('message')
    }
  }

  #autoReply(opened: Ms): void {
    const at = this.#at
    this.#at = opened + this.#stage.person.chance.integer(4, 15) * SECOND
    this.#say('message', { from: 'member', automated: true })
    this.#at = at
  }

  /** The chance of an answer: nearly none while away. */
  #willingness(opened: Ms): number {
    const away = this.#stage.absences.some(({ from, until }) => from <= opened && opened < until)
    return away ? 0.3 : this.#stage.person.temperament.answers
  }

  #replyAt(opened: Ms): Ms {
    const { person, absences, begin, end } = this.#stage
    const pace = opened > (begin + end) / 2 ? person.drift : 1
    return replyInstant(person, { opened, pace, absences, chance: person.chance })
  }

  #reply(kind: string): void {
    const { chance } = this.#stage.person
    const asks = kind === 'request' || kind === 'invitation'
    if (asks && chance.chance(0.5)) {
      const actions =
        kind === 'request' ? ['accept', 'quote', 'quote', 'decline'] : ['accept', 'decline']
      this.#say('answer', { action: chance.pick(actions) })
    } else this.#say('message', { from: 'member' })
  }

  #withdraw(message: string, last: Ms): boolean {
    this.#at = last + this.#stage.person.chance.around(40 * MINUTE, 1)
    this.#say('withdrawal', { message })
    return false
  }

  #clientReleases(last: Ms): boolean {
    this.#at = last + this.#stage.person.chance.around(3 * HOUR, 1)
    this.#say('release', { by: 'client' })
    return false
  }

  /** Nobody answers; now and then the client asks again, and the system closes what stays quiet. */
  #silence(last: Ms): boolean {
    const { chance } = this.#stage.person
    if (chance.chance(0.25)) {
      this.#at = last + chance.around(30 * HOUR, 0.6)
      this.#clientWrites('message')
    }
    if (chance.chance(0.3)) {
      this.#at += chance.integer(10, 16) * DAY
      this.#say('closure', { by: 'system' })
    }
    return false
  }

  /** Thanks: mostly known as such, sometimes plain, which the member may release or leave. */
  #farewell(): void {
    const { chance } = this.#stage.person
    if (this.events.at(-1)?.['from'] !== 'member' || !chance.chance(0.5)) return
    this.#at = byDay(this.#stage.person, this.#at + chance.around(2 * HOUR, 1.4))
    if (chance.chance(0.7)) {
      this.#clientWrites('acknowledgement')
      return
    }
    this.#clientWrites('message')
    if (!chance.chance(0.55)) return
    this.#at += chance.around(3 * HOUR, 1.2)
    this.#say('release', { by: 'member' })
  }

  #spam(): readonly SampleEvent[] {
    const { chance } = this.#stage.person
    this.#clientWrites('inquiry')
    if (chance.chance(0.8)) {
      this.#at = nextWork(this.#stage.person, this.#at + chance.around(HOUR, 1))
      this.#say('flag', { reason: 'spam' })
    }
    return this.events
  }

  #clientWrites(kind: string): string {
    return this.#say('message', {
      from: 'client',
      client: this.#client,
      ...(kind === 'message' ? {} : { kind }),
    })
  }

  #say(type: string, fields: Readonly<Record<string, unknown>>): string {
    this.#count += 1
    const id = `${this.#name}.${this.#count}`
    const { member } = this.#stage.person
    this.events.push({ id, type, at: whole(this.#at), member, conversation: this.#name, ...fields })
    return id
  }
}

/**
 * When a person answers who began to wait at `opened`, if they answer: by temperament, after an absence,
 * and mostly in working hours. `pace` above 1 is slower than usual.
 */
export function replyInstant(
  person: Person,
  to: {
    readonly opened: Ms
    readonly pace: number
    readonly absences: readonly Absence[]
    readonly chance: Random
  },
): Ms {
  const { opened, pace, absences, chance } = to
  const { temperament } = person
  let at =
    opened + Math.max(chance.around(temperament.median * pace, temperament.spread), 20 * SECOND)
  const absence = absences.find(({ from, until }) => from <= at && at < until)
  if (absence !== undefined && chance.chance(0.8)) at = absence.until + chance.around(3 * HOUR, 1)
  if (isAtWork(person, at) || chance.chance(temperament.offHours)) return at
  return nextWork(person, at) + chance.around(30 * MINUTE, 1)
}

/** All conversations of one person between the stage's begin and end. */
export function conversationsOf(stage: Stage): readonly SampleEvent[] {
  const { person, begin, end } = stage
  const { chance, temperament } = person
  const [low, high] = temperament.monthly
  const monthly = low + (high - low) * chance.next()
  const count = Math.max(1, Math.round((monthly * (end - begin)) / (30 * DAY)))
  const known: string[] = []
  return Array.from({ length: count }, (_, index) => {
    const at = byDay(person, begin + chance.next() * (end - begin))
    const client = known.length > 0 && chance.chance(0.18) ? chance.pick(known) : clientName(chance)
    known.push(client)
    const name = `${person.member}.c${index + 1}`
    return new Conversation(stage, { name, at, client }).play()
  }).flat()
}
