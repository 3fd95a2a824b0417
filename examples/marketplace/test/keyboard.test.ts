import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { focusOn, walkByKeyboard } from '../../../tools/keyboard.mjs'
import type { Stage } from '../demo/stage.ts'
import { inbox, messagesOf } from '../src/conversations.ts'
import { cast } from '../src/people.ts'
import type { Conversation } from '../src/shapes.ts'
import { pagesStage, type Seat, sit, testBrowser } from './support/pages.ts'
import { browser as plainBrowser } from './support/stage.ts'

let chromium: Browser | string = 'not opened'
const SOON = { timeout: 45_000 }
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
type Role = 'client' | 'freelancer' | 'operator'

// Everything one can do in the marketplace, done with real key presses and nothing else.
describe('the marketplace by keyboard alone', { timeout: 240_000 }, () => {
  let stage: Stage
  let people: Readonly<Record<Role, string>>
  let talk: Conversation
  const seats: Seat[] = []

  beforeAll(async () => {
    chromium = await testBrowser()
    if (typeof chromium === 'string') return
    stage = await pagesStage({ withWeb: true })
    const { clients, freelancers, operators } = cast(stage.market.database, stage.market.now())
    const [client = '', freelancer = '', operator = ''] = [clients, freelancers, operators].map(
      (list) => list[0]?.id,
    )
    people = { client, freelancer, operator }
    const written = await plainBrowser(stage, client)
    talk = await written.json('POST', '/api/conversations', { freelancer, text: 'In May?' })
  }, 180_000)
  afterEach(async () => {
    if (typeof chromium !== 'string') stage.driver.set({ speed: 1, paused: true })
    for (const { context } of seats.splice(0)) await context.close()
  })

  async function open(
    role: Role | null,
    path: string,
    options: BrowserContextOptions = {},
  ): Promise<Page> {
    if (typeof chromium === 'string') throw new Error(chromium)
    const person = role === null ? null : people[role]
    const seat = await sit(chromium, { stage, person }, options)
    seats.push(seat)
    await seat.page.goto(path)
    await seat.page.getByText('Live', { exact: true }).waitFor({ state: 'attached' })
    await seat.page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
    return seat.page
  }
  const write = (page: Page) => page.getByRole('textbox', { name: 'Your message' })
  const enter = async (page: Page, role: 'button' | 'link' | 'menuitem', name: string | RegExp) => {
    const key = role === 'menuitem' ? 'ArrowDown' : 'Tab'
    await focusOn(page, page.getByRole(role, { name }).first(), key)
    await page.keyboard.press('Enter')
  }
  const talkPath = () => `/inbox/${talk.id}`
  const answered = () => inbox(stage.market.database, people.freelancer, 9)[4]?.id ?? ''

  const places = (): readonly (readonly [Role | null, string])[] => [
    [null, '/'],
    ['client', '/people'],
    ['client', '/freelancers'],
    ['client', '/freelancers?text=nobody+at+all'],
    ['client', `/freelancers/${people.freelancer}`],
    ['client', talkPath()],
    ['freelancer', '/inbox'],
    ['freelancer', talkPath()],
    ['freelancer', `/inbox/${answered()}`],
    ['freelancer', '/responsiveness'],
    ['freelancer', `/freelancers/${people.freelancer}`],
    ['operator', '/people'],
    ['client', '/inbox/nowhere'],
  ]
  test.each([
    ['wide', {}],
    ['at a phone', PHONE],
  ] as const)('every control of every page is reached, %s', async (_, options) => {
    // Where there is no browser, the tests below say so.
    if (typeof chromium === 'string') return
    for (const [role, path] of places()) {
      const page = await open(role, path, options)
      const { reached, missed } = await walkByKeyboard(page)
      expect({ path, missed }).toEqual({ path, missed: [] })
      expect(reached).toBeGreaterThan(5)
      await page.context().close()
    }
  })

  test('a control that no key leads to is found', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const page = await open('client', '/freelancers')
    await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend',
      '<button tabindex="-1">Left out</button><div id="mute" style="cursor:pointer">Only clicked</div>')`)
    const { missed } = await walkByKeyboard(page)
    expect(missed[0]).toBe('button "Left out"')
    expect(missed[1]).toContain('id="mute"')
    expect(missed).toHaveLength(2)
  })

  test('the directory: searched, filtered, turned over, somebody opened', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const page = await open('client', '/freelancers')
    await focusOn(page, page.getByRole('searchbox', { name: 'Search' }))
    await page.keyboard.type('nobody-at-all')
    await page.getByText('Nobody fits').waitFor()
    await enter(page, 'button', 'Show everybody')
    const count = page.getByText(/^\d+ freelancers?$/)
    const all = await count.textContent()
    await focusOn(page, page.getByRole('switch', { name: 'Responsive only' }))
    await page.keyboard.press('Space')
    await expect.poll(() => new URL(page.url()).searchParams.get('responsive')).toBe('true')
    await expect.poll(() => count.textContent(), SOON).not.toBe(all)
    await page.keyboard.press('Space')
    await expect.poll(() => count.textContent(), SOON).toBe(all)
    const person = page.getByRole('main').getByRole('listitem').getByRole('link').first()
    await focusOn(page, person)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/freelancers/*')
    await enter(page, 'link', 'All freelancers')
    await page.waitForURL(/freelancers(\?.*)?$/)
  })

  test('the menus: light and dark, somebody else, signed out', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const page = await open('client', '/freelancers')
    await enter(page, 'button', 'Colours')
    await focusOn(page, page.getByRole('menuitemradio', { name: 'Dark' }), 'ArrowDown')
    await page.keyboard.press('Enter')
    const root = page.locator('html')
    await expect.poll(() => root.getAttribute('data-mantine-color-scheme'), SOON).toBe('dark')
    await enter(page, 'button', /^You are/)
    // A menu that is not there yet hears no key.
    await page.getByRole('menu').getByText('Be somebody else').waitFor()
    await page.keyboard.press('Escape')
    const mine = page.getByRole('button', { name: /^You are/ })
    await expect.poll(() => mine.evaluate((each) => each.matches(':focus')), SOON).toBe(true)
    await page.keyboard.press('Enter')
    await enter(page, 'menuitem', 'Be somebody else')
    await page.waitForURL('**/people')
    await enter(page, 'button', /^You are/)
    await enter(page, 'menuitem', 'Sign out')
    await mine.waitFor({ state: 'detached' })
  })

  test('what did not go out is sent now, what was refused goes back, and one goes on as oneself', async ({
    skip,
  }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const page = await open('client', talkPath())
    const context = page.context()
    await context.route('**/messages', (route) => route.abort())
    await focusOn(page, write(page))
    await page.keyboard.type('Kept back.')
    await page.keyboard.press('Enter')
    await page.getByText('Goes out by itself').waitFor()
    await context.unroute('**/messages')
    await enter(page, 'button', 'Send now')
    await page.getByText('Goes out by itself').waitFor({ state: 'detached' })
    const problem = { code: 'closed', message: 'This conversation is closed.' }
    await context.route('**/messages', (route) => route.fulfill({ status: 409, json: problem }))
    await focusOn(page, write(page))
    await page.keyboard.type('Refused.')
    await page.keyboard.press('Enter')
    await page.getByText('This conversation is closed.').waitFor()
    await enter(page, 'button', 'Back to the draft')
    await expect.poll(() => write(page).inputValue(), SOON).toBe('Refused.')
    await context.unroute('**/messages')
    stage.market.database.run('DELETE FROM sessions WHERE person = ?', people.client)
    await focusOn(page, write(page))
    await page.keyboard.press('Enter')
    await page.getByText('You are signed out').waitFor()
    await enter(page, 'button', /^Go on as/)
    await page.getByText('You are signed out').waitFor({ state: 'detached' })
    const texts = () => messagesOf(stage.market.database, talk.id).map(({ text }) => text)
    await expect.poll(texts, SOON).toContain('Refused.')
    expect(texts().filter((text) => text === 'Kept back.')).toHaveLength(1)
  })

  test('the inbox: chosen, searched, opened; the score page entered and left', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const page = await open('freelancer', '/inbox')
    await focusOn(page, page.getByRole('radio', { name: 'All' }))
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await page.getByRole('radio', { name: 'Waiting for you' }).isChecked()).toBe(true)
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await focusOn(page, page.getByRole('searchbox', { name: 'Find a conversation' }))
    await page.keyboard.type(talk.client.name)
    await enter(page, 'link', new RegExp(talk.client.name))
    await page.getByRole('log').waitFor()
    await enter(page, 'link', 'Your responsiveness')
    await page.waitForURL('**/responsiveness')
    const frame = page.frameLocator('iframe')
    await frame.getByTestId('score').waitFor()
    await focusOn(page, frame.getByRole('link', { name: 'Messages' }))
    await page.keyboard.press('Enter')
    await frame.getByRole('heading', { name: 'What happened' }).waitFor()
    await focusOn(page, page.getByRole('link', { name: 'Inbox' }), 'Shift+Tab')
  })

  test('the clock: run, faster, stopped, on to the next labels, beside the score too', async ({
    skip,
  }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const page = await open('freelancer', '/responsiveness')
    const bar = page.getByRole('region', { name: 'The demonstration’s clock' })
    await enter(page, 'button', 'Let the clock run')
    await focusOn(page, bar.getByRole('radio').first())
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => stage.driver.state().speed, SOON).toBe(60)
    await focusOn(page, bar.getByRole('button', { name: 'Pause the clock' }), 'Shift+Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => stage.driver.state().paused, SOON).toBe(true)
    const { next_epoch: next } = stage.driver.state()
    await enter(page, 'button', 'Jump to the next labels')
    await page.getByText('New labels are published.').waitFor()
    expect(stage.driver.state().now).toBe(next)
  })
})
