import type { Call, CallOptions } from './call.ts'

export type PageWish = CallOptions & {
  /** From the page before; it belongs to its list. */
  readonly cursor?: string | undefined
  /** Items a page, 1 to 200; usually 50. */
  readonly limit?: number | undefined
}

export type Page<T> = {
  readonly items: readonly T[]
  /** Where the list goes on; null: it ends here. */
  readonly next: string | null
}

/** A list that comes in pages: read all of it with `for await`, or page by page. */
export type Paged<T> = AsyncIterable<T> & {
  readonly page: (wish?: PageWish) => Promise<Page<T>>
}

export type ListAsk = {
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
}

export function pagedOf<T>(call: Call, { path, query }: ListAsk, usual: PageWish = {}): Paged<T> {
  const page = (wish: PageWish = {}): Promise<Page<T>> => {
    const { cursor, limit, ...options } = { ...usual, ...wish }
    return call.json({ path, query: { ...query, cursor, limit }, ...options })
  }
  return {
    page,
    async *[Symbol.asyncIterator]() {
      let cursor: string | null | undefined = usual.cursor
      do {
        const { items, next }: Page<T> = await page({ cursor })
        yield* items
        cursor = next
      } while (cursor !== null)
    },
  }
}
