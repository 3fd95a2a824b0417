import { StoreError, type StoreErrorCode } from '@alacrity/store'
import { type ErrorCode, problemOf, Refusal, type RefusalDetail } from '../base/errors.ts'

/** A refusal as the client gets it: a problem document [RFC 9457]. */
export function problem(code: ErrorCode, about: RefusalDetail = {}): Response {
  const body = problemOf(code, about)
  const headers: Record<string, string> = {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
  }
  if (about.retryAfterSeconds !== undefined) {
    headers['Retry-After'] = String(about.retryAfterSeconds)
  }
  if (body.status === 401) headers['WWW-Authenticate'] = 'Bearer'
  return new Response(JSON.stringify(body), { status: body.status, headers })
}

/** What a failure of the database is told as. Its own words may name paths, so they stay inside. */
const OF_STORE: Readonly<Partial<Record<StoreErrorCode, ErrorCode>>> = {
  full: 'store_full',
  bad_cursor: 'bad_cursor',
}
const RETRY_SECONDS = 5

/** What a thrown value is told as. Only what is expected is told about; anything else stays inside. */
export function problemOfError(error: unknown): Response {
  if (error instanceof Refusal) return problem(error.code, error.about)
  if (error instanceof StoreError) {
    const code = OF_STORE[error.code] ?? 'store_unavailable'
    return problem(code, code === 'bad_cursor' ? {} : { retryAfterSeconds: RETRY_SECONDS })
  }
  return problem('internal')
}
