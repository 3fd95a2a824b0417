/** What an error code means to whoever meets it. `docs/errors.md` is written from this table. */
type Meaning = { readonly status: number; readonly title: string; readonly remedy: string }

/** Every error the service answers with. The keys are the codes; a code is never reused for something else. */
export const ERRORS = {
  malformed_json: {
    status: 400,
    title: 'The body is not JSON',
    remedy: 'Send valid JSON in UTF-8; for NDJSON one object a line.',
  },
  malformed_request: {
    status: 400,
    title: 'A part of the request cannot be read',
    remedy: 'Correct the field that is named; the reference lists what each field may be.',
  },
  bad_cursor: {
    status: 400,
    title: 'The cursor does not belong to this list',
    remedy: 'Start again without a cursor, and use each cursor only with the list it came from.',
  },
  unauthenticated: {
    status: 401,
    title: 'Nobody is signed in',
    remedy: 'Send Authorization: Bearer with a token of your identity provider, or an API key.',
  },
  bad_token: {
    status: 401,
    title: 'The token is not accepted',
    remedy:
      'Get a fresh token, and compare issuer, audience, type and algorithm with the settings.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing here for you',
    remedy: 'Check the address, and that your token may reach it; which of the two is not told.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The address does not take this method',
    remedy: 'Use a method that the Allow header names.',
  },
  request_timeout: {
    status: 408,
    title: 'The request did not arrive in time',
    remedy: 'Send it again, with the same event ids: what was stored is then a duplicate.',
  },
  id_conflict: {
    status: 409,
    title: 'The id is taken by an event that says something else',
    remedy: 'The first stays. Give a new event a new id; correct a fact by a further event.',
  },
  policy_conflict: {
    status: 409,
    title: 'The policy version is taken or does not follow',
    remedy: 'Raise the version by one; a stored version never changes.',
  },
  schedule_conflict: {
    status: 409,
    title: 'Another version is scheduled for that epoch',
    remedy: 'Look at it; name it in "over" to put yours in its place, or schedule yours for later.',
  },
  already_closed: {
    status: 409,
    title: 'The contest is already closed',
    remedy: 'Read its decision; open a new contest if something else is wrong.',
  },
  already_open: {
    status: 409,
    title: 'This is already contested',
    remedy: 'Wait for the decision; it comes within 14 days.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send at most 1 MiB and 500 events at a time.',
  },
  event_too_large: {
    status: 413,
    title: 'The event is too large',
    remedy: 'Keep an event under 32 KiB: only metadata is taken.',
  },
  address_too_long: {
    status: 414,
    title: 'The address is too long',
    remedy: 'Keep it under 8 KiB; look labels up with POST.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body is of a type that is not taken here',
    remedy: 'Set Content-Type to one of the types that the reference lists for this address.',
  },
  invalid_event: {
    status: 422,
    title: 'The event is not valid',
    remedy: 'Correct the field that is named and send the event again.',
  },
  invalid_policy: {
    status: 422,
    title: 'The policy is not valid',
    remedy: 'Correct the field that is named; the policy reference lists what it may be.',
  },
  reason_required: {
    status: 422,
    title: 'A reason is needed',
    remedy: 'Say why in "reason": it is written into the audit log, which the member can read.',
  },
  allowance_exceeded: {
    status: 422,
    title: 'The absence is longer than the marketplace allows',
    remedy: 'Declare fewer days; what is left is told in the detail.',
  },
  invalid_act: {
    status: 422,
    title: 'This cannot be done as asked',
    remedy: 'Correct the field that is named.',
  },
  address_refused: {
    status: 422,
    title: 'The webhook address is refused',
    remedy: 'Use an https address of a public host, without user and password.',
  },
  too_far_ahead: {
    status: 425,
    title: 'The event lies in the future',
    remedy: 'Send it once its time has come, and set the clock of the sender.',
  },
  header_too_large: {
    status: 431,
    title: 'The headers are too large',
    remedy: 'Keep all headers together under 16 KiB.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    remedy: 'Wait as long as Retry-After says.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong here',
    remedy: 'Try again; if it stays, tell the operator the X-Request-Id.',
  },
  overloaded: {
    status: 503,
    title: 'More events are waiting than can be stored now',
    remedy: 'Send the same events again after Retry-After; nothing of this request was stored.',
  },
  store_unavailable: {
    status: 503,
    title: 'The database cannot be used now',
    remedy: 'Send the same again after Retry-After; an event that was stored is then a duplicate.',
  },
  not_ready: {
    status: 503,
    title: 'The service is not ready',
    remedy: 'Wait; the checks in the answer say what is missing.',
  },
  store_full: {
    status: 507,
    title: 'The disk is full',
    remedy: 'Free space for the database; the service goes on by itself.',
  },
} as const satisfies Record<string, Meaning>

export type ErrorCode = keyof typeof ERRORS

export const ERROR_CODES: readonly ErrorCode[] = Object.keys(ERRORS) as ErrorCode[]

/** What is said beside the code: about this case, never about anyone else's data. */
export type RefusalDetail = {
  readonly detail?: string
  readonly field?: string
  /** Where this case has a better remedy than the code. */
  readonly remedy?: string
  readonly retryAfterSeconds?: number
}

/** An expected failure on its way to the one place that makes problem documents of failures. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly about: RefusalDetail

  constructor(code: ErrorCode, about: RefusalDetail = {}) {
    super(about.detail ?? ERRORS[code].title)
    this.name = 'Refusal'
    this.code = code
    this.about = about
  }
}

/** The body of a problem document [RFC 9457]. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ErrorCode
  readonly detail?: string
  readonly field?: string
  readonly remedy: string
}

export function problemOf(code: ErrorCode, about: RefusalDetail = {}): Problem {
  const { status, title, remedy } = ERRORS[code]
  return {
    type: `/docs/errors#${code}`,
    title,
    status,
    code,
    ...(about.detail === undefined ? {} : { detail: about.detail }),
    ...(about.field === undefined ? {} : { field: about.field }),
    remedy: about.remedy ?? remedy,
  }
}

/** The page of all errors, as `docs/errors.md` has it. */
export function errorsPage(): string {
  const rows = ERROR_CODES.map((code) => {
    const { status, title, remedy } = ERRORS[code]
    return `## ${code}\n\n${status}. ${title}. ${remedy}\n`
  })
  return `# Errors\n
Every refusal is a problem document (RFC 9457, \`application/problem+json\`) with a stable \`code\`, and a
\`remedy\`; \`field\` names what is wrong where one field is. This page is generated from the registry in
\`packages/server/src/base/errors.ts\`, and a test keeps the two equal.\n
${rows.join('\n')}`
}
