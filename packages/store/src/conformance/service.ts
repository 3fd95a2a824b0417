import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { type Case, message, put, single, START } from './case.ts'

const delivery = (id: string, due = 0) => ({
  id,
  endpoint: 'hook',
  topic: 'turn.due_soon',
  body: '{"x":1}',
  due_at: START + due,
})

export const serviceCases: readonly Case[] = [
  single(
    'a key is found by the hash of its secret, until and after it is revoked',
    async (store) => {
      const key = {
        id: 'k',
        hash: 'ab',
        role: 'ingest',
        name: 'shop',
        created_at: 1,
        expires_at: null,
      }
      assert.equal(await store.keys.add(key), 'added')
      assert.equal(await store.keys.add(key), 'already')
      assert.deepEqual(await store.keys.byHash('ab'), { ...key, revoked_at: null })
      assert.equal(await store.keys.byHash('cd'), null)
      assert.equal(await store.keys.revoke('k', 5), 'revoked')
      assert.equal(await store.keys.revoke('k', 6), 'revoked')
      assert.equal(await store.keys.revoke('z', 6), 'unknown')
      assert.equal((await store.keys.all())[0]?.revoked_at, 5)
    },
  ),
  single('a delivery is claimed by one, comes again after its lease, and ends', async (store) => {
    assert.equal(await store.outbox.enqueue([delivery('a'), delivery('b'), delivery('c', 99)]), 3)
    assert.equal(await store.outbox.enqueue([delivery('a')]), 0)
    const wish = { now: START, leased_until: START + 50, limit: 9 }
    const both = await Promise.all([store.outbox.claim(wish), store.outbox.claim(wish)])
    assert.deepEqual(
      both.flat().map(({ id, attempts }) => [id, attempts]),
      [
        ['a', 1],
        ['b', 1],
      ],
    )
    await store.outbox.delivered('a', START + 1)
    const again = await store.outbox.claim({ ...wish, now: START + 50, leased_until: START + 90 })
    assert.deepEqual(
      again.map(({ id, attempts }) => [id, attempts]),
      [['b', 2]],
    )
    await store.outbox.failed({ id: 'b', result: '503', next_at: START + 60 })
    await store.outbox.failed({ id: 'b', result: '410', next_at: null })
    const { items } = await store.outbox.list({ state: 'dead', cursor: null, limit: 9 })
    assert.deepEqual(
      items.map(({ id, last_result }) => [id, last_result]),
      [['b', '410']],
    )
    assert.equal(await store.outbox.replay('b', START), 'due')
    assert.equal(await store.outbox.replay('z', START), 'unknown')
    const due = await store.outbox.list({ state: 'due', cursor: null, limit: 1 })
    assert.deepEqual(
      due.items.map(({ id }) => id),
      ['b'],
    )
    const rest = await store.outbox.list({ state: 'due', cursor: due.next, limit: 9 })
    assert.deepEqual(
      rest.items.map(({ id }) => id),
      ['c'],
    )
  }),
  single('an endpoint is put, changed and removed', async (store) => {
    const endpoint = {
      id: 'hook',
      url: 'https://shop.example/hook',
      secret: 'whsec_x',
      topics: ['label.published'],
      enabled: true,
      created_at: 1,
    }
    await store.outbox.putEndpoint(endpoint)
    await store.outbox.putEndpoint({ ...endpoint, enabled: false })
    assert.deepEqual(await store.outbox.endpoints(), [{ ...endpoint, enabled: false }])
    await store.outbox.removeEndpoint('hook')
    assert.deepEqual(await store.outbox.endpoints(), [])
  }),
  single('a fresh database has every migration and no fault', async (store) => {
    const numbers = await store.upkeep.migrations()
    assert.deepEqual(
      numbers,
      numbers.map((_, i) => i + 1),
    )
    assert.ok(numbers.length > 20)
    assert.deepEqual(await store.upkeep.check(), [])
    assert.ok((await store.upkeep.size()) > 0)
  }),
  {
    title: 'a copy made while events come in is one instant of the database, and can be restored',
    run: async (bench) => {
      const store = await bench.open()
      await put(store, [message('a', 0), message('b', 1, { from: 'member', client: null })])
      await put(store, [message('a', 9)])
      const look = { at: START, actor: 'op', action: 'look', reason: 'r “ü”\n' }
      await store.audit.append({ ...look, member: 'ann' })
      const batches = Array.from({ length: 60 }, (_, i) => [
        message(`x${i}`, i, { member: 'bo' }),
        message(`y${i}`, i, { member: 'bo' }),
      ])
      const running = Promise.all(batches.map((batch) => put(store, batch)))
      const target = bench.path('copy')
      await store.upkeep.backup(target)
      await running
      assert.ok(existsSync(target))
      await assert.rejects(store.upkeep.backup(target), /exists/)
      const restored = await bench.restore(target)
      assert.deepEqual(await restored.upkeep.check(), [])
      assert.deepEqual(await restored.turns.of('ann'), await store.turns.of('ann'))
      assert.deepEqual(await restored.audit.of('ann', 9), await store.audit.of('ann', 9))
      assert.equal((await restored.log.asides(null, 9)).items.length, 1)
      const ids = (await restored.log.ofMember('bo')).map(({ event }) => event.id)
      // A batch is in it whole or not at all, and what is in it is known.
      assert.equal(ids.length % 2, 0)
      assert.equal((await restored.log.counts()).accepted, ids.length + 2)
      await put(restored, batches.flat())
      await put(restored, [message('a', 0)])
      assert.equal((await restored.log.counts()).accepted, 122)
      assert.equal(await restored.turns.digest(), await store.turns.digest())
      await Promise.all([restored.close(), store.close()])
    },
  },
]
