import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Stage } from '../demo/stage.ts'
import { cast } from '../src/people.ts'
import { pagesStage, type Seat, sit, testBrowser } from './support/pages.ts'
import { browser as plainBrowser, DAY, fromService } from './support/stage.ts'

// "Your responsiveness" in a frame of the marketplace, and on its own: it is kept open for longer than any
// token lasts, and the clock to play with is beside it.

let chromium: Browser | string = 'not opened'
/** Longer than a token of the demonstration is good for. */
const TOKEN_DAYS = 105
/** A busy machine is given time. */
const SOON = { timeout: 45_000 }

describe('the score page within the marketplace', { timeout: 180_000 }, () => {
  let stage: Stage
  let me = ''

  beforeAll(async () => {
    chromium = await testBrowser()
    if (typeof chromium === 'string') return
    stage = await pagesStage({ withWeb: true })
    me = cast(stage.market.database, stage.market.now()).freelancers[0]?.id ?? ''
  }, 180_000)

  const scoreOf = async (): Promise<string> => {
    const own = await plainBrowser(stage, me)
    const { body } = await fromService(stage, own, `/v1/members/${me}/score`)
    return (body as { score: number }).score.toFixed(1)
  }
  const frameOf = (page: Page) => page.frameLocator('iframe')
  const tokensAskedBy = ({ page }: Seat): string[] => {
    const asked: string[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/id/token')) asked.push(request.method())
    })
    return asked
  }

  test('the score moves in the frame while the clock is played with beside it', async ({
    skip,
  }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page, said } = await sit(chromium, { stage, person: me })
    await page.goto('/inbox')
    await page.getByRole('navigation').getByRole('link', { name: 'Your responsiveness' }).click()
    const frame = frameOf(page)
    const score = frame.getByTestId('score')
    await score.waitFor()
    expect(await score.textContent()).toContain(await scoreOf())
    const asOf = () => frame.getByText(/^As of/).textContent()
    const before = await asOf()
    await page.getByRole('button', { name: 'Jump to the next labels' }).click()
    await page.getByText('New labels are published.').waitFor()
    await expect.poll(asOf, SOON).not.toBe(before)
    // What happened up to the epoch may still be on its way to both.
    const agrees = async () => (await score.textContent())?.includes(await scoreOf())
    await expect.poll(agrees, { ...SOON, interval: 500 }).toBe(true)
    expect(said).toEqual([])
  })

  test('at 10,000 times both run on, on a slow machine too', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page, context, said } = await sit(chromium, { stage, person: me })
    await page.goto('/responsiveness')
    const frame = frameOf(page)
    await frame.getByTestId('score').waitFor()
    const machine = await context.newCDPSession(page)
    await machine.send('Emulation.setCPUThrottlingRate', { rate: 6 })
    const before = await frame.getByText(/^As of/).textContent()
    const speeds = page.getByRole('radiogroup', { name: 'Speed of the clock' })
    await speeds.getByText('10,000×').click()
    const until = stage.clock.now() + 3 * DAY
    await expect.poll(() => stage.clock.now(), SOON).toBeGreaterThan(until)
    await page.getByRole('button', { name: 'Pause the clock' }).click()
    await expect.poll(() => frame.getByText(/^As of/).textContent(), SOON).not.toBe(before)
    expect(said).toEqual([])
  })

  test('the frame looks like the page around it, also when that changes', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page } = await sit(chromium, { stage, person: me }, { colorScheme: 'dark' })
    await page.goto('/responsiveness')
    const root = frameOf(page).locator('html')
    await frameOf(page).getByTestId('score').waitFor()
    expect(await root.getAttribute('data-mantine-color-scheme')).toBe('dark')
    await page.getByRole('button', { name: 'Colours' }).click()
    await page.getByRole('menuitemradio', { name: 'Light' }).click()
    await expect.poll(() => root.getAttribute('data-mantine-color-scheme'), SOON).toBe('light')
  })

  test.for(['light', 'dark'] as const)(
    'axe finds nothing, in the frame nor around it, in %s',
    async (colorScheme, { skip }) => {
      if (typeof chromium === 'string') return skip(chromium)
      const { page, said } = await sit(chromium, { stage, person: me }, { colorScheme })
      await page.goto('/responsiveness')
      await frameOf(page).getByTestId('score').waitFor()
      await frameOf(page).getByLabel('Loading').first().waitFor({ state: 'detached' })
      const { violations, passes } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
      // What is in the frame was looked at as well.
      expect(passes.some(({ nodes }) => nodes.some(({ target }) => target.length > 1))).toBe(true)
      expect(said).toEqual([])
    },
  )

  test('in the frame a token that runs out is followed by the next, and nobody notices', async ({
    skip,
  }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const seat = await sit(chromium, { stage, person: me })
    const asked = tokensAskedBy(seat)
    await seat.page.goto('/responsiveness')
    const frame = frameOf(seat.page)
    await frame.getByTestId('score').waitFor()
    const first = asked.length
    stage.clock.moveTo(stage.clock.now() + TOKEN_DAYS * DAY)
    await frame.getByRole('link', { name: 'Messages' }).click()
    await frame.getByText(/^\d+ messages$/).waitFor()
    expect(asked.length).toBeGreaterThan(first)
    expect(await frame.getByText('Your sign-in has run out').count()).toBe(0)
  })

  test('signed out, both say so; who goes on finds what was typed', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page } = await sit(chromium, { stage, person: me })
    await page.goto('/responsiveness')
    const frame = frameOf(page)
    await frame.getByRole('link', { name: 'Messages' }).click()
    await frame
      .getByRole('button', { name: /wrong with the message/ })
      .first()
      .click()
    await frame.getByRole('menuitem', { name: 'Contest it…' }).click()
    const reason = frame.getByLabel('What is wrong?')
    await reason.fill('We settled it by telephone.')
    stage.market.database.run('DELETE FROM sessions WHERE person = ?', me)
    stage.clock.moveTo(stage.clock.now() + TOKEN_DAYS * DAY)
    await frame.getByRole('button', { name: 'Send' }).click()
    await page.getByText('You are signed out').waitFor()
    await frame.getByText('Your sign-in has run out').waitFor()
    await page.getByRole('button', { name: /^Go on as/ }).click()
    await frame.getByText('Your sign-in has run out').waitFor({ state: 'detached' })
    expect(await reason.inputValue()).toBe('We settled it by telephone.')
    await frame.getByRole('button', { name: 'Send' }).click()
    await frame.getByText('Sent. You get an answer within 14 days.').waitFor()
  })

  test('on its own it gets its next token from the marketplace by itself', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const seat = await sit(chromium, { stage, person: me })
    const { page } = seat
    const asked = tokensAskedBy(seat)
    await page.goto('/id/score-page')
    await page.getByRole('heading', { name: 'Your responsiveness' }).waitFor()
    expect(asked).toEqual([])
    stage.clock.moveTo(stage.clock.now() + TOKEN_DAYS * DAY)
    await page.getByRole('link', { name: 'Messages' }).click()
    await page.getByText(/^\d+ messages$/).waitFor()
    expect(asked).toEqual(['POST'])
    // A page that is loaded anew still knows where.
    stage.clock.moveTo(stage.clock.now() + TOKEN_DAYS * DAY)
    await page.reload()
    await page.getByText(/^\d+ messages$/).waitFor()
    expect(await page.getByText('Your sign-in has run out').count()).toBe(0)
    expect(page.url()).not.toContain('token')
  })

  test('on its own and signed out it says so, keeps what was typed, and goes on after a new sign-in', async ({
    skip,
  }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page, context } = await sit(chromium, { stage, person: me })
    await page.goto('/id/score-page')
    await page.getByRole('link', { name: 'Messages' }).click()
    await page.getByRole('textbox', { name: 'Find a client' }).fill('a')
    stage.market.database.run('DELETE FROM sessions WHERE person = ?', me)
    stage.clock.moveTo(stage.clock.now() + TOKEN_DAYS * DAY)
    await page.getByRole('link', { name: 'Record' }).click()
    await page.getByText('Your sign-in has run out').waitFor()
    // Somebody else signs in: their token is not taken.
    const other = cast(stage.market.database, stage.market.now()).freelancers[1]?.id ?? ''
    await context.request.post('/api/session', { data: { person: other } })
    await page.getByRole('button', { name: 'I am signed in again' }).click()
    await page.getByText('Your sign-in has run out').waitFor()
    await context.request.post('/api/session', { data: { person: me } })
    await page.getByRole('button', { name: 'I am signed in again' }).click()
    await page.getByText('Your sign-in has run out').waitFor({ state: 'detached' })
    await page.getByText('What you were told').waitFor()
    expect(new URL(page.url()).pathname).toBe('/app/me/record')
  })
})
