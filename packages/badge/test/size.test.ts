import { expect, test } from 'vitest'
import { buildBadge } from './support/build.ts'

test('the built badge is one file under 5 kB, and importing it on a server does no harm', async () => {
  const code = await buildBadge()
  expect(Buffer.byteLength(code)).toBeGreaterThan(1_000)
  expect(Buffer.byteLength(code)).toBeLessThan(5_000)
  // Here, in Node, there are no elements.
  const { ResponsiveBadge } = await import('../src/index.ts')
  expect(typeof ResponsiveBadge).toBe('function')
  expect('customElements' in globalThis).toBe(false)
})

test('it knows one address of the service: labels', async () => {
  const code = await buildBadge()
  expect(code.match(/\/v1\/[a-z]+/g)).toEqual(['/v1/labels'])
  expect(code).not.toMatch(/score|authorization|cookie|localStorage|console/i)
})
