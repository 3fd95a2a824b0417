import { Cell, hashCell } from '../column/cell.ts'
import { FROM_CLIENT, FROM_MEMBER } from '../column/code.ts'
import { type Chunk, type Page, pagesOf, readHybrid, Unsupported } from './pages.ts'

/** A column of ids: where the bytes of each row's value are. */
export class IdColumn {
  /** By row: which of the views. */
  readonly page: Uint16Array
  readonly start: Int32Array
  /** -1: absent. */
  readonly length: Int32Array
  readonly hash: Int32Array
  readonly views: DataView[] = []
  readonly #cell = new Cell()
  readonly #hashed: boolean
  #rows = 0
  #dictionary: { start: Int32Array; length: Int32Array; hash: Int32Array; page: number } | null =
    null

  /** `hashed`: whether values that stand by themselves are hashed, as those of dictionaries are. */
  constructor(chunk: Chunk & { readonly hashed: boolean }, bytes: Uint8Array, rows: number) {
    this.#hashed = chunk.hashed
    this.page = new Uint16Array(rows)
    this.start = new Int32Array(rows)
    this.length = new Int32Array(rows)
    this.hash = new Int32Array(rows)
    for (const page of pagesOf(chunk, bytes)) this.#take(page)
    if (this.#rows !== rows)
      throw new Error(`column ${chunk.name} has ${this.#rows} of ${rows} rows`)
  }

  /** Places a cell on a row's value. */
  hold(cell: Cell, row: number): void {
    cell.view = this.views[this.page[row] as number] as DataView
    cell.start = this.start[row] as number
    cell.length = Math.max(0, this.length[row] as number)
    cell.hash = this.hash[row] as number
  }

  /** The value as text; null where there is none, undefined where it is not UTF-8. */
  text(row: number): string | null | undefined {
    const length = this.length[row] as number
    if (length < 0) return null
    const view = this.views[this.page[row] as number] as DataView
    const bytes = new Uint8Array(view.buffer, view.byteOffset + (this.start[row] as number), length)
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch {
      return undefined
    }
  }

  #take(page: Page): void {
    const { count } = page
    if (page.kind === 'dictionary') {
      const index = this.views.push(page.view) - 1
      const start = new Int32Array(count)
      const length = new Int32Array(count)
      const hash = new Int32Array(count)
      this.#readPlain(page, { start, length, hash, from: 0 })
      this.#dictionary = { start, length, hash, page: index }
    } else if (page.encoding === 'PLAIN') {
      const index = this.views.push(page.view) - 1
      this.page.fill(index, this.#rows, this.#rows + count)
      const { start, length, hash } = this
      this.#readPlain(page, { start, length, hash, from: this.#rows })
      this.#rows += count
    } else if (page.encoding === 'RLE_DICTIONARY' || page.encoding === 'PLAIN_DICTIONARY') {
      this.#readIndexed(page)
      this.#rows += count
    } else throw new Unsupported(page.encoding)
  }

  #readPlain(page: Page, out: Places): void {
    const { view, present } = page
    const cell = this.#cell
    cell.view = view
    let at = page.start
    for (let i = 0; i < page.count; i += 1) {
      const row = out.from + i
      if (present !== null && present[i] === 0) {
        out.length[row] = -1
        continue
      }
      const length = view.getInt32(at, true)
      if (length < 0 || at + 4 + length > page.end) throw new Error('a page of text is damaged')
      cell.start = at + 4
      cell.length = length
      if (this.#hashed || page.kind === 'dictionary') hashCell(cell)
      out.start[row] = at + 4
      out.length[row] = length
      out.hash[row] = cell.hash
      at += 4 + length
    }
  }

  #readIndexed(page: Page): void {
    const dictionary = this.#dictionary
    if (dictionary === null) throw new Error('a page comes before its dictionary')
    const { present } = page
    const there = present === null ? page.count : present.reduce((sum, one) => sum + one, 0)
    const indices = indicesOf(page, there)
    this.page.fill(dictionary.page, this.#rows, this.#rows + page.count)
    let next = 0
    for (let i = 0; i < page.count; i += 1) {
      const row = this.#rows + i
      if (page.present !== null && page.present[i] === 0) {
        this.length[row] = -1
        continue
      }
      const index = indices[next] as number
      next += 1
      if (index >= dictionary.start.length)
        throw new Error('a page names what its dictionary lacks')
      this.start[row] = dictionary.start[index] as number
      this.length[row] = dictionary.length[index] as number
      this.hash[row] = dictionary.hash[index] as number
    }
  }
}

/** What a row's role is that needs a closer look. */
export const ODD_ROLE = 255

/** The column of roles: by row FROM_CLIENT, FROM_MEMBER or ODD_ROLE. */
export function readRoles(chunk: Chunk, bytes: Uint8Array, rows: number): Uint8Array {
  const roles = new Uint8Array(rows)
  let dictionary: Uint8Array = new Uint8Array(0)
  let filled = 0
  for (const page of pagesOf(chunk, bytes)) {
    if (page.kind === 'dictionary') {
      dictionary = plainRoles(page, page.count)
      continue
    }
    const { present, count } = page
    const there = present === null ? count : present.reduce((sum, one) => sum + one, 0)
    const values =
      page.encoding === 'PLAIN'
        ? plainRoles(page, there)
        : Uint8Array.from(indicesOf(page, there), (index) => dictionary[index] ?? ODD_ROLE)
    let next = 0
    for (let i = 0; i < count; i += 1) {
      const isThere = present === null || present[i] === 1
      roles[filled + i] = isThere ? (values[next] as number) : ODD_ROLE
      if (isThere) next += 1
    }
    filled += count
  }
  if (filled !== rows) throw new Error(`column ${chunk.name} has ${filled} of ${rows} rows`)
  return roles
}

/** "cl" + "ient", "me" + "mber". */
function plainRoles({ view, start, end }: Page, count: number): Uint8Array {
  const roles = new Uint8Array(count).fill(ODD_ROLE)
  let at = start
  for (let i = 0; i < count; i += 1) {
    const length = view.getInt32(at, true)
    if (length < 0 || at + 4 + length > end) throw new Error('a page of text is damaged')
    if (length === 6) {
      const first = view.getUint16(at + 4, true)
      const rest = view.getInt32(at + 6, true)
      if (first === 0x6c63 && rest === 0x746e6569) roles[i] = FROM_CLIENT
      else if (first === 0x656d && rest === 0x7265626d) roles[i] = FROM_MEMBER
    }
    at += 4 + length
  }
  return roles
}

/** A page's indices into its dictionary. */
function indicesOf(page: Page, count: number): Int32Array {
  if (page.encoding !== 'RLE_DICTIONARY' && page.encoding !== 'PLAIN_DICTIONARY') {
    throw new Unsupported(page.encoding)
  }
  const width = page.view.getUint8(page.start)
  const indices = new Int32Array(count)
  const start = page.start + 1
  if (width > 0) readHybrid({ view: page.view, start, length: page.end - start }, width, indices)
  return indices
}

type Places = {
  readonly start: Int32Array
  readonly length: Int32Array
  readonly hash: Int32Array
  readonly from: number
}

/** How a column of whole numbers is to be read as milliseconds. */
export type TimeUnit = 'ms' | 'us' | 'ns' | 'int96'

/** A column of instants as milliseconds; NaN: absent. */
export function readTimes(
  chunk: Chunk & { readonly unit: TimeUnit },
  bytes: Uint8Array,
  rows: number,
): Float64Array {
  const times = new Float64Array(rows)
  let dictionary: Float64Array | null = null
  let filled = 0
  for (const page of pagesOf(chunk, bytes)) {
    if (page.kind === 'dictionary') dictionary = plainTimes(page, chunk.unit)
    else {
      const values =
        page.encoding === 'PLAIN' ? plainTimes(page, chunk.unit) : indexed(page, dictionary)
      let next = 0
      for (let i = 0; i < page.count; i += 1) {
        const there = page.present === null || page.present[i] === 1
        times[filled + i] = there ? (values[next] as number) : Number.NaN
        if (there) next += 1
      }
      filled += page.count
    }
  }
  if (filled !== rows) throw new Error(`column ${chunk.name} has ${filled} of ${rows} rows`)
  return times
}

function indexed(page: Page, dictionary: Float64Array | null): Float64Array {
  if (dictionary === null) throw new Error('a page comes before its dictionary')
  const { present } = page
  const there = present === null ? page.count : present.reduce((sum, one) => sum + one, 0)
  return Float64Array.from(indicesOf(page, there), (index) => dictionary[index] ?? Number.NaN)
}

function plainTimes({ view, start, end }: Page, unit: TimeUnit): Float64Array {
  const size = unit === 'int96' ? 12 : 8
  const times = new Float64Array(Math.floor((end - start) / size))
  for (let i = 0; i < times.length; i += 1) times[i] = readTime(view, start + i * size, unit)
  return times
}

const HIGH = 4_294_967_296
const JULIAN_DAY_OF_1970 = 2_440_588
const DAY_MS = 86_400_000

/** Digits beyond the millisecond are cut, as the engine cuts them. */
function readTime(view: DataView, at: number, unit: TimeUnit): number {
  switch (unit) {
    case 'ms':
      return view.getInt32(at + 4, true) * HIGH + view.getUint32(at, true)
    case 'us':
      return Math.floor((view.getInt32(at + 4, true) * HIGH + view.getUint32(at, true)) / 1000)
    case 'ns': {
      const value = view.getBigInt64(at, true)
      const cut = value / 1_000_000n
      return Number(value < 0n && cut * 1_000_000n !== value ? cut - 1n : cut)
    }
    case 'int96': {
      const ofDay = Number(view.getBigUint64(at, true) / 1_000_000n)
      return (view.getInt32(at + 8, true) - JULIAN_DAY_OF_1970) * DAY_MS + ofDay
    }
  }
}
