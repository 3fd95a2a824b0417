/** The codes of the service's problem documents; `docs/errors.md` describes each. */
export type ServiceErrorCode =
  | 'malformed_json'
  | 'malformed_request'
  | 'bad_cursor'
  | 'unauthenticated'
  | 'bad_token'
  | 'not_found'
  | 'method_not_allowed'
  | 'request_timeout'
  | 'id_conflict'
  | 'policy_conflict'
  | 'schedule_conflict'
  | 'already_closed'
  | 'already_open'
  | 'body_too_large'
  | 'event_too_large'
  | 'address_too_long'
  | 'unsupported_media_type'
  | 'invalid_event'
  | 'invalid_policy'
  | 'reason_required'
  | 'allowance_exceeded'
  | 'invalid_act'
  | 'address_refused'
  | 'too_far_ahead'
  | 'header_too_large'
  | 'too_many_requests'
  | 'internal'
  | 'overloaded'
  | 'store_unavailable'
  | 'not_ready'
  | 'store_full'

/** What can go wrong before the service has said anything that can be read. */
export type ClientErrorCode =
  | 'unreachable'
  | 'timeout'
  | 'bad_answer'
  | 'bad_id'
  | 'queue_full'
  | 'queue_closed'

export type ErrorCode = ServiceErrorCode | ClientErrorCode

/** A problem document [RFC 9457] as the service writes it. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ServiceErrorCode
  readonly detail?: string
  readonly field?: string
  readonly remedy: string
}

type Told = {
  readonly code: ErrorCode
  /** 0: no answer arrived. */
  readonly status?: number
  readonly title: string
  readonly detail?: string | undefined
  readonly field?: string | undefined
  readonly remedy: string
  readonly requestId?: string | null
  readonly retryAfterMs?: number | null
  readonly cause?: unknown
}

/** Everything that this client throws, apart from the reason of a signal that you aborted yourself. */
export class AlacrityError extends Error {
  readonly code: ErrorCode
  /** The status of the answer; 0 where none arrived. */
  readonly status: number
  readonly title: string
  readonly detail: string | null
  /** The part of the request that is wrong, where it is one. */
  readonly field: string | null
  /** What to do about it. */
  readonly remedy: string
  /** By which the service's log knows the request. */
  readonly requestId: string | null
  /** How long the service asks to be left alone. */
  readonly retryAfterMs: number | null

  constructor(told: Told) {
    const { code, title, detail, field, remedy, cause } = told
    const where = [field, detail].filter((part) => part !== undefined && part !== '').join(' ')
    super(`${title}${where === '' ? '' : ` (${where})`}. ${remedy}`, { cause })
    this.name = 'AlacrityError'
    this.code = code
    this.status = told.status ?? 0
    this.title = title
    this.detail = detail ?? null
    this.field = field ?? null
    this.remedy = remedy
    this.requestId = told.requestId ?? null
    this.retryAfterMs = told.retryAfterMs ?? null
  }

  /** Whether the same may succeed later without anything being corrected. */
  get isTemporary(): boolean {
    return this.code === 'unreachable' || this.code === 'timeout' || TEMPORARY.has(this.status)
  }
}

const TEMPORARY: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504, 507])

/** Reads what an answer refuses with. What is no problem document came from something in between. */
export async function errorOf(response: Response, now: number): Promise<AlacrityError> {
  const { status, headers } = response
  const text = await response.text().catch(() => '')
  const common = {
    status,
    requestId: headers.get('x-request-id'),
    retryAfterMs: waitOf(headers.get('retry-after'), now),
  }
  if (headers.get('content-type')?.startsWith('application/problem+json') === true) {
    try {
      return new AlacrityError({ ...(JSON.parse(text) as Problem), ...common })
    } catch {
      // It broke off; the status says what there is to say.
    }
  }
  return new AlacrityError({
    ...common,
    code: 'bad_answer',
    title: `The answer ${status} is not from the service`,
    remedy: 'See that baseUrl leads to the service, and what stands in between.',
  })
}

/** Retry-After in milliseconds, or null. */
function waitOf(value: string | null, now: number): number | null {
  if (value === null) return null
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
