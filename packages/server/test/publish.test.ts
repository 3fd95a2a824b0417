import { epochInstant, epochNumber, Assessor, labelHistory, presetPolicy } from '@alacrity/engine'
import { describe, expect, test } from 'vitest'
import { Publisher } from '../src/publish/publisher.ts'
import { SteadyTurns } from '../src/publish/steady-turns.ts'
import { Changes } from '../src/base/changes.ts'
import { NO_LOG } from '../src/base/log.ts'
import { Metrics } from '../src/base/metrics.ts'
import { drawing } from './support/draw.ts'
import { exchange, regular } from './support/history.ts'
import { randomHistory } from './support/random-history.ts'
import { type Bench, DAY, HOUR, NOW, openBench } from './support/service.ts'

const policy = presetPolicy('alacrity')
if (policy === null) throw new Error('the default policy is missing')
const WEEK = 7 * DAY
const nextEpoch = (after: number) => epochInstant('week', epochNumber('week', after) + 1)

const labelsOf = async (bench: Bench, member: string) =>
  ((await (await bench.ask(null, 'GET', `/v1/labels/${member}`)).json()) as { labels: string[] })
    .labels
const sendAll = async (bench: Bench, events: readonly object[]) => {
  for (let at = 0; at < events.length; at += 500) {
    await bench.ask('operator-key', 'POST', '/v1/events', events.slice(at, at + 500))
  }
}
type Notice = {
  topic: string
  label: string
  because?: string
  epoch: string
  averted_by?: string | null
  reply_to?: string[]
  turns?: { turn: string }[]
}
const noticesOf = async (bench: Bench, member: string) =>
  (
    (await (
      await bench.ask(`member:${member}`, 'GET', `/v1/members/${member}/notices`)
    ).json()) as { items: Notice[] }
  ).items
const moveTo = async (bench: Bench, at: number) => {
  bench.clock.set(at)
  await bench.service.work()
}

