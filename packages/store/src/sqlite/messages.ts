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

/** Told, in answer to no request, while turns that another version packed are made anew. */
export type Told = { readonly folded: number; readonly of: number }
