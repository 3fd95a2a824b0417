import { describe, expect, test } from 'vitest'
import { DAY, NOW, openBench } from './support/service.ts'

type Json = Record<string, unknown>
const read = async (answer: Response | Promise<Response>) => (await (await answer).json()) as Json

describe('the clock of contests', () => {
  test('who waits longest stands first; what is overdue sounds an alarm; only a person ends it', async () => {
    const bench = await openBench()
    const contest = (about: string) =>
      bench.ask('member:ada', 'POST', '/v1/members/ada/contests', {
        subject: 'label',
        about,
        reason: 'I did answer',
      })
    await contest('alacrity/First')
    bench.clock.set(NOW + 2 * DAY)
    await contest('alacrity/Second')
    const queue = async () => {
      const { items } = (await read(bench.ask('operator:olga', 'GET', '/v1/contests'))) as {
        items: readonly { id: string; about: string; urgency: string }[]
      }
      return items
    }
    const urgencies = async () => (await queue()).map(({ about, urgency }) => [about, urgency])
    const counted = async () => {
      await bench.service.work()
      const text = await (await bench.ask('operator:olga', 'GET', '/metrics')).text()
      return ['open', 'due_soon', 'overdue'].map((word) =>
        Number(new RegExp(`^alacrity_contests_${word} (\\d+)$`, 'm').exec(text)?.[1]),
      )
    }
    expect(await counted()).toEqual([2, 0, 0])
    bench.clock.set(NOW + 12 * DAY)
    expect(await urgencies()).toEqual([
      ['alacrity/First', 'due_soon'],
      ['alacrity/Second', 'open'],
    ])
    expect(await counted()).toEqual([1, 1, 0])
    bench.clock.set(NOW + 14 * DAY)
    expect(await counted()).toEqual([0, 1, 1])
    bench.clock.set(NOW + 100 * DAY)
    expect(await counted()).toEqual([0, 0, 2])
    const alarms = () =>
      bench.logged.filter((entry) => String((entry as Json)['message']).includes('overdue'))
    expect(alarms()).toHaveLength(2)
    await counted()
    expect(alarms()).toHaveLength(2)
    // No time that passes closes one, and no program does.
    const [first] = await queue()
    const path = `/v1/contests/${first?.id}/decision`
    const verdict = { state: 'rejected', answer: 'The message was there.' }
    expect((await bench.ask('operator-key', 'POST', path, verdict)).status).toBe(422)
    expect((await bench.ask('operator:olga', 'POST', path, verdict)).status).toBe(200)
    expect(await counted()).toEqual([0, 0, 1])
  })
})

describe('whether it is ready', () => {
  test('says what was looked at, and no when the database is gone', async () => {
    const bench = await openBench()
    const ready = await read(bench.ask(null, 'GET', '/readyz'))
    expect(ready['checks']).toEqual(
      ['database', 'database_writable', 'disk', 'epoch_published', 'not_stopping'].map((name) => ({
        name,
        ok: true,
      })),
    )
    await bench.store.close()
    // The answer of a moment ago stands for a second, so that asking is no work.
    for (let i = 0; i < 1_000; i += 1) bench.clock.monotonicMs()
    const answer = await bench.ask(null, 'GET', '/readyz')
    const problem = await read(answer)
    expect([answer.status, problem['detail']]).toEqual([503, 'database, database_writable'])
  })
})

describe('retention', () => {
  test('is kept to once a day, and not in the first hour', async () => {
    const bench = await openBench()
    const message = {
      type: 'message',
      member: 'ada',
      conversation: 'c',
      client: 'cy',
      from: 'client',
    }
    await bench.ask('ingest', 'POST', '/v1/events', { ...message, id: 'old', at: NOW })
    const position = async () => (await bench.store.log.ofMember('ada')).length
    bench.clock.set(NOW + 401 * DAY)
    await bench.service.work()
    expect(await position()).toBe(1)
    bench.clock.set(NOW + 402 * DAY)
    await bench.service.work()
    expect(await position()).toBe(0)
  })
})
