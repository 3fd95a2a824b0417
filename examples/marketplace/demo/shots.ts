// Makes the pictures of the marketplace in docs/screenshots, in both schemes and at phone width.
// `node examples/marketplace/demo/shots.ts [name…]` makes only those whose name begins so.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { SAMPLE_MEMBERS } from '@alacrity/sample'
import type { BrowserContextOptions } from 'playwright-core'
import { openChromium } from '../../../tools/chromium.mjs'
import { inbox } from '../src/conversations.ts'
import { cast } from '../src/people.ts'
import { builtPages, MARKET, WEB } from './pages.ts'
import { openStage } from './stage.ts'

const FOLDER = fileURLToPath(new URL('../../../docs/screenshots', import.meta.url))
const NOW = Date.parse('2026-03-31T12:00:00Z')
const PORTS = { servicePort: 8797, marketPort: 8798 }
const REST_MS = 1_600

const WIDE = { width: 1280, height: 800 }
const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { viewport: WIDE, colorScheme: 'light' },
  dark: { viewport: WIDE, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
}

const folder = mkdtempSync(join(tmpdir(), 'alacrity-shots-'))
const how = { build: true, say: (line: string) => stdout.write(`${line}\n`) }
const marketRoot = await builtPages(MARKET, how)
const webRoot = await builtPages(WEB, how)
const stage = await openStage({
  folder,
  postgres: null,
  host: '127.0.0.1',
  ...PORTS,
  now: NOW,
  members: SAMPLE_MEMBERS,
  webRoot,
  marketRoot,
})
stage.driver.set({ paused: true })
const { database } = stage.market
const { clients, freelancers } = cast(database, NOW)
const client = clients[0]?.id ?? ''
const freelancer = freelancers[0]?.id ?? ''
/** The longest of somebody's newest conversations, or one that waits. */
const talkOf = (person: string, isWaiting: boolean): string => {
  const all = inbox(database, person, 40)
  const chosen = all.find(({ waiting }) => waiting === isWaiting) ?? all[0]
  return `/inbox/${encodeURIComponent(chosen?.id ?? '')}`
}

const SHOTS = [
  { name: 'market-entry', who: null, path: '/' },
  { name: 'market-directory', who: client, path: '/freelancers' },
  { name: 'market-responsive', who: client, path: '/freelancers?responsive=true' },
  { name: 'market-nobody', who: client, path: '/freelancers?text=nobody+at+all' },
  { name: 'market-profile', who: client, path: `/freelancers/${freelancer}` },
  { name: 'market-inbox', who: freelancer, path: talkOf(freelancer, true) },
  { name: 'market-list', who: freelancer, path: '/inbox' },
  { name: 'market-responsiveness', who: freelancer, path: '/responsiveness' },
  { name: 'market-conversation', who: client, path: talkOf(client, false) },
] as const

const browser = await openChromium()
if (typeof browser === 'string') throw new Error(browser)
mkdirSync(FOLDER, { recursive: true })
const wanted = argv.slice(2)
for (const { name, who, path } of SHOTS) {
  if (wanted.length > 0 && !wanted.some((each) => name.startsWith(each))) continue
  for (const [suffix, look] of Object.entries(LOOKS)) {
    const common = { baseURL: stage.marketUrl, locale: 'en-GB', timezoneId: 'Europe/Berlin' }
    const context = await browser.newContext({ ...common, ...look })
    if (who !== null) await context.request.post('/api/session', { data: { person: who } })
    const page = await context.newPage()
    await page.goto(path)
    await page.waitForTimeout(REST_MS)
    await page.screenshot({ animations: 'disabled', path: join(FOLDER, `${name}-${suffix}.png`) })
    stdout.write(`${name}-${suffix}\n`)
    await context.close()
  }
}
await browser.close()
await stage.stop()
rmSync(folder, { recursive: true, force: true })
