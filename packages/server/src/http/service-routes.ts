import { z } from 'zod'
import { ROWS } from '../access/table.ts'
import { Refusal } from '../base/errors.ts'
import type { Metrics } from '../base/metrics.ts'
import type { Check } from '../operate/ready.ts'
import { openApi } from './openapi.ts'
import { errorsHtml, referencePage } from './reference.ts'
import { json, type Route, route, text } from './route.ts'

export type Readiness = () => Promise<readonly Check[]>

export type ServicePorts = {
  readonly metrics: Metrics
  readonly readiness: Readiness
  readonly publicUrl: string
}

const READY = z.strictObject({
  ready: z.boolean(),
  checks: z.array(z.strictObject({ name: z.string(), ok: z.boolean() })),
})

const PAGE_HEADERS = {
  'Cache-Control': 'public, max-age=300',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
} as const

/** The service's own papers. `all` gives every route of the application, these included. */
export function serviceRoutes(ports: ServicePorts, all: () => readonly Route[]): readonly Route[] {
  return [...healthRoutes(ports), ...paperRoutes(ports, all)]
}

function healthRoutes({ metrics, readiness }: ServicePorts): readonly Route[] {
  const common = { method: 'GET', group: 'service' } as const
  return [
    route({
      ...common,
      name: 'livez',
      path: '/livez',
      about: 'Whether the process answers; asks nothing else.',
      access: ROWS.everyone,
      answers: { 200: { about: 'alive', media: 'text/plain' } },
      errors: [],
      handle: () => text('ok\n', 'text/plain; charset=utf-8', { 'Cache-Control': 'no-store' }),
    }),
    route({
      ...common,
      name: 'readyz',
      path: '/readyz',
      about: 'Whether the service can take work.',
      access: ROWS.everyone,
      answers: { 200: { about: 'ready', schema: READY } },
      errors: ['not_ready'],
      handle: async () => {
        const checks = await readiness()
        const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name)
        if (failed.length > 0) {
          throw new Refusal('not_ready', { detail: failed.join(', '), retryAfterSeconds: 5 })
        }
        return json({ ready: true, checks })
      },
    }),
    route({
      ...common,
      name: 'metrics',
      path: '/metrics',
      about: 'What the service counts, in the text format of Prometheus.',
      access: ROWS.operators,
      answers: { 200: { about: 'metrics', media: 'text/plain' } },
      errors: [],
      handle: () => text(metrics.text(), 'text/plain; version=0.0.4; charset=utf-8'),
    }),
  ]
}

function paperRoutes({ publicUrl }: ServicePorts, all: () => readonly Route[]): readonly Route[] {
  const common = { method: 'GET', group: 'service', access: ROWS.everyone, errors: [] } as const
  const html = (body: string) => text(body, 'text/html; charset=utf-8', PAGE_HEADERS)
  return [
    route({
      ...common,
      name: 'openapi',
      path: '/openapi.json',
      about: 'This interface as an OpenAPI 3.1 document.',
      answers: { 200: { about: 'the document', media: 'application/json' } },
      handle: () =>
        text(JSON.stringify(openApi(all(), publicUrl)), 'application/json', PAGE_HEADERS),
    }),
    route({
      ...common,
      name: 'reference',
      path: '/docs',
      about: 'This interface as a page for people.',
      answers: { 200: { about: 'the page', media: 'text/html' } },
      handle: () => html(referencePage(all())),
    }),
    route({
      ...common,
      name: 'errors',
      path: '/docs/errors',
      about: 'Every error code, what it means and what to do.',
      answers: { 200: { about: 'the page', media: 'text/html' } },
      handle: () => html(errorsHtml()),
    }),
  ]
}
