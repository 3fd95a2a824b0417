import { idProblem, SECOND } from '@alacrity/engine'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { authenticate } from '../access/authenticate.ts'
import { nameOf, type Principal } from '../access/principal.ts'
import { countedAddress } from '../access/rate.ts'
import { decide } from '../access/table.ts'
import { freshId } from '../base/chance.ts'
import { Refusal } from '../base/errors.ts'
import { decodeText } from '../base/text.ts'
import { type AppPorts, limitBroken, REQUESTS_SECONDS, SAFE } from './app-ports.ts'
import { answerAtOnce } from './at-once.ts'
import { mediaTypeOf, parseJson, readBody } from './body.ts'
import type { From } from './listen.ts'
import { originHeaders, preflight } from './cors.ts'
import { PAGES_PATH } from './pages.ts'
import { problem, problemOfError } from './problem.ts'
import type { Call, Route } from './route.ts'

const REFUSED = 'alacrity_access_refused_total'
const LIMITED = 'alacrity_rate_limited_total'
/** `Bindings` are there where a request came over a socket. */
type Variables = { readonly Variables: { route: Route | null }; readonly Bindings: Partial<From> }

/**
 * The application as a function of its routes and ports. `around` runs outside everything: a test puts
 * a leak there and expects to find it.
 */
export function createApp(
  routes: readonly Route[],
  ports: AppPorts,
  around: readonly MiddlewareHandler[] = [],
): Hono<Variables> {
  ports.metrics.describe(REQUESTS_SECONDS, 'histogram', 'Time to answer, by route and status.')
  ports.metrics.describe(REFUSED, 'counter', 'Requests refused by the access table.')
  ports.metrics.describe(LIMITED, 'counter', 'Requests refused because there were too many.')
  const app = new Hono<Variables>()
  app.use('*', (context, next) => observe(context, next, ports))
  app.onError((error) => problemOfError(error))
  app.notFound((context) => {
    context.set('route', null)
    return problem('not_found')
  })
  for (const route of routes) {
    app.on(route.method, honoPath(route.path), async (context) => {
      context.set('route', route)
      return answer(route, context, ports)
    })
  }
  const { pages } = ports
  if (pages !== null) {
    app.get(PAGES_PATH.slice(0, -1), (context) => context.redirect(PAGES_PATH, 308))
    app.get(`${PAGES_PATH}*`, (context) => pages(context.req.raw))
  }
  for (const [path, methods] of methodsByPath(routes)) {
    app.all(honoPath(path), (context) => {
      const refused = problem('method_not_allowed')
      refused.headers.set('Allow', methods.join(', '))
      context.set('route', null)
      return refused
    })
  }
  const { fetch } = app
  const quick = answerAtOnce(routes, ports)
  app.fetch = (request, from, execution) => quick(request, from) ?? fetch(request, from, execution)
  return around.length === 0 ? app : surrounded(app, around)
}

function surrounded(app: Hono<Variables>, around: readonly MiddlewareHandler[]): Hono<Variables> {
  const outer = new Hono<Variables>()
  for (const middleware of around) outer.use('*', middleware)
  outer.all('*', (context) => app.fetch(context.req.raw, context.env))
  return outer
}

const honoPath = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1')

function methodsByPath(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>()
  for (const { path, method } of routes) methods.set(path, [...(methods.get(path) ?? []), method])
  return methods
}

/** Limits, the log line, the metric and the headers that every answer has. */
async function observe(
  context: Context<Variables>,
  next: () => Promise<void>,
  ports: AppPorts,
): Promise<Response | void> {
  const started = ports.clock.monotonicMs()
  const id = freshId(ports.chance, 'req')
  const { raw } = context.req
  context.set('route', null)
  const refused = limitBroken(raw.url, context.env?.headers ?? [...raw.headers].flat())
  if (refused !== null) context.res = problem(refused)
  else if (raw.method === 'OPTIONS') context.res = preflight(raw, ports.origins)
  else await next()
  const route = context.get('route')
  const isPublic = route?.group === 'label' && context.error === undefined
  // The wire's own failures are told to the log, never to the caller.
  if (context.error !== undefined && !(context.error instanceof Refusal)) {
    ports.log('error', 'a request failed', { request_id: id, error: String(context.error.stack) })
  }
  const headers = { ...originHeaders(raw, isPublic ? ['*'] : ports.origins), ...SAFE }
  for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value)
  // An answer that anyone may cache names no request.
  if (!isPublic) context.res.headers.set('X-Request-Id', id)
  const seconds = (ports.clock.monotonicMs() - started) / SECOND
  const name = route?.name ?? 'none'
  const { status } = context.res
  ports.metrics.observeSeconds(REQUESTS_SECONDS, { route: name, status: String(status) }, seconds)
  ports.log('info', 'request', {
    request_id: id,
    method: raw.method,
    route: name,
    status,
    duration_ms: Math.round(seconds * 1e6) / 1e3,
  })
  return undefined
}

