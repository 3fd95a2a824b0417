import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openChromium } from '../../../tools/chromium.mjs'
import type * as sdk from '../src/index.ts'
import { regular } from './support/history.ts'
import { freePort } from './support/port.ts'
import { startService, tokenFor } from './support/service.ts'

/** What the built client is called in the page. */
declare const Sdk: typeof sdk
declare const document: { title: string }

async function buildClient(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'alacrity-sdk-build-'))
  const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url))
  const lib = { entry, name: 'Sdk', fileName: () => 'sdk.js' }
  try {
    await build({
      configFile: false,
      logLevel: 'warn',
      build: { outDir, emptyOutDir: true, lib: { ...lib, formats: ['iife'] } },
    })
    return readFileSync(join(outDir, 'sdk.js'), 'utf8')
  } finally {
    rmSync(outDir, { recursive: true, force: true })
  }
}

const port = await freePort()
const service = await startService({ cors_origins: [`http://127.0.0.1:${port}`] })
let browser: Browser | string = 'not opened'

// The page is of another origin than the service.
describe('the client in Chromium', { timeout: 120_000 }, () => {
  let code = ''
  const pages = createServer((request, response) => {
    const isCode = request.url === '/sdk.js'
    response.setHeader('content-type', isCode ? 'text/javascript' : 'text/html')
    response.end(isCode ? code : '<!doctype html><title>x</title><script src="/sdk.js"></script>')
  })

  beforeAll(async () => {
    browser = await openChromium()
    if (typeof browser === 'string') return
    code = await buildClient()
    pages.listen(port, '127.0.0.1')
    await once(pages, 'listening')
    const sender = await service.as('ingest')
    const until = Date.now() - 86_400_000
    await sender.events.send(regular('ada', { clients: 40, tookMs: 60_000, until }))
    await service.restart()
  })
  afterAll(async () => {
    if (typeof browser === 'string') return
    await browser.close()
    pages.closeAllConnections()
    await new Promise((resolve) => pages.close(resolve))
  })

  async function open(host = '127.0.0.1'): Promise<Page> {
    if (typeof browser === 'string') throw new Error(browser)
    const page = await browser.newPage()
    await page.goto(`http://${host}:${port}/`)
    return page
  }

  test('labels, a score with a token that is renewed, and an error that can be named', async ({
    skip,
  }) => {
    if (typeof browser === 'string') return skip(browser)
    const page = await open()
    const expired = await tokenFor('member', 'ada', -120)
    const fresh = await tokenFor('member', 'ada')
    const given = { baseUrl: service.url(), expired, fresh }
    await expect
      .poll(() =>
        page.evaluate(({ baseUrl }) => Sdk.createAlacrity({ baseUrl }).labels.of('ada'), given),
      )
      .toEqual(['Responsive'])
    const told = await page.evaluate(async ({ baseUrl, expired, fresh }) => {
      const token = ({ refused }: { refused: string | null }) =>
        refused === null ? expired : fresh
      const client = Sdk.createAlacrity({ baseUrl, token })
      const many = await client.labels.many(['bob', 'ada'])
      const score = await client.member('ada').score()
      const wrong = await client
        .member('bob')
        .score()
        .catch(({ name, code, requestId }: sdk.AlacrityError) => ({ name, code, requestId }))
      return { many, turns: score.turns_total, wrong }
    }, given)
    expect(told).toEqual({
      many: [[], ['Responsive']],
      turns: 40,
      wrong: {
        name: 'AlacrityError',
        code: 'not_found',
        requestId: expect.stringMatching(/^req_/) as string,
      },
    })
    return undefined
  })

  test('the stream, until the page is done with it', async ({ skip }) => {
    if (typeof browser === 'string') return skip(browser)
    const page = await open()
    const given = { baseUrl: service.url(), token: await tokenFor('member', 'ada') }
    const heard = page.evaluate(async (options) => {
      const leaving = new AbortController()
      const signals: string[] = []
      const ada = Sdk.createAlacrity(options).member('ada')
      for await (const signal of ada.live({ signal: leaving.signal })) {
        signals.push(signal)
        document.title = signal
        if (signal === 'changed') leaving.abort()
      }
      return signals
    }, given)
    await page.waitForFunction(() => document.title === 'ready')
    const sender = await service.as('ingest')
    await sender.events.send({
      id: 'new',
      type: 'message',
      at: Date.now(),
      member: 'ada',
      conversation: 'new',
      from: 'client',
      client: 'dee',
    })
    expect(await heard).toEqual(['ready', 'changed'])
    return undefined
  })

  test('a page of an origin that is not configured reads labels and nothing private', async ({
    skip,
  }) => {
    if (typeof browser === 'string') return skip(browser)
    const page = await open('localhost')
    const given = { baseUrl: service.url(), token: await tokenFor('member', 'ada'), attempts: 1 }
    const told = await page.evaluate(async (options) => {
      const client = Sdk.createAlacrity(options)
      const labels = await client.labels.of('ada')
      const score = await client
        .member('ada')
        .score()
        .then(
          () => 'shown',
          ({ code }: sdk.AlacrityError) => code,
        )
      return { labels, score }
    }, given)
    expect(told).toEqual({ labels: ['Responsive'], score: 'unreachable' })
    return undefined
  })

  test('a webhook is verified by what a browser and the edge have', async ({ skip }) => {
    if (typeof browser === 'string') return skip(browser)
    const page = await open()
    const key = Buffer.alloc(32, 5)
    const stamp = String(Math.floor(Date.now() / 1_000))
    const body = '{"type":"contest.opened"}'
    const signature = createHmac('sha256', key).update(`m.${stamp}.${body}`).digest('base64')
    const headers = {
      'webhook-id': 'm',
      'webhook-timestamp': stamp,
      'webhook-signature': `v1,${signature}`,
    }
    const given = { body, headers, secret: `whsec_${key.toString('base64')}` }
    const told = await page.evaluate(async ({ body, headers, secret }) => {
      const forged = await Sdk.verifyWebhook(`${body} `, headers, secret).catch(() => 'refused')
      return [await Sdk.verifyWebhook(body, headers, secret), forged]
    }, given)
    expect(told).toEqual([{ type: 'contest.opened' }, 'refused'])
    return undefined
  })
})
