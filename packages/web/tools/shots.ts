// Makes the pictures in docs/screenshots: each page's main states, in both schemes and at phone width.
// `node packages/web/tools/shots.ts [name…]` makes only those whose name begins so.
import { mkdirSync } from 'node:fs'
import { argv, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { openChromium } from '../../../tools/chromium.mjs'
import { openScenes, PEOPLE } from '../test/support/scenes.ts'

const FOLDER = fileURLToPath(new URL('../../../docs/screenshots', import.meta.url))
const WIDE = { width: 1280, height: 860 }
const PHONE = { width: 390, height: 844 }

const SHOTS = [
  { name: 'overview', who: PEOPLE.busy, path: 'me' },
  { name: 'overview-new', who: PEOPLE.fresh, path: 'me' },
  { name: 'overview-few', who: PEOPLE.few, path: 'me' },
  { name: 'overview-lost', who: PEOPLE.lost, path: 'me' },
  { name: 'overview-answered', who: PEOPLE.done, path: 'me' },
  { name: 'overview-away', who: PEOPLE.away, path: 'me' },
  { name: 'overview-odd', who: PEOPLE.odd, path: 'me' },
  { name: 'messages', who: PEOPLE.busy, path: 'me/messages' },
  { name: 'time', who: PEOPLE.away, path: 'me/time' },
  { name: 'record', who: PEOPLE.lost, path: 'me/record' },
] as const

const wanted = argv.slice(2)
const chosen = SHOTS.filter(
  ({ name }) => wanted.length === 0 || wanted.some((each) => name.startsWith(each)),
)
mkdirSync(FOLDER, { recursive: true })
const stand = await openScenes()
const browser = await openChromium()
if (typeof browser === 'string') throw new Error(browser)
for (const { name, who, path } of chosen) {
  for (const [suffix, viewport, scheme] of [
    ['light', WIDE, 'light'],
    ['dark', WIDE, 'dark'],
    ['phone', PHONE, 'light'],
  ] as const) {
    const context = await browser.newContext({
      viewport,
      colorScheme: scheme,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
    })
    const page = await context.newPage()
    page.on('console', (message) => stdout.write(`  ${message.type()}: ${message.text()}\n`))
    page.on('pageerror', (error) => stdout.write(`  ${String(error)}\n`))
    await page.goto(`${stand.url}/app/${path}#token=${await stand.tokenFor(`member:${who}`)}`)
    await page.waitForTimeout(900)
    await page.screenshot({
      path: `${FOLDER}/${name}-${suffix}.png`,
      fullPage: !path.endsWith('messages'),
    })
    stdout.write(`${name}-${suffix}\n`)
    await context.close()
  }
}
await browser.close()
await stand.close()
