// Makes the pictures in docs/screenshots: each page's main states, in both schemes and at phone width.
// `node packages/web/tools/shots.ts [name…]` makes only those whose name begins so.
import { mkdirSync, writeFileSync } from 'node:fs'
import { argv, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { openChromium } from '../../../tools/chromium.mjs'
import { setup } from '../../../tools/made-once.mjs'
import { open } from '../test/support/browser.ts'
import { builtPages } from '../test/support/build.ts'
import { openScenes, PEOPLE, tenThousand } from '../test/support/scenes.ts'
import { HOUR, type Stand } from '../test/support/stand.ts'
import { packPng } from './pack-png.ts'

const FOLDER = fileURLToPath(new URL('../../../docs/screenshots', import.meta.url))
const WIDE = { width: 1280, height: 860 }
const PHONE = { width: 390, height: 844 }
/** How long a page is given to come to rest: charts draw themselves. */
const REST_MS = 1_600

type Shot = {
  readonly name: string
  readonly who: string | null
  readonly path: string
  /** The whole length of the page, not only what is in sight. */
  readonly whole?: boolean
  /** What happens before the picture is made. */
  readonly before?: (page: Page, stand: Stand) => Promise<void>
}

const OPERATOR = 'operator:olga'
const tried = (page: Page) => page.locator('[data-testid=progress][data-done=true]').waitFor()

const SHOTS: readonly Shot[] = [
  { name: 'member-overview', who: PEOPLE.busy, path: 'me', whole: true },
  { name: 'member-new', who: PEOPLE.fresh, path: 'me' },
  { name: 'member-few', who: PEOPLE.few, path: 'me' },
  { name: 'member-lost', who: PEOPLE.lost, path: 'me', whole: true },
  { name: 'member-answered', who: PEOPLE.done, path: 'me' },
  { name: 'member-away', who: PEOPLE.away, path: 'me' },
  { name: 'member-odd-names', who: PEOPLE.odd, path: 'me' },
  { name: 'member-messages', who: PEOPLE.busy, path: 'me/messages' },
  { name: 'member-ten-thousand', who: PEOPLE.many, path: 'me/messages' },
  {
    name: 'member-contest',
    who: PEOPLE.busy,
    path: 'me',
    before: async (page) => {
      await page.getByRole('button', { name: /message of paula-1731/ }).click()
      await page.getByRole('menuitem', { name: 'Contest it…' }).click()
      await page.getByLabel('What is wrong?').fill('She telephoned, and we settled it there.')
    },
  },
  {
    name: 'member-time',
    who: PEOPLE.busy,
    path: 'me/time',
    whole: true,
    before: async (page) => {
      await page.getByRole('button', { name: 'Next month' }).click()
      await page.getByRole('button', { name: /^6 April 2026/ }).click()
      await page.getByRole('button', { name: /^17 April 2026/ }).click()
      await page.getByText(/Usually/).waitFor()
    },
  },
  { name: 'member-record', who: PEOPLE.lost, path: 'me/record' },
  { name: 'sign-in', who: null, path: 'me' },
  { name: 'operator-workbench', who: OPERATOR, path: 'operator', before: tried },
  {
    name: 'operator-publish',
    who: OPERATOR,
    path: 'operator',
    before: async (page) => {
      await tried(page)
      await page.getByRole('slider', { name: 'Granted from' }).focus()
      await page.keyboard.press('PageDown')
      await tried(page)
      await page.getByRole('button', { name: 'Publish…' }).click()
      await page.getByRole('dialog').getByText('What members will be told').waitFor()
    },
  },
  { name: 'operator-policies', who: OPERATOR, path: 'operator/policies' },
  { name: 'operator-contests', who: OPERATOR, path: 'operator/contests' },
  { name: 'operator-health', who: OPERATOR, path: 'operator/health', whole: true },
  { name: 'operator-audit', who: OPERATOR, path: 'operator/audit' },
  {
    name: 'member-expired',
    who: PEOPLE.done,
    path: 'me',
    before: async (page, stand) => {
      await page.getByTestId('score').waitFor()
      stand.clock.set(stand.clock.now() + 2 * HOUR)
      await page.getByText('Your sign-in has run out').waitFor({ timeout: 60_000 })
      stand.clock.set(stand.clock.now() - 2 * HOUR)
    },
  },
  {
    name: 'member-unreachable',
    who: PEOPLE.done,
    path: 'me',
    before: async (page, stand) => {
      await page.getByTestId('score').waitFor()
      await stand.down()
      await page.getByText('The service cannot be reached').first().waitFor({ timeout: 60_000 })
      await stand.up()
    },
  },
]

const LOOKS = [
  { suffix: 'light', viewport: WIDE, colorScheme: 'light' },
  { suffix: 'dark', viewport: WIDE, colorScheme: 'dark' },
  { suffix: 'phone', viewport: PHONE, colorScheme: 'light' },
] as const

const wanted = argv.slice(2)
const chosen = SHOTS.filter(
  ({ name }) => wanted.length === 0 || wanted.some((each) => name.startsWith(each)),
)
const browser = await openChromium()
if (typeof browser === 'string') throw new Error(browser)
mkdirSync(FOLDER, { recursive: true })
const endRun = setup()
const stand = await openScenes({ web_root: await builtPages() })
if (chosen.some(({ who }) => who === PEOPLE.many)) await stand.take(tenThousand())
for (const shot of chosen) {
  for (const { suffix, ...look } of LOOKS) {
    const who = shot.who === null || shot.who === OPERATOR ? shot.who : `member:${shot.who}`
    const { page, close } = await open(browser, stand, { who, path: shot.path, ...look })
    await shot.before?.(page, stand)
    await page.waitForTimeout(REST_MS)
    const options = { fullPage: shot.whole === true, animations: 'disabled' } as const
    writeFileSync(`${FOLDER}/${shot.name}-${suffix}.png`, packPng(await page.screenshot(options)))
    stdout.write(`${shot.name}-${suffix}\n`)
    await close()
  }
}
await browser.close()
await stand.close()
endRun()
