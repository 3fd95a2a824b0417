import {
  Assessor,
  explain,
  MemberHistory,
  type Policy,
  presetPolicy,
  scorePath,
} from '@alacrity/engine'
import type { Store } from '@alacrity/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Opened } from '../src/open.ts'
import { importLines } from '../src/operate/upkeep.ts'
import { pastOf } from '../src/read/past.ts'
import { drawing } from './support/draw.ts'
import { regular } from './support/history.ts'
import { randomHistory } from './support/random-history.ts'
import { DAY, HOUR, NOW } from './support/service.ts'
import { openTestStore } from './support/store.ts'

const MEMBERS = 25
const named = Array.from({ length: MEMBERS }, (_, m) => `m${m}`)

let opened: Opened
beforeAll(async () => {
  opened = await openTestStore()
})
afterAll(async () => {
  await opened.published.close()
  await opened.store.close()
})

function policyOf(name: string): Policy {
  const policy = presetPolicy(name)
  if (policy === null) throw new Error(`no preset ${name}`)
  return policy
}

async function send(store: Store, events: readonly object[]): Promise<void> {
  const lines = events.map((event) => JSON.stringify(event))
  const { refused } = await importLines(store, lines, { now: NOW, onRefused: () => {} })
  if (refused > 0) throw new Error('an event was refused')
}

/** What a member is shown, from what is kept and from every event. */
async function bothViews(store: Store, member: string, policy: Policy) {
  const past = await pastOf(store.turns, member, policy)
  const history = (await store.turns.history(member)) ?? new MemberHistory(member, [])
  const assessor = new Assessor(policy)
  const epochs = [NOW - 21 * DAY, NOW - 14 * DAY, NOW - 7 * DAY, NOW]
  const view = (of: typeof past) => ({
    explained: explain(of, assessor, NOW),
    path: scorePath(of, assessor, epochs),
  })
  return { kept: view(past), plain: view(history), isKept: !(past instanceof MemberHistory) }
}

describe('what a member is shown', () => {
  test('[AS8] [AS10] is the same from kept turns as from events, settled or not, whatever the policy', async () => {
    const { store } = opened
    const events = [
      ...randomHistory(drawing(7), { members: MEMBERS, until: NOW }).filter(({ at }) => at <= NOW),
      ...regular('m3', { clients: 30, tookMs: HOUR, until: NOW }),
      { type: 'erasure', id: 'gone', at: NOW - DAY, client: 'k3' },
    ]
    let fromKept = 0
    for (const part of [events.slice(0, -200), events.slice(-200)]) {
      await send(store, part)
      // After the first half everything is settled; after the second some is still in the tail.
      if (part.length > 200) await store.upkeep.settle()
      for (const member of named) {
        for (const name of ['alacrity', 'upwork-2022', 'facebook-page-badge']) {
          const { kept, plain, isKept } = await bothViews(store, member, policyOf(name))
          expect(kept).toEqual(plain)
          if (isKept) fromKept += 1
        }
      }
    }
    expect(fromKept).toBeGreaterThan(MEMBERS)
  }, 60_000)

  test('[AS10] the comparison finds a reply that is missing', async () => {
    const { turns } = opened.store
    const wrong: Pick<Store['turns'], 'kept' | 'history'> = {
      history: (member) => turns.history(member),
      kept: async (member) => {
        const kept = await turns.kept(member)
        if (kept === null) return null
        return { ...kept, turns: kept.turns.map((turn) => ({ ...turn, replied_at: null })) }
      },
    }
    const assessor = new Assessor(policyOf('alacrity'))
    const past = await pastOf(wrong, 'm3', assessor.policy)
    const history = await turns.history('m3')
    if (history === null) throw new Error('a member is missing')
    expect(explain(past, assessor, NOW)).not.toEqual(explain(history, assessor, NOW))
  })

  test('whoever has no event has an empty past', async () => {
    const past = await pastOf(opened.store.turns, 'nobody knows', policyOf('alacrity'))
    expect([past.known, past.firstEventAt, past.turns(NOW)]).toEqual([0, null, []])
  })
})
