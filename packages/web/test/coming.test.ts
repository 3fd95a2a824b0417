import { setTimeout as pause } from 'node:timers/promises'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { howItCame, watchComing } from '../../../tools/steady.mjs'
import { inChromium } from './support/in-chromium.ts'
import { PEOPLE } from './support/scenes.ts'

const { visit: visitAs } = await inChromium()
const TOGETHER = 4
const PHONE = { viewport: { width: 390, height: 844 } }

const PLACES = [
  [`member:${PEOPLE.busy}`, 'me'],
  [`member:${PEOPLE.fresh}`, 'me'],
  [`member:${PEOPLE.few}`, 'me'],
  [`member:${PEOPLE.lost}`, 'me'],
  [`member:${PEOPLE.away}`, 'me'],
  [`member:${PEOPLE.busy}`, 'me/messages'],
  [`member:${PEOPLE.fresh}`, 'me/messages'],
  [`member:${PEOPLE.busy}`, 'me/time'],
  [`member:${PEOPLE.lost}`, 'me/record'],
  [`member:${PEOPLE.fresh}`, 'me/record'],
  ['operator:olga', 'operator'],
  ['operator:olga', 'operator/policies'],
  ['operator:olga', 'operator/contests'],
  ['operator:olga', 'operator/health'],
  ['operator:olga', 'operator/audit'],
] as const

/** The service's answers come one after the other, so long apart, in the order they were asked for or the opposite. */
const APART_MS = 250
const ASKED_AT_ONCE = 6
const ORDERS = {
  'the first asked for comes first': (n: number) => n * APART_MS,
  'the first asked for comes last': (n: number) => Math.max(0, ASKED_AT_ONCE - n) * APART_MS,
} as const
type Order = keyof typeof ORDERS

async function answerIn(page: Page, order: Order): Promise<void> {
  let asked = 0
  await page.route('**/v1/**', async (route) => {
    await pause(ORDERS[order](asked++))
    await route.continue()
  })
}

// Every page as it comes, in a browser that has nothing of it yet.
describe('a page that comes', { timeout: 240_000 }, () => {
  const visit = async (
    who: string | null,
    path: string,
    { order, ...look }: BrowserContextOptions & { readonly order?: Order } = {},
  ) => {
    // The watching begins before the page does.
    const before = async (page: Page) => {
      await watchComing(page)
      if (order !== undefined) await answerIn(page, order)
    }
    const seat = await visitAs({ who, path, ...look, before })
    await seat.page.getByRole('main').waitFor()
    await seat.page.getByLabel('Loading').first().waitFor({ state: 'detached' })
    return seat
  }

  test.each([
    ['in light', { colorScheme: 'light', order: 'the first asked for comes first' }],
    [
      'in dark, at a phone',
      { ...PHONE, colorScheme: 'dark', order: 'the first asked for comes last' },
    ],
  ] as const)(
    'nothing moves in its first five seconds, and it has one look, %s',
    async (_, look) => {
      const come = async ([who, path]: (typeof PLACES)[number]) => {
        const { page, complaints, close } = await visit(who, path, look)
        const { moved, looks } = await howItCame(page)
        await close()
        return { who, path, moved, looks: looks.length, complaints }
      }
      const found: object[] = []
      // Most of the time is waiting: some wait together.
      for (let at = 0; at < PLACES.length; at += TOGETHER) {
        found.push(...(await Promise.all(PLACES.slice(at, at + TOGETHER).map(come))))
      }
      const right = { moved: [], looks: 1, complaints: [] }
      expect(found).toEqual(PLACES.map(([who, path]) => ({ who, path, ...right })))
    },
  )

  test('what moves is found', async () => {
    const { page, close } = await visit(`member:${PEOPLE.done}`, 'me')
    await page.getByTestId('score').waitFor()
    await page.evaluate(() => {
      const late = document.createElement('p')
      late.textContent = 'A banner that came late'
      document.querySelector('main')?.prepend(late)
    })
    expect((await howItCame(page)).moved.length).toBeGreaterThan(0)
    await close()
  })

  test('a page that is seen in another look first is found', async () => {
    const { page, close } = await visit(null, 'me')
    await page.getByText('Open this page from your marketplace').waitFor()
    await page.evaluate(() => {
      document.documentElement.style.background = 'rgb(1, 2, 3)'
    })
    expect((await howItCame(page)).looks.length).toBeGreaterThan(1)
    await close()
  })
})
