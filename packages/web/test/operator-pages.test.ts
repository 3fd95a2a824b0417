import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { type Look, type Opened, tabTo, violationsOf } from './support/browser.ts'
import { madeColumns } from './support/columns.ts'
import { inChromium } from './support/in-chromium.ts'
import { PEOPLE } from './support/scenes.ts'
import { DAY, HOUR } from './support/stand.ts'

const { stand, visit: visitAs } = await inChromium({ webhook_loopback: true })
/** A busy machine is given time. */
const SOON = { timeout: 45_000 }
const OLGA = 'operator:olga'
const PLACES = ['', '/policies', '/contests', '/health', '/audit'].map((path) => `operator${path}`)

describe('the operator’s pages in Chromium', { timeout: 240_000 }, () => {
  const visit = (look: Partial<Look> = {}): Promise<Opened> =>
    visitAs({ who: OLGA, path: 'operator', ...look })
  const tried = (page: Page) => page.locator('[data-testid=progress][data-done=true]').waitFor()
  const figure = async (page: Page, name: string) =>
    (await page.getByTestId(name).textContent()) ?? ''
  const choose = async (page: Page, field: string, option: RegExp) => {
    await page.getByRole('combobox', { name: field }).click()
    await page.getByRole('option', { name: option }).click()
  }

  test('form and JSON are in step, and what is typed outlives a reload', async () => {
    const { page, complaints } = await visit()
    await tried(page)
    await page.getByLabel('Granted from', { exact: true }).and(page.locator('input')).fill('70')
    await page.getByText('JSON', { exact: true }).click()
    const json = page.getByLabel('The policy as JSON')
    const written = JSON.parse(await json.inputValue()) as { policy: string; labels: unknown }
    expect(written.policy).toBe('alacrity/2')
    expect(JSON.stringify(written.labels)).toContain('"at_least_percent":70')
    await json.fill(JSON.stringify({ ...written, within: '6h' }))
    await page.getByText('Form', { exact: true }).click()
    expect(await page.getByLabel('Answer within', { exact: true }).inputValue()).toBe('6')
    await page.getByText('JSON', { exact: true }).click()
    await json.fill('{ "policy": ')
    await page.getByText(/^This is not JSON yet/).waitFor()
    expect(await page.getByRole('button', { name: 'Publish…' }).isDisabled()).toBe(true)
    await page.reload()
    await page.getByText(/^This is not JSON yet/).waitFor()
    expect(complaints).toEqual([])
  })

  test('what is unwise stands beside its field, and what is not valid forbids publishing', async () => {
    const { page } = await visit()
    await page.getByLabel('Members may excuse at most (%)').fill('')
    await expect.poll(() => page.getByTestId('findings').textContent(), SOON).toMatch(/finding/)
    const field = page.locator('.mantine-InputWrapper-root', {
      hasText: 'Members may excuse at most',
    })
    await expect.poll(() => field.last().textContent(), SOON).toMatch(/cap/)
    await page.getByLabel('Answer within', { exact: true }).fill('12')
    await page.getByText('JSON', { exact: true }).click()
    const json = page.getByLabel('The policy as JSON')
    await json.fill((await json.inputValue()).replace('"within": "12h"', '"within": "soon"'))
    await page.getByText(/within is "soon"/).waitFor()
    expect(await page.getByRole('button', { name: 'Publish…' }).isDisabled()).toBe(true)
  })

  test('the threshold moves by keyboard, and the consequences with it', async () => {
    const { page, complaints } = await visit()
    await tried(page)
    const [labelled, earning] = [await figure(page, 'labelled'), await figure(page, 'earning')]
    // From the end of the form it is a step or two to the lines of the chart.
    await page.getByLabel('No change sooner than (epochs)').focus()
    await tabTo(page, /^Granted from/)
    const handle = page.getByRole('slider', { name: 'Granted from' })
    for (let presses = 0; presses < 6; presses += 1) await page.keyboard.press('PageDown')
    await expect.poll(() => handle.getAttribute('aria-valuenow'), SOON).toBe('50')
    await expect.poll(async () => figure(page, 'earning'), SOON).not.toBe(earning)
    await expect.poll(async () => figure(page, 'labelled'), SOON).not.toBe(labelled)
    // Keeping never asks for more than granting.
    const keep = page.getByRole('slider', { name: 'Kept down to' })
    expect(await keep.getAttribute('aria-valuenow')).toBe('50')
    expect(
      Number(await page.getByTestId('exchange').locator('strong').first().textContent()),
    ).toBeGreaterThan(0)
    expect(complaints).toEqual([])
  })

  test('a preset is a click away, and the service names who gains', async () => {
    const { page } = await visit()
    await tried(page)
    await choose(page, 'Start from', /upwork-2022/)
    await tried(page)
    const gains = page.getByTestId('exchange').locator('strong').first()
    await page.getByRole('button', { name: 'Name them' }).click()
    const title = page.getByRole('heading', { name: /^Gain the label/ })
    await title.waitFor()
    const named = /\((?:the first .* of )?(\d+)\)/.exec((await title.textContent()) ?? '')?.[1]
    expect(named).toBeDefined()
    expect(await gains.textContent()).toMatch(/^\d+$/)
  })

  test('[DS5] a score is opened with a reason alone, which the member can read', async () => {
    const { page } = await visit()
    await tried(page)
    // On a slow machine the form is still on its way to where the line was dragged: the line is what is asked about.
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 20 })
    await page.getByRole('slider', { name: 'Granted from' }).focus()
    for (let presses = 0; presses < 6; presses += 1) await page.keyboard.press('PageDown')
    await page.getByRole('button', { name: 'Name them' }).click()
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 })
    const first = page.getByRole('button', { name: /^Open the score of/ }).first()
    const member = ((await first.getAttribute('aria-label')) ?? '').replace(
      'Open the score of ',
      '',
    )
    await first.click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Open' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Why do you look?').fill('They asked why the label would come.')
    await dialog.getByRole('button', { name: 'Open' }).click()
    await dialog.getByText('This look is in the audit log.').waitFor()
    const looks = await (await stand.as(`member:${member}`)).member(member).looks()
    expect(looks[0]).toMatchObject({ actor: OLGA, reason: 'They asked why the label would come.' })
  })

  test('a contest is decided beside its facts, by keyboard', async () => {
    const { page, complaints } = await visit({ path: 'operator/contests' })
    await page.getByTestId('facts').waitFor()
    expect(await page.getByTestId('facts').textContent()).toContain('never answered')
    await page.getByLabel('Your answer to the member').focus()
    await page.keyboard.type('The telephone counts. Excused.')
    await tabTo(page, /^Uphold/)
    await page.keyboard.press('Enter')
    await page.getByText('No open contests').waitFor()
    const busy = (await stand.as(`member:${PEOPLE.busy}`)).member(PEOPLE.busy)
    expect((await busy.contests())[0]).toMatchObject({ state: 'upheld', decided_by: OLGA })
    expect(complaints).toEqual([])
  })

  test('a delivery that died is sent again', async () => {
    const { operator } = await stand.as('operator')
    // Nothing listens there.
    const url = 'http://127.0.0.1:9/hook'
    await operator.webhooks.put('crm', { url, topics: ['contest.opened'] })
    const done = (await stand.as(`member:${PEOPLE.done}`)).member(PEOPLE.done)
    const { items } = await done.turnsPage({ limit: 1 })
    await done.contest({ subject: 'turn', about: items[0]?.turn ?? '', reason: 'Not mine.' })
    await expect
      .poll(
        async () => {
          stand.clock.set(stand.clock.now() + 6 * HOUR)
          return (await operator.deliveries.list('dead').page()).items.length
        },
        { timeout: 90_000, interval: 400 },
      )
      .toBe(1)
    const { page } = await visit({ path: 'operator/health' })
    await page.getByRole('button', { name: /^Send again: / }).click()
    await page.getByText('No delivery has failed').waitFor()
    await operator.webhooks.remove('crm')
  })

  test('somebody else’s version meanwhile is told before it is replaced; then mine is scheduled', async () => {
    const { page } = await visit()
    await tried(page)
    await page.getByRole('slider', { name: 'Granted from' }).focus()
    for (let presses = 0; presses < 2; presses += 1) await page.keyboard.press('PageDown')
    await tried(page)
    const other = await stand.as('operator:otto')
    const stored = (await other.operator.policies.list()).items
    const speaking = stored.find(({ policy }) => policy === 'alacrity/1')?.document ?? {
      policy: '',
    }
    await other.operator.policies.create({ ...speaking, policy: 'alacrity/2', title: 'Otto’s' })
    await other.operator.policies.schedule({ policy: 'alacrity/2' })
    await page.getByRole('button', { name: 'Publish…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/of members hold it by the rule in force/).waitFor()
    const read = dialog.getByRole('checkbox')
    if ((await read.count()) > 0) await read.check()
    await dialog.getByRole('button', { name: 'Store and schedule' }).click()
    await dialog.getByText(/alacrity\/2 was scheduled by operator:otto/).waitFor()
    expect(await dialog.getByTestId('publish-as').textContent()).toBe('alacrity/3')
    await dialog.getByRole('button', { name: 'Publish mine after it' }).click()
    await page.getByText(/^alacrity\/3 is in force from/).waitFor()
    const { scheduled } = await other.operator.policies.list()
    const last = scheduled.toSorted((a, b) => a.from_at - b.from_at).at(-1)
    expect(last).toMatchObject({ policy: 'alacrity/3', scheduled_by: OLGA })
    await page.getByRole('link', { name: 'Policies' }).click()
    await page.getByText('coming').first().waitFor()
  })

  test.each(PLACES.flatMap((path) => [[path, 'light'] as const, [path, 'dark'] as const]))(
    '%s in %s: axe finds nothing, the console is silent',
    async (path, colorScheme) => {
      const { page, complaints } = await visit({ path, colorScheme })
      await page.getByRole('heading', { level: 1 }).waitFor()
      if (path === 'operator') await tried(page)
      await page.waitForLoadState('networkidle')
      expect(await violationsOf(page)).toEqual([])
      expect(complaints).toEqual([])
    },
  )

  test('a token that runs out, and a service that is away, leave the draft as it is', async () => {
    const { page } = await visit()
    await tried(page)
    await page.getByLabel('Answer within', { exact: true }).fill('7')
    await stand.down()
    await page.getByText('The service cannot be reached').waitFor()
    expect(await page.getByLabel('Answer within', { exact: true }).inputValue()).toBe('7')
    await stand.up()
    await page.getByText('The service cannot be reached').waitFor({ state: 'detached' })
    stand.clock.set(stand.clock.now() + 2 * DAY)
    await page.getByText('Your sign-in has run out').waitFor()
    expect(await page.getByLabel('Answer within', { exact: true }).inputValue()).toBe('7')
  })

  // How long it takes is measured by tools/bench-workbench.ts.
  test('a million turns: every key on the threshold is answered by its own figures', async () => {
    const { page, complaints } = await visit({ path: 'operator/audit' })
    const asOf = stand.clock.now()
    const columns = Buffer.from(
      madeColumns({ members: 20_000, turns: 1_000_000, asOf, days: 400, seed: 7 }),
    )
    await page.route('**/v1/turn-columns*', async (route) =>
      route.fulfill({ body: columns, contentType: 'application/octet-stream' }),
    )
    await page.getByRole('link', { name: 'Workbench' }).click()
    await page.getByText('1,000,000 messages of 20,000 members').waitFor()
    const line = page.getByRole('slider', { name: 'Granted from' })
    await line.focus()
    const shares: string[] = []
    for (const key of ['PageDown', 'PageDown', 'ArrowLeft', 'Home', 'End']) {
      await page.keyboard.press(key)
      const at = await line.getAttribute('aria-valuenow')
      await page.locator(`[data-testid=figures][data-grant="${at}"]`).waitFor()
      shares.push(await figure(page, 'earning'))
    }
    expect(new Set(shares).size).toBe(shares.length)
    // The form has followed.
    const field = page.getByLabel('Granted from', { exact: true }).and(page.locator('input'))
    await expect.poll(() => field.inputValue(), SOON).toBe('100 %')
    expect(complaints).toEqual([])
  })
})
