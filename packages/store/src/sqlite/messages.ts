import type { StoreErrorCode } from '../error.ts'

export type WorkerSettings = { readonly file: string }

/** What the writing thread is asked to do. Arrivals go as columns: an object each would cost more. */
export type Request = { readonly id: number } & (
  | {
      readonly kind: 'append'
      readonly members: readonly string[]
      readonly hashes: Float64Array
      readonly bodies: readonly string[]
      readonly received: Float64Array
      readonly late: Uint8Array
    }
  | { readonly kind: 'act'; readonly call: unknown }
  | { readonly kind: 'settle' | 'rebuild' | 'close' }
  | { readonly kind: 'erase'; readonly member: string }
  | { readonly kind: 'purge'; readonly before: number }
)

/** `id` 0 answers the opening itself. */
export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number
      readonly ok: false
      readonly code: StoreErrorCode | null
      readonly message: string
      readonly stack: string
    }
