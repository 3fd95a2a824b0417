import assert from 'node:assert/strict'
import { type Case, eventOf, message, put, single, START } from './case.ts'
import { assertTurns } from './turns.ts'

const DAY = 24 * 3_600_000

function contest(id: string, about: string) {
  return {
    id,
    member: 'ann',
    subject: 'turn',
    about,
    reason: 'I was ill',
    opened_at: START,
    due_at: START + 14 * DAY,
  } as const
}

export const peopleCases: readonly Case[] = [
  single('[CK4] time away is counted up to the allowance, each claim once', async (store) => {
    const claim = { member: 'ann', period: '2026', ms: 3 * DAY, allowance_ms: 7 * DAY, at: START }
    const ids = ['a', 'b', 'b', 'c']
    const kinds: string[] = []
    for (const id of ids) kinds.push((await store.members.claimAway({ ...claim, id })).kind)
    assert.deepEqual(kinds, ['claimed', 'claimed', 'already', 'refused'])
    assert.equal(await store.members.awayUsed('ann', '2026'), 6 * DAY)
    assert.equal(await store.members.awayUsed('ann', '2027'), 0)
    await store.members.releaseAway('ann', 'a')
    assert.equal((await store.members.claimAway({ ...claim, id: 'c' })).kind, 'claimed')
  }),
  single('[TN7] a contest stays open until a person decides it, once', async (store) => {
    assert.equal(await store.contests.open(contest('k1', 't1')), 'opened')
    assert.equal(await store.contests.open(contest('k1', 't9')), 'already')
    assert.equal(await store.contests.open(contest('k2', 't1')), 'already')
    assert.equal(await store.contests.open(contest('k3', 't2')), 'opened')
    const { items, next } = await store.contests.queue(null, 1)
    assert.deepEqual(
      items.map(({ id }) => id),
      ['k1'],
    )
    assert.deepEqual(
      (await store.contests.queue(next, 5)).items.map(({ id }) => id),
      ['k3'],
    )
    const decision = {
      id: 'k1',
      state: 'upheld',
      decided_at: 9,
      decided_by: 'eve',
      answer: 'yes',
    } as const
    assert.equal(await store.contests.decide({ ...decision, id: 'k0' }), 'unknown')
    assert.equal(await store.contests.decide(decision), 'decided')
    assert.equal(await store.contests.decide({ ...decision, state: 'rejected' }), 'closed')
    assert.equal((await store.contests.get('k1'))?.state, 'upheld')
    assert.equal((await store.contests.of('ann')).length, 2)
    assert.equal(await store.contests.open(contest('k4', 't1')), 'opened')
  }),
  single('[LB6] a notice is told once and read once', async (store) => {
    const notice = { id: 'n1', member: 'ann', at: START, topic: 'loss_coming', body: '{}' }
    const other = { ...notice, id: 'n2', member: 'bea' }
    assert.deepEqual(await store.notices.add([notice]), ['n1'])
    assert.deepEqual(await store.notices.add([notice, other]), ['n2'])
    assert.deepEqual(await store.notices.add([]), [])
    await store.notices.markRead('ann', 'n1', 7)
    await store.notices.markRead('ann', 'n1', 8)
    assert.deepEqual(await store.notices.of('ann', 5), [{ ...notice, read_at: 7 }])
  }),
  single('[DS5] the audit log is a chain, and a member reads who looked at them', async (store) => {
    const look = { at: START, actor: 'op', action: 'score.read', reason: 'complaint 7' }
    const members = ['ann', 'bo', null, 'ann']
    await Promise.all(members.map((member) => store.audit.append({ ...look, member })))
    assert.equal(await store.audit.verify(), null)
    assert.equal((await store.audit.of('ann', 10)).length, 2)
    const { items, next } = await store.audit.all(null, 3)
    assert.deepEqual(
      items.map(({ no }) => no),
      [1, 2, 3],
    )
    assert.equal((await store.audit.all(next, 3)).items.length, 1)
  }),
  single(
    '[EV4] an erased member leaves nothing, and the chain of the audit log holds',
    async (store) => {
      const other = message('o1', 3, { member: 'bo' })
      await put(store, [message('a', 0), message('b', 1, { conversation: 'v2' }), other])
      await put(store, [message('a', 9)])
      await store.upkeep.settle()
      await put(store, [message('c', 2)])
      await store.contests.open(contest('k1', 'a'))
      await store.audit.append({ at: 1, actor: 'op', action: 'look', member: 'ann', reason: 'r' })
      assert.equal(await store.members.erase('ann'), 3)
      assert.deepEqual(await store.log.ofMember('ann'), [])
      assert.deepEqual(await store.turns.of('ann'), [])
      assert.deepEqual(await store.contests.of('ann'), [])
      assert.deepEqual((await store.log.asides(null, 9)).items, [])
      assert.deepEqual((await store.log.members(null, 9)).items, ['bo'])
      assert.deepEqual(await store.audit.of('ann', 9), [])
      assert.equal((await store.audit.all(null, 9)).items[0]?.member, null)
      assert.equal(await store.audit.verify(), null)
      await assertTurns(store, 'bo', [other])
      assert.deepEqual(await put(store, [message('a', 0)]), ['accepted'])
      await assertTurns(store, 'ann', [message('a', 0)])
      const digest = await store.turns.digest()
      await store.turns.rebuild()
      assert.equal(await store.turns.digest(), digest)
      assert.equal(await store.members.erase('nobody'), 0)
    },
  ),
  single(
    '[EV4] [EV2] a client who is erased leaves no id; turns stay, and what comes again is known',
    async (store) => {
      const asked = message('a', 0, { client: 'cleo' })
      const other = message('d', 5, { conversation: 'v2', client: 'dan' })
      const elsewhere = message('e', 6, { member: 'bo', client: 'cleo' })
      const gone = eventOf({ id: 'q', type: 'erasure', at: START, client: 'cleo' })
      await put(store, [asked, message('b', 1, { from: 'member', client: null }), other, gone])
      await put(store, [message('a', 9, { client: 'cleo' })])
      await store.upkeep.settle()
      await put(store, [message('c', 2, { client: 'cleo' }), elsewhere])
      const before = await store.turns.of('ann')
      const pseudonym = `erased_${'0f'.repeat(16)}`
      assert.equal(await store.members.eraseClient('cleo', pseudonym), 4)
      assert.equal(await store.members.eraseClient('cleo', pseudonym), 0)
      const after = await store.turns.of('ann')
      const renamed = JSON.parse(JSON.stringify(before).replaceAll('"cleo"', `"${pseudonym}"`))
      assert.deepEqual(after, renamed)
      assert.equal((await store.turns.history('ann'))?.calendar.erasures[0]?.client, pseudonym)
      // The same again is known although it says the old id; other content is refused and kept without it.
      assert.deepEqual(
        await put(store, [asked, elsewhere, gone, other]),
        Array(4).fill('duplicate'),
      )
      assert.deepEqual(await put(store, [message('c', 7, { client: 'cleo' })]), ['conflict'])
      const { items } = await store.log.asides(null, 9)
      assert.equal(items.length, 2)
      const said = [await store.log.since(0, 99), items, after].map((all) => JSON.stringify(all))
      assert.ok(!said.join().includes('cleo'))
      assert.deepEqual(await store.turns.of('ann'), after)
      const digest = await store.turns.digest()
      await store.turns.rebuild()
      assert.equal(await store.turns.digest(), digest)
      // Who writes after that is somebody new.
      assert.deepEqual(await put(store, [message('f', 20, { client: 'cleo' })]), ['accepted'])
      assert.deepEqual(await put(store, [message('b', 1, { from: 'member', client: null })]), [
        'duplicate',
      ])
    },
  ),
  {
    title:
      '[EV4] another process that remembers a conversation does not bring an erased client back',
    run: async (bench) => {
      const [one, two] = [await bench.open(), await bench.open()]
      await put(one, [message('a', 0, { client: 'cleo' })])
      await one.upkeep.settle()
      await two.members.eraseClient('cleo', `erased_${'0f'.repeat(16)}`)
      await put(one, [message('b', 1, { from: 'member', client: null })])
      await one.upkeep.settle()
      assert.ok(!JSON.stringify(await two.turns.of('ann')).includes('cleo'))
      await Promise.all([one.close(), two.close()])
    },
  },
  single(
    '[EV4] retention takes conversations that have been quiet, and no others',
    async (store) => {
      const old = { received_at: 100, late: false }
      await store.log.append([
        { event: message('a', 0), ...old },
        { event: message('b', 0, { conversation: 'v2' }), ...old },
      ])
      await store.log.append([
        { event: message('c', 1, { conversation: 'v2' }), received_at: 900, late: false },
      ])
      assert.equal(await store.upkeep.purge(500), 1)
      const left = [
        message('b', 0, { conversation: 'v2' }),
        message('c', 1, { conversation: 'v2' }),
      ]
      await assertTurns(store, 'ann', left)
      assert.equal((await store.log.ofMember('ann')).length, 2)
      assert.deepEqual(await put(store, left), ['duplicate', 'duplicate'])
    },
  ),
]
