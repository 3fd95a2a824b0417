import type { Browser, BrowserContextOptions } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { howItCame, watchComing } from '../../../tools/steady.mjs'
import type { Stage } from '../demo/stage.ts'
import { inbox } from '../src/conversations.ts'
import { cast } from '../src/people.ts'
import { pagesStage, type Seat, sit, testBrowser } from './support/pages.ts'

// Every page as it comes, in a browser that has nothing of it yet: nothing moves, nothing flashes, the
// console is silent.

let chromium: Browser | string = 'not opened'
const TOGETHER = 4
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
type Role = 'client' | 'freelancer' | 'operator'

describe('a page that comes', { timeout: 240_000 }, () => {
  let stage: Stage
  let people: Readonly<Record<Role, string>>

  beforeAll(async () => {
    chromium = await testBrowser()
    if (typeof chromium === 'string') return
    stage = await pagesStage({ withWeb: true })
    const { clients, freelancers, operators } = cast(stage.market.database, stage.market.now())
    const [client = '', freelancer = '', operator = ''] = [clients, freelancers, operators].map(
      (list) => list[0]?.id,
    )
    people = { client, freelancer, operator }
  }, 180_000)

  const open = async (role: Role | null, options: BrowserContextOptions = {}): Promise<Seat> => {
    if (typeof chromium === 'string') throw new Error(chromium)
    const seat = await sit(
      chromium,
      { stage, person: role === null ? null : people[role] },
      options,
    )
    await watchComing(seat.page)
    return seat
  }
  const talkOf = (role: Role) =>
    `/inbox/${inbox(stage.market.database, people[role], 9)[0]?.id ?? ''}`

  const places = (): readonly (readonly [Role | null, string])[] => [
    [null, '/'],
    ['client', '/freelancers'],
    ['client', '/freelancers?responsive=true'],
    ['client', '/freelancers?text=nobody+at+all'],
    ['client', `/freelancers/${people.freelancer}`],
    ['client', '/inbox'],
    ['client', talkOf('client')],
    ['freelancer', '/inbox'],
    ['freelancer', talkOf('freelancer')],
    ['freelancer', '/responsiveness'],
    ['operator', '/people'],
  ]
  test.for([
    ['in light', { colorScheme: 'light' }],
    ['in dark, at a phone', { ...PHONE, colorScheme: 'dark' }],
  ] as const)(
    'nothing moves in its first five seconds, and it has one look, %s',
    async ([, options], { skip }) => {
      if (typeof chromium === 'string') return skip(chromium)
      const come = async ([role, path]: ReturnType<typeof places>[number]) => {
        const { page, context, said } = await open(role, options)
        await page.goto(path)
        await page.getByText('Live', { exact: true }).waitFor({ state: 'attached' })
        await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
        const { moved, looks } = await howItCame(page)
        await context.close()
        return { path, moved, looks: looks.length, said }
      }
      const found: object[] = []
      // Most of the time is waiting: some wait together.
      for (let at = 0; at < places().length; at += TOGETHER) {
        found.push(
          ...(await Promise.all(
            places()
              .slice(at, at + TOGETHER)
              .map(come),
          )),
        )
      }
      const right = { moved: [], looks: 1, said: [] }
      expect(found).toEqual(places().map(([, path]) => ({ path, ...right })))
    },
  )

  test('what moves is found', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page } = await open('client')
    await page.goto('/freelancers')
    await page.getByRole('main').getByRole('listitem').first().waitFor()
    await page.evaluate(
      `document.querySelector('main').insertAdjacentHTML('afterbegin', '<p>An advertisement that came late</p>')`,
    )
    expect((await howItCame(page)).moved.length).toBeGreaterThan(0)
  })

  test('a page that is seen before its style comes is found', async ({ skip }) => {
    if (typeof chromium === 'string') return skip(chromium)
    const { page, context } = await open('client', { colorScheme: 'dark' })
    await context.route('**/freelancers', async (route) => {
      const response = await route.fetch()
      const body = (await response.text()).replaceAll(
        'rel="stylesheet"',
        'rel="stylesheet" media="print" data-late',
      )
      await route.fulfill({ response, body })
    })
    await page.goto('/freelancers')
    await page.getByRole('heading', { name: 'Freelancers' }).waitFor()
    await page.evaluate(
      `for (const link of document.querySelectorAll('[data-late]')) link.removeAttribute('media')`,
    )
    expect((await howItCame(page)).looks.length).toBeGreaterThan(1)
  })
})
