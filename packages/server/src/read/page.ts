import { createHash } from 'node:crypto'
import { Refusal } from '../base/errors.ts'

export const PAGE_MAX = 200
const PAGE_USUAL = 50

export type PageWish = { readonly cursor?: string | undefined; readonly limit?: number | undefined }
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null }

/**
 * A page of a list whose items are named. A cursor says after which item to go on, and is bound to its
 * list: with another member's list, or another kind of list, it is refused.
 */
export function pageOf<T>(
  items: readonly T[],
  { list, name, wish }: { list: string; name: (item: T) => string; wish: PageWish },
): Page<T> {
  const limit = Math.min(PAGE_MAX, wish.limit ?? PAGE_USUAL)
  const start =
    wish.cursor === undefined ? 0 : startAfter(items, { list, name, cursor: wish.cursor })
  const shown = items.slice(start, start + limit)
  const last = shown.at(-1)
  const more = start + limit < items.length && last !== undefined
  return { items: shown, next: more ? cursorOf(list, name(last)) : null }
}

function startAfter<T>(
  items: readonly T[],
  { list, name, cursor }: { list: string; name: (item: T) => string; cursor: string },
): number {
  const after = readCursor(list, cursor)
  const found = items.findIndex((item) => name(item) === after)
  if (found < 0) throw new Refusal('bad_cursor')
  return found + 1
}

const bindingOf = (list: string, after: string) =>
  createHash('sha256').update(`${list}\u0000${after}`).digest('base64url').slice(0, 16)

function cursorOf(list: string, after: string): string {
  return `${Buffer.from(after).toString('base64url')}.${bindingOf(list, after)}`
}

function readCursor(list: string, cursor: string): string {
  const [text = '', binding = ''] = cursor.split('.')
  const after = Buffer.from(text, 'base64url').toString('utf8')
  if (binding !== bindingOf(list, after)) throw new Refusal('bad_cursor')
  return after
}
