/** What can go wrong in a store, by code: whether the same call may succeed later, and what to do. */
export const STORE_ERRORS = {
  locked: { retry: true, remedy: 'another process holds the database: end it, or wait' },
  gone: {
    retry: true,
    remedy: 'the database cannot be reached: see that it runs and is where it was',
  },
  full: { retry: true, remedy: 'the disk is full: make room; nothing has to be repaired' },
  read_only: {
    retry: true,
    remedy: 'the database may not be written: see its rights and its mount',
  },
  poisoned: {
    retry: false,
    remedy: 'a commit failed: start again; send what was not acknowledged',
  },
  corrupt: { retry: false, remedy: 'the database is damaged: restore the last backup' },
  unsafe: {
    retry: false,
    remedy: 'the database does not keep what it acknowledges: see its settings',
  },
  too_old: { retry: false, remedy: 'the database is older than the oldest that is safe: renew it' },
  too_new: {
    retry: false,
    remedy: 'a newer version of Alacrity wrote this database: use that one',
  },
  closed: { retry: false, remedy: 'the store was closed' },
  bad_cursor: { retry: false, remedy: 'begin the list again: the cursor is of another list' },
} as const satisfies Record<string, { readonly retry: boolean; readonly remedy: string }>

export type StoreErrorCode = keyof typeof STORE_ERRORS

/** A failure that the caller can act on. The message holds no data of members. */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  readonly retry: boolean
  readonly remedy: string

  constructor(code: StoreErrorCode, what: string, cause?: unknown) {
    const { retry, remedy } = STORE_ERRORS[code]
    super(`${what}: ${remedy}`, cause === undefined ? undefined : { cause })
    this.name = 'StoreError'
    this.code = code
    this.retry = retry
    this.remedy = remedy
  }
}
