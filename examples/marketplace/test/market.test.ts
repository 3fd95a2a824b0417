import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Stage } from '../demo/stage.ts'
import type { Cast, Directory, OpenConversation, Session } from '../src/shapes.ts'
import { type Browser, browser, fromService, testFolder, testStage } from './support/stage.ts'

let folder = ''
let stage: Stage
let [first, second, cleo, dan] = ['', '', '', '']

beforeAll(async () => {
  folder = testFolder()
  stage = await testStage({ folder })
  const { freelancers, clients } = await (await browser(stage, null)).json<Cast>('GET', '/api/cast')
  ;[first = '', second = ''] = freelancers.map(({ id }) => id)
  ;[cleo = '', dan = ''] = clients.map(({ id }) => id)
})

const SECRET_TEXT = 'the words that only the two of them know'

describe('people', () => {
  test('a click signs in, another signs out', async () => {
    const page = await browser(stage, null)
    expect(await page.json('GET', '/api/session')).toEqual({ me: null, score_page: null })
    const { me } = await page.json<Session>('POST', '/api/session', { person: first })
    expect(me).toMatchObject({ id: first, role: 'freelancer' })
    expect(await page.json('GET', '/api/session')).toMatchObject({ score_page: '/id/score-page' })
    await page.ask('DELETE', '/api/session')
    expect(await page.json('GET', '/api/session')).toMatchObject({ me: null })
    expect((await page.ask('POST', '/api/session', { person: 'nobody' })).status).toBe(404)
  })

  test('the directory finds by words, skill and label, in order of names', async () => {
    const page = await browser(stage, null)
    const all = await page.json<Directory>('GET', '/api/freelancers')
    expect(all.items).toHaveLength(12)
    const names = all.items.map(({ name }) => name)
    expect(names).toEqual([...names].sort())
    const [skill = ''] = all.items[0]?.skills ?? []
    const skilled = await page.json<Directory>('GET', `/api/freelancers?skill=${skill}`)
    expect(skilled.items.length).toBeGreaterThan(0)
    for (const each of skilled.items) expect(each.skills).toContain(skill)
    const named = await page.json<Directory>(
      'GET',
      `/api/freelancers?text=${names[3]?.slice(0, 5)}`,
    )
    expect(named.items.map(({ name }) => name)).toContain(names[3])
    const responsive = await page.json<Directory>('GET', '/api/freelancers?responsive=true')
    expect(responsive.items.length).toBeGreaterThan(0)
    expect(responsive.items.length).toBeLessThan(12)
    for (const { labels } of responsive.items) expect(labels).toEqual(['Responsive'])
  })

  test('what cannot be read is refused with what is wrong', async () => {
    const page = await browser(stage, cleo)
    const empty = await page.ask('POST', '/api/conversations', { freelancer: first, text: '  ' })
    expect(empty.status).toBe(400)
    expect(await empty.json()).toEqual({ code: 'malformed_request', message: 'text: is empty' })
    expect((await page.ask('GET', '/api/nothing')).status).toBe(404)
  })
})

