import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { type Look, type Opened, tabTo, violationsOf } from './support/browser.ts'
import { inChromium } from './support/in-chromium.ts'
import { PEOPLE } from './support/scenes.ts'
import { HOUR } from './support/stand.ts'

const { stand, visit: visitAs } = await inChromium({ webhook_loopback: true })
/** A busy machine is given time. */
const SOON = { timeout: 45_000 }
const OLGA = 'operator:olga'

describe('the operator’s pages by keyboard alone, in Chromium', { timeout: 240_000 }, () => {
  const visit = (look: Partial<Look> = {}): Promise<Opened> =>
    visitAs({ who: OLGA, path: 'operator', ...look })
  const tried = (page: Page) => page.locator('[data-testid=progress][data-done=true]').waitFor()
  const press = async (page: Page, ...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const active = (page: Page) => page.evaluate(() => document.activeElement?.tagName ?? '')
  const written = async (page: Page) =>
    JSON.parse(await page.getByLabel('The policy as JSON').inputValue()) as Record<string, unknown>
  const toJson = async (page: Page) => {
    await page.getByRole('radio', { name: 'Form' }).focus()
    await press(page, 'ArrowRight')
    await page.getByLabel('The policy as JSON').waitFor()
  }

  test('one gets everywhere: past the header, and from page to page', async () => {
    const { page, complaints } = await visit()
    await tried(page)
    await press(page, 'Tab')
    await press(page, 'Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('page')
    for (const [name, title] of [
      ['Policies', 'Policies'],
      ['Contests', 'Contests'],
      ['Health', 'Health'],
      ['Audit', 'Audit'],
      ['Workbench', 'Policy workbench'],
    ] as const) {
      await page.evaluate(() => {
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      })
      await page
        .locator('header')
        .first()
        .evaluate((header) => {
          header.setAttribute('tabindex', '-1')
          header.focus()
        })
      await tabTo(page, new RegExp(`^${name}`))
      await press(page, 'Enter')
      await page.getByRole('heading', { level: 1, name: title }).waitFor()
    }
    expect(complaints).toEqual([])
  })

  test('presets and the policy to compare with are chosen, and the draft is taken back', async () => {
    const { page } = await visit()
    await tried(page)
    await tabTo(page, /Start from/)
    await page.keyboard.type('upwork-2022')
    await press(page, 'ArrowDown', 'Enter')
    await expect
      .poll(() => page.getByLabel('Only the newest', { exact: true }).count(), SOON)
      .toBe(1)
    await page.getByRole('columnheader', { name: 'alacrity/1, in force' }).waitFor()
    await tabTo(page, /Compared with/)
    await page.keyboard.type('etsy')
    await press(page, 'ArrowDown', 'Enter')
    await page.getByRole('columnheader', { name: /Etsy/ }).waitFor()
    await tabTo(page, /^Start again/)
    await press(page, 'Enter')
    await expect
      .poll(() => page.getByRole('button', { name: 'Publish…' }).isDisabled(), SOON)
      .toBe(true)
  })

  test('the JSON is written and left again, and says what the form says', async () => {
    const { page } = await visit()
    await tried(page)
    await tabTo(page, /Form$/)
    await press(page, 'ArrowRight')
    const json = page.getByLabel('The policy as JSON')
    await json.waitFor()
    await tabTo(page, /^The policy as JSON/)
    await press(page, 'Control+End', 'ArrowLeft', 'ArrowLeft')
    await page.keyboard.type(', "title": "Typed"')
    // It does not keep whoever walks through with the tabulator.
    await press(page, 'Tab')
    expect(await active(page)).not.toBe('TEXTAREA')
    await press(page, 'Shift+Tab')
    expect(await active(page)).toBe('TEXTAREA')
    await press(page, 'Shift+Tab')
    expect(await active(page)).not.toBe('TEXTAREA')
    await page.getByRole('heading', { name: 'Typed' }).waitFor()
  })

  test('every field of a policy can be written in the form', async () => {
    const { page, complaints } = await visit()
    await tried(page)
    const open = async (name: RegExp) => {
      await page.locator('summary', { hasText: name }).focus()
      await press(page, 'Enter')
    }
    // As one who looks does: down the list until the option is marked, however late the list came.
    const choose = async (name: string, option: string) => {
      await page.getByRole('combobox', { name, exact: true }).focus()
      const wanted = page.getByRole('option', { name: option, exact: true })
      const isMarked = () => wanted.and(page.locator('[data-combobox-selected]')).isVisible()
      for (let presses = 0; presses < 20 && !(await isMarked()); presses += 1) {
        await press(page, 'ArrowDown')
      }
      await press(page, 'Enter')
    }
    const write = async (name: string, value: string) => {
      const field = page.getByRole('textbox', { name, exact: true })
      await field.focus()
      await press(page, 'Control+A')
      await page.keyboard.type(value)
    }
    await choose('Time runs', 'in working hours')
    await choose('Whose hours', 'the same for everybody')
    await write('Saturday', '9-12:30, 14:00 to 16')
    await write('In the time zone', 'Europe/Berlin')
    await open(/More about “What counts”/)
    await choose('Kinds of messages', 'inquiry')
    await press(page, 'Escape')
    await choose('New again after silence of', 'hours')
    await open(/More about “Replies/)
    await choose('A closed conversation excuses within', 'never')
    await open(/More about “Window”/)
    await write('If fewer than', '10')
    await write('look back so many days', '180')
    await page.getByRole('button', { name: 'Add a condition: Granted from' }).focus()
    await press(page, 'Enter')
    await open(/How exactly: granted from$/)
    await page.getByRole('switch', { name: 'More than this, not at least' }).first().focus()
    await press(page, 'Space')
    await choose('Only if statistically sure', 'Wilson')
    await write('Title', 'All of it')
    await toJson(page)
    await expect
      .poll(() => written(page), SOON)
      .toMatchObject({
        title: 'All of it',
        clock: {
          kind: 'hours',
          zone: 'Europe/Berlin',
          weekly: {
            mon: [['09:00', '17:00']],
            sat: [
              ['09:00', '12:30'],
              ['14:00', '16:00'],
            ],
          },
        },
        excuse: { closed_within: 'never' },
        window: { at_least: 10, extend_to_days: 180 },
        labels: [{ grant: [{ strict: true, bound: { kind: 'wilson' } }, { measure: 'on_time' }] }],
      })
    const { turns } = (await written(page)) as { turns?: Record<string, unknown> }
    expect(turns).toMatchObject({ kinds: ['inquiry'], silence: expect.stringMatching(/^24/) })
    await expect
      .poll(() => page.getByTestId('findings').textContent(), SOON)
      .not.toContain('Not valid')
    expect(complaints).toEqual([])
  })

  test('a free structure is shown with the way to its place in the JSON', async () => {
    const { page } = await visit()
    await tried(page)
    await toJson(page)
    const json = page.getByLabel('The policy as JSON')
    const sources = [{ url: 'https://a.example', grade: 'official' }]
    await json.fill(JSON.stringify({ ...(await written(page)), sources }, null, 2))
    await page.getByRole('radio', { name: 'JSON' }).focus()
    await press(page, 'ArrowLeft')
    await page.getByText('1 entry').waitFor()
    await page.getByRole('button', { name: 'Show in the JSON: Sources' }).focus()
    await press(page, 'Enter')
    await json.waitFor()
    await expect
      .poll(() => page.evaluate(() => String(getSelection())), SOON)
      .toContain('https://a.example')
    expect(await active(page)).toBe('TEXTAREA')
  })

  test('the publish dialog: opened, read, left by Escape to where one was; axe finds nothing', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints } = await visit({ colorScheme })
      await tried(page)
      await page.getByRole('slider', { name: 'Granted from' }).focus()
      await press(page, 'PageDown')
      await tried(page)
      await page.getByRole('heading', { level: 1 }).evaluate((title) => {
        title.setAttribute('tabindex', '-1')
        title.focus()
      })
      await tabTo(page, /^Publish…/)
      await press(page, 'Enter')
      const dialog = page.getByRole('dialog')
      await dialog.getByText('What members will be told').waitFor()
      await tabTo(page, /^Cancel/)
      expect(await violationsOf(page)).toEqual([])
      await press(page, 'Escape')
      await dialog.waitFor({ state: 'detached' })
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.textContent), SOON)
        .toBe('Publish…')
      expect(complaints).toEqual([])
    }
  })

  test('[DS5] a score is opened with a reason; axe finds nothing before and after', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await visit({ colorScheme })
      await tried(page)
      await page.getByRole('slider', { name: 'Granted from' }).focus()
      await press(page, 'PageDown', 'PageDown', 'PageDown', 'PageDown', 'PageDown', 'PageDown')
      const field = page.getByLabel('Granted from', { exact: true }).and(page.locator('input'))
      await expect.poll(() => field.inputValue(), SOON).toBe('50 %')
      await tried(page)
      await tabTo(page, /^Name them/)
      await press(page, 'Enter')
      await page.getByRole('heading', { name: /^Gain the label/ }).waitFor()
      await tabTo(page, /^Open the score of/)
      await press(page, 'Enter')
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Why do you look?').waitFor()
      await page.keyboard.type('By keyboard.')
      expect(await violationsOf(page)).toEqual([])
      await tabTo(page, /^Open$/)
      await press(page, 'Enter')
      await dialog.getByText('This look is in the audit log.').waitFor()
      expect(await violationsOf(page)).toEqual([])
      await press(page, 'Escape')
      await dialog.waitFor({ state: 'detached' })
    }
  })

  test('a version is opened in the workbench; a draft is not lost by it', async () => {
    const { page, complaints } = await visit({ path: 'operator/policies' })
    await page.getByText('rover-response-rate/1').first().waitFor()
    await tabTo(page, /^Open in the workbench: upwork-2022/)
    await press(page, 'Enter')
    await page.getByRole('heading', { level: 1, name: 'Policy workbench' }).waitFor()
    await expect.poll(() => page.getByLabel('Days', { exact: true }).inputValue(), SOON).toBe('30')
    expect(page.url()).not.toContain('start')
    await page.getByRole('link', { name: 'Policies' }).focus()
    await press(page, 'Enter')
    await tabTo(page, /^Open in the workbench: rover/)
    await press(page, 'Enter')
    await page.getByText('You have a draft.').waitFor()
    expect(await page.getByLabel('Days', { exact: true }).inputValue()).toBe('30')
    await tabTo(page, /^Open rover/)
    await press(page, 'Enter')
    await page.getByText('You have a draft.').waitFor({ state: 'detached' })
    await expect
      .poll(() => page.getByLabel('Days', { exact: true }).inputValue(), SOON)
      .not.toBe('30')
    expect(complaints).toEqual([])
  })

  test('contests are chosen and decided, dead letters sent again, the audit log read on', async () => {
    const { operator } = await stand.as('operator')
    await operator.webhooks.put('crm', {
      url: 'http://127.0.0.1:9/hook',
      topics: ['contest.opened'],
    })
    const done = (await stand.as(`member:${PEOPLE.done}`)).member(PEOPLE.done)
    const { items } = await done.turnsPage({ limit: 1 })
    await done.contest({ subject: 'turn', about: items[0]?.turn ?? '', reason: 'Not mine.' })
    await expect
      .poll(
        async () => {
          stand.clock.set(stand.clock.now() + 6 * HOUR)
          return (await operator.deliveries.list('dead').page()).items.length
        },
        { timeout: 90_000, interval: 400 },
      )
      .toBe(1)
    const { page } = await visit({ path: 'operator/contests', seconds: 1_000_000 })
    await page.getByTestId('facts').waitFor()
    await tabTo(page, new RegExp(`^${PEOPLE.done}`))
    await press(page, 'Enter')
    await page.getByText('Not mine.').waitFor()
    await page.getByTestId('facts').waitFor()
    await tabTo(page, /Your answer to the member/)
    await page.keyboard.type('It was yours.')
    await tabTo(page, /^Reject/)
    await press(page, 'Enter')
    await page.getByText('Rejected: the member has your answer').waitFor()
    await page.getByRole('link', { name: 'Health' }).focus()
    await press(page, 'Enter')
    await page.getByRole('button', { name: /^Send again: / }).waitFor()
    await tabTo(page, /Dead$/)
    await press(page, 'ArrowRight', 'ArrowLeft')
    await tabTo(page, /^Send again/)
    await press(page, 'Enter')
    await page.getByText('No delivery has failed').waitFor()
    await operator.webhooks.remove('crm')
    for (let look = 0; look < 101; look += 1) await operator.look(PEOPLE.done, `look ${look}`)
    await page.getByRole('link', { name: 'Audit' }).focus()
    await press(page, 'Enter')
    await page.getByRole('heading', { name: '100 entries' }).waitFor()
    expect(await violationsOf(page)).toEqual([])
    await tabTo(page, /^Load more/)
    await press(page, 'Enter')
    await page.getByRole('heading', { name: /^10\d entries/ }).waitFor()
  })

  test('a hidden tab asks for nothing; seen again it asks at once', async () => {
    const { page } = await visit({ path: 'operator/health' })
    await page.getByTestId('events').waitFor()
    await page.clock.install()
    const hide = (isHidden: boolean) =>
      page.evaluate((hidden) => {
        const state = hidden ? 'hidden' : 'visible'
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
        document.dispatchEvent(new Event('visibilitychange'))
      }, isHidden)
    let asked = 0
    page.on('request', (request) => {
      if (request.url().includes('/v1/') || request.url().includes('/ready')) asked += 1
    })
    await page.reload()
    await page.getByTestId('events').waitFor()
    await hide(true)
    await page.waitForLoadState('networkidle')
    const before = asked
    await page.clock.runFor(120_000)
    await page.waitForLoadState('networkidle')
    expect(asked).toBe(before)
    await hide(false)
    // The control: in sight it goes on by itself.
    await page.clock.runFor(30_000)
    await expect.poll(() => asked, SOON).toBeGreaterThan(before)
  })
})
