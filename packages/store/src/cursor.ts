import { StoreError } from './error.ts'
import type { Cursor, Page } from './page.ts'

/** Where a list of this name goes on: opaque to callers, and refused by any other list. */
function cursorAfter(list: string, place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...place])).toString('base64url')
}

/** The place a cursor stands for; null begins the list. Throws `bad_cursor` for another list's. */
export function placeOf(list: string, cursor: Cursor): readonly (string | number)[] | null {
  if (cursor === null) return null
  const place = decode(cursor)
  if (place === null || place[0] !== list) throw new StoreError('bad_cursor', `list ${list}`)
  return place.slice(1)
}

function decode(cursor: string): readonly (string | number)[] | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/** A page of at most `limit` rows, from a query that was asked for one more than that. */
export function pageOf<T>(
  rows: readonly T[],
  { list, limit }: { readonly list: string; readonly limit: number },
  placeOfLast: (last: T) => readonly (string | number)[],
): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const more = rows.length > limit && last !== undefined
  return { items, next: more ? cursorAfter(list, placeOfLast(last)) : null }
}
