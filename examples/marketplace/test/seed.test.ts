import { join } from 'node:path'
import { parseEvent } from '@alacrity/engine'
import { beforeAll, describe, expect, test } from 'vitest'
import { seed } from '../demo/seed.ts'
import { isWaiting, messagesOf } from '../src/conversations.ts'
import { Database, type Row } from '../src/database.ts'
import { freelancerIds } from '../src/people.ts'
import { atTheEnd, DAY, NOW, testFolder } from './support/stage.ts'

function seeded(name: string): { database: Database; rulings: number } {
  const database = new Database(join(testFolder(), `${name}.db`))
  atTheEnd(() => database.close())
  return { database, rulings: seed(database, { end: NOW, members: 60 }).length }
}

let database: Database
let rulings = 0
let outbox: readonly string[] = []
let events: readonly Record<string, unknown>[] = []
let messages: readonly Row[] = []

beforeAll(() => {
  ;({ database, rulings } = seeded('one'))
  const waiting = database.all('SELECT event FROM outbox ORDER BY no')
  outbox = waiting.map(({ event }) => String(event))
  events = outbox.map((event) => JSON.parse(event) as Record<string, unknown>)
  messages = database.all('SELECT * FROM messages')
})

describe('the marketplace of the demonstration', () => {
  test('sixty freelancers with names of their own, and more than a thousand clients', () => {
    const people = database.all('SELECT * FROM people')
    const freelancers = people.filter(({ role }) => role === 'freelancer')
    expect(new Set(freelancers.map(({ name }) => name)).size).toBe(60)
    expect(people.filter(({ role }) => role === 'client').length).toBeGreaterThan(1_000)
    expect(people.filter(({ role }) => role === 'operator')).toHaveLength(1)
    for (const { name, title, bio, skills } of freelancers) {
      expect(String(name)).toMatch(/^\p{Lu}\S+ \S/u)
      for (const text of [title, bio, skills]) expect(String(text).length).toBeGreaterThan(5)
    }
  })

  test('texts and metadata belong together: every message that is told has a text, every text is told', () => {
    const told = new Set(
      events.filter(({ type }) => type === 'message' || type === 'answer').map(({ id }) => id),
    )
    const written = messages.filter(({ sender }) => sender !== 'system')
    expect(new Set(written.map(({ id }) => id))).toEqual(told)
    const empty = written.filter(({ text, withdrawn }) => text === '' && withdrawn === 0)
    expect(empty).toEqual([])
  })

  test('everything in the outbox is an event that Alacrity takes, and none holds a text', () => {
    for (const event of events) expect(parseEvent(event)).toMatchObject({ ok: true })
    const joined = outbox.join('\n')
    const texts = new Set(
      messages.map(({ text }) => String(text)).filter((text) => text.length > 9),
    )
    expect([...texts].filter((text) => joined.includes(text))).toEqual([])
    expect(rulings).toBe(3)
  })

  test('it is lively: hundreds of different texts, no sentence with a gap', () => {
    const texts = messages.map(({ text }) => String(text))
    expect(new Set(texts).size).toBeGreaterThan(500)
    expect(texts.filter((text) => /[{}]|undefined/.test(text))).toEqual([])
  })

  test('half a year until now, and a few are waiting', () => {
    const ats = messages.map(({ at }) => Number(at))
    expect(Math.max(...ats)).toBeLessThanOrEqual(NOW)
    expect(Math.max(...ats)).toBeGreaterThan(NOW - 6 * 3_600_000)
    const waiting = database
      .all('SELECT id FROM conversations WHERE last_at > ?', NOW - DAY)
      .filter(({ id }) => isWaiting(messagesOf(database, String(id))))
    expect(waiting.length).toBeGreaterThan(3)
  })

  test('made again it is the same, word for word', () => {
    const again = seeded('two').database
    const whole = (from: Database): readonly Row[] => from.all('SELECT * FROM messages ORDER BY id')
    expect(whole(again)).toEqual(whole(database))
    expect(freelancerIds(again)).toEqual(freelancerIds(database))
  })
})
