import { expect, test, describe } from 'vitest'
import { type Alacrity, AlacrityError, type NewEvent } from '../src/index.ts'
import { regular } from './support/history.ts'
import { startService } from './support/service.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const service = await startService()

/** Every request of every client of this file, as METHOD /path. */
const asked: string[] = []
const recorded: typeof fetch = (input, init) => {
  asked.push(`${init?.method ?? 'GET'} ${new URL(input as string).pathname}`)
  return fetch(input, init)
}
const as = (who: string | null): Promise<Alacrity> => service.as(who, { fetch: recorded })

const anyone = await as(null)
const sender = await as('ingest')
const operator = await as('operator')
const person = await as('operator:otto')
const ada = (await as('member:ada')).member('ada')
const now = Date.now()

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AlacrityError)
  return (error as AlacrityError).code
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

// One test goes on where the one before stopped, as a marketplace's days do.
describe('every operation, over HTTP, against the service itself', () => {
  test('events: a history, one of each type, a repeat, a conflict, a fault', async () => {
    const history = regular('ada', { clients: 40, tookMs: 20 * MINUTE, until: now - DAY })
    const sent = await sender.events.send(history)
    expect(sent.map(({ kind }) => kind)).toEqual(history.map(() => 'accepted'))
    const again = await sender.events.send(history)
    expect(new Set(again.map(({ kind }) => kind))).toEqual(new Set(['duplicate']))

    const at = now - DAY
    const c = { member: 'bob', conversation: 'k' }
    const span = { from: new Date(now), until: new Date(now + DAY) }
    const each: readonly NewEvent[] = [
      { id: 'm1', type: 'message', at, ...c, from: 'client', client: 'cy', kind: 'inquiry' },
      { id: 'm2', type: 'message', at: at + 1, ...c, from: 'system', automated: true },
      { id: 'm3', type: 'answer', at: at + 2, ...c, action: 'quote' },
      { id: 'm4', type: 'message', at: at + 3, ...c, from: 'client', client: 'cy' },
      { id: 'm5', type: 'withdrawal', at: at + 4, ...c, message: 'm4' },
      { id: 'm6', type: 'closure', at: at + 5, ...c, by: 'client' },
      { id: 'm7', type: 'release', at: at + 6, ...c, by: 'client' },
      { id: 'm8', type: 'flag', at: at + 7, ...c, reason: 'spam' },
      { id: 'm9', type: 'away', at: at + 8, member: 'bob', ...span },
      {
        id: 'm10',
        type: 'hours',
        at,
        member: 'bob',
        weekly: { mon: [['09:00', '17:00']] },
        zone: 'Europe/Berlin',
      },
      { id: 'm11', type: 'outage', at, from: at - 2, until: at - 1, source: 'ops', seq: 4 },
      { id: 'm12', type: 'erasure', at, client: 'nobody' },
    ]
    expect((await sender.events.send(each)).map(({ kind }) => kind)).toEqual(
      each.map(() => 'accepted'),
    )
    const ruling: NewEvent = {
      id: 'r1',
      type: 'ruling',
      at,
      member: 'bob',
      turn: 'm1',
      excused: true,
    }
    expect(await operator.events.send(ruling)).toEqual([
      { kind: 'accepted', id: 'r1', late: false },
    ])

    const faults = await sender.events.send([
      { ...ruling, id: 'r2' },
      { id: 'm1', type: 'message', at, ...c, from: 'client', client: 'someone-else' },
      { id: 'm13', type: 'message', at: 'yesterday', ...c, from: 'client', client: 'cy' },
      { id: 'm14', type: 'message', at: now + DAY, ...c, from: 'client', client: 'cy' },
    ])
    expect(
      faults.map((each) =>
        each.kind === 'refused' ? [each.problem.code, each.problem.field] : [],
      ),
    ).toEqual([
      ['invalid_event', 'type'],
      ['id_conflict', 'id'],
      ['invalid_event', 'at'],
      ['too_far_ahead', 'at'],
    ])
  })

  test('the epoch passes: labels of one, of many in order, and as a picture', async () => {
    // At its start the service publishes what is due.
    await service.restart()
    await expect.poll(() => anyone.labels.of('ada'), { timeout: 20_000 }).toEqual(['Responsive'])
    expect(await anyone.labels.of('nobody')).toEqual([])
    const members = Array.from({ length: 1_203 }, (_, index) =>
      index === 1_100 ? 'ada' : `x${index}`,
    )
    const found = await anyone.labels.many(members)
    expect(found).toHaveLength(1_203)
    expect(found.findIndex((labels) => labels.length > 0)).toBe(1_100)
    expect(asked.filter((each) => each === 'POST /v1/labels/lookup')).toHaveLength(3)
    const picture = await recorded(anyone.labels.badgeUrl('ada'))
    expect(await picture.text()).toContain('Responsive')
  })

  test('a member reads score, turns, history, notices, looks and export', async () => {
    const score = await ada.score()
    expect(score).toMatchObject({ member: 'ada', enough: true, turns_total: 40 })
    expect(score.score).toBeGreaterThan(90)
    const turns = ada.turns({ limit: 15 })
    const listed = await all(turns)
    expect(listed).toHaveLength(40)
    expect(listed[0]).toMatchObject({ outcome: 'on_time', elapsed_ms: 20 * MINUTE })
    const first = await turns.page()
    const second = await turns.page({ cursor: first.next ?? '' })
    expect([...first.items, ...second.items]).toEqual(listed.slice(0, 30))
    const history = await ada.history()
    expect(history.labels).toContainEqual(
      expect.objectContaining({ label: 'Responsive', held: true }),
    )
    expect(history.scores.at(-1)?.score).toBeGreaterThan(90)
    const [notice] = await ada.notices()
    expect(notice).toMatchObject({ topic: 'label.granted', label: 'Responsive', read_at: null })
    await ada.readNotice(notice?.id ?? '')
    expect((await ada.notices())[0]?.read_at).not.toBeNull()
    expect(await ada.looks()).toEqual([])
    const exported = await ada.export()
    expect(exported.events.filter(({ type }) => type === 'message')).toHaveLength(80)
    expect((await ada.exportCsv()).split('\r\n')[0]).toContain('id,source,type')
    // What was exported can be sent again as it is, and is known.
    const again = await sender.events.send(exported.events)
    expect(new Set(again.map(({ kind }) => kind))).toEqual(new Set(['duplicate']))
  })

  test('a member looks before deciding: patterns, prospects, and what time off would change', async () => {
    const page = await ada.turnsPage({ outcome: 'on_time', search: 'CLIENT-1', skip: 2, limit: 3 })
    expect([page.total, page.items.length, page.outcomes.on_time]).toEqual([11, 3, 40])
    const { quick, never } = await ada.prospect()
    expect(quick[0]).toEqual(never[0])
    expect((await ada.patterns('Europe/Berlin')).zone).toBe('Europe/Berlin')
    expect(await ada.calendar()).toMatchObject({ hours: null, aways: [] })
    const span = { from: now, until: now + 7 * DAY }
    expect(await ada.previewAway(span)).toMatchObject({ acts: 'excuse', usual_turns: 3 })
    const hours = { weekly: { mon: [['09:00', '17:00']] }, zone: 'UTC' } as const
    expect((await ada.previewHours(hours)).acts).toBe(false)
    expect((await ada.history()).scores.at(-1)).toMatchObject({ score: 100, causes: [] })
    expect((await ada.score()).waiting).toEqual([])
  })

  test('an embed token shows the score and nothing else', async () => {
    const { token } = await ada.embedToken()
    const embedded = await service.as(null, { token })
    expect((await embedded.member('ada').score()).member).toBe('ada')
    expect(await codeOf(embedded.member('ada').looks())).toBe('not_found')
    expect(await embedded.labels.of('ada')).toEqual(['Responsive'])
  })

  test('a member declares time off and hours, releases, flags and contests', async () => {
    const ask = (id: string): NewEvent => ({
      id,
      type: 'message',
      at: now - MINUTE,
      member: 'ada',
      conversation: id,
      from: 'client',
      client: 'dee',
    })
    await sender.events.send([ask('open-1'), ask('open-2')])
    expect(await ada.release('open-1')).toMatchObject({ type: 'release', by: 'member' })
    expect(await ada.flag('open-2', 'spam')).toMatchObject({ type: 'flag', reason: 'spam' })
    expect(await codeOf(ada.release('open-1'))).toBe('invalid_act')
    const span = { from: new Date(now + DAY), until: now + 2 * DAY }
    expect(await ada.away(span)).toMatchObject({
      type: 'away',
      from: now + DAY,
      until: now + 2 * DAY,
    })
    const hours = { weekly: { tue: [['10:00', '18:00']] }, zone: 'Pacific/Chatham' } as const
    expect(await ada.hours(hours)).toMatchObject({ type: 'hours', zone: 'Pacific/Chatham' })
    const about = 'ada-client-3-q'
    const contest = await ada.contest({
      subject: 'turn',
      about,
      reason: 'It was answered by phone.',
    })
    expect(contest.state).toBe('open')
    expect(await codeOf(ada.contest({ subject: 'turn', about, reason: 'Again.' }))).toBe(
      'already_open',
    )
    const label = await ada.contest({
      subject: 'label',
      about: 'alacrity/Responsive',
      reason: 'Why?',
    })
    await ada.withdrawContest(label.id)
    expect((await ada.contests()).map(({ state }) => state).sort()).toEqual(['open', 'withdrawn'])
  })

  test('an operator looks with a reason, rules, declares an outage and decides', async () => {
    expect(await codeOf(operator.operator.look('ada', ' '))).toBe('reason_required')
    expect((await operator.operator.look('ada', 'ticket 12')).turns_total).toBe(42)
    expect((await ada.looks())[0]).toMatchObject({ actor: 'operator:ops', reason: 'ticket 12' })
    const ruling = { member: 'ada', turn: 'ada-client-4-q', excused: true, reason: 'their words' }
    expect(await operator.operator.rule(ruling)).toMatchObject({ type: 'ruling', excused: true })
    const outage = await operator.operator.outage({ from: now - 2 * DAY, until: now - 2 * DAY + 1 })
    expect(outage.type).toBe('outage')
    const [contest] = await all(operator.operator.contests())
    const held = await operator.operator.contest(contest?.id ?? '')
    expect(held).toMatchObject({ id: contest?.id, urgency: 'open', turn: { turn: contest?.about } })
    expect(held.turn).not.toHaveProperty('effect_points')
    const verdict = { state: 'upheld', answer: 'So it was.' } as const
    expect(await codeOf(operator.operator.decide(contest?.id ?? '', verdict))).toBe('invalid_act')
    expect(await person.operator.decide(contest?.id ?? '', verdict)).toMatchObject(verdict)
    const aggregates = await operator.operator.aggregates()
    expect(aggregates).toMatchObject({ policy: 'alacrity/1', labels: { Responsive: 1 } })
    const audit = await all(operator.operator.audit({ limit: 2 }))
    expect(audit.map(({ action }) => action)).toEqual([
      'look_at_score',
      'rule',
      'declare_outage',
      'decide_contest',
    ])
    const [conflict] = await all(operator.operator.conflicts())
    expect(conflict?.event).toMatchObject({ id: 'm1', client: 'someone-else' })
  })

  test('policies are listed, looked over, stored, tried and scheduled', async () => {
    const { policies } = operator.operator
    const { items, scheduled } = await policies.list()
    expect(scheduled.map(({ policy }) => policy)).toEqual(['alacrity/1'])
    const document = {
      policy: 'shop/1',
      within: '24h',
      window: { days: 30 },
      measures: { on_time: { kind: 'rate' } },
      score: 'on_time',
      labels: [{ name: 'Responsive', grant: [{ measure: 'on_time', at_least_percent: 90 }] }],
    }
    const linted = await policies.lint(document)
    expect(linted.findings.length).toBeGreaterThan(0)
    expect(await policies.create(document)).toEqual(linted)
    expect(await codeOf(policies.create({ ...document, within: '1h' }))).toBe('policy_conflict')
    expect(await codeOf(policies.lint({ policy: 'shop/2' }))).toBe('invalid_policy')
    expect((await policies.list()).items).toHaveLength(items.length + 1)
    const trial = await policies.backtest({ document, days: 30 })
    expect(trial).toMatchObject({
      current: { policy: 'alacrity/1' },
      proposed: { policy: 'shop/1' },
    })
    expect(await policies.schedule({ policy: 'shop/1' })).toMatchObject({ line: 'shop' })
    const columns = new DataView(await policies.columns({ max: 50 }))
    expect(columns.byteLength).toBeGreaterThan(columns.getUint32(0, true))
  })

  test('webhooks are put, listed and removed; deliveries are listed and sent again', async () => {
    const { webhooks, deliveries } = operator.operator
    // Nothing listens there.
    const url = 'http://127.0.0.1:9/hook'
    const made = await webhooks.put('crm', { url, topics: ['contest.opened'] })
    expect(made.secret).toMatch(/^whsec_/)
    expect(await webhooks.list()).toEqual([
      { id: 'crm', url, topics: ['contest.opened'], enabled: true },
    ])
    expect(
      await codeOf(webhooks.put('x', { url: 'http://10.0.0.1/', topics: ['contest.opened'] })),
    ).toBe('address_refused')
    await ada.contest({ subject: 'turn', about: 'ada-client-5-q', reason: 'No.' })
    const [due] = await all(deliveries.list('due'))
    expect(due).toMatchObject({ endpoint: 'crm', topic: 'contest.opened', state: 'due' })
    await deliveries.replay(due?.id ?? '')
    expect(await all(deliveries.list())).toEqual([])
    await webhooks.remove('crm')
    expect(await webhooks.list()).toEqual([])
  })

  test('the service tells how it is', async () => {
    expect(await anyone.service.isLive()).toBe(true)
    expect(await anyone.service.readiness()).toMatchObject({ ready: true })
    expect(await operator.service.metrics()).toContain('alacrity_events_received_total')
    expect(await anyone.service.openApi()).toMatchObject({ openapi: '3.1.0' })
    expect(await codeOf(anyone.service.metrics())).toBe('unauthenticated')
  })

  test('the stream tells of a change', async () => {
    const signals = ada.live()[Symbol.asyncIterator]()
    expect(await signals.next()).toEqual({ done: false, value: 'ready' })
    const change = regular('ada', { clients: 1, tookMs: MINUTE, until: now - 200 * DAY })
    await sender.events.send(change.map((each) => ({ ...each, id: `later-${each.id}` })))
    expect(await signals.next()).toEqual({ done: false, value: 'changed' })
    await signals.return?.()
  })

  test('labels are hidden, shown again, and everything is erased', async () => {
    expect(await ada.restrict()).toMatchObject([{ member: 'ada', kind: 'opted_out' }])
    expect(await anyone.labels.of('ada')).toEqual([])
    expect(await ada.restrictions()).toMatchObject([{ member: 'ada', kind: 'opted_out' }])
    expect(await ada.unrestrict()).toEqual([])
    expect(await ada.restrictions()).toEqual([])
    expect((await operator.member('ada').restrict())[0]?.kind).toBe('restricted')
    const { events_changed } = await operator.operator.eraseClient('client-5')
    expect(events_changed).toBeGreaterThan(0)
    expect(await operator.operator.checkAudit()).toEqual({ holds: true, broken_at: null })
    const { events_erased } = await ada.erase()
    expect(events_erased).toBeGreaterThan(80)
    expect((await ada.export()).events.filter(({ type }) => type === 'message')).toEqual([])
  })

  test('no route of the service is out of reach', async () => {
    const document = (await anyone.service.openApi()) as {
      readonly paths: Record<string, Record<string, { readonly operationId: string }>>
    }
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({
        name: operationId,
        pattern: new RegExp(`^${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      })),
    )
    expect(routes.length).toBeGreaterThan(40)
    const unreached = routes.filter(({ pattern }) => !asked.some((each) => pattern.test(each)))
    // Pages for people to read.
    expect(unreached.map(({ name }) => name).sort()).toEqual(['errors', 'reference'])
  })
})
