import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ROWS } from '../src/access/table.ts'
import { NO_LOG } from '../src/base/log.ts'
import { Metrics } from '../src/base/metrics.ts'
import { createApp } from '../src/http/app.ts'
import { json, type Route, route } from '../src/http/route.ts'
import { serviceRoutes } from '../src/http/service-routes.ts'
import { seededChance } from './support/chance.ts'
import { StillClock } from './support/clock.ts'
import { findKey, operatorKey, tokenRules } from './support/identity.ts'

const clock = new StillClock(Date.parse('2026-03-02T12:00:00Z'))
const metrics = new Metrics()
let ready = true
const own = [
  route({
    name: 'echo',
    method: 'POST',
    path: '/v1/echo',
    about: 'Gives back what it got.',
    group: 'service',
    access: ROWS.everyone,
    query: z.strictObject({ n: z.coerce.number().int().optional() }),
    json: z.strictObject({ word: z.string() }),
    answers: { 200: { about: 'the word' } },
    errors: ['malformed_request'],
    handle: ({ body, query }) => json({ ...body, ...query }),
  }),
  route({
    name: 'broken',
    method: 'GET',
    path: '/v1/broken',
    about: 'Fails.',
    group: 'service',
    access: ROWS.everyone,
    answers: {},
    errors: [],
    handle: () => {
      throw new Error('SELECT secret FROM members')
    },
  }),
]
const routes: readonly Route[] = [
  ...own,
  ...serviceRoutes(
    {
      metrics,
      readiness: async () => [{ name: 'database', ok: ready }],
      publicUrl: 'https://alacrity.example',
    },
    () => routes,
  ),
]
const logged: unknown[] = []
const app = createApp(routes, {
  clock,
  chance: seededChance(1),
  metrics,
  log: (level, message, fields) => {
    logged.push({ level, message, ...fields })
    NO_LOG(level, message, fields)
  },
  credentials: { findKey, tokens: tokenRules },
  origins: ['https://market.example'],
  pages: null,
  rates: null,
})
const post = (body: string | Uint8Array, headers: Record<string, string> = {}, path = '/v1/echo') =>
  app.request(path, {
    method: 'POST',
    body: body as string,
    headers: { 'content-type': 'application/json', ...headers },
  })
const codeOf = async (response: Response | Promise<Response>) =>
  ((await (await response).json()) as { code: string }).code

describe('the application', () => {
  test('reads what its schemas allow', async () => {
    const response = await post('{"word":"a"}', {}, '/v1/echo?n=3')
    expect([response.status, await response.json()]).toEqual([200, { word: 'a', n: 3 }])
  })

  test.each<[string, () => Response | Promise<Response>, string]>([
    ['no JSON', () => post('{'), 'malformed_json'],
    ['not UTF-8', () => post(new Uint8Array([0x22, 0xff, 0x22])), 'malformed_json'],
    ['an empty body', () => post(''), 'malformed_json'],
    ['a wrong type', () => post('{"word":1}'), 'malformed_request'],
    ['an unknown field', () => post('{"word":"a","x":1}'), 'malformed_request'],
    ['an unknown parameter', () => post('{"word":"a"}', {}, '/v1/echo?x=1'), 'malformed_request'],
    ['a parameter twice', () => post('{"word":"a"}', {}, '/v1/echo?n=1&n=2'), 'malformed_request'],
    [
      'another media type',
      () => post('{"word":"a"}', { 'content-type': 'text/plain' }),
      'unsupported_media_type',
    ],
    ['a body over a mebibyte', () => post(`{"word":"${'a'.repeat(1_048_576)}"}`), 'body_too_large'],
    [
      'an announced length over it',
      () => post('{}', { 'content-length': '99999999' }),
      'body_too_large',
    ],
    ['headers over 16 KiB', () => post('{}', { 'x-bomb': 'a'.repeat(17_000) }), 'header_too_large'],
    [
      'an address over 8 KiB',
      () => app.request(`/v1/echo?${'a'.repeat(9_000)}`),
      'address_too_long',
    ],
    ['an unknown address', () => app.request('/v1/nowhere'), 'not_found'],
    ['another method', () => app.request('/v1/echo', { method: 'PUT' }), 'method_not_allowed'],
    ['a private address', () => app.request('/metrics'), 'unauthenticated'],
    [
      'a token that is none',
      () => app.request('/livez', { headers: { authorization: 'Bearer x' } }),
      'bad_token',
    ],
  ])('refuses %s with a problem document', async (_, ask, code) => {
    const response = await ask()
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/)
    expect(await codeOf(response)).toBe(code)
  })

  test('what fails inside stays inside, and is in the log', async () => {
    const response = await app.request('/v1/broken')
    const text = await response.text()
    expect([response.status, text.includes('secret')]).toEqual([500, false])
    expect(JSON.stringify(logged)).toContain('SELECT secret')
  })

  test('a page of a configured origin may call, of another not', async () => {
    const allowed = (origin: string) =>
      Promise.resolve(app.request('/livez', { headers: { origin } })).then((r) =>
        r.headers.get('access-control-allow-origin'),
      )
    expect(await allowed('https://market.example')).toBe('https://market.example')
    expect(await allowed('https://evil.example')).toBeNull()
    const asked = await app.request('/v1/echo', {
      method: 'OPTIONS',
      headers: { origin: 'https://market.example' },
    })
    expect(asked.status).toBe(204)
  })

  test('lives without a database, and is ready only with it', async () => {
    ready = false
    expect((await app.request('/livez')).status).toBe(200)
    expect(await codeOf(app.request('/readyz'))).toBe('not_ready')
    ready = true
    expect((await app.request('/readyz')).status).toBe(200)
  })

  test('metrics are for operators, in base units, in the format of Prometheus', async () => {
    const headers = { authorization: `Bearer ${operatorKey.token}` }
    const text = await (await app.request('/metrics', { headers })).text()
    expect(text).toContain('# TYPE http_server_request_duration_seconds histogram')
    for (const line of text.trim().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) .+|[a-z_]+(\{[^}]*\})? [-+.\de]+)$/)
    }
  })

  test('the OpenAPI document names every route and every error it refuses with', async () => {
    const document = (await (await app.request('/openapi.json')).json()) as {
      openapi: string
      paths: Record<string, Record<string, { operationId: string }>>
    }
    expect(document.openapi).toBe('3.1.0')
    for (const { path, method, name } of routes) {
      expect(document.paths[path]?.[method.toLowerCase()]?.operationId).toBe(name)
    }
    const page = await (await app.request('/docs')).text()
    for (const { path } of routes) expect(page).toContain(path)
    expect(await (await app.request('/docs/errors')).text()).toContain('id="not_found"')
  })
})
