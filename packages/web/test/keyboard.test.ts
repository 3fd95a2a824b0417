import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { focusOn, walkByKeyboard } from '../../../tools/keyboard.mjs'
import type { Look } from './support/browser.ts'
import { inChromium } from './support/in-chromium.ts'
import { PEOPLE, tenThousand } from './support/scenes.ts'
import { HOUR } from './support/stand.ts'

const { stand, visit: visitAs } = await inChromium()
const SOON = { timeout: 45_000 }
const PHONE = { viewport: { width: 390, height: 844 } }
const member = (who: keyof typeof PEOPLE): string => `member:${PEOPLE[who]}`

// Everything a member can do, done with real key presses and nothing else.
describe('the member’s pages by keyboard alone', { timeout: 240_000 }, () => {
  const visit = async (look: Look): Promise<Page> => {
    const { page } = await visitAs(look)
    await page.getByRole('main').waitFor()
    await page.getByLabel('Loading').first().waitFor({ state: 'detached' })
    return page
  }
  const to = (page: Page, role: 'button' | 'link' | 'switch', name: string | RegExp) =>
    focusOn(page, page.getByRole(role, { name }).first())
  const press = async (page: Page, ...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const seen = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()
  const focused = (page: Page) =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')

  const places = [
    ['the overview', 'busy', 'me'],
    ['a new member', 'fresh', 'me'],
    ['somebody away', 'away', 'me'],
    ['what happened', 'busy', 'me/messages'],
    ['hours and time off', 'busy', 'me/time'],
    ['the record', 'lost', 'me/record'],
  ] as const
  test.each(
    places.flatMap(([name, who, path]) => [
      [name, 'wide', who, path, {}] as const,
      [name, 'phone', who, path, PHONE] as const,
    ]),
  )('every control is reached: %s, %s', async (_name, _size, who, path, look) => {
    const page = await visit({ who: member(who), path, ...look })
    await page.getByRole('heading', { level: 1 }).waitFor()
    const { reached, missed } = await walkByKeyboard(page)
    expect(missed).toEqual([])
    expect(reached).toBeGreaterThan(5)
  })

  test('every control is reached where one is not signed in, and where the session has ended', async () => {
    const stranger = await visit({ who: null })
    await to(stranger, 'button', 'For developers')
    await press(stranger, 'Enter')
    await stranger.getByLabel('Token', { exact: true }).waitFor()
    expect((await walkByKeyboard(stranger)).missed).toEqual([])
    const page = await visit({ who: member('done') })
    const now = stand.clock.now()
    stand.clock.set(now + 2 * HOUR)
    await seen(page, 'Your sign-in has run out')
    expect((await walkByKeyboard(page)).missed).toEqual([])
    stand.clock.set(now)
  })

  test('a control that no key leads to is found, whatever it is made of', async () => {
    const page = await visit({ who: member('busy') })
    expect((await walkByKeyboard(page)).missed).toEqual([])
    await page.evaluate(() => {
      const plant = document.createElement('div')
      plant.innerHTML =
        '<button tabindex="-1">Left out</button><a href="#x" tabindex="-1">Nowhere</a>' +
        '<div id="mute" style="cursor:pointer">Clicked only</div><input type="checkbox" tabindex="-1">'
      document.querySelector('main')?.append(plant)
    })
    const { missed } = await walkByKeyboard(page)
    expect(missed).toContain('button "Left out"')
    expect(missed).toContain('link "Nowhere"')
    expect(missed).toContain('checkbox ""')
    expect(missed.some((each) => each.includes('id="mute"'))).toBe(true)
    expect(missed).toHaveLength(4)
  })

  test('a menu, and the dialog it opens: every control in it, Escape, and the focus comes back', async () => {
    const page = await visit({ who: member('busy') })
    const name = 'Something is wrong with the message of northwind-labs'
    await to(page, 'button', name)
    await press(page, 'Enter')
    await focusOn(page, page.getByRole('menuitem').first(), 'ArrowDown')
    const { missed } = await walkByKeyboard(page)
    expect(missed.filter((each) => each.startsWith('menuitem'))).toEqual([])
    await to(page, 'button', name)
    await press(page, 'Enter')
    await focusOn(page, page.getByRole('menuitem').first(), 'ArrowDown')
    await press(page, 'Escape')
    await page.getByRole('menu').waitFor({ state: 'hidden' })
    await expect.poll(() => focused(page)).toBe(name)
    await press(page, 'Enter')
    await page.getByRole('menuitem', { name: 'Contest it…' }).waitFor()
    await focusOn(page, page.getByRole('menuitem', { name: 'Contest it…' }), 'ArrowDown')
    await press(page, 'Enter')
    const reason = page.getByLabel('What is wrong?')
    await expect.poll(() => reason.evaluate((each) => each.matches(':focus'))).toBe(true)
    await page.keyboard.type('By keyboard.')
    await press(page, 'Escape')
    await reason.waitFor({ state: 'hidden' })
    await expect.poll(() => focused(page)).toBe(name)
    // What was typed is still there; now it is sent.
    await press(page, 'Enter')
    await focusOn(page, page.getByRole('menuitem', { name: 'Contest it…' }), 'ArrowDown')
    await press(page, 'Enter')
    await expect.poll(() => reason.inputValue()).toBe('By keyboard.')
    for (const each of [page.getByRole('button', { name: 'Cancel' }), reason]) {
      await focusOn(page, each)
    }
    await focusOn(page, page.getByRole('button', { name: 'Close' }))
    await focusOn(page, page.getByRole('button', { name: 'Send' }))
    await press(page, 'Enter')
    await seen(page, 'Sent. You get an answer within 14 days.')
    await focusOn(page, page.getByRole('status').getByRole('button', { name: 'Close' }))
    await press(page, 'Enter')
    await page.getByText('Sent. You get an answer').waitFor({ state: 'detached' })
  })

  test('no reply needed, and spam', async () => {
    const page = await visit({ who: member('odd') })
    const menus = page.getByRole('button', { name: /wrong with the message of/ })
    await expect.poll(() => menus.count(), SOON).toBe(2)
    for (const [item, said] of [
      ['It is spam', 'Reported. It no longer waits for you.'],
      ['No reply needed', 'Marked: no reply needed.'],
    ] as const) {
      await focusOn(page, menus.first())
      await press(page, 'Enter')
      await focusOn(page, page.getByRole('menuitem', { name: item }), 'ArrowDown')
      await press(page, 'Enter')
      await seen(page, said)
    }
    await seen(page, 'All answered')
    expect(await menus.count()).toBe(0)
  })

  test('what if, the rule, and light or dark', async () => {
    const page = await visit({ who: member('busy') })
    await page.getByRole('slider').waitFor()
    await focusOn(page, page.getByRole('radio', { name: 'within the hour' }))
    await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight')
    expect(await page.getByRole('radio', { name: 'never' }).isChecked()).toBe(true)
    await focusOn(page, page.getByRole('slider'))
    await press(page, 'End')
    await expect.poll(() => page.getByTestId('what-if').textContent(), SOON).toMatch(/−\d/)
    await to(page, 'button', 'How it is decided')
    await press(page, 'Enter')
    await seen(page, 'Given')
    await press(page, 'Escape')
    await to(page, 'button', 'Colours')
    await press(page, 'Enter')
    await focusOn(page, page.getByRole('menuitemradio', { name: 'Dark' }), 'ArrowDown')
    await press(page, 'Enter')
    const root = page.locator('html')
    await expect.poll(() => root.getAttribute('data-mantine-color-scheme')).toBe('dark')
    await expect.poll(() => focused(page)).toBe('Colours')
  })

  test('the ledger: filtered, searched, and of ten thousand the last is reached', async () => {
    await stand.take(tenThousand())
    const page = await visit({ who: member('many'), path: 'me/messages' })
    await seen(page, '10,000 messages')
    await focusOn(page, page.getByRole('radio', { name: /^All/ }))
    await press(page, 'ArrowRight', 'ArrowRight')
    await seen(page, /^435 messages$/)
    await press(page, 'ArrowLeft', 'ArrowLeft')
    await seen(page, '10,000 messages')
    await focusOn(page, page.getByRole('textbox', { name: 'Find a client' }), 'Shift+Tab')
    await page.keyboard.type('client-0007')
    await seen(page, /^4 messages$/)
    await press(page, 'Control+A', 'Delete')
    await seen(page, '10,000 messages')
    await to(page, 'button', /wrong with the message of/)
    await press(page, 'End')
    const last = page.locator('[aria-rowindex="10000"]')
    await last.getByRole('button').waitFor()
    await expect
      .poll(() => last.getByRole('button').evaluate((each) => each.matches(':focus')), SOON)
      .toBe(true)
    await press(page, 'ArrowUp', 'ArrowUp', 'ArrowDown')
    await expect
      .poll(
        () => page.evaluate(() => document.activeElement?.closest('[role=row]')?.ariaRowIndex),
        SOON,
      )
      .toBe('9999')
    await press(page, 'Enter')
    await page.getByRole('menuitem', { name: 'Contest it…' }).waitFor()
  })

  test('time off on the calendar: chosen, declared, taken back', async () => {
    const page = await visit({ who: member('done'), path: 'me/time' })
    await to(page, 'button', 'Next month')
    await press(page, 'Enter')
    const day = (name: RegExp) => page.getByRole('button', { name })
    await focusOn(page, page.locator('table button[tabindex="0"]').first())
    await focusOn(page, day(/^8 April 2026/), 'ArrowDown')
    await focusOn(page, day(/^6 April 2026/), 'ArrowLeft')
    await press(page, 'Enter')
    await focusOn(page, day(/^13 April 2026/), 'ArrowDown')
    await press(page, 'Enter')
    await seen(page, /Usually/)
    await to(page, 'button', 'Declare time off')
    await press(page, 'Enter')
    await seen(page, '6 Apr 2026 – 14 Apr 2026')
    await to(page, 'button', 'Take back')
    await press(page, 'Space')
    await seen(page, 'No time off is planned.')
    const { aways } = await (await stand.as(member('done'))).member(PEOPLE.done).calendar()
    expect(aways).toEqual([])
  })

  test('working hours: several a day, past midnight, another zone', async () => {
    const page = await visit({ who: member('done'), path: 'me/time' })
    await to(page, 'switch', 'Monday')
    await press(page, 'Space')
    await to(page, 'button', 'More hours on Monday')
    await press(page, 'Enter')
    await focusOn(page, page.getByLabel('Monday, 2. hours, from'))
    // By arrows, as a browser writes hours by the system's locale.
    await press(page, 'ArrowUp', 'ArrowUp', 'ArrowUp')
    await seen(page, 'the next day')
    await to(page, 'button', 'More hours on Monday')
    await press(page, 'Enter')
    await to(page, 'button', 'Remove the hours of Monday, 3. hours')
    await press(page, 'Enter')
    await focusOn(page, page.getByRole('combobox', { name: 'Time zone' }))
    await press(page, 'Control+A')
    await page.keyboard.type('Lisbon')
    await page.getByRole('option', { name: 'Europe/Lisbon' }).waitFor()
    await press(page, 'ArrowDown', 'Enter')
    await to(page, 'button', 'Save hours')
    await press(page, 'Enter')
    await seen(page, /Hours saved/)
    const { hours } = await (await stand.as(member('done'))).member(PEOPLE.done).calendar()
    expect(hours).toMatchObject({
      zone: 'Europe/Lisbon',
      weekly: {
        mon: [
          ['09:00', '17:00'],
          ['22:00', '21:00'],
        ],
      },
    })
  })

  test('the record: read, contested, taken back, exported, hidden and shown again', async () => {
    const page = await visit({ who: member('lost'), path: 'me/record' })
    await seen(page, 'You lost Responsive')
    const unread = page.getByRole('link', { name: /^Record/ })
    expect(await unread.textContent()).toMatch(/, \d unread/)
    for (;;) {
      const left = await page.getByRole('button', { name: 'Mark as read' }).count()
      if (left === 0) break
      await to(page, 'button', 'Mark as read')
      await press(page, 'Enter')
      await expect
        .poll(() => page.getByRole('button', { name: 'Mark as read' }).count(), SOON)
        .toBe(left - 1)
    }
    expect(await unread.textContent()).toBe('Record')
    await to(page, 'button', 'Contest this decision')
    await press(page, 'Enter')
    await page.getByLabel('What is wrong?').waitFor()
    await page.keyboard.type('I was ill.')
    await focusOn(page, page.getByRole('button', { name: 'Send' }))
    await press(page, 'Enter')
    await seen(page, '“I was ill.”')
    await focusOn(page, page.getByRole('button', { name: 'Take back' }))
    await press(page, 'Enter')
    await seen(page, 'Taken back')
    const saved = page.waitForEvent('download')
    await to(page, 'button', 'Everything (JSON)')
    await press(page, 'Enter')
    expect((await saved).suggestedFilename()).toBe('responsiveness.json')
    const own = (await stand.as(member('lost'))).member(PEOPLE.lost)
    await to(page, 'switch', 'Hide my mark')
    await press(page, 'Space')
    await seen(page, 'Hidden. Clients see no mark.')
    expect(await own.restrictions()).toMatchObject([{ kind: 'opted_out' }])
    await press(page, 'Space')
    await seen(page, 'No longer hidden.')
    expect(await own.restrictions()).toEqual([])
  })

  test('erased only by somebody who types their name, and then all is gone', async () => {
    const page = await visit({ who: member('few'), path: 'me/record' })
    await to(page, 'button', 'Erase…')
    await press(page, 'Enter')
    await page.getByRole('heading', { name: 'Erase everything about you?' }).waitFor()
    await page.keyboard.type('beginne')
    expect(await page.getByRole('button', { name: 'Erase for good' }).isDisabled()).toBe(true)
    await press(page, 'Escape')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Erase…')
    const own = (await stand.as(member('few'))).member(PEOPLE.few)
    expect((await own.score()).turns_total).toBe(2)
    await press(page, 'Enter')
    await page.getByLabel('To go on, type beginner').waitFor()
    await page.keyboard.type('beginner')
    await press(page, 'Enter')
    await seen(page, 'Erased. Nothing of yours is stored any more.')
    expect((await own.score()).turns_total).toBe(0)
    await to(page, 'link', 'Overview')
    await press(page, 'Enter')
    await seen(page, 'No client has written to you yet')
  })

  test('the skip link leads past the header, and I am back ends an absence', async () => {
    const page = await visit({ who: member('away') })
    await press(page, 'Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page')
    await press(page, 'Enter', 'Tab')
    const inside = () => page.evaluate(() => document.activeElement?.closest('main') !== null)
    expect(await inside()).toBe(true)
    await to(page, 'link', 'Change it')
    await press(page, 'Enter')
    await to(page, 'button', 'I am back')
    await press(page, 'Enter')
    await seen(page, 'Taken back.')
  })
})
