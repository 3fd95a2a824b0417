import { afterAll, describe, expect, test } from 'vitest'
import { inChromium } from './support/in-chromium.ts'
import { openMarket } from './support/market.ts'
import { PEOPLE } from './support/scenes.ts'
import { MINUTE } from './support/stand.ts'

// Whose page it is, and for how long: tokens of a person's own and of the embedded view, with and without a
// marketplace's page around.

const market = await openMarket()
const { stand, visit } = await inChromium({ frame_ancestors: [market.url] })
afterAll(() => market.close())
/** A busy machine is given time. */
const SOON = { timeout: 45_000 }
const BUSY = `member:${PEOPLE.busy}`
const OF_HELD = /^Responsive until/

/** A marketplace's page that answers its frame. */
const ANSWERING = `
  if (parent === window) addEventListener('message', async ({ data, source }) => {
    if (data.type !== 'alacrity-ready' && data.type !== 'alacrity-token-expired') return
    source.postMessage({ type: 'alacrity-token', token: await window.freshToken() }, '*')
  })
`

describe('tokens on the member’s pages', { timeout: 180_000 }, () => {
  test('a token leaves the address at once, and a reload still knows who it is', async () => {
    const { page } = await visit({ who: BUSY })
    await page.getByText('Your responsiveness').first().waitFor()
    expect(page.url()).not.toContain('token')
    await page.reload()
    await page.getByText(OF_HELD).first().waitFor()
    const other = await visit({ who: null })
    await other.page.getByText('Open this page from your marketplace').first().waitFor()
  })

  test('a token that runs out: a calm word, and the page goes on with the next', async () => {
    const { page } = await visit({ who: BUSY, seconds: 30 })
    await page.getByText(OF_HELD).first().waitFor()
    const now = stand.clock.now()
    stand.clock.set(now + 5 * MINUTE)
    await page.reload()
    await page.getByText('Your sign-in has run out').first().waitFor()
    const token = await stand.tokenFor(BUSY)
    await page.evaluate((given) => (location.hash = `token=${given}`), token)
    await page.getByText(OF_HELD).first().waitFor()
    expect(await page.getByText('Your sign-in has run out').count()).toBe(0)
    stand.clock.set(now)
  })

  test('a token of the embedded view shows the score, and nothing can be done', async () => {
    const { token } = await (await stand.as(BUSY)).member(PEOPLE.busy).embedToken()
    const { page, complaints } = await visit({ who: null, path: `me#token=${token}` })
    await page.getByText(OF_HELD).first().waitFor()
    expect(await page.getByRole('navigation').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('in a frame of the marketplace: it asks for a token, takes it, and has no header of its own', async () => {
    const { page } = await visit({ who: null })
    const token = await stand.tokenFor(BUSY)
    await page.goto(`${market.url}/?page=${encodeURIComponent(`${stand.url}/app/me`)}`)
    await page.waitForFunction(() => (globalThis as { said?: string }).said === 'alacrity-ready')
    await page.evaluate((given) => {
      const message = { type: 'alacrity-token', token: given }
      document.querySelector('iframe')?.contentWindow?.postMessage(message, '*')
    }, token)
    const frame = page.frameLocator('iframe')
    await frame.getByText(OF_HELD).waitFor()
    expect(await frame.getByText('Alacrity', { exact: true }).count()).toBe(0)
  })

  test('a token of the embedded view runs out in its frame, and the page around it gives the next', async () => {
    const own = (await stand.as(BUSY)).member(PEOPLE.busy)
    const { page } = await visit({ who: null })
    let given = 0
    await page.exposeFunction('freshToken', async () => {
      given += 1
      return (await own.embedToken()).token
    })
    await page.addInitScript(ANSWERING)
    await page.goto(`${market.url}/?page=${encodeURIComponent(`${stand.url}/app/me`)}`)
    const frame = page.frameLocator('iframe')
    await frame.getByText(OF_HELD).waitFor()
    expect(given).toBe(1)
    const now = stand.clock.now()
    stand.clock.set(now + 6 * MINUTE)
    await expect.poll(() => given, SOON).toBe(2)
    await frame.getByText(OF_HELD).waitFor()
    expect(await frame.getByText('Your sign-in has run out').count()).toBe(0)
    stand.clock.set(now)
  })

  test('a link that names a stranger for the next tokens asks nobody', async () => {
    const { page } = await visit({ who: null })
    const asked: string[] = []
    page.on('requestfinished', (request) => asked.push(request.url()))
    const token = await stand.tokenFor(BUSY, 30)
    const now = stand.clock.now()
    stand.clock.set(now + 5 * MINUTE)
    // The market's page is of an origin that is not among the service's `web_origins`.
    const renew = encodeURIComponent(`${market.url}/token`)
    await page.goto(`${stand.url}/app/me#token=${token}&renew=${renew}`)
    await page.reload()
    await page.getByText('Your sign-in has run out').first().waitFor()
    expect(asked.some((url) => url.startsWith(stand.url))).toBe(true)
    expect(asked.filter((url) => url.startsWith(market.url))).toEqual([])
    stand.clock.set(now)
  })
})