describe('publishing', () => {
  test('[LB2] [DS6] a label appears at the epoch, not when it is earned', async () => {
    const bench = await openBench()
    await sendAll(bench, regular('ada', { clients: 6, tookMs: HOUR, until: NOW }))
    const epoch = nextEpoch(NOW)
    await bench.service.work()
    // Earned by now, but the last epoch came before there was enough.
    expect(await labelsOf(bench, 'ada')).toEqual([])
    await moveTo(bench, epoch - 1)
    expect(await labelsOf(bench, 'ada')).toEqual([])
    await moveTo(bench, epoch)
    expect(await labelsOf(bench, 'ada')).toEqual(['Responsive'])
  })

  test('[LB5] after downtime the missed epochs are published as of their instants: the engine’s own history', async () => {
    const bench = await openBench()
    const wire = [
      ...randomHistory(drawing(11), { members: 8, until: NOW }),
      ...regular('m0', { clients: 40, tookMs: HOUR, until: NOW - 60 * DAY }),
      ...regular('m1', { clients: 30, tookMs: 2 * HOUR, until: NOW - 5 * DAY }),
    ]
    await sendAll(bench, wire)
    await bench.service.work()
    let changes = 0
    for (let m = 0; m < 8; m += 1) {
      const history = await bench.store.turns.history(`m${m}`)
      if (history === null) throw new Error('a member is missing')
      const span = { firstEvent: history.events[0]?.at ?? NOW, from: 0, until: NOW }
      const assessor = new Assessor(policy)
      const expected = labelHistory(policy, span, (at) =>
        assessor.assess(history.table(at, policy), history.calendar, at),
      )
      const records = await bench.store.labels.history(`m${m}`)
      expect(
        records.map(({ label, held, epoch_at }) => ({ label, held, epoch: epoch_at })),
      ).toEqual(expected.changes.map(({ label, held, epoch }) => ({ label, held, epoch })))
      changes += records.length
    }
    expect(changes).toBeGreaterThan(0)
  })

  test('[LB2] week by week or all at once, the same labels are published, and twice is once', async () => {
    const wire = randomHistory(drawing(12), { members: 6, until: NOW }).filter(
      ({ at }) => at <= NOW,
    )
    const first = Math.min(...wire.map(({ at }) => at))
    const stepwise = await openBench({ now: NOW })
    const atOnce = await openBench({ now: NOW })
    await sendAll(stepwise, wire)
    await sendAll(atOnce, wire)
    for (let at = first; at <= NOW; at += WEEK / 2) await stepwise.service.publisher.publishDue(at)
    await stepwise.service.publisher.publishDue(NOW)
    await atOnce.service.publisher.publishDue(NOW)
    expect(await atOnce.service.publisher.publishDue(NOW)).toEqual([])
    // A second publisher on the same database, as after a crash between two epochs.
    const ports = {
      store: atOnce.store,
      metrics: new Metrics(),
      log: NO_LOG,
      changes: new Changes(),
      contact: '',
      database: null,
    }
    expect(await new Publisher(ports).publishDue(NOW)).toEqual([])
    for (let m = 0; m < 6; m += 1) {
      expect(await stepwise.store.labels.history(`m${m}`)).toEqual(
        await atOnce.store.labels.history(`m${m}`),
      )
    }
  })

  test('[DS6] [LB5] a ruling, a late event and an erasure change nothing before the next epoch', async () => {
    const bench = await openBench()
    const good = regular('ada', { clients: 8, tookMs: HOUR, until: NOW })
    const bad = regular('bob', { clients: 8, tookMs: 60 * HOUR, until: NOW - 5 * DAY })
    await sendAll(bench, [...good, ...bad])
    await moveTo(bench, nextEpoch(NOW))
    const at = bench.clock.now()
    expect([await labelsOf(bench, 'ada'), await labelsOf(bench, 'bob')]).toEqual([
      ['Responsive'],
      [],
    ])
    for (const { conversation } of bad as unknown as { conversation: string }[]) {
      const body = { member: 'bob', conversation, excused: true, reason: 'an attack' }
      await bench.ask('operator:olga', 'POST', '/v1/rulings', body)
    }
    await sendAll(
      bench,
      regular('bob', { clients: 9, tookMs: HOUR, until: at }).map((event) => ({
        ...event,
        id: `late-${event.id}`,
        conversation: `late-${String(event['conversation'])}`,
      })),
    )
    await sendAll(
      bench,
      regular('ada', { clients: 60, tookMs: null, until: at }).map((event) => ({
        ...event,
        id: `x-${event.id}`,
        conversation: `x-${String(event['conversation'])}`,
        client: `x-${String(event['client'])}`,
      })),
    )
    await bench.service.work()
    expect([await labelsOf(bench, 'ada'), await labelsOf(bench, 'bob')]).toEqual([
      ['Responsive'],
      [],
    ])
    await moveTo(bench, at + WEEK)
    expect(await labelsOf(bench, 'bob')).toEqual(['Responsive'])
  })

  test('[LB6] a coming loss is told an epoch ahead, with the turns that cause it and what averts it', async () => {
    const bench = await openBench()
    await sendAll(bench, regular('ada', { clients: 8, tookMs: HOUR, until: NOW }))
    const granted = nextEpoch(NOW)
    await moveTo(bench, granted)
    expect(await labelsOf(bench, 'ada')).toEqual(['Responsive'])
    // The dwell of four epochs runs; then many clients wait in vain.
    const lost = granted + 4 * WEEK
    const told = lost - WEEK
    await sendAllAt(
      bench,
      told - HOUR,
      Array.from({ length: 12 }, (_, i) =>
        exchange({ member: 'ada', client: `new-${i}`, at: told - 2 * HOUR }, null),
      ).flat(),
    )
    await moveTo(bench, told)
    const coming = (await noticesOf(bench, 'ada')).filter(
      ({ topic }) => topic === 'label.loss_coming',
    )
    expect(coming).toHaveLength(1)
    expect(coming[0]).toMatchObject({
      label: 'Responsive',
      because: 'below_keep',
      epoch: new Date(lost).toISOString(),
    })
    expect(coming[0]?.turns?.length).toBeGreaterThan(0)
    expect(coming[0]?.reply_to?.length).toBeGreaterThan(0)
    expect(coming[0]?.averted_by).not.toBeNull()
    expect(await labelsOf(bench, 'ada')).toEqual(['Responsive'])
    await moveTo(bench, lost)
    expect(await labelsOf(bench, 'ada')).toEqual([])
    expect((await noticesOf(bench, 'ada'))[0]).toMatchObject({
      topic: 'label.lost',
      because: 'below_keep',
    })
  })

  test('[LB7] a label that ends because there is too little is said to end for that', async () => {
    const bench = await openBench()
    await sendAll(bench, regular('ada', { clients: 8, tookMs: HOUR, until: NOW }))
    await moveTo(bench, NOW + 120 * DAY)
    expect(await labelsOf(bench, 'ada')).toEqual([])
    const lost = (await noticesOf(bench, 'ada')).find(({ topic }) => topic === 'label.lost')
    expect(lost?.because).toBe('too_few')
  })

  test('[LB5] a new version speaks from its epoch on, and what was published stays', async () => {
    const bench = await openBench()
    await sendAll(bench, regular('ada', { clients: 12, tookMs: 20 * HOUR, until: NOW }))
    await moveTo(bench, nextEpoch(NOW))
    const held = await bench.store.labels.history('ada')
    const stored = await bench.store.policies.get('alacrity/1')
    const strict = {
      ...JSON.parse(stored?.document ?? '{}'),
      policy: 'alacrity/2',
      labels: [{ name: 'Responsive', grant: [{ measure: 'speed', at_least_percent: 99 }] }],
      publish: { every: 'week', dwell: 1 },
    }
    const ask = (path: string, body: object) => bench.ask('operator:olga', 'POST', path, body)
    expect((await ask('/v1/policies', { ...strict, policy: 'alacrity/4' })).status).toBe(409)
    expect((await ask('/v1/policies', { ...strict, within: 'soon' })).status).toBe(422)
    expect((await ask('/v1/policies', strict)).status).toBe(201)
    expect((await ask('/v1/policies', strict)).status).toBe(201)
    expect((await ask('/v1/policies', { ...strict, title: 'changed' })).status).toBe(409)
    const tried = (await (
      await ask('/v1/policies/backtest', { document: strict, days: 30 })
    ).json()) as object
    expect(tried).toMatchObject({
      members: 1,
      gains: 0,
      loses: 1,
      losing: ['ada'],
      current: { labelled: 1, share_percent: 100 },
      proposed: { labelled: 0 },
    })
    expect((await ask('/v1/policies/schedule', { policy: 'alacrity/9' })).status).toBe(404)
    expect((await ask('/v1/policies/schedule', { policy: 'alacrity/2' })).status).toBe(201)
    // Somebody else at the same epoch is told who was first, and replaces only what they name.
    expect((await ask('/v1/policies', { ...strict, policy: 'alacrity/3' })).status).toBe(201)
    const late = await bench.ask('operator:otto', 'POST', '/v1/policies/schedule', {
      policy: 'alacrity/3',
    })
    expect([late.status, await late.json()]).toMatchObject([
      409,
      { code: 'schedule_conflict', detail: 'alacrity/2 by operator:olga is scheduled for it' },
    ])
    const over = { policy: 'alacrity/3', over: 'alacrity/2' }
    expect((await ask('/v1/policies/schedule', over)).status).toBe(201)
    const back = { policy: 'alacrity/2', over: 'alacrity/3' }
    expect((await ask('/v1/policies/schedule', back)).status).toBe(201)
    expect(await labelsOf(bench, 'ada')).toEqual(['Responsive'])
    await moveTo(bench, bench.clock.now() + WEEK)
    expect(await labelsOf(bench, 'ada')).toEqual([])
    const history = await bench.store.labels.history('ada')
    expect(history.slice(0, held.length)).toEqual(held)
    expect(history.at(-1)).toMatchObject({ held: false, policy: 'alacrity/2' })
    const score = (await (
      await bench.ask('member:ada', 'GET', '/v1/members/ada/score')
    ).json()) as { policy: string }
    expect(score.policy).toBe('alacrity/2')
  })
})

test('while epochs are caught up on a history is read once, and again as soon as something comes in', async () => {
  const bench = await openBench()
  await sendAll(bench, regular('ada', { clients: 2, tookMs: HOUR, until: NOW }))
  const turns = new SteadyTurns(bench.store)
  const eventsOf = async () => (await turns.history('ada'))?.events.length
  await turns.refresh()
  const first = turns.history('ada')
  await turns.refresh()
  expect(turns.history('ada')).toBe(first)
  expect(await eventsOf()).toBe(4)
  await sendAll(bench, exchange({ member: 'ada', client: 'new', at: NOW }, null))
  await turns.refresh()
  expect(await eventsOf()).toBe(5)
})

async function sendAllAt(bench: Bench, at: number, events: readonly object[]): Promise<void> {
  bench.clock.set(at)
  await sendAll(bench, events)
}
