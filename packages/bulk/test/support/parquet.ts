/**
 * Writes small Parquet files in the ways that real writers do, so that each is read in the tests: pages
 * of version 1 and 2, dictionaries, optional and required columns, every way to store an instant.
 */
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'

export type Column = {
  readonly name: string
  readonly type: 'text' | 'ms' | 'us' | 'ns' | 'int96' | 'plain_int' | 'boolean'
  readonly optional: boolean
  readonly values: readonly (string | number | boolean | null)[]
}

export type ParquetStyle = {
  readonly codec: 'UNCOMPRESSED' | 'SNAPPY' | 'GZIP' | 'BROTLI' | 'ZSTD'
  readonly version: 1 | 2
  readonly dictionary: boolean
  readonly rowsPerGroup: number
  readonly rowsPerPage: number
}

const CODECS = { UNCOMPRESSED: 0, SNAPPY: 1, GZIP: 2, BROTLI: 4, ZSTD: 6 }
const PHYSICAL = { text: 6, ms: 2, us: 2, ns: 2, int96: 3, plain_int: 2, boolean: 0 }

/** Thrift's compact protocol, as far as Parquet needs it. */
class Thrift {
  readonly bytes: number[] = []
  #last: number[] = [0]

  varint(value: number | bigint): void {
    let rest = BigInt(value)
    while (rest > 127n) {
      this.bytes.push(Number(rest & 127n) | 128)
      rest >>= 7n
    }
    this.bytes.push(Number(rest))
  }

  #field(id: number, type: number): void {
    const last = this.#last.at(-1) ?? 0
    this.bytes.push(((id - last) << 4) | type)
    this.#last[this.#last.length - 1] = id
  }

  int(id: number, value: number | bigint, type = 5): void {
    this.#field(id, type)
    this.varint(BigInt(value) * 2n)
  }

  text(id: number, value: string): void {
    this.#field(id, 8)
    this.raw(value)
  }

  raw(value: string): void {
    const bytes = Buffer.from(value)
    this.varint(bytes.length)
    this.bytes.push(...bytes)
  }

  flag(id: number, value: boolean): void {
    this.#field(id, value ? 1 : 2)
  }

  list(id: number, type: number, size: number): void {
    this.#field(id, 9)
    if (size < 15) this.bytes.push((size << 4) | type)
    else {
      this.bytes.push(0xf0 | type)
      this.varint(size)
    }
  }

  struct(id: number | null, body: () => void): void {
    if (id !== null) this.#field(id, 12)
    this.#last.push(0)
    body()
    this.bytes.push(0)
    this.#last.pop()
  }
}

export function parquetBytes(columns: readonly Column[], style: ParquetStyle): Uint8Array {
  const rows = columns[0]?.values.length ?? 0
  const parts: Uint8Array[] = [Buffer.from('PAR1')]
  let offset = 4
  const groups: { rows: number; chunks: Chunk[] }[] = []
  for (let from = 0; from < rows; from += style.rowsPerGroup) {
    const to = Math.min(rows, from + style.rowsPerGroup)
    const chunks = columns.map((column) => {
      const chunk = writeChunk(column, column.values.slice(from, to), style)
      const placed = { ...chunk, offset }
      parts.push(chunk.bytes)
      offset += chunk.bytes.length
      return placed
    })
    groups.push({ rows: to - from, chunks })
  }
  const footer = writeFooter(columns, groups, { rows, codec: CODECS[style.codec] })
  const length = Buffer.alloc(4)
  length.writeUInt32LE(footer.length)
  return Buffer.concat([...parts, footer, length, Buffer.from('PAR1')])
}

type Chunk = {
  bytes: Uint8Array
  offset: number
  dictionary: number | null
  data: number
  values: number
}

