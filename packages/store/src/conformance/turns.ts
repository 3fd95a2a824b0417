import assert from 'node:assert/strict'
import { compareTurns, type Event, MemberHistory, tableOf } from '@alacrity/engine'
import type { BatchMember, PublishInput, Share, Store } from '../port.ts'
import {
  arrive,
  type Case,
  eventOf,
  message,
  MINUTE,
  put,
  single,
  START,
  withStore,
} from './case.ts'

const reply = (id: string, minute: number, fields = {}) =>
  message(id, minute, { from: 'member', client: null, ...fields })

const FOREVER = Number.MAX_SAFE_INTEGER

/** That the projection says what the engine says of the same events. */
export async function assertTurns(
  store: Store,
  member: string,
  events: readonly Event[],
): Promise<void> {
  const expected = new MemberHistory(member, events).turns(FOREVER)
  assert.deepEqual(await store.turns.of(member), [...expected].sort(compareTurns))
}

async function batched(store: Store): Promise<readonly BatchMember[]> {
  const members: BatchMember[] = []
  for await (const batch of store.turns.batches(2)) members.push(...batch)
  return members
}

/** Two shares that meet at a member in the middle, as a backend names its members. */
async function halvesOf(store: Store): Promise<readonly Share[]> {
  const [whole] = await store.turns.shares(1)
  assert.ok(whole)
  const until = typeof whole.after === 'number' ? 5 : 'member 4'
  return [
    { ...whole, until },
    { ...whole, after: until },
  ]
}

const publicationOf = (member: string): PublishInput => ({
  line: 'alacrity',
  epoch: 1,
  epoch_at: START,
  policy: 'alacrity/1',
  published_at: START,
  note: '',
  records: [{ member, state: { held: [true], changedAt: [1] }, labels: ['R'], changes: [] }],
  deliveries: [],
})

const story = [
  message('a', 0),
  reply('b', 10),
  message('c', 20),
  message('d', 25, { client: 'c2' }),
  eventOf({
    id: 'w',
    type: 'withdrawal',
    at: START + 30 * 60_000,
    member: 'ann',
    conversation: 'v1',
    message: 'c',
  }),
  eventOf({
    id: 'r',
    type: 'ruling',
    at: START + 90 * 60_000,
    member: 'ann',
    turn: 'a',
    excused: true,
  }),
  message('e', 40, { conversation: 'v2' }),
  eventOf({
    id: 'x',
    type: 'release',
    at: START + 50 * 60_000,
    member: 'ann',
    conversation: 'v2',
    by: 'member',
  }),
  message('f', 60, { conversation: 'v2' }),
  eventOf({
    id: 'y',
    type: 'away',
    at: START,
    member: 'ann',
    from: START,
    until: START + 60_000,
  }),
]

