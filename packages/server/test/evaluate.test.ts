import {
  Assessor,
  epochInstant,
  firstEpochFrom,
  labelHistory,
  lossReasons,
  type Ms,
  type Policy,
  presetPolicy,
  PRESETS,
} from '@alacrity/engine'
import type { Share, Store } from '@alacrity/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Opened } from '../src/open.ts'
import { importLines } from '../src/operate/upkeep.ts'
import {
  type Evaluated,
  evaluate,
  type EvaluatePorts,
  type Question,
} from '../src/publish/evaluate.ts'
import { EvaluationThreads } from '../src/publish/threads.ts'
import { drawing } from './support/draw.ts'
import { exchange, regular } from './support/history.ts'
import { randomHistory } from './support/random-history.ts'
import { DAY, HOUR, NOW } from './support/service.ts'
import { openTestStore } from './support/store.ts'

const MEMBERS = 14
/** Members are numbered as they come, from 1. */
const SHARES: readonly Share[] = [
  { after: 0, until: 5 },
  { after: 5, until: 6 },
  { after: 6, until: null },
]
const named = Array.from({ length: MEMBERS }, (_, m) => `m${m}`)

/** Members with all types of events, and some who earn a label and lose it again. */
function wire(): readonly object[] {
  const draw = drawing(41)
  const erased = { type: 'erasure', id: 'gone', at: NOW - 9 * DAY, client: 'client-28' }
  return [
    ...randomHistory(draw, { members: MEMBERS, until: NOW }),
    ...regular('m0', { clients: 40, tookMs: HOUR / 6, until: NOW - 40 * DAY }),
    ...regular('m1', { clients: 30, tookMs: HOUR / 30, until: NOW - 5 * DAY }),
    ...regular('m2', { clients: 25, tookMs: 20 * HOUR, until: NOW - 20 * DAY }),
    ...Array.from({ length: 30 }, (_, i) =>
      exchange({ member: 'm1', client: `late-${i}`, at: NOW - 4 * DAY + i * HOUR }, null),
    ).flat(),
    erased,
  ]
}

let opened: Opened
let threads: EvaluationThreads
beforeAll(async () => {
  opened = await openTestStore()
  const lines = wire().map((event) => JSON.stringify(event))
  const { refused } = await importLines(opened.store, lines, { now: NOW, onRefused: () => {} })
  if (refused > 0) throw new Error('an event was refused')
  await opened.store.upkeep.settle()
  threads = new EvaluationThreads(opened.database)
})
afterAll(async () => {
  await threads.close()
  await opened.published.close()
  await opened.store.close()
})

type Run = (question: Question) => AsyncIterable<Evaluated>
type Change = {
  readonly member: string
  readonly label: string
  readonly held: boolean
  readonly at: Ms
}

const here =
  (ports: EvaluatePorts): Run =>
  (question) =>
    evaluate(ports, question)
const beside: Run = (question) => threads.evaluate(question, SHARES)

/** Hears of every loss that is coming, with the line whose states are those after the epoch. */
type OnLoss = (loss: Evaluated['losses'][number], line: string, at: Ms) => Promise<void>

/** Every epoch up to now, one after the other, on states of its own. */
async function published(
  run: Run,
  policy: Policy,
  { first, onLoss = async () => {} }: { readonly first: Ms; readonly onLoss?: OnLoss },
): Promise<readonly Change[]> {
  const line = `${policy.policy} ${lines++}`
  const changes: Change[] = []
  const { every } = policy.publish
  for (let number = firstEpochFrom(every, first); ; number += 1) {
    const at = epochInstant(every, number)
    if (at > NOW) return changes
    const records: Evaluated['records'][number][] = []
    const losses: Evaluated['losses'][number][] = []
    let members = 0
    for await (const part of run({ line, epoch: { policy, number, at }, before: policy })) {
      members += part.members
      records.push(...part.records)
      losses.push(...part.losses)
    }
    expect(members).toBe(MEMBERS)
    // An epoch that changes nobody leaves every state as it is.
    if (records.length > 0) {
      const publication = { line, epoch: number, epoch_at: at, policy: policy.policy, note: '' }
      await opened.store.labels.publish({
        ...publication,
        published_at: NOW,
        records,
        deliveries: [],
      })
    }
    for (const loss of losses) await onLoss(loss, line, at)
    for (const { member, changes: own } of records) {
      for (const { label, held } of own) changes.push({ member, label, held, at })
    }
  }
}
let lines = 0

