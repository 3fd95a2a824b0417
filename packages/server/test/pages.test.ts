import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadPages } from '../src/http/pages.ts'
import { type Bench, openBench } from './support/service.ts'

const folder = mkdtempSync(join(tmpdir(), 'alacrity-pages-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const INDEX = '<!doctype html><title>Alacrity</title><script src="/app/assets/main-Ab3dE_9x.js">'
const SCRIPT = 'console.log("a script that is long enough to be worth compressing");'.repeat(20)
const root = join(folder, 'root')
mkdirSync(join(root, 'assets'), { recursive: true })
writeFileSync(join(root, 'index.html'), INDEX)
writeFileSync(join(root, 'assets', 'main-Ab3dE_9x.js'), SCRIPT)
writeFileSync(join(root, 'assets', 'main-Ab3dE_9x.js.map'), '{}')
writeFileSync(join(root, 'icon.svg'), '<svg/>')
writeFileSync(join(root, '.env'), 'SECRET')
writeFileSync(join(folder, 'outside.txt'), 'SECRET')

let bench: Bench
beforeAll(async () => {
  const settings = {
    web_origins: ['https://market.example'],
    frame_ancestors: ['https://shop.example'],
  }
  bench = await openBench({ pages: await loadPages(root, settings) })
})
const get = (path: string) => bench.ask(null, 'GET', path)

describe('the built pages', () => {
  test('every place of the application gets its first page, which is asked for anew', async () => {
    for (const path of ['/app/', '/app/member/ada.b/turns', '/app/index.html']) {
      const answer = await get(path)
      expect(await answer.text()).toBe(INDEX)
      expect(answer.headers.get('cache-control')).toBe('no-cache')
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    }
    const bare = await get('/app')
    expect([bare.status, bare.headers.get('location')]).toEqual([308, '/app/'])
  })

  test('what has a hash in its name is kept for good; what is gone is not the first page', async () => {
    const answer = await get('/app/assets/main-Ab3dE_9x.js')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(await answer.text()).toBe(SCRIPT)
    expect((await get('/app/assets/main-Old0ld00.js')).status).toBe(404)
  })

  test('no script runs but the built ones, and only the named pages may frame them', async () => {
    const policy = (await get('/app/')).headers.get('content-security-policy') ?? ''
    const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule]))
    expect(rules.get('script-src')).toBe("script-src 'self'")
    expect(rules.get('connect-src')).toBe("connect-src 'self' https://market.example")
    expect(rules.get('frame-ancestors')).toBe('frame-ancestors https://shop.example')
    expect(rules.get('default-src')).toBe("default-src 'none'")
  })

  test.each([
    '/app/.env',
    '/app/..%2foutside.txt',
    '/app/%2e%2e/outside.txt',
    '/app/../outside.txt',
    '/app/assets/main-Ab3dE_9x.js.map',
  ])('%s gives nothing that was not built for people', async (path) => {
    const text = await (await get(path)).text()
    expect(text).not.toContain('SECRET')
    expect(text).not.toBe('{}')
  })

  test('is sent short, and not again where it is known', async () => {
    const app = bench.service.app()
    const path = '/app/assets/main-Ab3dE_9x.js'
    const packed = await app.request(path, { headers: { 'accept-encoding': 'br, gzip' } })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe(SCRIPT)
    const etag = packed.headers.get('etag') ?? ''
    const again = await app.request(path, { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  test('a folder without a first page is refused at the start', async () => {
    const settings = { web_origins: [], frame_ancestors: [] }
    await expect(loadPages(join(root, 'assets'), settings)).rejects.toThrow('index.html')
  })

  test('without pages there is nothing there', async () => {
    const plain = await openBench()
    expect((await plain.ask(null, 'GET', '/app/')).status).toBe(404)
  })
})
