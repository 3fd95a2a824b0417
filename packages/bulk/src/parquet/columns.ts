import { type Chunk, indicesOf, type Page, pagesOf, type Stretch, Unsupported } from './pages.ts'
import type { PickValues } from '../column/arena.ts'
import type { Scratch } from './scratch.ts'

/** Bytes of a value of text in the kernel: see ../../kernel/parquet.ts. */
const VALUE = 12

/** How a column of whole numbers is to be read as milliseconds; the kernel knows them by their place. */
export const TIME_UNITS = ['ms', 'us', 'ns', 'int96'] as const
export type TimeUnit = (typeof TIME_UNITS)[number]

/** A column of a row group whose bytes lie in the arena. */
export type Loaded = { readonly chunk: Chunk; readonly bytes: Stretch; readonly rows: number }

/** Reads a column of text; returns where its values are. `hashed`: they will be looked up. */
export function readTexts(loaded: Loaded, hashed: boolean, scratch: Scratch): number {
  const { kernel } = scratch.arena
  const plain = (page: Page, values: number, wanted: boolean) =>
    kernel.readTexts(
      page.at,
      page.at + page.length,
      page.count,
      page.present,
      values,
      wanted ? 1 : 0,
    )
  return readColumn(loaded, scratch, {
    width: VALUE,
    // A dictionary's values are many rows' each, so hashing them is cheap.
    plain: (page, values) => plain(page, values, hashed || page.kind === 'dictionary'),
    pick: kernel.pickTexts,
  })
}

/** Reads a column of instants; returns where its milliseconds are, NaN for absent ones. */
export function readInstants(loaded: Loaded, unit: TimeUnit, scratch: Scratch): number {
  const { kernel } = scratch.arena
  const code = TIME_UNITS.indexOf(unit)
  return readColumn(loaded, scratch, {
    width: 8,
    plain: ({ at, length, count, present }, values) =>
      kernel.readInstants(at, at + length, count, present, values, code),
    pick: kernel.pickInstants,
  })
}

/** How values of a kind are read from a page, and picked out of a dictionary; 0: they are damaged. */
type Reading = {
  /** Bytes of a value. */
  readonly width: number
  readonly plain: (page: Page, values: number) => number
  readonly pick: PickValues
}

function readColumn({ chunk, bytes, rows }: Loaded, scratch: Scratch, reading: Reading): number {
  const { width } = reading
  const values = scratch.take(rows * width)
  let dictionary: { readonly at: number; readonly size: number } | null = null
  let filled = 0
  for (const page of pagesOf(chunk, bytes, scratch)) {
    const { count, present } = page
    const at = values + filled * width
    let right: number
    if (page.kind === 'dictionary') {
      dictionary = { at: scratch.take(count * width), size: count }
      right = reading.plain(page, dictionary.at)
    } else {
      if (count < 0 || filled + count > rows) throw new Error('a page has too many values')
      if (page.encoding === 'PLAIN') right = reading.plain(page, at)
      else {
        const indices = indicesOf(page, scratch)
        if (dictionary === null) throw new Unsupported('a page comes before its dictionary')
        right = reading.pick(dictionary.at, dictionary.size, indices, present, count, at)
      }
      filled += count
    }
    if (right === 0) throw new Error(`a page of ${chunk.name} is damaged`)
  }
  if (filled !== rows) throw new Error(`column ${chunk.name} has ${filled} of ${rows} rows`)
  return values
}

/** A value as text; null where there is none, undefined where it is not UTF-8. */
export function textAt(values: number, row: number, scratch: Scratch): string | null | undefined {
  const [at = 0, length = -1] = scratch.arena.ints(values + row * VALUE, 2)
  if (length < 0) return null
  try {
    const bytes = scratch.arena.bytes(at >>> 0, length).slice()
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
