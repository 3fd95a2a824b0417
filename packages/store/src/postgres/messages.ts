import type { Parcel, Receipts } from '../port.ts'

/** Of the threads that append and that fold. */
export type WorkerSettings = { readonly url: string }

/** Answered with `Receipts`. */
export type AppendWish = { readonly kind: 'append'; readonly parcel: Parcel }

/** Folds a tail, or until nothing is left to fold. */
export type FoldWish = { readonly kind: 'fold'; readonly whole: boolean }

/** Told, after they were stored. */
export type StoredNews = Pick<Parcel, 'events' | 'members'> & {
  readonly kind: 'stored'
  readonly receipts: Receipts
}
