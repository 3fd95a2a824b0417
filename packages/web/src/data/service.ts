import { session, tokenRefused } from './session.ts'
import { readService } from './service-clock.ts'
import { signal } from './signal.ts'

/** Whether the last call got an answer of the service at all. */
export const reachable = signal(true)

/** Why a call gave no answer, in what a page can do about it. */
export type Refused = {
  /** 0: nothing answered. */
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string | null
  readonly remedy: string | null
}

export class ServiceError extends Error {
  readonly refused: Refused

  constructor(refused: Refused) {
    super(refused.title)
    this.name = 'ServiceError'
    this.refused = refused
  }
}

export type Ask = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly query?: Readonly<Record<string, string | number | null | undefined>>
  readonly json?: unknown
  readonly signal?: AbortSignal
}

/** Asks the service that serves this page, as whoever is signed in. Rejects with a `ServiceError`. */
export async function call<T>(path: string, ask: Ask = {}): Promise<T> {
  const response = await open(path, ask)
  const answer = (await response.json().catch(unreadable)) as T
  const asOf = (answer as { readonly as_of?: unknown } | null)?.as_of
  if (typeof asOf === 'string') readService(Date.parse(asOf))
  return answer
}

/** An answer that is not a refusal, with its body still to be read. */
export async function open(path: string, ask: Ask = {}): Promise<Response> {
  const { method = 'GET', json, signal } = ask
  const who = session()
  const headers: Record<string, string> = {}
  if (who.kind === 'signed_in') headers['authorization'] = `Bearer ${who.token}`
  if (json !== undefined) headers['content-type'] = 'application/json'
  const response = await fetch(path + queryText(ask.query), {
    method,
    headers,
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch(unreachable)
  // What stands before the service answers so when it cannot reach it either.
  reachable.set(response.status !== 502 && response.status !== 504)
  if (response.ok) return response
  if (response.status === 401 && who.kind === 'signed_in') tokenRefused(who.token)
  throw new ServiceError(await refusedOf(response))
}

function queryText(query: Ask['query']): string {
  const given = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}

async function refusedOf(response: Response): Promise<Refused> {
  const body = (await response.json().catch(() => ({}))) as Partial<Refused>
  return {
    status: response.status,
    code: body.code ?? 'bad_answer',
    title: body.title ?? `HTTP ${response.status}`,
    detail: body.detail ?? null,
    remedy: body.remedy ?? null,
  }
}

function unreachable(cause: unknown): never {
  if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
  reachable.set(false)
  throw new ServiceError({ ...NOTHING, code: 'unreachable' })
}

function unreadable(cause: unknown): never {
  if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
  throw new ServiceError({ ...NOTHING, code: 'bad_answer' })
}

const NOTHING = { status: 0, title: 'No answer', detail: null, remedy: null }

/** Whether the same may succeed later without anything being changed. */
export function isTemporary(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return false
  const { status } = error.refused
  return status === 0 || status === 408 || status === 429 || status >= 500
}
