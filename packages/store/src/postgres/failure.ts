import { StoreError, type StoreErrorCode } from '../error.ts'

/** SQLSTATEs by their beginning, and the errors of a socket, that the caller can act on. */
const CODES: readonly (readonly [beginning: string, code: StoreErrorCode])[] = [
  ['53100', 'full'],
  ['53', 'gone'],
  ['25006', 'read_only'],
  ['55P03', 'locked'],
  ['57', 'gone'],
  ['08', 'gone'],
  ['3D000', 'gone'],
  ['28', 'gone'],
  ['XX00', 'corrupt'],
  ['ECONN', 'gone'],
  ['ENOTFOUND', 'gone'],
  ['ENOENT', 'gone'],
  ['EPIPE', 'gone'],
  ['ETIMEDOUT', 'gone'],
]

/** An error of PostgreSQL or of the way to it as one of the store; anything else stays what it is. */
export function failureOf(error: unknown, what: string): Error {
  if (error instanceof StoreError) return error
  const { code } = (error ?? {}) as { readonly code?: unknown }
  if (typeof code === 'string') {
    const known = CODES.find(([beginning]) => code.startsWith(beginning))
    if (known !== undefined) return new StoreError(known[1], what, error)
  }
  // The driver has no code for a connection that ended in the middle of a question.
  if (error instanceof Error && error.message.startsWith('Connection terminated')) {
    return new StoreError('gone', what, error)
  }
  return error instanceof Error ? error : new Error(String(error))
}