/** What the engine's plain path says of each member's events. */
async function plain(store: Store, policy: Policy, first: Ms): Promise<readonly Change[]> {
  const changes: Change[] = []
  for (const member of named) {
    const history = await store.turns.history(member)
    if (history === null) throw new Error('a member is missing')
    const assessor = new Assessor(policy)
    const firstEvent = Math.max(first, history.events[0]?.at ?? NOW)
    const span = { firstEvent, from: 0, until: NOW }
    const found = labelHistory(policy, span, (at) =>
      assessor.assess(history.table(at, policy), history.calendar, at),
    )
    for (const { label, held, epoch } of found.changes)
      changes.push({ member, label, held, at: epoch })
  }
  return changes
}

const sorted = (changes: readonly Change[]) =>
  changes.map((change) => JSON.stringify(Object.values(change))).sort()

/** From where on epochs are looked at: fewer days where there is one every hour. */
const firstOf = ({ publish }: Policy): Ms => NOW - (publish.every === 'hour' ? 4 : 120) * DAY

/** Each reads turns in its own way: at hours, in bands, by silence or first contacts, and so on. */
const policies = PRESETS.map(({ policy }) => presetPolicy(policy)).filter(
  (policy): policy is Policy => policy !== null && policy.labels.length > 0,
)

describe('everyone as of every epoch', () => {
  test('[LB5] [AS10] is what the engine says of the plain history, whatever the policy', async () => {
    const { store } = opened
    let changed = 0
    for (const policy of policies) {
      const first = firstOf(policy)
      const expected = sorted(await plain(store, policy, first))
      expect([policy.policy, ...sorted(await published(here(store), policy, { first }))]).toEqual([
        policy.policy,
        ...expected,
      ])
      changed += expected.length
    }
    expect(changed).toBeGreaterThan(20)
  }, 120_000)

  test('[AS10] is the same share by share in threads', async () => {
    const { store } = opened
    let changed = 0
    for (const name of ['alacrity', 'etsy-star-seller', 'facebook-page-badge']) {
      const policy = presetPolicy(name)
      if (policy === null) throw new Error(`no preset ${name}`)
      const first = firstOf(policy)
      const expected = sorted(await published(here(store), policy, { first }))
      expect([name, ...sorted(await published(beside, policy, { first }))]).toEqual([
        name,
        ...expected,
      ])
      changed += expected.length
    }
    expect(changed).toBeGreaterThan(0)
  }, 120_000)

  test('[LB6] why a label goes is told from turns as it is from events', async () => {
    const { store } = opened
    let told = 0
    for (const policy of policies.filter(({ publish }) => publish.every !== 'hour')) {
      const onLoss: OnLoss = async ({ member, label, reasons }, line, at) => {
        const history = await store.turns.history(member)
        const state = (await store.labels.states(line, [member])).get(member)
        if (history === null || state === undefined) throw new Error('a member is missing')
        const ahead = { history, assessor: new Assessor(policy), asOf: at, state }
        const place = policy.labels.findIndex(({ name }) => name === label)
        expect(reasons).toEqual(lossReasons(ahead, place, 10))
        told += reasons.turns.length
      }
      await published(here(store), policy, { first: firstOf(policy), onLoss })
    }
    expect(told).toBeGreaterThan(0)
  }, 120_000)

  test('[AS10] the comparison finds turns that are read wrongly', async () => {
    const { store } = opened
    const policy = presetPolicy('alacrity')
    if (policy === null) throw new Error('the default policy is missing')
    const wrong: EvaluatePorts = {
      labels: store.labels,
      turns: {
        ...store.turns,
        async *batches(size, share) {
          for await (const batch of store.turns.batches(size, share)) {
            for (const { turns } of batch) turns.columns.repliedAt.fill(Number.NaN)
            yield batch
          }
        },
      },
    }
    const first = firstOf(policy)
    const expected = sorted(await plain(store, policy, first))
    expect(sorted(await published(here(wrong), policy, { first }))).not.toEqual(expected)
  })

  test('threads say what went wrong, and are there for the next question', async () => {
    const policy = presetPolicy('alacrity')
    if (policy === null) throw new Error('the default policy is missing')
    const epoch = { policy, number: 1, at: NOW }
    const broken = {
      line: 'x',
      epoch: { ...epoch, policy: { ...policy, labels: null } },
      before: policy,
    }
    const ask = async (question: Question) => {
      let members = 0
      for await (const part of threads.evaluate(question, SHARES)) members += part.members
      return members
    }
    await expect(ask(broken as unknown as Question)).rejects.toThrow(/labels|null/)
    expect(await ask({ line: 'x', epoch, before: policy })).toBe(MEMBERS)
  })
})
