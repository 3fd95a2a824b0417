import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openChromium } from '../../../tools/chromium.mjs'
import { buildBadge, buildReact, EXAMPLES } from './support/build.ts'
import { servePages } from './support/pages.ts'
import { startLabels } from './support/service.ts'

let browser: Browser | string = 'not opened'
const NAME = 'Responsive: usually answers clients’ messages promptly'

type Opened = {
  readonly page: Page
  /** METHOD and path of everything that the page asked of the service. */
  readonly asked: string[]
  readonly said: string[]
}

// A browser on a busy machine takes its time.
describe('<responsive-badge> in Chromium', { timeout: 120_000 }, () => {
  let pages: Awaited<ReturnType<typeof servePages>>
  let labels: Awaited<ReturnType<typeof startLabels>>
  let code = ''
  let html = ''
  let react = ''
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    browser = await openChromium()
    if (typeof browser === 'string') return
    code = await buildBadge()
    labels = await startLabels()
    pages = await servePages((path) => {
      if (path === '/badge.js') return { media: 'text/javascript', body: code }
      if (path === '/react.js') return { media: 'text/javascript', body: react }
      if (path.startsWith('/broken/')) return { status: 500, body: '{"labels":["Responsive"' }
      if (path.startsWith('/foreign/'))
        return { media: 'application/json', body: '{"labels":"Responsive"}' }
      return { body: html }
    })
  })
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
  })
  afterAll(async () => {
    if (typeof browser === 'string') return
    await browser.close()
    await pages.stop()
    await labels.stop()
  })

  /** Opens a page with this body. */
  async function open(
    body: string,
    options: { dark?: boolean; head?: string; whole?: string } = {},
  ): Promise<Opened> {
    const context = await (browser as Browser).newContext({
      colorScheme: options.dark === true ? 'dark' : 'light',
    })
    contexts.push(context)
    const page = await context.newPage()
    const asked: string[] = []
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    page.on('pageerror', (error) => said.push(String(error)))
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url())
      if (origin !== pages.url) asked.push(`${request.method()} ${pathname}`)
    })
    html =
      options.whole ??
      `<!doctype html><html lang="en"><head><title>Profile</title><link rel="icon" href="data:,">
      <meta name="color-scheme" content="light dark">${options.head ?? ''}
      <script async src="/badge.js"></script></head><body><main><h1>Profile</h1>${body}</main></body></html>`
    await page.goto(pages.url, { waitUntil: 'networkidle' })
    return { page, asked, said }
  }
  const badge = (member: string, more = '') =>
    `<responsive-badge member="${member}" src="${labels.url}" ${more}></responsive-badge>`
  const mark = (page: Page) => page.getByRole('img', { name: NAME })

  test('shows the label of who holds it, by one call that caches can keep', async ({ skip }) => {
    if (typeof browser === 'string') return skip(browser)
    const { page, asked, said } = await open(badge('ada'))
    expect(await mark(page).count()).toBe(1)
    expect(await mark(page).innerText()).toContain('Responsive')
    expect(asked).toEqual(['GET /v1/labels/ada'])
    expect(said).toEqual([])
  })

  test('many badges share a call of at most 500 members, one member asked for once', async ({
    skip,
  }) => {
    if (typeof browser === 'string') return skip(browser)
    const members = Array.from({ length: 1_100 }, (_, index) =>
      index % 100 === 7 ? 'ada' : `m${index}`,
    )
    const { page, asked } = await open(members.map((member) => badge(member)).join(''))
    expect(asked.filter((each) => !each.startsWith('OPTIONS'))).toEqual(
      Array(3).fill('POST /v1/labels/lookup'),
    )
    expect(await mark(page).count()).toBe(11)
  })

  test('absence and every failure look the same, take no room, and say nothing', async ({
    skip,
  }) => {
    if (typeof browser === 'string') return skip(browser)
    const nowhere = 'http://127.0.0.1:9'
    const variants: Readonly<Record<string, string>> = {
      'does not hold it': badge('bob'),
      'is not known': badge('nobody'),
      'no member': `<responsive-badge src="${labels.url}"></responsive-badge>`,
      'no service': `<responsive-badge member="ada" src="${nowhere}"></responsive-badge>`,
      'a broken one': `<responsive-badge member="ada" src="${pages.url}/broken"></responsive-badge>`,
      'a foreign one': `<responsive-badge member="ada" src="${pages.url}/foreign"></responsive-badge>`,
      'another label': badge('ada', 'label="Superb"'),
      'an id of dots': badge('..'),
    }
    const rows = Object.values(variants).map(
      (element) => `<div style="display:flex;gap:20px"><b>A</b>${element}<b>B</b></div>`,
    )
    const { page, said } = await open(rows.join(''))
    const shown = await page.evaluate(() =>
      [...document.querySelectorAll('responsive-badge')].map((host) => {
        const left = host.previousElementSibling?.getBoundingClientRect().right ?? 0
        const right = host.nextElementSibling?.getBoundingClientRect().left ?? 0
        return `${host.shadowRoot?.innerHTML} ${host.getBoundingClientRect().width} ${right - left}`
      }),
    )
    // What the browser itself notes of a connection is out of any page's hands.
    expect(said.filter((line) => !line.startsWith('Failed to load resource'))).toEqual([])
    expect(shown).toHaveLength(8)
    expect(new Set(shown).size).toBe(1)
    expect(shown[0]).toMatch(/<\/style> 0 20$/)
    // Control: who holds it looks different.
    const { page: other } = await open(badge('ada'))
    expect(await mark(other).count()).toBe(1)
  })

  test('is clean for axe, in light and dark', async ({ skip }) => {
    if (typeof browser === 'string') return skip(browser)
    for (const dark of [false, true]) {
      const { page } = await open(`<p>Ada ${badge('ada')}</p>`, { dark })
      await page.keyboard.press('Tab')
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations).toEqual([])
      expect(await mark(page).count()).toBe(1)
    }
  })

  test('explains itself to who comes by keyboard, until Escape', async ({ skip }) => {
    if (typeof browser === 'string') return skip(browser)
    const { page } = await open(badge('ada'))
    const tip = page.locator('responsive-badge [part=explanation]')
    expect(await tip.isVisible()).toBe(false)
    await page.keyboard.press('Tab')
    expect(await tip.isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    expect(await tip.isVisible()).toBe(false)
    await mark(page).hover()
    expect(await tip.isVisible()).toBe(true)
  })

  test('follows the page: colours, parts, scheme, room', async ({ skip }) => {
    if (typeof browser === 'string') return skip(browser)
    const colour = (page: Page) => mark(page).evaluate((each) => getComputedStyle(each).color)
    const { page: light } = await open(badge('ada'))
    const { page: dark } = await open(badge('ada'), { dark: true })
    expect(await colour(light)).toBe('rgb(20, 83, 45)')
    expect(await colour(dark)).toBe('rgb(187, 247, 208)')
    const head = `<style>responsive-badge{--responsive-badge-color:rgb(1,2,3);--responsive-badge-min-width:300px}
        responsive-badge::part(text){text-transform:uppercase} span{color:red!important}</style>`
    const { page } = await open(badge('ada', 'reserve') + badge('bob', 'reserve'), { head })
    expect(await colour(page)).toBe('rgb(1, 2, 3)')
    expect(await mark(page).innerText()).toContain('RESPONSIVE')
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll('responsive-badge')].map(
        (each) => each.getBoundingClientRect().width,
      ),
    )
    expect(widths).toEqual([300, 300])
  })

  test('speaks the language of the page, and takes text for text', async ({ skip }) => {
    if (typeof browser === 'string') return skip(browser)
    const attack = '<img src=x onerror=alert(1)>'
    const { page, said } = await open(
      `${badge('ada', 'label="Responsive" text="Antwortet schnell" explanation="antwortet meist bald"')}
         ${badge('ann', `label="Responsive" text="${attack.replaceAll('<', '&lt;')}"`)}`,
    )
    expect(
      await page.getByRole('img', { name: 'Antwortet schnell: antwortet meist bald' }).count(),
    ).toBe(1)
    expect(await page.locator('responsive-badge img').count()).toBe(0)
    expect(await page.getByText(attack).count()).toBe(1)
    expect(said).toEqual([])
  })

  test('follows its attributes, also while an answer is under way', async ({ skip }) => {
    if (typeof browser === 'string') return skip(browser)
    const { page, asked } = await open(badge('bob'))
    expect(await mark(page).count()).toBe(0)
    await page.evaluate(() => {
      const host = document.querySelector('responsive-badge')
      for (const member of ['ann', 'nobody', 'ada']) host?.setAttribute('member', member)
    })
    await mark(page).waitFor()
    await page.evaluate(() =>
      document.querySelector('responsive-badge')?.setAttribute('member', 'bob'),
    )
    await mark(page).waitFor({ state: 'detached' })
    // What was known a moment ago is not asked again.
    expect(asked.filter((each) => each === 'GET /v1/labels/bob')).toHaveLength(1)
  })

  test('works as in the examples: a plain page, React, an e-mail', async ({ skip }) => {
    if (typeof browser === 'string') return skip(browser)
    // The examples speak of a service at its usual address.
    const here = (text: string) => text.replaceAll('http://127.0.0.1:8787', labels.url)
    const plain = here(readFileSync(`${EXAMPLES}plain.html`, 'utf8'))
    const { page } = await open('', { whole: plain })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations).toEqual([])
    expect(await mark(page).count()).toBe(1)
    expect(await page.getByText('Antwortet schnell').count()).toBe(1)
    react = here(await buildReact())
    const { page: other, said } = await open(
      '<div id="root"></div><script src="/react.js"></script>',
    )
    expect(said).toEqual([])
    expect(await other.getByRole('heading', { name: NAME }).count()).toBe(1)
    expect(await other.getByRole('heading').count()).toBe(3)
    const { page: mail } = await open('', {
      whole: here(readFileSync(`${EXAMPLES}email.html`, 'utf8')),
    })
    const heights = await mail.evaluate(() =>
      [...document.querySelectorAll('img')].map(({ naturalWidth }) => naturalWidth > 60),
    )
    expect(heights).toEqual([true, false])
  })

  test('works without scripts as a picture', async ({ skip }) => {
    if (typeof browser === 'string') return skip(browser)
    const { page } = await open(
      `<img id="held" alt="" src="${labels.url}/v1/labels/ada/badge.svg">
         <img id="none" alt="" src="${labels.url}/v1/labels/bob/badge.svg">`,
    )
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll('img')].map(({ naturalWidth }) => naturalWidth),
    )
    expect(widths[0]).toBeGreaterThan(60)
    expect(widths[1]).toBe(1)
  })
})
