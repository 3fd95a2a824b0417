import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Bench, HEADER, SHOP, SMALL_AS_OF } from './support/alacrity.ts'

const EVIL = '<script>alert(1)</script>'
const bench = new Bench()
bench.write(
  'evil.csv',
  `${HEADER}\nk"1,"<img src=x onerror=alert(1)>",${EVIL},client,2026-03-02T09:00:00Z
k"1,"<img src=x onerror=alert(1)>",${EVIL},member,2026-03-02T11:00:00Z
k2,dan,${EVIL},client,2026-03-05T08:00:00Z\n`,
)
bench.write('shop.json', SHOP.replace('"Shop"', '"<b>Shop</b> & Co"'))
afterAll(() => bench.remove())

const pages: Record<string, string> = {}

beforeAll(async () => {
  const asked = ['evil.csv', '--policy', 'shop.json', '--as-of', SMALL_AS_OF]
  await bench.alacrity(['score', ...asked, '--html', 'score.html'])
  await bench.alacrity(['explain', ...asked, '--member', EVIL, '--html', 'explain.html'])
  for (const name of ['score', 'explain'])
    pages[name] = readFileSync(bench.path(`${name}.html`), 'utf8')
})

describe.each(['score', 'explain'])('the report of %s', (name) => {
  const page = () => pages[name] ?? ''

  test('says first that it is private', () => {
    const body = page().slice(page().indexOf('<body>'))
    expect(body.indexOf('Private: for the member and the operator.')).toBeLessThan(120)
  })

  test('stands alone: no script, no address, no import', () => {
    expect(page()).not.toMatch(
      /<script|<link|<img|<iframe|@import|url\(|https?:|src=["']|\son\w+=["']/i,
    )
  })

  test('escapes what comes from outside', () => {
    expect(page()).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page()).toContain('&lt;b&gt;Shop&lt;/b&gt; &amp; Co')
    expect(page()).not.toContain('<b>')
  })

  test('is readable without seeing the plots: title, description, a table each, captions', () => {
    const plots = page().match(/<svg/g)?.length ?? 0
    expect(plots).toBeGreaterThan(0)
    expect(
      page().match(
        /<svg[^>]*role="img"[^>]*aria-labelledby="[^"]+"><title id="[^"]+">[^<]+<\/title><desc/g,
      ),
    ).toHaveLength(plots)
    expect(page().match(/The numbers as a table/g)).toHaveLength(plots)
    expect(page().match(/<table>/g)?.length).toBe(page().match(/<table><caption>/g)?.length)
    expect(page()).toContain('<html lang="en">')
    expect(page()).toContain('prefers-color-scheme:dark')
  })
})

/** The elements that are left open, or closed in the wrong place. */
function misplaced(page: string): readonly string[] {
  const open: string[] = []
  const wrong: string[] = []
  for (const [, slash, tag = '', self] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/g)) {
    if (self === '/' || tag === 'meta' || tag === 'br') continue
    if (slash !== '/') open.push(tag)
    else if (open.pop() !== tag) wrong.push(tag)
  }
  return [...wrong, ...open]
}

test('every element is closed where it should be', () => {
  expect(misplaced('<p><b></p>')).not.toEqual([])
  expect(Object.values(pages).map(misplaced)).toEqual([[], []])
})
