import assert from 'node:assert/strict'
import { arrive, type Case, eventOf, message, put, single, START, withStore } from './case.ts'

export const logCases: readonly Case[] = [
  single('[EV2] the first of a (source, id) stays; a duplicate changes nothing', async (store) => {
    assert.deepEqual(await put(store, [message('a', 0), message('b', 1)]), ['accepted', 'accepted'])
    assert.deepEqual(await put(store, [message('b', 1), message('a', 0)]), [
      'duplicate',
      'duplicate',
    ])
    const receipts = await store.log.append([arrive(message('a', 5))])
    assert.deepEqual(receipts, [{ kind: 'conflict', seq: 1 }])
    const [first] = await store.log.ofMember('ann')
    assert.deepEqual(first?.event, message('a', 0))
    const { items } = await store.log.asides(null, 10)
    assert.deepEqual(
      items.map(({ first_seq, event }) => [first_seq, event]),
      [[1, message('a', 5)]],
    )
  }),
  single('[EV2] within one batch as between batches', async (store) => {
    const batch = [message('a', 0), message('a', 0), message('a', 1), message('b', 0)]
    assert.deepEqual(await put(store, batch), ['accepted', 'duplicate', 'conflict', 'accepted'])
  }),
  single('[EV1] one id under two sources is two events', async (store) => {
    const batch = [message('a', 0), message('a', 0, { source: 'phone' })]
    assert.deepEqual(await put(store, batch), ['accepted', 'accepted'])
  }),
  single('[EV2] content is what is said, not how it is written', async (store) => {
    const weekly = { mon: [['09:00', '17:00']], tue: [['10:00', '12:00']] }
    const turned = { tue: [['10:00', '12:00']], mon: [['09:00', '17:00']] }
    const hours = { id: 'h', type: 'hours', at: START, member: 'ann', zone: 'Europe/Berlin' }
    assert.deepEqual(await put(store, [eventOf({ ...hours, weekly })]), ['accepted'])
    assert.deepEqual(await put(store, [eventOf({ ...hours, weekly: turned })]), ['duplicate'])
  }),
  single('[EV2] a conflict may name another member, and is found all the same', async (store) => {
    await put(store, [message('a', 0)])
    assert.deepEqual(await put(store, [message('a', 0, { member: 'bo' })]), ['conflict'])
    assert.deepEqual(await store.log.ofMember('bo'), [])
  }),
  single(
    '[EV2] received = accepted + duplicate + conflict, also while batches race',
    async (store) => {
      const batches = Array.from({ length: 20 }, (_, i) =>
        Array.from({ length: 10 }, (__, j) => message(`${(i * 7 + j) % 50}`, j % 3)),
      )
      const running = Promise.all(batches.map((batch) => put(store, batch)))
      for (let i = 0; i < 20; i += 1) {
        const { received, accepted, duplicate, conflict } = await store.log.counts()
        assert.equal(received, accepted + duplicate + conflict)
      }
      const kinds = (await running).flat()
      const counts = await store.log.counts()
      for (const kind of ['accepted', 'duplicate', 'conflict'] as const) {
        assert.equal(counts[kind], kinds.filter((found) => found === kind).length)
      }
      assert.equal(counts.received, 200)
    },
  ),
  single('[EV3] positions rise with the log, and reading goes on where it ended', async (store) => {
    const events = Array.from({ length: 25 }, (_, i) => message(`m${i}`, i))
    for (let i = 0; i < 25; i += 5) await put(store, events.slice(i, i + 5))
    const read = []
    for (let at = 0; ; ) {
      const some = await store.log.since(at, 7)
      if (some.length === 0) break
      at = some.at(-1)?.seq ?? at
      read.push(...some)
    }
    assert.deepEqual(
      read.map(({ event }) => event),
      events,
    )
    assert.equal(await store.log.position(), read.at(-1)?.seq)
  }),
  single('[EV6] what only the service knows of an arrival is kept', async (store) => {
    await store.log.append([{ event: message('a', 0), received_at: 77, late: true }])
    const [stored] = await store.log.since(0, 1)
    assert.deepEqual([stored?.received_at, stored?.late], [77, true])
  }),
  single('[EV6] ids of 256 bytes and of any script come back as they were', async (store) => {
    const odd = [
      'é'.repeat(128),
      '\u{1f600}'.repeat(64),
      "'; DROP TABLE event; --",
      '%_\\',
      'ä',
      'a\u0308',
    ]
    const events = odd.map((id, i) =>
      message(id, i, { member: id, conversation: id, client: id, source: id }),
    )
    assert.deepEqual([...new Set(await put(store, events))], ['accepted'])
    for (const [i, id] of odd.entries()) {
      assert.deepEqual((await store.log.ofMember(id))[0]?.event, events[i])
      assert.equal((await store.turns.of(id)).length, 1)
    }
    const { items } = await store.log.members(null, 100)
    assert.deepEqual(new Set(items), new Set(odd))
  }),
  single('[TN10] a conversation is had by member and id', async (store) => {
    await put(store, [message('a', 0), message('b', 1, { conversation: 'v2' })])
    await put(store, [message('c', 2, { member: 'bo' })])
    const own = await store.log.ofConversation('ann', 'v1')
    assert.deepEqual(
      own.map(({ event }) => event.id),
      ['a'],
    )
  }),
  single(
    'members come page by page, each once; another list’s cursor is refused',
    async (store) => {
      const names = Array.from({ length: 23 }, (_, i) => `member ${i}`)
      await put(
        store,
        names.map((member, i) => message(`m${i}`, i, { member })),
      )
      const found: string[] = []
      let cursor = null
      do {
        const page: Awaited<ReturnType<typeof store.log.members>> = await store.log.members(
          cursor,
          5,
        )
        found.push(...page.items)
        cursor = page.next
      } while (cursor !== null)
      assert.deepEqual(found, [...names].sort())
      const page = await store.log.members(null, 5)
      await assert.rejects(store.log.asides(page.next, 5), { code: 'bad_cursor' })
      await assert.rejects(store.log.members('nonsense', 5), { code: 'bad_cursor' })
    },
  ),
  {
    title: '[EV2] what was acknowledged is there when it is opened again',
    run: async (bench) => {
      const events = Array.from({ length: 40 }, (_, i) => message(`m${i}`, i))
      await withStore(bench, async (store) => {
        await Promise.all(events.map((event) => put(store, [event])))
      })
      await withStore(bench, async (store) => {
        assert.equal((await store.log.ofMember('ann')).length, 40)
        assert.deepEqual(new Set(await put(store, events)), new Set(['duplicate']))
        assert.deepEqual(await store.upkeep.check(), [])
      })
    },
  },
  {
    title: 'a store that was closed takes and gives nothing, and says so',
    run: async (bench) => {
      const store = await bench.open()
      await store.close()
      await store.close()
      await assert.rejects(put(store, [message('a', 0)]), { code: 'closed' })
      await assert.rejects(store.log.counts(), { code: 'closed' })
    },
  },
]
