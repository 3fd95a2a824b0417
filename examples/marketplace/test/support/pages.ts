import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { openChromium } from '../../../../tools/chromium.mjs'
import { madeOnce } from '../../../../tools/made-once.mjs'
import { buildPages, MARKET, WEB } from '../../demo/pages.ts'
import type { Stage } from '../../demo/stage.ts'
import { atTheEnd, testStage } from './stage.ts'

/** A page that shows nothing for this long has failed, on a busy machine too. */
const PATIENCE_MS = 60_000

/** A browser, or the reason why there is none. */
export async function testBrowser(): Promise<Browser | string> {
  const browser: Browser | string = await openChromium()
  if (typeof browser !== 'string') atTheEnd(() => browser.close())
  return browser
}

/** The folder of a site's pages as `npm start` builds them. */
function built(name: string, site: typeof MARKET): Promise<string> {
  return madeOnce(name, async (folder) => {
    const error = await buildPages(site, folder)
    if (error !== null) throw new Error(error)
  })
}
export const builtMarket = (): Promise<string> => built('market', MARKET)

/** The whole demonstration with its pages. */
export async function pagesStage(options: { readonly withWeb: boolean }): Promise<Stage> {
  const marketRoot = await builtMarket()
  const webRoot = options.withWeb ? await built('web', WEB) : undefined
  return testStage({ marketRoot, ...(webRoot === undefined ? {} : { webRoot }) })
}

/** Something that came to a browser, whole. */
type Heard = { readonly from: string; readonly text: string }

/** Somebody at a browser of their own. */
export type Seat = {
  readonly page: Page
  readonly context: BrowserContext
  /** What the console said that is not as it should be. */
  readonly said: string[]
  /** Everything that came over the network, with its headers. */
  readonly heard: () => Promise<readonly Heard[]>
}

/** Opens a browser of its own for somebody; null: for nobody yet. */
export async function sit(
  browser: Browser,
  { stage, person }: { readonly stage: Stage; readonly person: string | null },
  options: BrowserContextOptions = {},
): Promise<Seat> {
  const context = await browser.newContext({
    baseURL: stage.marketUrl,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    ...options,
  })
  atTheEnd(() => context.close())
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const said: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'debug') said.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => said.push(String(error)))
  const heard = await listen(context, page)
  if (person !== null) {
    await context.request.post(`${stage.marketUrl}/api/session`, { data: { person } })
  }
  return { page, context, said, heard }
}

async function listen(context: BrowserContext, page: Page): Promise<() => Promise<Heard[]>> {
  const heard: Heard[] = []
  const coming: Promise<void>[] = []
  context.on('response', (response) => {
    const take = async () => {
      const headers = JSON.stringify(await response.allHeaders())
      // A stream has no end: what it says is taken below.
      const isStream = headers.includes('text/event-stream')
      const body = isStream ? '' : await response.text().catch(() => '')
      heard.push({ from: response.url(), text: `${response.status()} ${headers}\n${body}` })
    }
    coming.push(take().catch(() => undefined))
  })
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  session.on('Network.eventSourceMessageReceived', ({ eventName, data }) => {
    heard.push({ from: `stream ${eventName}`, text: data })
  })
  return async () => {
    await Promise.all(coming.filter((_, index) => index < coming.length))
    return [...heard]
  }
}
