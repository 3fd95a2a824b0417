import type { Clock } from './clock.ts'
import { AlacrityError, errorOf } from './error.ts'
import type { Token } from './token.ts'

/** What every call may be given. */
export type CallOptions = {
  /** Aborting it ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds for one attempt, from the start to the last byte; 0: as long as it takes. */
  readonly timeoutMs?: number | undefined
}

export type Ask = CallOptions & {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  /** Goes into the body as JSON; a string is JSON already. */
  readonly json?: unknown
  /** What everybody may ask is asked without the token, so that it can be cached. */
  readonly anonymous?: boolean
  /** Whether asking twice is asking once; by default so for all but POST. */
  readonly repeatable?: boolean
}

/** The way to the service. */
export type Call = {
  readonly clock: Clock
  readonly url: (path: string, query?: Ask['query']) => string
  /** One answer that is not a refusal; the body is still to be read. Rejects with an `AlacrityError`. */
  readonly open: (ask: Ask) => Promise<Response>
  readonly json: <T>(ask: Ask) => Promise<T>
  readonly text: (ask: Ask) => Promise<string>
  readonly bytes: (ask: Ask) => Promise<ArrayBuffer>
}

export type CallPorts = {
  readonly baseUrl: string
  readonly token: Token
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly timeoutMs: number
  readonly attempts: number
}

/** Longer than this no single call waits by itself: it tells how long, and leaves it to you. */
const WAIT_MAX_MS = 10_000
const PAUSE_MAX_MS = 30_000

export function callOf(ports: CallPorts): Call {
  const { baseUrl, clock } = ports
  const base = baseUrl.replace(/\/+$/, '')
  const url: Call['url'] = (path, query = {}) => {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    )
    return `${base}${path}${given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`}`
  }
  const read = async <T>(ask: Ask, how: (response: Response) => Promise<T>): Promise<T> => {
    const repeatable = ask.repeatable ?? ask.method !== 'POST'
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await within(ports, ask, async (signal) => {
          return how(await exchange(ports, { ask, url: url(ask.path, ask.query), signal }))
        })
      } catch (error) {
        if (!(error instanceof AlacrityError) || !error.isTemporary) throw error
        if (!repeatable || attempt >= ports.attempts) throw error
        const wait = pause(attempt, error, clock)
        if (wait > WAIT_MAX_MS) throw error
        await clock.sleep(wait, ask.signal)
      }
    }
  }
  return {
    clock,
    url,
    open: (ask) =>
      within(ports, { ...ask, timeoutMs: 0 }, (signal) =>
        exchange(ports, { ask, url: url(ask.path, ask.query), signal }),
      ),
    json: (ask) => read(ask, (response) => response.json().catch(unreadable) as Promise<never>),
    text: (ask) => read(ask, (response) => response.text()),
    bytes: (ask) => read(ask, (response) => response.arrayBuffer()),
  }
}

/** How long to wait before the next attempt: doubling, spread out, and never less than was asked for. */
export function pause(attempt: number, error: unknown, clock: Clock): number {
  const usual =
    Math.min(PAUSE_MAX_MS, 250 * 2 ** Math.min(attempt, 20)) * (0.5 + clock.random() / 2)
  const wished = error instanceof AlacrityError ? (error.retryAfterMs ?? 0) : 0
  return Math.max(usual, wished)
}

function unreadable(cause: unknown): never {
  if (!(cause instanceof SyntaxError)) throw cause
  throw new AlacrityError({
    code: 'bad_answer',
    title: 'The answer is not JSON',
    remedy: 'See that baseUrl leads to the service, and what stands in between.',
    cause,
  })
}

/** Runs one attempt under your signal and the timeout, and tells the two apart. */
async function within<T>(
  ports: CallPorts,
  { signal, timeoutMs = ports.timeoutMs, path }: Ask,
  run: (signal: AbortSignal | null) => Promise<T>,
): Promise<T> {
  const timeout = timeoutMs > 0 ? AbortSignal.timeout(timeoutMs) : undefined
  const both = [signal, timeout].filter((each) => each !== undefined)
  try {
    if (both.length === 0) return await run(null)
    const stop = AbortSignal.any(both)
    // Your own token function may know nothing of signals.
    return await Promise.race([run(stop), aborted(stop)])
  } catch (cause) {
    if (signal?.aborted === true) throw signal.reason
    if (cause instanceof AlacrityError) throw cause
    if (timeout?.aborted === true) {
      throw new AlacrityError({
        code: 'timeout',
        title: `No answer within ${timeoutMs} ms`,
        detail: path,
        remedy: 'Try again, or give a longer timeoutMs.',
        cause,
      })
    }
    throw new AlacrityError({
      code: 'unreachable',
      title: 'The service cannot be reached',
      detail: path,
      remedy: 'See that it runs, that baseUrl is right, and that its cors_origins name this page.',
      cause,
    })
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason as Error)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}

type Exchange = { readonly ask: Ask; readonly url: string; readonly signal: AbortSignal | null }

/** One request and its answer; a refused token is renewed once. */
async function exchange(ports: CallPorts, { ask, url, signal }: Exchange): Promise<Response> {
  const { json, method = 'GET' } = ask
  const body = json === undefined || typeof json === 'string' ? json : JSON.stringify(json)
  for (let renewed = false; ; renewed = true) {
    const token = ask.anonymous === true ? null : await asked(ports.token.current())
    const headers: Record<string, string> = {}
    if (token !== null) headers['authorization'] = `Bearer ${token}`
    if (body !== undefined) headers['content-type'] = 'application/json'
    const init = { method, headers, signal, ...(body === undefined ? {} : { body }) }
    const response = await ports.fetch(url, init)
    if (response.ok) return response
    const error = await errorOf(response, ports.clock.now())
    if (response.status !== 401 || token === null || renewed) throw error
    if (!(await asked(ports.token.renew(token)))) throw error
  }
}

/** What your own token function throws is yours: it reaches you as the cause. */
async function asked<T>(token: Promise<T>): Promise<T> {
  return token.catch((cause: unknown) => {
    throw new AlacrityError({
      code: 'unauthenticated',
      title: 'The token function failed',
      remedy: 'See the cause.',
      cause,
    })
  })
}

/** A path with its ids escaped. An id that an address cannot hold is refused, never sent as another. */
export function at(parts: TemplateStringsArray, ...ids: readonly string[]): string {
  return parts.reduce((path, part, index) => path + escaped(ids[index - 1] ?? '') + part)
}

function escaped(id: string): string {
  if (id !== '' && id !== '.' && id !== '..' && id.isWellFormed()) return encodeURIComponent(id)
  throw new AlacrityError({
    code: 'bad_id',
    title: 'The id cannot be part of an address',
    detail: JSON.stringify(id),
    remedy: 'Give the id that the events have.',
  })
}
