import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openChromium } from '../../../tools/chromium.mjs'
import { buildBadge } from './support/build.ts'
import { servePages } from './support/pages.ts'
import { startLabels } from './support/service.ts'

const browser = await openChromium()
const NAME = 'Responsive: usually answers clients’ messages promptly'

type Opened = {
  readonly page: Page
  /** METHOD and path of everything that the page asked of the service. */
  readonly asked: string[]
  readonly said: string[]
}

describe('<responsive-badge> in Chromium', () => {
  let pages: Awaited<ReturnType<typeof servePages>>
  let labels: Awaited<ReturnType<typeof startLabels>>
  let code = ''
  let html = ''
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    if (typeof browser === 'string') return
    code = await buildBadge()
    labels = await startLabels()
    pages = await servePages((path) => {
      if (path === '/badge.js') return { media: 'text/javascript', body: code }
      if (path.startsWith('/broken/')) return { status: 500, body: '{"labels":["Responsive"' }
      if (path.startsWith('/foreign/'))
        return { media: 'application/json', body: '{"labels":"Responsive"}' }
      return { body: html }
    })
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
    options: { dark?: boolean; head?: string } = {},
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
    html = `<!doctype html><html lang="en"><head><title>Profile</title><link rel="icon" href="data:,">
      <meta name="color-scheme" content="light dark">${options.head ?? ''}
      <script async src="/badge.js"></script></head><body><main><h1>Profile</h1>${body}</main></body></html>`
    await page.goto(pages.url, { waitUntil: 'networkidle' })
    return { page, asked, said }
  }
  const badge = (member: string, more = '') =>
    `<responsive-badge member="${member}" src="${labels.url}" ${more}></responsive-badge>`
  const mark = (page: Page) => page.getByRole('img', { name: NAME })

  const cases: Readonly<Record<string, () => Promise<void>>> = {
    'shows the label of who holds it, by one call that caches can keep': async () => {
      const { page, asked, said } = await open(badge('ada'))
      expect(await mark(page).count()).toBe(1)
      expect(await mark(page).innerText()).toContain('Responsive')
      expect(asked).toEqual(['GET /v1/labels/ada'])
      expect(said).toEqual([])
    },

    'many badges share a call of at most 500 members, and one member is asked for once':
      async () => {
        const members = Array.from({ length: 1_100 }, (_, index) =>
          index % 100 === 7 ? 'ada' : `m${index}`,
        )
        const { page, asked } = await open(members.map((member) => badge(member)).join(''))
        expect(asked.filter((each) => !each.startsWith('OPTIONS'))).toEqual(
          Array(3).fill('POST /v1/labels/lookup'),
        )
        expect(await mark(page).count()).toBe(11)
      },

    'absence and every failure look the same, take no room, and say nothing': async () => {
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
      const shown: string[] = []
      for (const element of Object.values(variants)) {
        const row = `<div style="display:flex;gap:20px"><b id="before">A</b>${element}<b id="after">B</b></div>`
        const { page, said } = await open(row)
        const inside = await page.evaluate(() => {
          const host = document.querySelector('responsive-badge')
          const distance =
            (document.querySelector('#after')?.getBoundingClientRect().left ?? 0) -
            (document.querySelector('#before')?.getBoundingClientRect().right ?? 0)
          return `${host?.shadowRoot?.innerHTML} ${host?.getBoundingClientRect().width} ${distance}`
        })
        shown.push(inside)
        // What the browser itself notes of a connection is out of any page's hands.
        expect(said.filter((line) => !line.startsWith('Failed to load resource'))).toEqual([])
      }
      expect(shown).toHaveLength(8)
      expect(new Set(shown).size).toBe(1)
      expect(shown[0]).toMatch(/<\/style> 0 20$/)
      // Control: who holds it looks different.
      const { page } = await open(badge('ada'))
      expect(await mark(page).count()).toBe(1)
    },

    'is clean for axe, in light and dark': async () => {
      for (const dark of [false, true]) {
        const { page } = await open(`<p>Ada ${badge('ada')}</p>`, { dark })
        await page.keyboard.press('Tab')
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations).toEqual([])
        expect(await mark(page).count()).toBe(1)
      }
    },

    'explains itself to who comes by keyboard, until Escape': async () => {
      const { page } = await open(badge('ada'))
      const tip = page.locator('responsive-badge [part=explanation]')
      expect(await tip.isVisible()).toBe(false)
      await page.keyboard.press('Tab')
      expect(await tip.isVisible()).toBe(true)
      await page.keyboard.press('Escape')
      expect(await tip.isVisible()).toBe(false)
      await mark(page).hover()
      expect(await tip.isVisible()).toBe(true)
    },

    'follows the page: colours, parts, scheme, room': async () => {
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
    },

    'speaks the language of the page, and takes text for text': async () => {
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
    },

    'follows its attributes, also while an answer is under way': async () => {
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
    },

    'works without scripts as a picture': async () => {
      const { page } = await open(
        `<img id="held" alt="" src="${labels.url}/v1/labels/ada/badge.svg">
         <img id="none" alt="" src="${labels.url}/v1/labels/bob/badge.svg">`,
      )
      const widths = await page.evaluate(() =>
        [...document.querySelectorAll('img')].map(({ naturalWidth }) => naturalWidth),
      )
      expect(widths[0]).toBeGreaterThan(60)
      expect(widths[1]).toBe(1)
    },
  }

  for (const [title, run] of Object.entries(cases)) {
    test(title, { timeout: 60_000 }, async ({ skip }) => {
      if (typeof browser === 'string') return skip(browser)
      try {
        await run()
      } finally {
        for (const context of contexts.splice(0)) await context.close()
      }
      return undefined
    })
  }
})