export const turnCases: readonly Case[] = [
  single(
    '[TN1] turns are there with the acknowledgement, before and after settling',
    async (store) => {
      for (let i = 0; i < story.length; i += 1) {
        await put(store, story.slice(i, i + 1))
        await assertTurns(store, 'ann', story.slice(0, i + 1))
        if (i % 3 === 0) {
          await store.upkeep.settle()
          await assertTurns(store, 'ann', story.slice(0, i + 1))
        }
      }
    },
  ),
  single('[EV3] backwards it is the same', async (store) => {
    const backwards = [...story].reverse()
    for (let i = 0; i < backwards.length; i += 1) {
      await put(store, backwards.slice(i, i + 1))
      await assertTurns(store, 'ann', backwards.slice(0, i + 1))
      if (i % 2 === 0) await store.upkeep.settle()
    }
    await assertTurns(store, 'ann', story)
  }),
  single(
    '[TN7] a ruling that names no conversation finds its turn, whenever it comes',
    async (store) => {
      const ruling = story[5] as Event
      await put(store, [ruling])
      await store.upkeep.settle()
      await put(store, [message('a', 0)])
      await store.upkeep.settle()
      await put(store, [reply('b', 10)])
      const [turn] = await store.turns.of('ann')
      assert.deepEqual(turn?.rulings, [{ at: ruling.at, excused: true }])
    },
  ),
  single('[AS10] rebuilt is incremental, byte for byte', async (store) => {
    for (const event of story) {
      await put(store, [event])
      await store.upkeep.settle()
    }
    const digest = await store.turns.digest()
    await store.turns.rebuild()
    assert.equal(await store.turns.digest(), digest)
    await assertTurns(store, 'ann', story)
    assert.deepEqual(
      await put(store, story),
      story.map(() => 'duplicate'),
    )
    await put(store, [message('z', 500)])
    await assertTurns(store, 'ann', [...story, message('z', 500)])
  }),
  single('[TN10] a history holds the shared events, and knows every past state', async (store) => {
    const outage = eventOf({ id: 'o', type: 'outage', at: START, from: START, until: START + 5 })
    const erased = eventOf({ id: 'q', type: 'erasure', at: START, client: 'c1' })
    const elsewhere = eventOf({ id: 's', type: 'erasure', at: START, client: 'c1', member: 'bo' })
    await put(store, [...story, outage, erased, elsewhere])
    const history = await store.turns.history('ann')
    assert.deepEqual(history?.calendar.outages, [outage])
    assert.deepEqual(history?.calendar.erasures, [erased])
    assert.equal(history?.calendar.aways.length, 1)
    const plain = new MemberHistory('ann', story)
    for (const minute of [0, 10, 26, 35, 95]) {
      const at = START + minute * 60_000
      assert.deepEqual(history?.turns(at), plain.turns(at))
    }
    assert.equal(await store.turns.history('nobody'), null)
    assert.equal(await store.turns.history(''), null)
    assert.deepEqual(await store.turns.of('nobody'), [])
  }),
  single('[AS10] batches give each member once, with the columns of the engine', async (store) => {
    const all = new Map<string, Event[]>()
    for (const member of ['ann', 'bo', 'cy', 'di', 'ed']) {
      const own = story.map((event) => ({ ...event, id: `${member}${event.id}`, member }) as Event)
      all.set(member, own)
      await put(store, own)
    }
    const found = await batched(store)
    assert.deepEqual(found.map(({ member }) => member).sort(), [...all.keys()])
    for (const { member, turns, calendar, any_instant, first_event_at } of found) {
      const own = all.get(member) ?? []
      const history = new MemberHistory(member, own)
      const expected = tableOf(history.turns(FOREVER))
      for (const [name, column] of Object.entries(turns.columns)) {
        const wanted = expected.columns[name as keyof typeof expected.columns]
        assert.deepEqual(column?.slice(turns.from, turns.to), wanted, name)
      }
      assert.equal(turns.clients, expected.clients)
      assert.equal(turns.clientName(0), expected.clientName(0))
      assert.deepEqual(calendar, history.calendar)
      assert.deepEqual([any_instant, first_event_at], [false, START])
      assert.equal(turns.rare?.size, expected.rare?.size)
    }
  }),
  {
    title: '[AS10] shares hold everyone once, also where they are read beside the store',
    run: async (bench) => {
      await withStore(bench, async (store) => {
        const named = Array.from({ length: 9 }, (_, i) => `member ${i}`)
        await put(
          store,
          named.map((member, i) => message(`a${i}`, i, { member, conversation: `of ${member}` })),
        )
        await store.upkeep.settle()
        const reading = await bench.openReading()
        try {
          // What comes after the settling is not in the projection, but it is in a history.
          await put(store, [message('late', 99, { member: 'member 3' })])
          assert.equal((await reading.turns.history('member 3'))?.events.length, 2)
          assert.equal((await store.turns.shares(16)).length, 1)
          const halves = await halvesOf(store)
          const found: string[] = []
          for (const share of halves) {
            for await (const batch of reading.turns.batches(2, share)) {
              assert.ok(batch.length <= 2)
              for (const { member, turns } of batch) {
                assert.equal(
                  turns.columns.openedAt[turns.from],
                  START + Number(member.slice(7)) * MINUTE,
                )
                found.push(member)
              }
            }
          }
          assert.deepEqual(found.sort(), named)
          await store.labels.publish(publicationOf(named[4] ?? ''))
          const states = await reading.labels.states('alacrity', named)
          assert.deepEqual([...states.keys()], [named[4]])
        } finally {
          await reading.close()
        }
        await assert.rejects(async () => await reading.turns.kept('member 3'), { code: 'closed' })
      })
    },
  },
  {
    title: '[AS10] the tail survives a stop, and is folded after it',
    run: async (bench) => {
      await withStore(bench, (store) => put(store, story.slice(0, 4)))
      await withStore(bench, async (store) => {
        await store.log.append(story.slice(4).map(arrive))
        await assertTurns(store, 'ann', story)
      })
      await withStore(bench, async (store) => {
        await store.upkeep.settle()
        await assertTurns(store, 'ann', story)
      })
    },
  },
]
