import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { addConversation, addMessage } from '../src/conversations.ts'
import { addPerson } from '../src/people.ts'
import type { Stage } from '../demo/stage.ts'
import { pagesStage, type Seat, sit, testBrowser } from './support/pages.ts'
import { browser as plainBrowser, DAY, fromService, HOUR } from './support/stage.ts'

// The whole story in two real browsers, over the real service and the real marketplace: a client writes, the
// freelancer sees it and answers, the epoch passes, the mark appears. At no time a number on the client's side.

const NIA = 'nia-quick'
const MINUTE = HOUR / 60
let chromium: Browser | string = 'not opened'

/** A new freelancer with a good score and, as no epoch has passed since, no mark. */
async function addNia({ market }: Stage): Promise<void> {
  const { database, outbox, now } = market
  addPerson(database, {
    id: NIA,
    role: 'freelancer',
    name: 'Nia Quick',
    title: 'Illustrator',
    bio: 'I draw with a pen.',
    skills: ['Illustration'],
    rate: 70,
    colour: '#1f5f8b',
  })
  const clients = database.all(`SELECT id FROM people WHERE role = 'client' ORDER BY id LIMIT 40`)
  for (const [index, { id }] of clients.entries()) {
    const client = String(id)
    const conversation = `nia.${index}`
    const at = now() - 6 * DAY + index * 2 * HOUR
    const waits = [7 * MINUTE, 31 * MINUTE, 95 * MINUTE, 11 * HOUR][index % 4] ?? 0
    addConversation(database, { id: conversation, freelancer: NIA, client, at })
    const common = { conversation, text: 'Hello there.' }
    addMessage(database, {
      ...common,
      id: `${conversation}.1`,
      at,
      sender: 'client',
      kind: 'inquiry',
    })
    const answered = { id: `${conversation}.2`, at: at + waits, kind: 'message' } as const
    addMessage(database, { ...common, ...answered, sender: 'freelancer' })
  }
  await outbox.deliver()
}

/** Every number that the service tells Nia of her score and that says something: 87.31, not 3. */
async function secretsOf(stage: Stage): Promise<{ score: number; secrets: readonly string[] }> {
  const nia = await plainBrowser(stage, NIA)
  const { body } = await fromService(stage, nia, `/v1/members/${NIA}/score`)
  const { score, measures } = body as { score: number; measures: unknown }
  const secrets = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value === 'number' && (!Number.isInteger(value) || value > 10_000)) {
      secrets.add(`${value}`)
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
  }
  collect([score, measures])
  return { score, secrets: [...secrets] }
}

/** Everywhere that a client's browser shows or got something, searched. */
async function leaksOn(seat: Seat, secrets: readonly string[]): Promise<readonly string[]> {
  const { page, said } = seat
  const places = [
    ...(await seat.heard()),
    { from: 'console', text: said.join('\n') },
    { from: 'page source', text: await page.content() },
    { from: 'accessibility tree', text: await page.locator('body').ariaSnapshot() },
    { from: 'storage', text: String(await page.evaluate('JSON.stringify({ ...localStorage })')) },
    { from: 'address', text: page.url() },
  ]
  return places.flatMap(({ from, text }) =>
    secrets
      // What was built before there was a score may hold three figures by chance.
      .filter((secret) => secret.length > 5 || !from.includes('/assets/'))
      .filter((secret) => text.includes(secret))
      .map((secret) => `${secret} in ${from}`),
  )
}

