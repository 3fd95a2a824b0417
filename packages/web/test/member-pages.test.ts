import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { tabTo, violationsOf } from './support/browser.ts'
import { inChromium } from './support/in-chromium.ts'
import { PEOPLE, tenThousand } from './support/scenes.ts'
import { exchange, MINUTE } from './support/stand.ts'

const { stand, root, visit } = await inChromium()
/** A busy machine is given time. */
const SOON = { timeout: 45_000 }
const SLOW_MS = 900
const member = (who: keyof typeof PEOPLE): string => `member:${PEOPLE[who]}`

// A browser on a busy machine takes its time.
describe('the member’s pages in Chromium', { timeout: 180_000 }, () => {
  const seen = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()

  test('the score, the label in words, and what waits with a running countdown', async () => {
    const { page, complaints } = await visit({ who: member('busy') })
    const told = await (await stand.as(member('busy'))).member(PEOPLE.busy).score()
    await seen(page, /^Responsive until at least/)
    const score = page.getByTestId('score')
    expect(await score.textContent()).toContain(String(told.score))
    const rows = page.locator('section', { hasText: 'Waiting for you' }).getByRole('listitem')
    expect(await rows.count()).toBe(4)
    for (const text of ['bruno-4434', 'northwind-labs', 'hanna-6987', 'paula-1731']) {
      expect(await rows.filter({ hasText: text }).count()).toBe(1)
    }
    const countdown = rows.filter({ hasText: 'hanna-6987' }).getByTestId('countdown')
    const before = await countdown.textContent()
    expect(before).toMatch(/^01:4\d:\d\d$/)
    await expect.poll(() => countdown.textContent(), SOON).not.toBe(before)
    expect(complaints).toEqual([])
  })

  test.each([
    ['fresh', 'No client has written to you yet'],
    ['few', /A score takes/],
    ['lost', /^Responsive was lost on 9 March/],
    ['done', 'All answered'],
    ['away', /^You are away until 8 April/],
  ] as const)('a state of its own: %s', async (who, text) => {
    const { page, complaints } = await visit({ who: member(who) })
    await seen(page, text)
    await page.waitForLoadState('load')
    expect(complaints).toEqual([])
  })

  test('a name of 200 characters and markup are text, and nothing is wider than the page', async () => {
    for (const viewport of [
      { width: 390, height: 844 },
      { width: 1280, height: 860 },
    ]) {
      const { page, complaints } = await visit({ who: member('odd'), viewport })
      await seen(page, '<script>alert("1")</script>')
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(wide).toBe(0)
      expect(complaints).toEqual([])
    }
  })

  test('what if: the slider moves score and label', async () => {
    const { page } = await visit({ who: member('busy') })
    const slider = page.getByRole('slider')
    await slider.focus()
    const is = page.getByTestId('what-if')
    await page.keyboard.press('Home')
    expect(await is.textContent()).toMatch(/0\.0$/)
    await page.getByText('never', { exact: true }).first().click()
    await slider.focus()
    await page.keyboard.press('End')
    await expect.poll(() => is.textContent(), SOON).toMatch(/−\d/)
    await seen(page, 'Without Responsive')
  })

  test('what comes live is shown without a reload: a client writes, the member answers', async () => {
    const { page } = await visit({ who: member('done') })
    await seen(page, 'All answered')
    const [asked, answered] = exchange(PEOPLE.done, {
      client: 'live-client',
      at: stand.clock.now() - MINUTE,
      took: 30_000,
    })
    const sender = await stand.as('ingest')
    await sender.events.send(asked as never)
    await seen(page, 'live-client')
    await sender.events.send(answered as never)
    await seen(page, 'All answered')
    expect(await page.getByText('live-client').count()).toBe(0)
  })

  test('where much happens, what takes long to read is read anew all the same', async () => {
    const answered: string[] = []
    const { page } = await visit({
      who: member('done'),
      before: async (coming) => {
        await coming.route('**/prospect', async (route) => {
          await pause(SLOW_MS)
          await route.continue()
        })
        coming.on('requestfinished', (request) => {
          if (request.url().endsWith('/prospect')) answered.push(request.url())
        })
      },
    })
    await seen(page, 'All answered')
    await expect.poll(() => answered.length, SOON).toBeGreaterThan(0)
    const before = answered.length
    const sender = await stand.as('ingest')
    // Something new comes more often than the slowest answer; a machine that is busy is given its time.
    for (let sent = 0; sent < 60 && answered.length < before + 3; sent += 1) {
      const at = stand.clock.now() - MINUTE
      const exchanged = exchange(PEOPLE.done, { client: `often-${sent}`, at, took: 1_000 })
      await sender.events.send(exchanged as never)
      await pause(SLOW_MS / 3)
    }
    expect(answered.length).toBeGreaterThanOrEqual(before + 3)
  })

  test('every message with its outcome; filters; a list of nothing', async () => {
    const { page, complaints } = await visit({ who: member('busy'), path: 'me/messages' })
    const rows = page.getByRole('row')
    await expect.poll(() => rows.count(), SOON).toBeGreaterThan(8)
    await page.getByText(/^Missed 1$/).click()
    await expect.poll(() => rows.count(), SOON).toBe(2)
    await seen(page, 'paula-1731')
    await seen(page, 'Contested')
    await page.getByText(/^All \d+$/).click()
    await page.getByRole('textbox', { name: 'Find a client' }).fill('nobody-at-all')
    await seen(page, 'No message is like that')
    expect(complaints).toEqual([])
  })

  test('contests a message; what was typed survives a service that is away', async () => {
    const { page } = await visit({ who: member('away') })
    const reason = 'We settled it by telephone.'
    await page.getByRole('button', { name: /wrong with the message of still-here/ }).click()
    await page.getByRole('menuitem', { name: 'Contest it…' }).click()
    await page.getByLabel('What is wrong?').fill(reason)
    await stand.down()
    await page.getByRole('button', { name: 'Send' }).click()
    await seen(page, /What you wrote is still here/)
    await seen(page, 'The service cannot be reached')
    await seen(page, 'Reconnecting…')
    await stand.up()
    await page.getByText(/^What you see is from before/).waitFor({ state: 'hidden' })
    expect(await page.getByLabel('What is wrong?').inputValue()).toBe(reason)
    await page.getByRole('button', { name: 'Send' }).click()
    await seen(page, 'Sent. You get an answer within 14 days.')
    const contests = await (await stand.as(member('away'))).member(PEOPLE.away).contests()
    expect(contests.map((each) => each.reason)).toEqual([reason])
  })

  test('a service that goes away while the page comes takes nothing away, and it goes on by itself', async () => {
    const { page } = await visit({ who: member('done') })
    await page.getByTestId('score').waitFor()
    await stand.down()
    await seen(page, 'The service cannot be reached')
    expect(await page.getByTestId('score').count()).toBe(1)
    await stand.up()
    await page.getByText(/^What you see is from before/).waitFor({ state: 'hidden' })
    await seen(page, 'When clients write')
  })

  test('no reply needed, and spam, end a wait', async () => {
    const { page } = await visit({ who: member('odd') })
    const menus = page.getByRole('button', { name: /wrong with the message of/ })
    await expect.poll(() => menus.count(), SOON).toBe(2)
    await menus.first().click()
    await page.getByRole('menuitem', { name: 'It is spam' }).click()
    await seen(page, 'Reported. It no longer waits for you.')
    await expect.poll(() => menus.count(), SOON).toBe(1)
    await menus.first().click()
    await page.getByRole('menuitem', { name: 'No reply needed' }).click()
    await seen(page, 'All answered')
  })

  test('time off: shown before it is declared, declared, taken back', async () => {
    const { page, complaints } = await visit({ who: member('busy'), path: 'me/time' })
    const pick = (day: RegExp) => page.getByRole('button', { name: day }).click()
    await page.getByRole('button', { name: 'Next month' }).click()
    await pick(/^6 April 2026/)
    await pick(/^17 April 2026/)
    await seen(page, /Usually about \d+ messages/)
    await page.getByRole('button', { name: 'Declare time off' }).click()
    await seen(page, 'Time off declared.')
    await seen(page, '6 Apr 2026 – 18 Apr 2026')
    await page.getByRole('button', { name: 'Take back' }).click()
    await seen(page, 'No time off is planned.')
    expect(complaints).toEqual([])
  })

  test('hours: saved; a save that another tab was faster with is not lost', async () => {
    const first = await visit({ who: member('done'), path: 'me/time' })
    await first.page.getByRole('switch', { name: 'Monday' }).click()
    await seen(first.page, /of your \d+ messages of the last 90 days/)
    const second = await visit({ who: member('done'), path: 'me/time' })
    await second.page.getByRole('switch', { name: 'Friday' }).click()
    await second.page.getByRole('button', { name: 'Save hours' }).click()
    await seen(second.page, /Hours saved/)
    await first.page.getByRole('button', { name: 'Save hours' }).click()
    await seen(first.page, /changed in another tab/)
    expect(await first.page.getByRole('switch', { name: 'Monday' }).isChecked()).toBe(true)
    await first.page.getByRole('button', { name: 'Save hours' }).click()
    await seen(first.page, /Hours saved/)
    const { hours } = await (await stand.as(member('done'))).member(PEOPLE.done).calendar()
    expect(Object.keys(hours?.weekly ?? {})).toContain('mon')
  })

  test('notices, who looked, and the export', async () => {
    const operator = await stand.as('operator:olga')
    await operator.operator.look(PEOPLE.lost, 'a member asked about the score')
    const { page, complaints } = await visit({ who: member('lost'), path: 'me/record' })
    await seen(page, 'You lost Responsive')
    await seen(page, 'You are about to lose Responsive')
    await seen(page, '“a member asked about the score”')
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Events (CSV)' }).click()
    expect((await saved).suggestedFilename()).toBe('responsiveness.csv')
    expect(complaints).toEqual([])
  })

  test('the clock of a demonstration: the countdown runs as fast as the service', async () => {
    const { page } = await visit({ who: member('few') })
    const client = 'in-a-hurry'
    const [asked] = exchange(PEOPLE.few, { client, at: stand.clock.now() - MINUTE, took: null })
    await (await stand.as('ingest')).events.send(asked as never)
    await seen(page, client)
    const left = async () => {
      const [hours = 0, minutes = 0] = ((await page.getByTestId('countdown').textContent()) ?? '')
        .split(':')
        .map(Number)
      return hours * 60 + minutes
    }
    const now = stand.clock.now()
    const before = await left()
    stand.clock.run(600)
    // In a few seconds of ours more than an hour of theirs has passed.
    await expect.poll(left, SOON).toBeLessThan(before - 60)
    stand.clock.run(1)
    stand.clock.set(now)
  })

  test('ten thousand messages scroll: only those in sight exist, and the last is reached', async () => {
    await stand.take(tenThousand())
    const { page, complaints } = await visit({ who: member('many'), path: 'me/messages' })
    await seen(page, '10,000 messages')
    const rows = page.getByRole('row')
    await expect.poll(() => rows.count(), SOON).toBeGreaterThan(8)
    // Walks through all of it, and measures the longest time between two frames. A machine that is busy
    // with something else stutters by itself, so the best of three walks speaks.
    const walk = () =>
      page.evaluate(async () => {
        const end = document.documentElement.scrollHeight
        let last = performance.now()
        let worst = 0
        for (let step = 0; step <= 60; step += 1) {
          scrollTo(0, (end * step) / 60)
          await new Promise(requestAnimationFrame)
          worst = Math.max(worst, performance.now() - last)
          last = performance.now()
        }
        return worst
      })
    const longest = Math.min(await walk(), await walk(), await walk())
    expect(longest).toBeLessThan(200)
    expect(await rows.count()).toBeLessThan(60)
    await expect
      .poll(() => page.locator('[aria-rowindex="10000"]').textContent(), SOON)
      .toContain('client-0000')
    expect(complaints).toEqual([])
  })

  const PLACES = ['me', 'me/messages', 'me/time', 'me/record']
  test.each(
    PLACES.flatMap((path) => [
      [path, 'light'],
      [path, 'dark'],
    ]) as [string, 'light' | 'dark'][],
  )('axe finds nothing: %s in %s', async (path, colorScheme) => {
    const who = path === 'me/record' ? member('lost') : member('busy')
    const { page } = await visit({ who, path, colorScheme })
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expect.poll(() => page.getByLabel('Loading').count(), SOON).toBe(0)
    expect(await violationsOf(page)).toEqual([])
  })

  test('axe finds nothing on the page of who is not signed in, on a phone, or in a dialog', async () => {
    const stranger = await visit({ who: null })
    await seen(stranger.page, 'Open this page')
    expect(await violationsOf(stranger.page)).toEqual([])
    const { page } = await visit({ who: member('away'), viewport: { width: 390, height: 844 } })
    await page.getByRole('button', { name: /wrong with/ }).click()
    await page.getByRole('menuitem', { name: 'Contest it…' }).click()
    await page.getByLabel('What is wrong?').waitFor()
    await page.waitForTimeout(400)
    expect(await violationsOf(page)).toEqual([])
  })

  test('by keyboard alone: to another page, through a menu, a dialog sent and closed', async () => {
    const { page } = await visit({ who: member('busy') })
    await seen(page, 'northwind-labs')
    await tabTo(page, /message of northwind-labs/)
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Contest it…' }).waitFor()
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByLabel('What is wrong?').waitFor()
    await page.keyboard.type('by keyboard')
    await page.keyboard.press('Escape')
    await page.getByLabel('What is wrong?').waitFor({ state: 'hidden' })
    await page.keyboard.press('Home')
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await tabTo(page, /^Messages/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'What happened' }).waitFor()
    await tabTo(page, /^Time off/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Working hours and time off' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/app/me/time')
  })

  test('nothing moves while the page comes, and it is there within a second', async () => {
    const paints: number[] = []
    const shifts: number[] = []
    // Each in a browser of its own, so with nothing kept; until it is, as others use this machine too.
    while (paints.length < 3 || (paints.length < 10 && Math.min(...paints) >= 1_000)) {
      const { page, close } = await visit({ who: member('busy') })
      await seen(page, /^Responsive until/)
      await seen(page, 'When clients write')
      await expect.poll(() => page.getByLabel('Loading').count(), SOON).toBe(0)
      const { shift, paint } = await page.evaluate(measured)
      paints.push(paint)
      shifts.push(shift)
      await close()
    }
    expect(Math.max(...shifts)).toBeLessThan(0.05)
    expect(Math.min(...paints)).toBeLessThan(1_000)
  })

  test('the script of the member’s pages, all that a browser loads of it, is under 400 kB packed', async () => {
    const { page } = await visit({ who: member('busy') })
    const loaded = () =>
      page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .flatMap(({ name }) => /[^/]+\.js$/.exec(name) ?? []),
      )
    // The other pages come once the first stands.
    await expect
      .poll(async () => (await loaded()).join(' '), SOON)
      .toMatch(/Record-.*TimeOff-|TimeOff-.*Record-/)
    const folder = join(root, 'assets')
    const scripts = (await loaded()).filter((name) => name !== 'scheme.js')
    const bytes = scripts.map((name) => gzipSync(readFileSync(join(folder, name))).length)
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(400_000)
    const html = readFileSync(join(root, 'index.html'), 'utf8')
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/)
    expect(html).not.toMatch(/<style|\son\w+=/)
  })
})

/** How far things have moved since the page began, and when it was first painted. */
async function measured(): Promise<{ readonly shift: number; readonly paint: number }> {
  const shift = await new Promise<number>((resolve) => {
    let sum = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value
    }).observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => resolve(sum), 300)
  })
  const [first] = performance.getEntriesByName('first-contentful-paint')
  return { shift, paint: first?.startTime ?? 0 }
}
