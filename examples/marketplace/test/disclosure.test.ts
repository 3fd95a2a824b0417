import type { Explanation } from '@alacrity/engine'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Stage } from '../demo/stage.ts'
import { freelancerIds } from '../src/people.ts'
import type { Directory } from '../src/shapes.ts'
import { type Browser, browser, fromService, testStage } from './support/stage.ts'

// Everything that a client can reach at the marketplace is read and searched for what the service knows of
// the freelancers: their scores as the freelancers themselves see them.

let stage: Stage
let members: readonly string[] = []
let secrets: readonly Secret[] = []
let page: Browser
let nobody: Browser

beforeAll(async () => {
  stage = await testStage()
  members = freelancerIds(stage.market.database)
  secrets = (await Promise.all(members.map(secretsOf))).flat()
  const [busiest] = stage.market.database.all(
    `SELECT client FROM conversations GROUP BY client ORDER BY count(*) DESC, client LIMIT 1`,
  )
  page = await browser(stage, String(busiest?.['client']))
  nobody = await browser(stage, null)
})

/** What must not be found, and of whom it is. */
type Secret = { readonly member: string; readonly text: string }

async function secretsOf(member: string): Promise<readonly Secret[]> {
  const { body } = await fromService(
    stage,
    await browser(stage, member),
    `/v1/members/${member}/score`,
  )
  const found: Secret[] = []
  const collect = (value: unknown): void => {
    if (typeof value === 'number' && isTelling(value)) found.push({ member, text: String(value) })
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
  }
  const { score, measures } = body as Pick<Explanation, 'score' | 'measures'>
  collect([score, measures])
  return found
}

/** Short whole numbers are everywhere; 93.2 and 33463907 are not. */
const isTelling = (value: number) => !Number.isInteger(value) || value > 10_000

type Answer = { readonly path: string; readonly text: string }
type Ask = Browser['ask']

async function wholeOf(path: string, response: Response): Promise<Answer> {
  const headers = [...response.headers].filter(([name]) => name !== 'date' && name !== 'set-cookie')
  const head = headers.map(([name, value]) => `${name}: ${value}`).join('\n')
  return { path, text: `${response.status}\n${head}\n${await response.text()}` }
}

/** Every address of the interface, asked as this browser. */
async function everything(ask: Ask): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  const read = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await wholeOf(`${method} ${path}`, await ask(method, path, body))
    answers.push(answer)
    return answer
  }
  for (const path of [
    '/api/cast',
    '/api/session',
    '/api/conversations',
    '/demo/clock',
    '/id/jwks.json',
  ]) {
    await read('GET', path)
  }
  for (const query of ['', '?responsive=true', '?page=2', '?text=a', '?skill=React']) {
    await read('GET', `/api/freelancers${query}`)
  }
  for (const freelancer of members) {
    await read('GET', `/api/freelancers/${freelancer}`)
    const opened = await read('POST', '/api/conversations', { freelancer, text: 'Hello there' })
    const id = /"id":"([0-9a-f-]{36})"/.exec(opened.text)?.[1]
    if (id === undefined) continue
    await read('GET', `/api/conversations/${id}`)
    await read('POST', `/api/conversations/${id}/messages`, { text: 'And another thing' })
    await read('POST', `/api/conversations/${id}/release`)
  }
  await read('GET', '/api/freelancers/nobody')
  return answers
}

const leaksIn = (answers: readonly Answer[]): readonly string[] =>
  answers.flatMap(({ path, text }) =>
    secrets
      .filter((secret) =>
        new RegExp(`(?<![\\d.])${secret.text.replace('.', '\\.')}(?!\\d)`).test(text),
      )
      .map(({ member, text: secret }) => `${path} tells ${secret} of ${member}`),
  )

/** Mistakes that are easily made: each adds something that the service knows to an answer. */
const score = () => secrets[0]?.text ?? ''
const PLANTED: Readonly<Record<string, (response: Response, path: string) => Promise<Response>>> = {
  'the score in a profile': async (response, path) =>
    path === `/api/freelancers/${secrets[0]?.member}`
      ? Response.json({ ...((await response.json()) as object), score: Number(score()) })
      : response,
  'a header in the directory': async (response, path) => {
    const copy = new Response(await response.text(), response)
    if (path.startsWith('/api/freelancers')) copy.headers.set('x-debug', `order=${score()}`)
    return copy
  },
  'the tag of an answer': async (response) => {
    const copy = new Response(await response.text(), response)
    copy.headers.set('etag', `"${score()}"`)
    return copy
  },
}

describe('what a client can reach', () => {
  test('there is something to keep: scores of most freelancers, to a tenth', () => {
    expect(new Set(secrets.map(({ member }) => member)).size).toBeGreaterThan(members.length / 3)
    expect(secrets.length).toBeGreaterThan(10)
  })

  test('no answer holds a score, or a number it was made of: signed in or not', async () => {
    const answers = [...(await everything(page.ask)), ...(await everything(nobody.ask))]
    expect(answers.length).toBeGreaterThan(80)
    expect(leaksIn(answers)).toEqual([])
  })

  test.each(Object.entries(PLANTED))('control: %s is found', async (_, plant) => {
    const ask: Ask = async (method, path, body) => plant(await page.ask(method, path, body), path)
    expect(leaksIn(await everything(ask))).not.toEqual([])
  })

  test('a client’s token opens nothing of a freelancer at the service', async () => {
    for (const member of members.slice(0, 3)) {
      for (const what of ['score', 'turns', 'history', 'export']) {
        const { status } = await fromService(stage, page, `/v1/members/${member}/${what}`)
        expect(status).toBe(404)
      }
    }
  })

  test('the order of the directory is that of the names, whoever answers well', async () => {
    const { items } = await page.json<Directory>('GET', '/api/freelancers')
    const names = items.map(({ name }) => name)
    expect(names).toEqual([...names].sort())
    const chosen = await page.json<Directory>('GET', '/api/freelancers?responsive=true')
    const labelled = items.filter(({ labels }) => labels.length > 0).map(({ id }) => id)
    expect(chosen.items.map(({ id }) => id)).toEqual(labelled)
  })

  test('the marketplace knows no more: nothing like a score is in its database', () => {
    const tables = stage.market.database.all(`SELECT sql FROM sqlite_schema WHERE type = 'table'`)
    expect(tables.length).toBeGreaterThan(5)
    for (const { sql } of tables) expect(String(sql)).not.toMatch(/score|speed|rank|percent|due/i)
  })
})
