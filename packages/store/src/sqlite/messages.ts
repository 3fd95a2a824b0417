import type { StoreErrorCode } from '../error.ts'
import type { LabelRecord, Parcel } from '../port.ts'
import type { Found, Renaming } from '../fold/forget.ts'
import type { Sealing } from './name-runs.ts'

export type WorkerSettings = { readonly file: string; readonly sealing?: Sealing | undefined }

/** What the writing thread is asked to do. */
export type Request = { readonly id: number } & (
  | { readonly kind: 'append'; readonly parcel: Parcel }
  /** `pieces`: what came of it before. */
  | { readonly kind: 'act'; readonly call: unknown; readonly pieces?: number }
  | { readonly kind: 'piece'; readonly of: number; readonly records: readonly LabelRecord[] }
  | { readonly kind: 'settle' | 'rebuild' }
  | { readonly kind: 'close' }
  | { readonly kind: 'erase'; readonly member: string }
  | { readonly kind: 'rename_client'; readonly renaming: Renaming; readonly found: Found }
  | { readonly kind: 'purge'; readonly before: number }
)

/** The id of what is told, of no request, while turns that another version packed are made anew. */
export const RENEWING = -1

/** `id` 0 answers the opening itself. */
export type Answer =
  | { readonly id: typeof RENEWING; readonly folded: number; readonly of: number }
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number
      readonly ok: false
      readonly code: StoreErrorCode | null
      readonly message: string
      readonly stack: string
    }
