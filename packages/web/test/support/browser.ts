import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Stand } from './stand.ts'

export type Look = {
  /** role:subject; null: without a token. */
  readonly who: string | null
  readonly path?: string
  readonly seconds?: number
  /** What is done with the page before it goes anywhere. */
  readonly before?: (page: Page) => Promise<void>
} & BrowserContextOptions

export type Opened = {
  readonly page: Page
  /** What the console complained of. A test that breaks something on purpose empties it. */
  readonly complaints: string[]
  readonly close: () => Promise<void>
}

/** Opens a page as somebody, in a browser of their own, and listens to what its console complains of. */
export async function open(browser: Browser, stand: Stand, look: Look): Promise<Opened> {
  const { who, path = 'me', seconds = 3_600, before, ...options } = look
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    ...options,
  })
  // A busy machine is given time.
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await before?.(page)
  const token = who === null ? '' : `#token=${await stand.tokenFor(who, seconds)}`
  await page.goto(`${stand.url}/app/${path}${token}`)
  return { page, complaints, close: () => context.close() }
}

/** What axe finds wrong with the page, each rule with the elements that break it. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)
}

/** Walks with the tabulator until an element of this name has the focus; fails where none is reached. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  const path: string[] = []
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press('Tab')
    const reached = await page.evaluate(() => {
      const at = document.activeElement
      // Between the last and the first it is the page itself that has the focus.
      if (at === null || at === document.body) return ''
      const label = at.getAttribute('aria-label') ?? at.textContent
      const isField = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement
      const of = isField ? (at.labels?.[0]?.textContent ?? '') : ''
      return `${label} ${of}`.trim()
    })
    if (name.test(reached)) return
    path.push(reached.slice(0, 40))
  }
  throw new Error(`the tabulator never reached ${String(name)}, but ${path.join(' → ')}`)
}