async function answer(
  route: Route,
  context: Context<Variables>,
  ports: AppPorts,
): Promise<Response> {
  const now = ports.clock.now()
  const header = context.req.header('authorization')
  const asked = { address: context.env?.address ?? '', ports }
  const principal = await authenticate(header, ports.credentials, now).catch((error: unknown) => {
    limitRate({ kind: 'anonymous' }, asked)
    throw error
  })
  limitRate(principal, asked)
  const params = context.req.param() as Readonly<Record<string, string>>
  const decision = decide(route.access, principal, params['member'] ?? null)
  if (decision !== 'allowed') {
    // From here on this is an address like any that does not exist, in every header.
    context.set('route', null)
    ports.metrics.count(REFUSED, { principal: principal.kind })
    throw new Refusal(decision === 'unauthenticated' ? 'unauthenticated' : 'not_found')
  }
  return route.handle(await readCall(route, { context, principal, params, now }))
}

type Asked = { readonly address: string; readonly ports: AppPorts }

/** Programs with a key are held back by the queue; everybody else by how much they ask, and nothing else. */
function limitRate(principal: Principal, { address, ports }: Asked): void {
  const { kind } = principal
  if (ports.rates === null || kind === 'ingest' || kind === 'operator') return
  const who = kind === 'anonymous' ? countedAddress(address) : nameOf(principal)
  if (who === null) return
  const seconds = ports.rates.take(who, ports.clock.monotonicMs())
  if (seconds === 0) return
  ports.metrics.count(LIMITED, { principal: kind })
  throw new Refusal('too_many_requests', { retryAfterSeconds: seconds })
}

type Arrived = Pick<Call, 'params' | 'now'> & {
  readonly context: Context<Variables>
  readonly principal: Principal
}

async function readCall(route: Route, arrived: Arrived): Promise<Call> {
  const { context, principal, params, now } = arrived
  const request = context.req.raw
  for (const [name, value] of Object.entries(params)) {
    // A label is asked of any text; elsewhere an id that cannot exist is simply not there.
    if (idProblem(value) !== null && route.group !== 'label') {
      throw new Refusal('not_found', {})
    }
    if (value === '') throw new Refusal('malformed_request', { field: name })
  }
  const query = route.query === null ? null : checked(route.query, queryOf(request), 'query')
  const body = route.body?.kind === 'json' ? await jsonBody(route, request) : null
  return { principal, params, query, body, request, now }
}

/** A parameter given twice is refused: which of the two is meant is nobody's to guess. */
function queryOf(request: Request): Readonly<Record<string, string>> {
  const { searchParams } = new URL(request.url)
  const query: Record<string, string> = {}
  for (const [name, value] of searchParams) {
    if (Object.hasOwn(query, name)) {
      throw new Refusal('malformed_request', { field: name, detail: 'is given twice' })
    }
    query[name] = value
  }
  return query
}

async function jsonBody(route: Route, request: Request): Promise<unknown> {
  if (mediaTypeOf(request) !== 'application/json') throw new Refusal('unsupported_media_type')
  const value = parseJson(decodeText(await readBody(request)))
  return route.body?.kind === 'json' ? checked(route.body.schema, value, 'body') : null
}

function checked(
  schema: NonNullable<Route['query']>,
  value: unknown,
  where: 'query' | 'body',
): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.') ?? ''
  throw new Refusal('malformed_request', {
    field: field === '' ? where : field,
    detail: issue?.message ?? 'is not as it should be',
  })
}
