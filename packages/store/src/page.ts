/** Where a list goes on: null begins it. A cursor is opaque and belongs to the list it came from. */
export type Cursor = string | null
export type Page<T> = { readonly items: readonly T[]; readonly next: Cursor }
