import { z } from 'zod'
import { ERRORS } from '../base/errors.ts'
import type { Route } from './route.ts'

/** An OpenAPI 3.1 document of the routes. Its schemas are JSON Schema 2020-12, as zod writes it. */
export function openApi(routes: readonly Route[], publicUrl: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(route),
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Alacrity',
      version: '1',
      description: 'Events in durably, the score to its owner, the label to everyone.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: PROBLEM },
    },
  }
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'remedy'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(ERRORS) },
    detail: { type: 'string' },
    field: { type: 'string' },
    remedy: { type: 'string' },
  },
} as const

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

function operationOf(route: Route): object {
  const reached = Object.entries(route.access).filter(([, reach]) => reach !== 'nothing')
  return {
    operationId: route.name,
    summary: route.about,
    tags: [route.group],
    description: `For: ${reached.map(([kind, reach]) => (reach === 'own' ? `${kind} (own)` : kind)).join(', ')}.`,
    ...(route.access.anonymous === 'all' ? {} : { security: [{ bearer: [] }] }),
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...bodyOf(route),
    responses: { ...answersOf(route), ...errorsOf(route) },
  }
}

function pathParameters({ path }: Route): readonly object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters({ query }: Route): readonly object[] {
  if (query === null) return []
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, object>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function bodyOf({ body }: Route): object {
  if (body === null) return {}
  const media = body.kind === 'json' ? { 'application/json': body.schema } : body.media
  const content = Object.entries(media).map(([type, schema]) => [
    type,
    { schema: schemaOf(schema, 'input') },
  ])
  return { requestBody: { required: true, content: Object.fromEntries(content) } }
}

function answersOf({ answers }: Route): Record<string, object> {
  const all = Object.entries(answers).map(([status, { about, media, schema }]) => {
    const type = media ?? 'application/json'
    const content = schema === undefined ? {} : { schema: schemaOf(schema, 'output') }
    const none = media === undefined && schema === undefined
    return [status, { description: about, ...(none ? {} : { content: { [type]: content } }) }]
  })
  return Object.fromEntries(all) as Record<string, object>
}

/** Codes that share a status are told together. */
function errorsOf(route: Route): Record<string, object> {
  const always = [
    ...(route.access.anonymous === 'all' ? [] : (['unauthenticated'] as const)),
    ...(route.access.embed === 'all' ? [] : (['not_found'] as const)),
    'bad_token',
    'too_many_requests',
    'internal',
  ] as const
  const byStatus = new Map<number, string[]>()
  for (const code of new Set([...route.errors, ...always])) {
    const { status, title } = ERRORS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${title}`])
  }
  const content = {
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
  }
  const rows = [...byStatus].map(([status, lines]) => [
    String(status),
    { description: lines.join('; '), content },
  ])
  return Object.fromEntries(rows) as Record<string, object>
}
