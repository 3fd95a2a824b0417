import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { apiPage } from '../src/http/api-page.ts'
import { openApi } from '../src/http/openapi.ts'
import { openBench } from './support/service.ts'
import { shapeFault } from './support/shape.ts'

const bench = await openBench()
const { routes } = bench.service
const json = (value: unknown, status = 200) => Response.json(value, { status })

describe('the reference', () => {
  test('describes every answer: a shape, or a media type that has none', () => {
    const bare = routes.flatMap(({ name, answers }) =>
      Object.entries(answers)
        .filter(([status, { schema, media }]) => {
          return status !== '304' && schema === undefined && media === undefined
        })
        .map(([status]) => `${name} ${status}`),
    )
    expect(bare).toEqual([])
    const text = JSON.stringify(openApi(routes, 'https://alacrity.example'))
    // A shape that says nothing would let anything pass.
    expect(text).not.toMatch(
      /"schema":\{"type":"object","properties":\{\},"additionalProperties":\{\}\}/,
    )
  })

  // ALACRITY_WRITE_DOCS=1 writes the page instead of comparing.
  test('docs/api.md is what the OpenAPI document says', () => {
    const file = fileURLToPath(new URL('../../../docs/api.md', import.meta.url))
    const page = apiPage(openApi(routes, 'https://alacrity.example'))
    if (process.env['ALACRITY_WRITE_DOCS'] === '1') writeFileSync(file, page)
    expect(readFileSync(file, 'utf8')).toBe(page)
  })

  // Every answer in these suites is held against its route by `ask`; here is that it can fail.
  test.each<[string, string, string, Response]>([
    ['a field too many', 'GET', '/v1/labels/ada', json({ labels: [], score: 81 })],
    ['a field too few', 'POST', '/v1/labels/lookup', json({})],
    ['a status it does not tell', 'GET', '/v1/labels/ada', json({ labels: [] }, 202)],
    [
      'a code it does not tell',
      'GET',
      '/v1/labels/ada',
      new Response('{"code":"reason_required"}', {
        status: 422,
        headers: { 'content-type': 'application/problem+json' },
      }),
    ],
    ['a wrong type deep inside', 'GET', '/v1/members/a/contests', json({ items: [{ id: 1 }] })],
  ])('%s is found', async (_, method, path, answer) => {
    expect(await shapeFault(routes, { method, path }, answer)).not.toBeNull()
  })

  test('a right answer has no fault', async () => {
    const answer = json({ labels: ['Responsive'] })
    expect(await shapeFault(routes, { method: 'GET', path: '/v1/labels/x' }, answer)).toBeNull()
  })
})
