import type { Browser, Page } from 'playwright-core'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Stage } from '../demo/stage.ts'
import { messagesOf } from '../src/conversations.ts'
import { cast } from '../src/people.ts'
import type { Conversation } from '../src/shapes.ts'
import { type Line, openLine } from './support/line.ts'
import { pagesStage, type Seat, sit, testBrowser } from './support/pages.ts'
import { browser as plainBrowser } from './support/stage.ts'

// Lines that break, end, or die without a word, between two browsers and what they talk with.

let chromium: Browser | string = 'not opened'
const SOON = { timeout: 45_000 }

describe('a line that fails', { timeout: 180_000 }, () => {
  let stage: Stage
  let line: Line
  let client: Seat
  let freelancer: Seat
  let own: Page
  let talk: Conversation

  beforeAll(async () => {
    chromium = await testBrowser()
    if (typeof chromium === 'string') return
    stage = await pagesStage({ withWeb: true })
    line = await openLine()
    const { clients, freelancers } = cast(stage.market.database, stage.market.now())
    const [me = '', other = ''] = [clients[0]?.id, freelancers[0]?.id]
    const written = await plainBrowser(stage, me)
    talk = await written.json('POST', '/api/conversations', { freelancer: other, text: 'Hello.' })
    const proxy = { server: line.url }
    client = await sit(chromium, { stage, person: me }, { proxy })
    freelancer = await sit(chromium, { stage, person: other }, { proxy })
    own = await freelancer.context.newPage()
    for (const page of [client.page, freelancer.page, own]) await page.clock.install()
    for (const { page } of [client, freelancer]) {
      await page.goto(`/inbox/${talk.id}`)
      await page.getByText('Live', { exact: true }).waitFor()
    }
    await own.goto('/id/score-page')
    await own.getByText('Live', { exact: true }).waitFor()
  }, 180_000)
  beforeEach(({ skip }) => {
    if (typeof chromium === 'string') skip(chromium)
  })

  const write = ({ page }: Seat) => page.getByRole('textbox', { name: 'Your message' })
  const log = ({ page }: Seat) => page.getByRole('log')
  const say = async (seat: Seat, text: string) => {
    await write(seat).fill(text)
    await write(seat).press('Enter')
  }
  const live = (page: Page) => page.getByText('Live', { exact: true }).waitFor()
  const textsOf = () => messagesOf(stage.market.database, talk.id).map(({ text }) => text)

  test('the marketplace is gone: both pages say so, keep what is written, and go on when it is back', async () => {
    line.cut()
    for (const seat of [client, freelancer]) {
      await seat.page.getByText('Reconnecting…').waitFor()
    }
    await say(client, 'Sent by the client meanwhile.')
    await say(freelancer, 'Sent by the freelancer meanwhile.')
    for (const seat of [client, freelancer]) {
      await log(seat).getByText('Goes out by itself').waitFor()
      await seat.page.getByText('The marketplace cannot be reached', { exact: true }).waitFor()
      await write(seat).fill('Only a draft.')
    }
    expect(textsOf().filter((text) => text.includes('meanwhile'))).toEqual([])
    line.mend()
    for (const seat of [client, freelancer]) {
      await live(seat.page)
      await log(seat).getByText('Sent by the client meanwhile.').waitFor()
      await log(seat).getByText('Sent by the freelancer meanwhile.').waitFor()
      await log(seat).getByText('Goes out by itself').waitFor({ state: 'detached' })
      const banner = seat.page.getByText('The marketplace cannot be reached', { exact: true })
      await banner.waitFor({ state: 'detached' })
      expect(await write(seat).inputValue()).toBe('Only a draft.')
      await write(seat).fill('')
    }
    // Each went out once.
    expect(textsOf().filter((text) => text.includes('meanwhile'))).toHaveLength(2)
  })

  test('a stream that ends in good order is opened again, and what came in between is shown', async () => {
    line.end()
    await say(freelancer, 'Written as the stream ended.')
    await log(client).getByText('Written as the stream ended.').waitFor()
    await live(client.page)
    expect(textsOf().filter((text) => text === 'Written as the stream ended.')).toHaveLength(1)
  })

  test('a stream that dies without a word is noticed by its silence', async () => {
    await live(freelancer.page)
    line.deaden()
    await say(freelancer, 'Nobody hears this yet.')
    await expect.poll(() => textsOf().includes('Nobody hears this yet.'), SOON).toBe(true)
    // The control: the line is dead indeed.
    await client.page.clock.runFor(5_000)
    expect(await log(client).getByText('Nobody hears this yet.').count()).toBe(0)
    await client.page.clock.runFor(60_000)
    await log(client).getByText('Nobody hears this yet.').waitFor()
    await live(client.page)
  })

  test('the member’s own page: gone and back, ended, and dead without a word', async () => {
    const waiting = own.locator('section', { hasText: 'Waiting for you' }).getByRole('listitem')
    const before = await waiting.count()
    const opens = async (text: string) => {
      const plain = await plainBrowser(stage, talk.client.id)
      await plain.json('POST', '/api/conversations', { freelancer: talk.freelancer.id, text })
      await stage.market.outbox.deliver()
    }
    const score = await own.getByTestId('score').textContent()
    line.cut()
    await own.getByText('Reconnecting…').waitFor()
    expect(await own.getByTestId('score').textContent()).toBe(score)
    await opens('While it was away?')
    line.mend()
    await live(own)
    await expect.poll(() => waiting.count(), SOON).toBe(before + 1)
    line.end()
    await opens('As it ended?')
    await expect.poll(() => waiting.count(), SOON).toBe(before + 2)
    line.deaden()
    await opens('When it was dead?')
    await own.clock.runFor(60_000)
    await expect.poll(() => waiting.count(), SOON).toBe(before + 3)
    await live(own)
  })
})
