import { StoreError, type StoreErrorCode } from '../error.ts'

/** SQLite's primary result codes that the caller can act on (sqlite.org/rescode.html). */
const CODES: Readonly<Record<number, StoreErrorCode>> = {
  5: 'locked',
  6: 'locked',
  8: 'read_only',
  10: 'gone',
  11: 'corrupt',
  13: 'full',
  14: 'gone',
  26: 'corrupt',
}

/** An error of SQLite as one of the store; anything else stays what it is. */
export function failureOf(error: unknown, what: string): Error {
  if (error instanceof StoreError) return error
  const code = CODES[primaryCode(error)]
  if (code !== undefined) return new StoreError(code, what, error)
  return error instanceof Error ? error : new Error(String(error))
}

export function primaryCode(error: unknown): number {
  const errcode = (error as { readonly errcode?: unknown } | null)?.errcode
  return typeof errcode === 'number' ? errcode & 0xff : 0
}