describe('a conversation', () => {
  test('a message is kept here with its text, and Alacrity learns that there was one', async () => {
    const [client, freelancer] = [await browser(stage, cleo), await browser(stage, second)]
    const opened = await client.json<OpenConversation>('POST', '/api/conversations', {
      freelancer: second,
      text: SECRET_TEXT,
    })
    expect(opened).toMatchObject({ waiting: true, client: { id: cleo } })
    await stage.market.outbox.deliver()
    const turnsOf = async () => {
      const { body } = await fromService(stage, freelancer, `/v1/members/${second}/turns`)
      const { items } = body as { items: { conversation: string; outcome: string }[] }
      return items.filter(({ conversation }) => conversation === opened.id)
    }
    expect(await turnsOf()).toMatchObject([{ outcome: 'pending', client: cleo }])
    const answered = await freelancer.json<OpenConversation>(
      'POST',
      `/api/conversations/${opened.id}/messages`,
      { text: `Yes: ${SECRET_TEXT}`, answer: 'quote' },
    )
    expect(answered).toMatchObject({ waiting: false })
    expect(answered.messages.map(({ kind }) => kind)).toEqual(['inquiry', 'quote'])
    await stage.market.outbox.deliver()
    expect(await turnsOf()).toMatchObject([{ outcome: 'on_time', replied_with: 'quote' }])
    const files = readdirSync(folder).filter((name) => name.startsWith('alacrity'))
    const bytes = files.map((name) => readFileSync(join(folder, name)).toString('latin1')).join()
    // The control: the id of the conversation is found in those very bytes.
    expect(bytes).toContain(opened.id)
    expect(bytes).not.toContain(SECRET_TEXT)
  })

  test('taken back, released, thanked for: each ends or leaves the wait as it should', async () => {
    const [client, freelancer] = [await browser(stage, dan), await browser(stage, second)]
    const open = () =>
      client.json<OpenConversation>('POST', '/api/conversations', {
        freelancer: second,
        text: 'Hi',
      })
    const withdrawn = await open()
    const path = `/api/conversations/${withdrawn.id}/messages/${withdrawn.messages[0]?.id}/withdrawal`
    expect((await freelancer.ask('POST', path)).status).toBe(404)
    expect(await client.json('POST', path)).toMatchObject({
      waiting: false,
      messages: [{ withdrawn: true, text: '' }],
    })
    expect((await client.ask('POST', path)).status).toBe(409)
    const released = await open()
    const release = `/api/conversations/${released.id}/release`
    expect(await freelancer.json('POST', release)).toMatchObject({ waiting: false })
    expect(await (await freelancer.ask('POST', release)).json()).toMatchObject({
      code: 'nothing_waits',
    })
    const thanked = await client.json('POST', `/api/conversations/${released.id}/messages`, {
      text: 'Thanks!',
      thanks: true,
    })
    expect(thanked).toMatchObject({ waiting: false })
    await stage.market.outbox.deliver()
    const refused = stage.market.database.all('SELECT * FROM outbox WHERE refused IS NOT NULL')
    expect(refused).toEqual([])
  })

  test('is reached by the two and by nobody else, and not by a page of another site', async () => {
    const [client, other, nobody] = [
      await browser(stage, cleo),
      await browser(stage, dan),
      await browser(stage, null),
    ]
    const { id } = await client.json<OpenConversation>('POST', '/api/conversations', {
      freelancer: first,
      text: 'Hello',
    })
    const path = `/api/conversations/${id}`
    expect((await client.ask('GET', path)).status).toBe(200)
    const [theirs, absent] = [await other.ask('GET', path), await other.ask('GET', `${path}x`)]
    expect([theirs.status, await theirs.text()]).toEqual([404, await absent.text()])
    expect((await nobody.ask('GET', path)).status).toBe(401)
    const foreign = await fetch(`${stage.marketUrl}/api/session`, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example', 'content-type': 'application/json' },
      body: JSON.stringify({ person: first }),
    })
    expect([foreign.status, foreign.headers.getSetCookie()]).toEqual([403, []])
  })

  test('both pages hear of a message at once, and others do not', async () => {
    const pages = await Promise.all([cleo, first, dan].map((person) => browser(stage, person)))
    const streams = await Promise.all(pages.map((page) => heard(page)))
    await (await browser(stage, cleo)).ask('POST', '/api/conversations', {
      freelancer: first,
      text: 'Hello again',
    })
    for (const stream of streams.slice(0, 2)) expect(await stream.next()).toBe('conversation')
    stage.market.live.tellEveryone({ kind: 'labels' })
    for (const stream of streams) expect(await stream.next()).toBe('labels')
    await Promise.all(streams.map((stream) => stream.end()))
  })
})

/** The kinds of events that a page hears, one after the other. */
async function heard(page: Browser): Promise<{
  next: () => Promise<string>
  end: () => Promise<void>
}> {
  const { body } = await page.ask('GET', '/api/live')
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let text = ''
  const next = async (): Promise<string> => {
    for (;;) {
      const found = /event: (\w+)\n[^]*?\n\n/.exec(text)
      if (found !== null) {
        text = text.slice(found.index + found[0].length)
        return found[1] ?? ''
      }
      const { value, done } = await reader.read()
      if (done) return 'the end'
      text += decoder.decode(value, { stream: true })
    }
  }
  expect(await next()).toBe('ready')
  return { next, end: () => reader.cancel() }
}
