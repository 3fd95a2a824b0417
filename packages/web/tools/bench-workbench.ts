// How long the workbench takes to answer a dragged threshold over a million turns, in Chromium: from the instant
// of the key or the pointer until the figures that answer it (or a later one) are painted.
// `node packages/web/tools/bench-workbench.ts [--turns N] [--members N] [--presses N] [--policy NAME] [--profile FILE]`
import { writeFileSync } from 'node:fs'
import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { builtPages } from '../test/support/build.ts'
import { open } from '../test/support/browser.ts'
import { madeColumns } from '../test/support/columns.ts'
import { exchange, openStand } from '../test/support/stand.ts'
import { openChromium } from '../../../tools/chromium.mjs'
import { setup } from '../../../tools/made-once.mjs'

const { values: given } = parseArgs({
  options: {
    turns: { type: 'string', default: '1000000' },
    members: { type: 'string', default: '20000' },
    presses: { type: 'string', default: '40' },
    /** A preset to start from; without it the policy in force. */
    policy: { type: 'string', default: '' },
    profile: { type: 'string', default: '' },
  },
})
const turns = Number(given.turns)
const members = Number(given.members)
const presses = Number(given.presses)
const NOW = Date.parse('2026-03-31T12:00:00Z')
const DAYS = 400
const PATIENCE_MS = 150_000
const CATEGORIES = ['devtools.timeline', 'disabled-by-default-v8.cpu_profiler', 'toplevel']

/** What the page notes: when each wish was made, and when an answer to it was on the screen. */
type Noted = {
  readonly wished: { readonly at: number; readonly grant: string }[]
  readonly painted: { readonly at: number; readonly grant: string; readonly what: string }[]
}

/** Runs in the page: notes keys and pointers by their own instants, and figures when they are painted. */
function watch(): void {
  const noted: Noted = { wished: [], painted: [] }
  Object.assign(globalThis, { noted })
  const line = document.querySelector('[role=slider][data-side=grant]')
  const table = document.querySelector('[data-testid=figures]')
  if (line === null || table === null) throw new Error('there is no threshold to drag')
  let at = 0
  for (const kind of ['keydown', 'pointermove']) {
    addEventListener(kind, (event) => (at = event.timeStamp), { capture: true })
  }
  let last = line.getAttribute('aria-valuenow') ?? ''
  const painted = (what: string, grant: string): void => {
    // After the frame in which it is drawn.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener('message', () =>
        noted.painted.push({ at: performance.now(), grant, what }),
      )
      port1.start()
      port2.postMessage(null)
    })
  }
  new MutationObserver(() => {
    const now = line.getAttribute('aria-valuenow') ?? ''
    if (now === last) return
    last = now
    noted.wished.push({ at, grant: now })
    painted('line', now)
  }).observe(line, { attributes: true, attributeFilter: ['aria-valuenow'] })
  new MutationObserver(() => painted('figures', table.getAttribute('data-grant') ?? '')).observe(
    table,
    { attributes: true, attributeFilter: ['data-grant'] },
  )
}

/** By wish: how long until something that answers it, or a later one, was on the screen. */
function waits({ wished, painted }: Noted, what: string): readonly number[] {
  const shown = painted.filter((each) => each.what === what)
  return wished.map(({ at }, index) => {
    const later = new Set(wished.slice(index).map(({ grant }) => grant))
    const answer = shown.find((each) => each.at >= at && later.has(each.grant))
    return answer === undefined ? Number.POSITIVE_INFINITY : answer.at - at
  })
}

const ms = (value: number): string => `${Math.round(value)}`

function told(name: string, values: readonly number[]): void {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  stdout.write(
    `${name.padEnd(40)} n ${String(sorted.length).padStart(3)}  median ${ms(at(0.5)).padStart(4)}` +
      `  p90 ${ms(at(0.9)).padStart(4)}  worst ${ms(at(1)).padStart(4)} ms\n`,
  )
}

async function noted(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(1_000)
  const of = await page.evaluate(() => {
    const { wished, painted } = (globalThis as unknown as { readonly noted: Noted }).noted
    return { wished: wished.splice(0), painted: painted.splice(0) }
  })
  told(`${name}: line`, waits(of, 'line'))
  told(`${name}: figures`, waits(of, 'figures'))
}

/** One key after the other, each answered before the next; then as a key repeats that is held down. */
async function press(page: Page, when: string): Promise<void> {
  const keys = ['PageDown', 'PageDown', 'ArrowLeft', 'PageUp', 'PageUp', 'ArrowRight']
  for (let index = 0; index < presses; index += 1) {
    await page.keyboard.press(keys[index % keys.length] ?? 'PageUp')
    await page.waitForTimeout(250)
  }
  await noted(page, `${when}, single keys`)
  for (let index = 0; index < presses; index += 1) {
    await page.keyboard.press(index % 40 < 20 ? 'ArrowLeft' : 'ArrowRight')
    await page.waitForTimeout(33)
  }
  await noted(page, `${when}, a key held`)
}

/** Back and forth over half the chart, sixty times a second. */
async function drag(page: Page, when: string): Promise<void> {
  const box = await page.getByRole('slider', { name: 'Granted from' }).boundingBox()
  if (box === null) throw new Error('the threshold is not in sight')
  const x = box.x + box.width / 2
  const y = box.y + box.height / 2
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let index = 0; index < presses * 3; index += 1) {
    await page.mouse.move(x - 150 * Math.sin(index / 12), y)
    await page.waitForTimeout(16)
  }
  await page.mouse.up()
  await noted(page, `${when}, by pointer`)
}

const browser = await openChromium()
if (typeof browser === 'string') throw new Error(browser)
const endRun = setup()
const stand = await openStand({ now: NOW, settings: { web_root: await builtPages() } })
await stand.take(exchange('mira', { client: 'hanna', at: NOW - 3_600_000, took: 60_000 }))
const { page, complaints } = await open(browser, stand, {
  who: 'operator:olga',
  path: 'operator/audit',
})
const body = Buffer.from(madeColumns({ members, turns, asOf: NOW, days: DAYS, seed: 7 }))
await page.route('**/v1/turn-columns*', async (route) =>
  route.fulfill({ body, contentType: 'application/octet-stream' }),
)
await page.getByRole('link', { name: 'Workbench' }).click()
const began = performance.now()
await page.locator('[data-testid=labelled]').waitFor({ timeout: PATIENCE_MS })
await page.evaluate(watch)
// A deadline that is another makes everything be worked out anew.
await page.getByLabel('Answer within', { exact: true }).fill('20')
await page.getByRole('slider', { name: 'Granted from' }).focus()
await press(page, 'while it is read')
await page.locator('[data-testid=progress][data-done=true]').waitFor({ timeout: PATIENCE_MS })
stdout.write(
  `${turns} turns of ${members} members: two policies read in ${ms(performance.now() - began)} ms\n`,
)
if (given.profile !== '') await browser.startTracing(page, { categories: CATEGORIES })
await press(page, 'read')
if (given.profile !== '') writeFileSync(given.profile, await browser.stopTracing())
await drag(page, 'read')
for (const complaint of complaints) stdout.write(`console: ${complaint}\n`)
await browser.close()
await stand.close()
endRun()
