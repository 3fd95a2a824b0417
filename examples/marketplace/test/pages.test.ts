import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Stage } from '../demo/stage.ts'
import { addMessage, inbox, messagesOf } from '../src/conversations.ts'
import { addPerson, cast } from '../src/people.ts'
import type { Conversation } from '../src/shapes.ts'
import { builtMarket, type Seat, sit, testBrowser } from './support/pages.ts'
import { browser as plainBrowser, testStage } from './support/stage.ts'

let chromium: Browser | string = 'not opened'
const SCRIPT_MAX_BYTES = 200_000
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
const LONG = 'Maximiliana '.repeat(17).slice(0, 200)
const UGLY = `<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>`

// A browser on a busy machine takes its time.
describe('the marketplace’s pages', { timeout: 120_000 }, () => {
  let root = ''
  let stage: Stage
  let people: { client: string; freelancer: string; operator: string }
  let talk: Conversation

  beforeAll(async () => {
    chromium = await testBrowser()
    root = await builtMarket()
    if (typeof chromium === 'string') return
    stage = await testStage({ marketRoot: root })
    const { database, now } = stage.market
    const { clients, freelancers, operators } = cast(database, now())
    const [client, freelancer, operator] = [clients[0], freelancers[0], operators[0]].map(
      (person) => person?.id ?? '',
    ) as [string, string, string]
    people = { client, freelancer, operator }
    const written = await plainBrowser(stage, client)
    talk = await written.json<Conversation>('POST', '/api/conversations', {
      freelancer,
      text: 'Are you free in May?',
    })
  }, 120_000)

  afterEach(async () => {
    for (const { context } of seats.splice(0)) await context.close()
  })

  type Role = 'client' | 'freelancer' | 'operator'
  const seats: Seat[] = []
  async function open(
    role: Role | null,
    path: string,
    options: BrowserContextOptions = {},
  ): Promise<Seat> {
    if (typeof chromium === 'string') throw new Error(chromium)
    const person = role === null ? null : people[role]
    const seat = await sit(chromium, { stage, person }, options)
    seats.push(seat)
    await seat.page.addInitScript(SHIFTS)
    await seat.page.goto(path)
    return seat
  }
  const write = (page: Page) => page.getByRole('textbox', { name: 'Your message' })
  const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true })
  const log = (page: Page) => page.getByRole('log')
  const talkPath = () => `/inbox/${talk.id}`

  test('weigh less than 200 kB of script, and hold no inline script', () => {
    const files = readdirSync(join(root, 'assets')).filter((name) => name.endsWith('.js'))
    const bytes = files.map((name) => gzipSync(readFileSync(join(root, 'assets', name))).byteLength)
    const sum = bytes.reduce((a, b) => a + b, 0)
    expect(sum).toBeGreaterThan(50_000)
    expect(sum).toBeLessThan(SCRIPT_MAX_BYTES)
    const html = readFileSync(join(root, 'index.html'), 'utf8')
    expect(html.match(/<script(?![^>]* src=)/g)).toBeNull()
  })

  test('a client and a freelancer are chosen by keyboard, and see life within five seconds', async ({
    skip,
  }) => {
    if (typeof chromium === 'string') return skip(chromium)
    for (const [title, seen] of [
      ['A client', '/freelancers'],
      ['A freelancer', '/inbox'],
    ] as const) {
      const { page, said } = await open(null, '/')
      const heading = page.getByRole('heading', { name: title })
      const choice = page.locator('section', { has: heading }).getByRole('button').first()
      await choice.waitFor()
      await tabTo(page, choice)
      const started = performance.now()
      await page.keyboard.press('Enter')
      await page.waitForURL(`**${seen}`)
      await page.getByRole('main').getByRole('listitem').nth(2).waitFor()
      expect(performance.now() - started).toBeLessThan(5_000)
      expect(said).toEqual([])
    }
  })

  test('the operator goes on to the service', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page } = await open(null, '/')
    await page.getByRole('button', { name: 'Robin Adler' }).click()
    await page.waitForURL((url) => url.href.startsWith(`${stage.serviceUrl}/app/`))
    expect(new URL(page.url()).origin).toBe(stage.serviceUrl)
  })

  test('what one writes the other sees at once, both ways', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const client = await open('client', talkPath())
    const freelancer = await open('freelancer', talkPath())
    for (const [from, to, text] of [
      [client, freelancer, 'One more thing.'],
      [freelancer, client, 'Say it.'],
    ] as const) {
      await to.page.getByText('Live', { exact: true }).waitFor()
      await write(from.page).fill(text)
      await write(from.page).press('Enter')
      await log(to.page).getByText(text).waitFor({ timeout: 5_000 })
    }
    await freelancer.page.goto('/inbox')
    await freelancer.page.getByRole('link', { name: /Say it/ }).waitFor()
    await freelancer.page.getByText('Live', { exact: true }).waitFor()
    await write(client.page).fill('Unread now.')
    await send(client.page).click()
    const row = freelancer.page.getByRole('link', { name: /Unread now/ })
    await row.getByText('New', { exact: true }).waitFor()
    await row.click()
    await row.getByText('New', { exact: true }).waitFor({ state: 'detached' })
    expect([...client.said, ...freelancer.said]).toEqual([])
  })

  test('what did not go out stays through a reload, and goes out once', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page, context } = await open('client', talkPath())
    await context.route('**/messages', (route) => route.abort())
    await write(page).fill('Sent on a train.')
    await send(page).click()
    await log(page).getByText('Goes out by itself').waitFor()
    await page.getByText('The marketplace cannot be reached', { exact: true }).waitFor()
    await write(page).fill('And this is only a draft.')
    await page.reload()
    await log(page).getByText('Sent on a train.').waitFor()
    expect(await write(page).inputValue()).toBe('And this is only a draft.')
    // Now it arrives, and its answer is lost.
    await context.unroute('**/messages')
    await context.route('**/messages', async (route) => {
      await route.fetch()
      await route.abort()
    })
    await page.getByRole('button', { name: 'Send now' }).click()
    await log(page).getByText('Goes out by itself').waitFor({ state: 'detached' })
    await context.unroute('**/messages')
    const again = page.waitForResponse('**/messages')
    await page.reload()
    expect((await again).status()).toBe(200)
    await log(page).getByText('Sent on a train.').waitFor()
    const sent = messagesOf(stage.market.database, talk.id).filter(
      ({ text }) => text === 'Sent on a train.',
    )
    expect(sent).toHaveLength(1)
    expect(await write(page).inputValue()).toBe('And this is only a draft.')
    await write(page).fill('')
  })

  test('what was refused goes back to the draft', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page, context } = await open('client', talkPath())
    const problem = { code: 'closed', message: 'This conversation is closed.' }
    await context.route('**/messages', (route) => route.fulfill({ status: 409, json: problem }))
    await write(page).fill('Are you there?')
    await send(page).click()
    await log(page).getByText('This conversation is closed.').waitFor()
    await page.getByRole('button', { name: 'Back to the draft' }).click()
    expect(await write(page).inputValue()).toBe('Are you there?')
    await write(page).fill('')
  })

  test('a session that ran out loses nothing', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page } = await open('client', talkPath())
    await write(page).fill('Written before it ran out.')
    stage.market.database.run('DELETE FROM sessions WHERE person = ?', people.client)
    await send(page).click()
    await page.getByText('You are signed out').waitFor()
    await log(page).getByText('Written before it ran out.').waitFor()
    await page.getByRole('button', { name: /^Go on as/ }).click()
    await page.getByText('You are signed out').waitFor({ state: 'detached' })
    await log(page).getByText('Goes out by itself').waitFor({ state: 'detached' })
    const texts = messagesOf(stage.market.database, talk.id).map(({ text }) => text)
    expect(texts).toContain('Written before it ran out.')
  })

  test('a script in a message is text, and a name of 200 characters breaks no page', async ({
    skip,
  }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { database, now } = stage.market
    const ugly = { id: 'ugly', role: 'freelancer', name: LONG, title: UGLY, colour: '#1f5f8b' }
    addPerson(database, { ...ugly, role: 'freelancer', bio: UGLY, skills: [UGLY], rate: 50 })
    const message = { id: 'ugly.1', conversation: talk.id, at: now(), text: `${UGLY} ${LONG}` }
    addMessage(database, { ...message, sender: 'client', kind: 'message' })
    for (const options of [{}, PHONE]) {
      const { page, said } = await open('freelancer', talkPath(), options)
      await log(page).getByText(UGLY).waitFor()
      for (const path of ['/inbox', '/freelancers?text=Maximiliana', '/freelancers/ugly']) {
        await page.goto(path)
        const shown = page.getByRole('main').getByText(/Maximiliana|window.hacked/)
        await shown.filter({ visible: true }).first().waitFor()
        const { scrollWidth, clientWidth } = (await page.evaluate(
          '({ scrollWidth: document.documentElement.scrollWidth, clientWidth: document.documentElement.clientWidth })',
        )) as { scrollWidth: number; clientWidth: number }
        expect(scrollWidth).toBeLessThanOrEqual(clientWidth)
      }
      expect(await page.evaluate('window.hacked')).toBeUndefined()
      expect(said).toEqual([])
    }
  })

  test('every answer and every end of a wait, by keyboard alone', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const client = await open('client', '/freelancers')
    await tabTo(client.page, client.page.getByRole('searchbox', { name: 'Search' }))
    await client.page.keyboard.type('zz')
    await client.page.getByText('Nobody fits').waitFor()
    await tabTo(client.page, client.page.getByRole('button', { name: 'Show everybody' }))
    await client.page.keyboard.press('Enter')
    await client.page.goto(`/freelancers/${people.freelancer}`)
    const kinds = client.page.getByRole('radiogroup', { name: 'What is it?' })
    await tabTo(client.page, kinds.getByRole('radio').first())
    await client.page.keyboard.press('ArrowRight')
    await tabTo(client.page, write(client.page))
    await client.page.keyboard.type('By keyboard: a request.')
    await client.page.keyboard.press('Tab')
    await client.page.keyboard.press('Enter')
    await log(client.page).getByText('By keyboard: a request.').waitFor()
    const id = decodeURIComponent(new URL(client.page.url()).pathname.split('/').at(-1) ?? '')
    const last = () => messagesOf(stage.market.database, id).at(-1)
    expect(last()).toMatchObject({ kind: 'request', withdrawn: false })

    await tabTo(client.page, client.page.getByRole('button', { name: 'Take back' }))
    await client.page.keyboard.press('Enter')
    await log(client.page).getByText('Message taken back').waitFor()
    expect(last()).toMatchObject({ withdrawn: true })

    await client.page.reload()
    await tabTo(client.page, write(client.page))
    await client.page.keyboard.type('Second try.')
    await client.page.keyboard.press('Enter')
    const freelancer = await open('freelancer', `/inbox/${id}`)
    const as = freelancer.page.getByRole('radiogroup', { name: 'Send as' })
    for (const [presses, said] of [
      [1, 'Quote'],
      [2, 'Accepted'],
      [3, 'Declined'],
    ] as const) {
      await tabTo(freelancer.page, as.getByRole('radio').first())
      for (let press = 0; press < presses; press += 1) {
        await freelancer.page.keyboard.press('ArrowRight')
      }
      await tabTo(freelancer.page, write(freelancer.page), 'Shift+Tab')
      await freelancer.page.keyboard.press('Enter')
      await log(client.page).getByText(said, { exact: true }).waitFor({ timeout: 5_000 })
    }
    await tabTo(client.page, write(client.page))
    await client.page.keyboard.type('Never mind.')
    await client.page.keyboard.press('Enter')
    await freelancer.page.getByText('Waiting for your answer').waitFor()
    await tabTo(freelancer.page, freelancer.page.getByRole('button', { name: 'No reply needed' }))
    await freelancer.page.keyboard.press('Enter')
    await log(client.page).getByText('Marked as needing no reply.').waitFor({ timeout: 5_000 })
    await tabTo(client.page, client.page.getByRole('radio', { name: 'Message' }))
    await client.page.keyboard.press('ArrowRight')
    await tabTo(client.page, write(client.page), 'Shift+Tab')
    await client.page.keyboard.press('Enter')
    await log(freelancer.page).getByText('Thank you!').waitFor({ timeout: 5_000 })
    expect(last()).toMatchObject({ kind: 'acknowledgement' })
    expect([...client.said, ...freelancer.said]).toEqual([])
  })

  test('the clock runs, stands and jumps, and every open page goes with it', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const one = await open('client', '/freelancers')
    const other = await open('freelancer', '/inbox')
    const bar = one.page.getByRole('region', { name: 'The demonstration’s clock' })
    const { now } = stage.driver.state()
    await tabTo(one.page, bar.getByRole('button', { name: 'Let the clock run' }))
    await one.page.keyboard.press('Enter')
    await tabTo(one.page, bar.getByRole('radio').first())
    await one.page.keyboard.press('ArrowRight')
    await one.page.keyboard.press('ArrowRight')
    await expect.poll(() => stage.driver.state().now - now).toBeGreaterThan(60_000)
    expect(stage.driver.state().speed).toBe(1_000)
    await tabTo(one.page, bar.getByRole('button', { name: 'Pause the clock' }), 'Shift+Tab')
    await one.page.keyboard.press('Enter')
    await other.page.getByRole('button', { name: 'Let the clock run' }).waitFor()
    const { next_epoch: next } = stage.driver.state()
    await tabTo(one.page, bar.getByRole('button', { name: 'Jump to the next labels' }))
    await one.page.keyboard.press('Enter')
    await one.page.getByText('New labels are published.').waitFor({ timeout: 60_000 })
    expect(stage.driver.state().now).toBe(next)
    const shown = async ({ page }: Seat) => page.locator('time').first().getAttribute('datetime')
    await expect.poll(() => shown(other)).toBe(new Date(next).toISOString())
    stage.driver.set({ speed: 1, paused: true })
    expect([...one.said, ...other.said]).toEqual([])
  })

  test.for([
    ['in light', { colorScheme: 'light' }],
    ['in dark', { colorScheme: 'dark' }],
    ['at a phone', PHONE],
  ] as const)(
    'axe finds nothing on any page, and nothing moves, %s',
    async ([, options], { skip }) => {
      if (typeof chromium === 'string') return skip(chromium)
      for (const [role, path] of places()) {
        const { page, context, said } = await open(role, path, options)
        await page.getByText('Live', { exact: true }).waitFor({ state: 'attached' })
        await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
        const { violations } = await new AxeBuilder({ page }).analyze()
        const found = violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)
        const shifted = Number(await page.evaluate('window.shifted'))
        // That an answer was 404 a browser says by itself.
        const complaints = said.filter((line) => !line.includes('404 (Not Found)'))
        expect({ path, found, complaints, moves: shifted > 0.02 }).toEqual({
          path,
          found: [],
          complaints: [],
          moves: false,
        })
        await context.close()
      }
    },
  )

  const places = (): readonly (readonly [Role | null, string])[] => [
    [null, '/'],
    ['client', '/freelancers'],
    ['client', '/freelancers?text=nobody+at+all'],
    ['client', `/freelancers/${people.freelancer}`],
    ['freelancer', '/inbox'],
    ['client', talkPath()],
    ['freelancer', `/inbox/${inbox(stage.market.database, people.freelancer, 9)[4]?.id}`],
    ['client', '/inbox/nowhere'],
    ['operator', '/people'],
  ]

  test('an empty inbox, and a marketplace that is away', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page, context } = await open('client', '/freelancers')
    await page.getByRole('heading', { name: 'Freelancers' }).waitFor()
    await context.route('**/api/conversations', (route) => route.fulfill({ json: { items: [] } }))
    await page.goto('/inbox')
    await page.getByText('No conversations yet').waitFor()
    await context.route('**/api/freelancers*', (route) => route.abort())
    await page.goto('/freelancers')
    await page.getByText('This could not be shown').waitFor({ timeout: 15_000 })
    await context.unroute('**/api/freelancers*')
    await page.getByRole('main').getByRole('listitem').nth(5).waitFor({ timeout: 15_000 })
    expect(await page.getByText('This could not be shown').count()).toBe(0)
  })
})

/** Adds up what moves while a page comes. */
const SHIFTS = `
  window.shifted = 0
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifted += value
  }).observe({ type: 'layout-shift', buffered: true })
`

/** Presses a key until something has the focus. */
async function tabTo(
  page: Page,
  goal: ReturnType<Page['locator']>,
  key: 'Tab' | 'Shift+Tab' = 'Tab',
): Promise<void> {
  await goal.waitFor({ state: 'attached' })
  for (let press = 0; press < 80; press += 1) {
    if (await goal.evaluate((element) => element.matches(':focus'))) return
    await page.keyboard.press(key)
  }
  throw new Error(`${key} does not lead to ${String(goal)}`)
}
