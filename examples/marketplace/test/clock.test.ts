import { describe, expect, test } from 'vitest'
import type { ClockState } from '../demo/driver.ts'
import type { Stage } from '../demo/stage.ts'
import { messagesOf } from '../src/conversations.ts'
import type { Row } from '../src/database.ts'
import { browser, HOUR, NOW, testFolder, testStage } from './support/stage.ts'

const written = (stage: Stage): readonly Row[] =>
  stage.market.database.all('SELECT * FROM messages WHERE at > ? ORDER BY at, id', NOW)

/** The first so many states that the clock's stream tells. */
async function states(stage: Stage, count: number): Promise<readonly ClockState[]> {
  const { body } = await fetch(`${stage.marketUrl}/demo/clock/live`)
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  let text = ''
  for (;;) {
    const found = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => data ?? '')
    if (found.length >= count) {
      await reader.cancel()
      return found.slice(0, count).map((data) => JSON.parse(data) as ClockState)
    }
    const { value } = await reader.read()
    text += new TextDecoder().decode(value)
  }
}

describe('the clock of the demonstration', () => {
  test('stands, runs at the speed that is wished, and refuses what is no speed', async () => {
    const stage = await testStage()
    const page = await browser(stage, null)
    const [one, two] = await states(stage, 2)
    expect(one).toEqual(two)
    const wish = (body: unknown) => page.ask('POST', '/demo/clock', body)
    expect(await (await wish({ speed: 10_000, paused: false })).json()).toMatchObject({
      speed: 10_000,
      paused: false,
    })
    const [before, after] = await states(stage, 2)
    // Two states are at most half a second apart; at this speed that is more than an hour.
    expect((after?.now ?? 0) - (before?.now ?? 0)).toBeGreaterThan(HOUR / 2)
    const elsewhere = await fetch(`${stage.marketUrl}/demo/clock`, {
      method: 'POST',
      body: '{"paused":true}',
      headers: { origin: 'https://elsewhere.example', 'content-type': 'text/plain' },
    })
    expect([elsewhere.status, stage.driver.state().paused]).toEqual([403, false])
    for (const bad of [{ speed: 0 }, { speed: 10_001 }, { speed: 'fast' }, { jump: 'year' }, []]) {
      expect((await wish(bad)).status).toBe(400)
    }
    await stage.stop()
  })

  test('a jump lets everything happen on the way: the same every time, and all of it told', async () => {
    const courses: (readonly Row[])[] = []
    for (const _ of [1, 2]) {
      const stage = await testStage()
      await stage.driver.jump()
      courses.push(written(stage))
      expect(stage.market.outbox.waiting()).toBe(0)
      const refused = stage.market.database.one('SELECT * FROM outbox WHERE refused IS NOT NULL')
      expect(refused).toBeNull()
      await stage.stop()
    }
    const [one, two] = courses
    expect(one).toEqual(two)
    expect(one?.length).toBeGreaterThan(20)
    const senders = new Set(one?.map(({ sender }) => sender))
    expect(senders).toEqual(new Set(['client', 'freelancer']))
  })

  test('at 10,000 times the same happens as at any other pace', async () => {
    const [fast, jumping] = [await testStage(), await testStage()]
    fast.driver.set({ speed: 10_000, paused: false })
    const { body } = await fetch(`${fast.marketUrl}/demo/clock/live`)
    // Each piece of the stream is half a second of life, and more than an hour of theirs.
    for await (const _ of body as ReadableStream<Uint8Array>) {
      if (fast.driver.state().now > NOW + 12 * HOUR) break
    }
    fast.driver.set({ paused: true })
    const { now } = fast.driver.state()
    await jumping.driver.jump()
    const until = (stage: Stage) => written(stage).filter(({ at }) => Number(at) <= now)
    expect(until(fast)).toEqual(until(jumping))
    expect(until(fast).length).toBeGreaterThan(5)
    await fast.stop()
    await jumping.stop()
  })

  test('whoever is signed in speaks for themselves', async () => {
    const stage = await testStage()
    const busiest = await (await browser(stage, null)).json<{ freelancers: { id: string }[] }>(
      'GET',
      '/api/cast',
    )
    const me = busiest.freelancers[0]?.id ?? ''
    await browser(stage, me)
    await stage.driver.jump()
    await stage.driver.jump()
    const bySide = (freelancer: string, sender: string) =>
      stage.market.database.one(
        `SELECT count(*) AS n FROM messages JOIN conversations ON conversations.id = conversation
         WHERE at > ? AND freelancer ${freelancer} ? AND sender = ?`,
        NOW,
        me,
        sender,
      )?.['n']
    expect(bySide('=', 'freelancer')).toBe(0)
    expect(bySide('=', 'client')).toBeGreaterThan(0)
    expect(bySide('<>', 'freelancer')).toBeGreaterThan(0)
    await stage.stop()
  })

  test('a client who writes is answered, as that freelancer answers', async () => {
    const stage = await testStage()
    const page = await browser(stage, null)
    const { freelancers, clients } = await page.json<{
      freelancers: { id: string }[]
      clients: { id: string }[]
    }>('GET', '/api/cast')
    const client = await browser(stage, clients[0]?.id ?? '')
    const opened = await Promise.all(
      freelancers.map(({ id: freelancer }) =>
        client.json<{ id: string }>('POST', '/api/conversations', { freelancer, text: 'Hello' }),
      ),
    )
    await stage.driver.jump()
    const answered = opened.filter(({ id }) =>
      messagesOf(stage.market.database, id).some(({ sender }) => sender === 'freelancer'),
    )
    expect(answered.length).toBeGreaterThan(opened.length / 2)
    await stage.stop()
  })

  test('begun again in the same folder it goes on from where it stopped', async () => {
    const folder = testFolder()
    const first = await testStage({ folder })
    await first.driver.jump()
    const was = written(first)
    const { now } = first.driver.state()
    await first.stop()
    const second = await testStage({ folder })
    expect(second.driver.state().now).toBeGreaterThanOrEqual(now)
    expect(written(second)).toEqual(was)
    await second.driver.jump()
    expect(written(second).length).toBeGreaterThan(was.length)
    await second.stop()
  })
})