function writeChunk(
  column: Column,
  values: Column['values'],
  style: ParquetStyle,
): Omit<Chunk, 'offset'> {
  const parts: Uint8Array[] = []
  const useDictionary = style.dictionary && column.type !== 'boolean'
  const distinct = [...new Set(values.filter((value) => value !== null))]
  let dictionary: number | null = null
  let data = 0
  if (useDictionary) {
    const plain = Buffer.concat(distinct.map((value) => plainValue(column, value)))
    const packed = compress(plain, style.codec)
    const header = new Thrift()
    header.struct(null, () => {
      header.int(1, 2)
      header.int(2, plain.length)
      header.int(3, packed.length)
      header.struct(7, () => {
        header.int(1, distinct.length)
        header.int(2, 0)
      })
    })
    parts.push(Buffer.from(header.bytes), packed)
    dictionary = 0
    data = header.bytes.length + packed.length
  }
  for (let from = 0; from < values.length; from += style.rowsPerPage) {
    const page = values.slice(from, from + style.rowsPerPage)
    const there = page.filter((value) => value !== null)
    const body = useDictionary
      ? indices(
          there.map((value) => distinct.indexOf(value)),
          distinct.length,
        )
      : column.type === 'boolean'
        ? bits(
            there.map((value) => (value === true ? 1 : 0)),
            1,
          ).subarray(0, Math.ceil(there.length / 8))
        : Buffer.concat(there.map((value) => plainValue(column, value)))
    const levels = column.optional
      ? hybrid(
          page.map((value) => (value === null ? 0 : 1)),
          1,
        )
      : Buffer.alloc(0)
    parts.push(
      ...writePage(
        column,
        { page, nulls: page.length - there.length, body, levels },
        { ...style, dictionary: useDictionary },
      ),
    )
  }
  return { bytes: Buffer.concat(parts), dictionary, data, values: values.length }
}

function writePage(
  column: Column,
  {
    page,
    nulls,
    body,
    levels,
  }: { page: readonly unknown[]; nulls: number; body: Uint8Array; levels: Uint8Array },
  style: ParquetStyle,
): Uint8Array[] {
  const encoding = style.dictionary ? 8 : 0
  const header = new Thrift()
  if (style.version === 1) {
    const length = Buffer.alloc(column.optional ? 4 : 0)
    if (column.optional) length.writeUInt32LE(levels.length)
    const plain = Buffer.concat([length, levels, body])
    const packed = compress(plain, style.codec)
    header.struct(null, () => {
      header.int(1, 0)
      header.int(2, plain.length)
      header.int(3, packed.length)
      header.struct(5, () => {
        header.int(1, page.length)
        header.int(2, encoding)
        header.int(3, 3)
        header.int(4, 3)
      })
    })
    return [Buffer.from(header.bytes), packed]
  }
  const packed = compress(body, style.codec)
  header.struct(null, () => {
    header.int(1, 3)
    header.int(2, levels.length + body.length)
    header.int(3, levels.length + packed.length)
    header.struct(8, () => {
      header.int(1, page.length)
      header.int(2, nulls)
      header.int(3, page.length)
      header.int(4, encoding)
      header.int(5, levels.length)
      header.int(6, 0)
      header.flag(7, style.codec !== 'UNCOMPRESSED')
    })
  })
  return [Buffer.from(header.bytes), levels, packed]
}

function writeFooter(
  columns: readonly Column[],
  groups: readonly { rows: number; chunks: readonly Chunk[] }[],
  { rows, codec }: { rows: number; codec: number },
): Uint8Array {
  const out = new Thrift()
  out.struct(null, () => {
    out.int(1, 2)
    out.list(2, 12, columns.length + 1)
    out.struct(null, () => {
      out.text(4, 'schema')
      out.int(5, columns.length)
    })
    for (const column of columns) out.struct(null, () => writeElement(out, column))
    out.int(3, rows, 6)
    out.list(4, 12, groups.length)
    for (const group of groups) {
      out.struct(null, () => {
        out.list(1, 12, columns.length)
        group.chunks.forEach((chunk, index) => {
          out.struct(null, () => writeColumn(out, columns[index] as Column, { ...chunk, codec }))
        })
        out.int(2, 1000, 6)
        out.int(3, group.rows, 6)
      })
    }
  })
  return Buffer.from(out.bytes)
}

function writeElement(out: Thrift, { type, optional, name }: Column): void {
  out.int(1, PHYSICAL[type])
  out.int(3, optional ? 1 : 0)
  out.text(4, name)
  if (type === 'text') out.int(6, 0)
  if (type !== 'ms' && type !== 'us' && type !== 'ns') return
  out.struct(10, () => {
    out.struct(8, () => {
      out.flag(1, true)
      out.struct(2, () => out.struct({ ms: 1, us: 2, ns: 3 }[type], () => {}))
    })
  })
}

function writeColumn(out: Thrift, column: Column, chunk: Chunk & { codec: number }): void {
  out.int(2, chunk.offset, 6)
  out.struct(3, () => {
    out.int(1, PHYSICAL[column.type])
    out.list(2, 5, 1)
    out.varint(0)
    out.list(3, 8, 1)
    out.raw(column.name)
    out.int(4, chunk.codec)
    out.int(5, chunk.values, 6)
    out.int(6, chunk.bytes.length, 6)
    out.int(7, chunk.bytes.length, 6)
    out.int(9, chunk.offset + chunk.data, 6)
    if (chunk.dictionary !== null) out.int(11, chunk.offset, 6)
  })
}