describe('the story', { timeout: 180_000 }, () => {
  let stage: Stage
  let client: Seat
  let freelancer: Seat
  const secrets = new Set<string>()
  let before = 0
  /** The freelancer's second tab. */
  let own: Page

  beforeAll(async () => {
    chromium = await testBrowser()
    if (typeof chromium === 'string') return
    stage = await pagesStage({ withWeb: true })
    await addNia(stage)
    const told = await secretsOf(stage)
    before = told.score
    for (const secret of told.secrets) secrets.add(secret)
    client = await sit(chromium, { stage, person: null })
    freelancer = await sit(chromium, { stage, person: NIA })
  }, 180_000)

  test('a client is chosen by a click, finds the freelancer, and sees no mark', async ({
    skip,
  }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page } = client
    await page.goto('/')
    const heading = page.getByRole('heading', { name: 'A client' })
    await page.locator('section', { has: heading }).getByRole('button').first().click()
    await page.getByRole('searchbox', { name: 'Search' }).fill('Nia')
    await page.getByRole('link', { name: 'Nia Quick' }).click()
    await page.getByRole('heading', { level: 1, name: 'Nia Quick' }).waitFor()
    expect(await page.getByText('Responsive', { exact: true }).count()).toBe(0)
    expect(await page.getByText('Without it nothing is said').count()).toBe(1)
  })

  test('the client writes, and the freelancer’s open inbox shows it at once', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    await freelancer.page.goto('/inbox')
    await freelancer.page.getByRole('heading', { name: 'Inbox' }).waitFor()
    await freelancer.page.getByText('Live').waitFor()
    const { page } = client
    await page.getByRole('textbox', { name: 'Your message' }).fill('Can you draw my dog by Friday?')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('log').getByText('Can you draw my dog').waitFor()
    const row = freelancer.page.getByRole('link').filter({ hasText: 'Can you draw my dog' })
    await row.waitFor()
    expect(await row.textContent()).toContain('Waiting')
    await row.click()
    await freelancer.page.getByText('Waiting for your answer').waitFor()
  })

  test('the freelancer’s own page counts the wait, in a frame and on its own', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    own = await freelancer.context.newPage()
    await stage.market.outbox.deliver()
    for (const [path, page] of [
      ['/responsiveness', own.frameLocator('iframe')],
      ['/id/score-page', own],
    ] as const) {
      await own.goto(path)
      await page.getByTestId('countdown').first().waitFor()
      // What clients must not see is seen here: the searches below look for something that is shown.
      expect(await page.getByTestId('score').textContent()).toContain(before.toFixed(1))
      await page.getByTestId('label').filter({ hasText: 'No mark' }).waitFor()
    }
    expect(new URL(own.url()).origin).toBe(stage.serviceUrl)
    // It stays open within the marketplace while the story goes on.
    await own.goto('/responsiveness')
    await own.frameLocator('iframe').getByTestId('score').waitFor()
  })

  test('the answer comes live into the client’s browser', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page } = freelancer
    await page.getByText('Quote', { exact: true }).click()
    await page.getByRole('textbox', { name: 'Your message' }).fill('Gladly: 140 for a small one.')
    await page.getByRole('button', { name: 'Send' }).click()
    await client.page.getByRole('log').getByText('Gladly: 140').waitFor()
    await page.getByText('Waiting for your answer').waitFor({ state: 'detached' })
    await stage.market.outbox.deliver()
    const told = await secretsOf(stage)
    for (const secret of told.secrets) secrets.add(secret)
    expect(told.score).toBeGreaterThan(before)
    // The score rises on the page that was open all the while.
    const score = own.frameLocator('iframe').getByTestId('score')
    await score.filter({ hasText: told.score.toFixed(1) }).waitFor()
  })

  test('at the next epoch the mark appears on the profile in the client’s browser', async ({
    skip,
  }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page } = client
    await page.getByRole('heading', { name: 'Nia Quick' }).getByRole('link').click()
    await page.getByRole('heading', { level: 1, name: 'Nia Quick' }).waitFor()
    expect(await page.getByText('Responsive', { exact: true }).count()).toBe(0)
    await page.getByRole('button', { name: 'Jump to the next labels' }).click()
    await page.getByText('Responsive', { exact: true }).waitFor()
    const label = own.frameLocator('iframe').getByTestId('label')
    await label.filter({ hasText: 'Responsive' }).waitFor()
    const told = await secretsOf(stage)
    for (const secret of told.secrets) secrets.add(secret)
  })

  test('[DS2] at no time was there a number on the client’s side, and a planted one is found', async ({
    skip,
  }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page } = client
    expect(secrets.size).toBeGreaterThan(3)
    const found = (await client.heard()).map(({ from }) => from)
    expect(found.filter((from) => from.includes('/api/freelancers')).length).toBeGreaterThan(2)
    expect(found).toContain('stream labels')
    expect(await leaksOn(client, [...secrets])).toEqual([])
    expect(client.said).toEqual([])
    // The control: a number in a header, in an attribute and on the console.
    const [secret = ''] = secrets
    await client.context.route('**/api/freelancers?*', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, headers: { ...response.headers(), 'x-rank': secret } })
    })
    await page.getByRole('link', { name: 'All freelancers' }).click()
    await page.getByRole('link', { name: 'Nia Quick' }).first().waitFor()
    await page.evaluate(`document.querySelector('main').setAttribute('aria-label', '${secret}')`)
    await page.evaluate(`console.log('sorted by ${secret}')`)
    const leaks = (await leaksOn(client, [secret])).map((leak) => leak.replace(/^\S+ in /, ''))
    expect(leaks).toContain('page source')
    expect(leaks).toContain('accessibility tree')
    expect(leaks).toContain('console')
    expect(leaks.some((leak) => leak.includes('/api/freelancers?'))).toBe(true)
  })
})
