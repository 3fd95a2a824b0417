import assert from 'node:assert/strict'
import type { LabelRecord, PublishInput } from '../port.ts'
import { type Case, single, START, withStore } from './case.ts'

const WEEK = 7 * 24 * 3_600_000

function held(member: string, is: boolean, epoch: number): LabelRecord {
  return {
    member,
    state: { held: [is], changedAt: [epoch] },
    labels: is ? ['Responsive'] : [],
    changes: [{ label: 'Responsive', held: is }],
  }
}

function publication(epoch: number, records: readonly LabelRecord[]): PublishInput {
  return {
    line: 'alacrity',
    epoch,
    epoch_at: START + epoch * WEEK,
    policy: 'alacrity/1',
    published_at: START + epoch * WEEK + 5,
    note: '',
    records,
    deliveries: records.map(({ member }) => ({
      id: `${epoch} ${member}`,
      endpoint: 'hook',
      topic: 'label.published',
      body: '{}',
      due_at: START + epoch * WEEK,
    })),
  }
}

const policy = {
  policy: 'alacrity/1',
  document: '{"policy":"alacrity/1"}',
  created_at: 1,
  created_by: 'op',
}

export const labelCases: readonly Case[] = [
  single('[LB5] a version never changes once it is there', async (store) => {
    assert.equal(await store.policies.create(policy), 'created')
    assert.equal(await store.policies.create({ ...policy, created_at: 9 }), 'same')
    assert.equal(await store.policies.create({ ...policy, document: '{}' }), 'conflict')
    assert.deepEqual(await store.policies.get('alacrity/1'), policy)
    assert.deepEqual(await store.policies.all(), [policy])
    assert.equal(await store.policies.get('alacrity/2'), null)
  }),
  single('[LB5] a version takes over at an epoch that is not past', async (store) => {
    const entry = {
      line: 'alacrity',
      policy: 'alacrity/1',
      from_at: START + WEEK,
      scheduled_at: 1,
      scheduled_by: 'op',
    }
    assert.equal(await store.policies.schedule(entry), 'unknown')
    await store.policies.create(policy)
    assert.equal(await store.policies.schedule(entry), 'scheduled')
    await store.labels.publish(publication(1, []))
    assert.equal(await store.policies.schedule(entry), 'past')
    assert.equal(
      await store.policies.schedule({ ...entry, from_at: START + 2 * WEEK }),
      'scheduled',
    )
    assert.equal((await store.policies.scheduled('alacrity')).length, 2)
    assert.equal((await store.policies.scheduled(null)).length, 2)
  }),
  single('[LB5] of two versions for one epoch the second is told, not lost', async (store) => {
    const versions = ['alacrity/1', 'alacrity/2', 'alacrity/3'] as const
    for (const name of versions) await store.policies.create({ ...policy, policy: name })
    const entry = (name: string, by: string) => ({
      line: 'alacrity',
      policy: name,
      from_at: START + WEEK,
      scheduled_at: 1,
      scheduled_by: by,
    })
    const told = await Promise.all([
      store.policies.schedule(entry('alacrity/1', 'olga')),
      store.policies.schedule(entry('alacrity/2', 'otto')),
    ])
    assert.deepEqual(told.toSorted(), ['scheduled', 'taken'])
    const first =
      told[0] === 'scheduled' ? entry('alacrity/1', 'olga') : entry('alacrity/2', 'otto')
    assert.deepEqual(await store.policies.scheduled('alacrity'), [first])
    // The same again changes nothing, and what is replaced is named.
    assert.equal(await store.policies.schedule(first), 'scheduled')
    const third = entry('alacrity/3', 'olga')
    assert.equal(await store.policies.schedule(third, 'alacrity/3'), 'taken')
    assert.equal(await store.policies.schedule(third, first.policy), 'scheduled')
    assert.equal(await store.policies.schedule(entry('alacrity/2', 'otto'), first.policy), 'taken')
    assert.deepEqual(await store.policies.scheduled('alacrity'), [third])
  }),
  single('[LB2] an epoch is published once, whole, and never after a later one', async (store) => {
    const first = publication(1, [held('ann', true, 1), held('bo', false, 1)])
    assert.equal(await store.labels.publish(first), 'published')
    assert.equal(await store.labels.publish(publication(1, [held('ann', false, 1)])), 'already')
    assert.deepEqual(
      [...(await store.labels.published(['ann', 'bo', 'cy']))],
      [['ann', ['Responsive']]],
    )
    assert.equal(await store.labels.publish(publication(3, [held('ann', false, 3)])), 'published')
    assert.equal(await store.labels.publish(publication(2, [held('ann', true, 2)])), 'past')
    assert.deepEqual([...(await store.labels.published(['ann', 'bo']))], [])
    assert.equal((await store.labels.last('alacrity'))?.epoch, 3)
    assert.equal(await store.labels.last('other'), null)
    const states = await store.labels.states('alacrity', ['ann', 'bo', 'cy'])
    assert.deepEqual(states.get('ann'), { held: [false], changedAt: [3] })
    assert.equal(states.has('cy'), false)
    assert.deepEqual(
      (await store.labels.history('ann')).map(({ epoch, held: is, policy: by }) => [epoch, is, by]),
      [
        [1, true, 'alacrity/1'],
        [3, false, 'alacrity/1'],
      ],
    )
    assert.equal(
      (await store.outbox.list({ state: 'due', cursor: null, limit: 9 })).items.length,
      3,
    )
  }),
  single('[LB2] whoever does not change keeps their label', async (store) => {
    await store.labels.publish(publication(1, [held('ann', true, 1)]))
    await store.labels.publish(publication(2, [held('bo', true, 2)]))
    assert.equal((await store.labels.published(['ann', 'bo'])).size, 2)
    assert.deepEqual([...(await store.labels.tally('alacrity'))], [['Responsive', 2]])
  }),
  single(
    '[DS2] a restricted member has nothing public, at once, and it comes back with an epoch',
    async (store) => {
      await store.labels.publish(publication(1, [held('ann', true, 1)]))
      const restriction = { member: 'ann', kind: 'opted_out', since: 5, by: 'ann' } as const
      await store.members.restrict(restriction)
      await store.members.restrict(restriction)
      assert.equal((await store.labels.published(['ann'])).size, 0)
      assert.deepEqual(await store.members.restrictions('ann'), [restriction])
      await store.labels.publish(publication(2, []))
      assert.equal((await store.labels.published(['ann'])).size, 0)
      await store.members.unrestrict('ann', 'opted_out')
      assert.equal((await store.labels.published(['ann'])).size, 0)
      await store.labels.publish(publication(3, []))
      assert.equal((await store.labels.published(['ann'])).size, 1)
    },
  ),
  {
    title: '[DS3] the public door reads published labels and cannot reach anything else',
    run: async (bench) => {
      await withStore(bench, async (store) => {
        await store.labels.publish(publication(1, [held('ann', true, 1)]))
        const door = await bench.openPublished()
        try {
          assert.deepEqual([...(await door.published(['ann', 'bo']))], [['ann', ['Responsive']]])
          await store.labels.publish(publication(2, [held('ann', false, 2)]))
          assert.deepEqual([...(await door.published(['ann', 'bo']))], [])
          assert.equal((await door.published([])).size, 0)
        } finally {
          await door.close()
        }
      })
    },
  },
]
