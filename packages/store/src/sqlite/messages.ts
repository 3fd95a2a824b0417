import type { StoreErrorCode } from '../error.ts'
import type { Parcel } from '../port.ts'

export type WorkerSettings = { readonly file: string }

/** What the writing thread is asked to do. */
export type Request = { readonly id: number } & (
  | { readonly kind: 'append'; readonly parcel: Parcel }
  | { readonly kind: 'act'; readonly call: unknown }
  | { readonly kind: 'settle' | 'rebuild' }
  | { readonly kind: 'close' }
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
