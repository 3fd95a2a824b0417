import type { Route } from '../../src/http/route.ts'

/** Codes that any route may answer with, whatever it does. */
const ALWAYS = new Set([
  'unauthenticated',
  'bad_token',
  'not_found',
  'too_many_requests',
  'internal',
  'address_too_long',
  'header_too_large',
])

const matcherOf = (path: string) =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)

function routeOf(routes: readonly Route[], method: string, path: string): Route | undefined {
  const fitting = routes.filter(
    (route) => route.method === method && matcherOf(route.path).test(path),
  )
  // As in the application the one without a parameter in this place goes first.
  return fitting.find((route) => route.path === path) ?? fitting[0]
}

/**
 * What is wrong with an answer by its route's own description: a status, a media type or a code that the
 * reference does not tell, or a body that is not of the shape it tells. Null: nothing.
 */
export async function shapeFault(
  routes: readonly Route[],
  asked: { readonly method: string; readonly path: string },
  answer: Response,
): Promise<string | null> {
  const path = new URL(asked.path, 'http://x').pathname
  const route = routeOf(routes, asked.method, path)
  if (route === undefined || answer.status === 304) return null
  const media = (answer.headers.get('content-type') ?? '').split(';')[0]
  const where = `${asked.method} ${route.path} ${answer.status}`
  if (media === 'application/problem+json') {
    const { code } = (await answer.clone().json()) as { code: string }
    const known = ALWAYS.has(code) || (route.errors as readonly string[]).includes(code)
    return known ? null : `${where}: ${code} is not among its errors`
  }
  const shape = route.answers[answer.status]
  if (shape === undefined) return `${where}: is not among its answers`
  if (shape.schema === undefined || media !== 'application/json') return null
  const parsed = shape.schema.safeParse(await answer.clone().json())
  return parsed.success ? null : `${where}: ${JSON.stringify(parsed.error.issues.slice(0, 3))}`
}