function plainValue(
  { type }: Column,
  value: string | number | boolean | null | undefined,
): Uint8Array {
  if (type === 'text') {
    const text = Buffer.from(String(value))
    const length = Buffer.alloc(4)
    length.writeUInt32LE(text.length)
    return Buffer.concat([length, text])
  }
  const ms = BigInt(Number(value))
  if (type === 'int96') {
    const bytes = Buffer.alloc(12)
    const day = BigInt(Math.floor(Number(value) / 86_400_000))
    bytes.writeBigUInt64LE((ms - day * 86_400_000n) * 1_000_000n)
    bytes.writeUInt32LE(Number(day) + 2_440_588, 8)
    return bytes
  }
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(type === 'us' ? ms * 1000n + 7n : type === 'ns' ? ms * 1_000_000n + 7n : ms)
  return bytes
}

function indices(values: readonly number[], distinct: number): Uint8Array {
  const width = 32 - Math.clz32(Math.max(0, distinct - 1))
  return Buffer.concat([Buffer.from([width]), hybrid(values, width)])
}

/** Runs of equal values where there are some, packed bits elsewhere. */
function hybrid(values: readonly number[], width: number): Uint8Array {
  const parts: Uint8Array[] = []
  let at = 0
  while (at < values.length) {
    let run = 1
    while (at + run < values.length && values[at + run] === values[at]) run += 1
    const header = new Thrift()
    if (run >= 3 || width === 0) {
      header.varint(run * 2)
      const value = Buffer.alloc(4)
      value.writeUInt32LE(values[at] ?? 0)
      parts.push(Buffer.from(header.bytes), value.subarray(0, Math.ceil(width / 8)))
      at += run
    } else {
      header.varint(3)
      parts.push(Buffer.from(header.bytes), bits(values.slice(at, at + 8), width))
      at += 8
    }
  }
  return Buffer.concat(parts)
}

/** Eight values a group, least significant bit first. */
function bits(values: readonly number[], width: number): Uint8Array {
  const groups = Math.ceil(values.length / 8)
  const out = Buffer.alloc(groups * width)
  values.forEach((value, index) => {
    for (let bit = 0; bit < width; bit += 1) {
      const place = index * width + bit
      if (((value >> bit) & 1) === 1) out[place >> 3] = (out[place >> 3] ?? 0) | (1 << (place & 7))
    }
  })
  return out
}

function compress(bytes: Uint8Array, codec: ParquetStyle['codec']): Uint8Array {
  switch (codec) {
    case 'UNCOMPRESSED':
      return bytes
    case 'GZIP':
      return gzipSync(bytes)
    case 'ZSTD':
      return zstdCompressSync(bytes)
    case 'BROTLI':
      return brotliCompressSync(bytes)
    case 'SNAPPY':
      return snappy(bytes)
  }
}

/** Snappy with copies of all three forms, near and far, some of them overlapping. */
export function snappy(bytes: Uint8Array): Uint8Array {
  const length = new Thrift()
  length.varint(bytes.length)
  const out: number[] = [...length.bytes]
  const seen = new Map<string, number>()
  let literal = 0
  let at = 0
  const flush = (end: number) => {
    for (let from = literal; from < end; ) {
      const size = Math.min(end - from, from % 2 === 0 ? 60 : 300)
      if (size <= 60) out.push((size - 1) << 2)
      else out.push(61 << 2, (size - 1) & 255, (size - 1) >> 8)
      out.push(...bytes.subarray(from, from + size))
      from += size
    }
  }
  while (at + 4 <= bytes.length) {
    const key = Buffer.from(bytes.subarray(at, at + 4)).toString('latin1')
    const from = seen.get(key)
    seen.set(key, at)
    if (from === undefined) {
      at += 1
      continue
    }
    let size = 4
    while (size < 60 && at + size < bytes.length && bytes[from + size] === bytes[at + size])
      size += 1
    flush(at)
    const back = at - from
    if (size < 12 && back < 2048) out.push(1 | ((size - 4) << 2) | ((back >> 8) << 5), back & 255)
    else if (back < 65_536) out.push(2 | ((size - 1) << 2), back & 255, back >> 8)
    else
      out.push(3 | ((size - 1) << 2), back & 255, (back >> 8) & 255, (back >> 16) & 255, back >> 24)
    at += size
    literal = at
  }
  flush(bytes.length)
  return Uint8Array.from(out)
}
