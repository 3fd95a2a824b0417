import { CalendarReading, due, type Policy, presetPolicy } from '@alacrity/engine'
import type { Store } from '@alacrity/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DueSoon } from '../src/deliver/due-soon.ts'
import type { Opened } from '../src/open.ts'
import { importLines } from '../src/operate/upkeep.ts'
import { drawing } from './support/draw.ts'
import { exchange, type Sent } from './support/history.ts'
import { DAY, HOUR, NOW } from './support/service.ts'
import { openTestStore } from './support/store.ts'

const MEMBERS = 6
const AHEAD = 2 * HOUR
/** Shorter than from scan to scan. */
const STEP = 6 * 60_000

let opened: Opened
let events: readonly Sent[]
beforeAll(async () => {
  opened = await openTestStore()
  await opened.store.outbox.putEndpoint({
    id: 'hook',
    url: 'https://example.com/hook',
    secret: 'whsec_AAAA',
    topics: ['turn.due_soon'],
    enabled: true,
    created_at: NOW,
  })
  const draw = drawing(3)
  events = Array.from({ length: 90 }, (_, index) => {
    const of = {
      member: `m${index % MEMBERS}`,
      client: `k${index}`,
      at: NOW - draw.between(20, 70) * HOUR,
    }
    return exchange(of, draw.chance(0.2) ? null : draw.between(12, 30) * HOUR)
  })
    .flat()
    .filter(({ at }) => at <= NOW)
    .sort((a, b) => a.at - b.at)
})
afterAll(async () => {
  await opened.published.close()
  await opened.store.close()
})

async function send(store: Store, some: readonly object[]): Promise<void> {
  const lines = some.map((event) => JSON.stringify(event))
  await importLines(store, lines, { now: NOW, onRefused: () => {} })
}

/** Who is due soon by looking at everything. */
async function dueAt(store: Store, policy: Policy, now: number): Promise<readonly string[]> {
  const found: string[] = []
  for (let m = 0; m < MEMBERS; m += 1) {
    const history = await store.turns.history(`m${m}`)
    if (history === null) continue
    const reading = new CalendarReading(history.calendar, policy.clock, now)
    for (const { turn, opened_at: at, replied_at, ended_at } of await store.turns.of(`m${m}`)) {
      const when = due(reading.clock(at), at, policy.within)
      if (replied_at !== null || ended_at !== null || when === null) continue
      if (when >= now && when <= now + AHEAD) found.push(turn)
    }
  }
  return found
}

async function told(store: Store): Promise<readonly string[]> {
  const { items } = await store.outbox.list({ state: 'due', cursor: null, limit: 500 })
  return items.map(({ body }) => (JSON.parse(body) as { data: { turn: string } }).data.turn)
}

describe('turns that are due soon', () => {
  test('are announced as if everybody were looked at each time, while few are', async () => {
    const { store } = opened
    const policy = presetPolicy('alacrity')
    if (policy === null) throw new Error('the default policy is missing')
    let looks = 0
    const counted = {
      ...store,
      turns: {
        ...store.turns,
        kept: async (member: string) => {
          looks += 1
          return await store.turns.kept(member)
        },
      },
    }
    const dueSoon = new DueSoon({ store: counted })
    const expected = new Set<string>()
    let sent = 0
    let steps = 0
    for (let now = NOW - 2 * DAY; now <= NOW; now += STEP) {
      const until = events.findIndex(({ at }) => at > now)
      const upTo = until < 0 ? events.length : until
      if (upTo > sent) await send(store, events.slice(sent, upTo))
      sent = upTo
      for (const turn of await dueAt(store, policy, now)) expected.add(turn)
      await dueSoon.announce(policy, now)
      steps += 1
    }
    expect(expected.size).toBeGreaterThan(20)
    expect(new Set(await told(store))).toEqual(expected)
    // Looking at everybody each time would have been this many.
    expect(looks).toBeLessThan((steps * MEMBERS) / 2)
  }, 60_000)

  test('are not looked for where nobody wants to know', async () => {
    const { store } = opened
    const policy = presetPolicy('alacrity')
    if (policy === null) throw new Error('the default policy is missing')
    const nobody = { ...store, outbox: { ...store.outbox, endpoints: async () => [] } }
    expect(await new DueSoon({ store: nobody }).announce(policy, NOW)).toBe(0)
    // Control: with the endpoint there is something to tell.
    const some = (await dueAt(store, policy, NOW)).length
    expect(await new DueSoon({ store }).announce(policy, NOW)).toBe(some)
  })
})
