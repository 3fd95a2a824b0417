import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { CompressionCodec, PageHeader } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { SNAPPY_SLACK, unpackSnappy } from './snappy.ts'

/** A column of a row group, where it lies in the file. */
export type Chunk = {
  readonly name: string
  readonly codec: CompressionCodec
  readonly from: number
  readonly to: number
  /** Whether values may be absent. */
  readonly optional: boolean
}

/** One page's values as stored: no level left, unpacked. */
export type Page = {
  readonly kind: 'dictionary' | 'data'
  readonly encoding: string
  /** Values, absent ones among them. */
  readonly count: number
  /** By value: 1 where there is one; null where there always is. */
  readonly present: Uint8Array | null
  readonly view: DataView
  readonly start: number
  readonly end: number
}

/** What this reader leaves to the general one. */
export class Unsupported extends Error {}

const CODECS: readonly CompressionCodec[] = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD', 'BROTLI']

export function isKnownCodec(codec: CompressionCodec): boolean {
  return CODECS.includes(codec)
}

/** The pages of a column chunk; `bytes` has SNAPPY_SLACK bytes to spare at its end. */
export function* pagesOf(chunk: Chunk, bytes: Uint8Array): Generator<Page, void> {
  const size = chunk.to - chunk.from
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
  while (reader.offset < size) {
    const header = parquetHeader(reader)
    const stored = { view: reader.view, start: reader.offset, length: header.compressed_page_size }
    reader.offset += header.compressed_page_size
    if (reader.offset > size) throw new Error(`a page of ${chunk.name} is cut off`)
    if (header.type === 'DICTIONARY_PAGE') {
      const page = unpack(chunk.codec, stored, header.uncompressed_page_size)
      const count = header.dictionary_page_header?.num_values ?? 0
      yield { kind: 'dictionary', encoding: 'PLAIN', count, present: null, ...page }
    } else if (header.type === 'DATA_PAGE') yield dataPage(chunk, header, stored)
    else if (header.type === 'DATA_PAGE_V2') yield dataPageV2(chunk, header, stored)
  }
}

type Stored = { readonly view: DataView; readonly start: number; readonly length: number }
type Unpacked = { readonly view: DataView; readonly start: number; readonly end: number }

function dataPage(chunk: Chunk, header: PageHeader, stored: Stored): Page {
  const page = unpack(chunk.codec, stored, header.uncompressed_page_size)
  const count = header.data_page_header?.num_values ?? 0
  const encoding = header.data_page_header?.encoding ?? ''
  if (!chunk.optional) return { kind: 'data', encoding, count, present: null, ...page }
  const length = page.view.getInt32(page.start, true)
  const levels = { view: page.view, start: page.start + 4, length }
  const present = readPresent(levels, count)
  return { kind: 'data', encoding, count, present, ...page, start: page.start + 4 + length }
}

function dataPageV2(chunk: Chunk, header: PageHeader, stored: Stored): Page {
  const v2 = header.data_page_header_v2
  if (v2 === undefined || v2.repetition_levels_byte_length > 0) throw new Unsupported('nested')
  const levels = v2.definition_levels_byte_length
  const present =
    chunk.optional && levels > 0
      ? readPresent({ view: stored.view, start: stored.start, length: levels }, v2.num_values)
      : null
  const values = { view: stored.view, start: stored.start + levels, length: stored.length - levels }
  const codec = v2.is_compressed === false ? 'UNCOMPRESSED' : chunk.codec
  const page = unpack(codec, values, header.uncompressed_page_size - levels)
  return { kind: 'data', encoding: v2.encoding, count: v2.num_values, present, ...page }
}

function unpack(codec: CompressionCodec, stored: Stored, size: number): Unpacked {
  const { view, start, length } = stored
  if (codec === 'UNCOMPRESSED') return { view, start, end: start + length }
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, length)
  const out = new Uint8Array(size + SNAPPY_SLACK)
  const target = new DataView(out.buffer)
  switch (codec) {
    case 'SNAPPY':
      unpackSnappy(stored, { view: target, start: 0, length: size })
      break
    case 'GZIP':
      out.set(gunzipSync(bytes))
      break
    case 'ZSTD':
      out.set(zstdDecompressSync(bytes))
      break
    case 'BROTLI':
      out.set(brotliDecompressSync(bytes))
      break
    case 'LZO':
    case 'LZ4':
    case 'LZ4_RAW':
      throw new Error(`compression ${codec} is not known`)
  }
  return { view: target, start: 0, end: size }
}

/** Which values there are; null where all are. */
function readPresent(levels: Stored, count: number): Uint8Array | null {
  const words = new Int32Array(count)
  readHybrid(levels, 1, words)
  if (!words.includes(0)) return null
  return Uint8Array.from(words)
}

/** Reads runs of equal values and of packed bits into `out`. */
export function readHybrid({ view, start, length }: Stored, width: number, out: Int32Array): void {
  let at = start
  const end = start + length
  let filled = 0
  while (filled < out.length && at < end) {
    let header = 0
    for (let shift = 0; ; shift += 7) {
      const byte = view.getUint8(at)
      at += 1
      header |= (byte & 127) << shift
      if (byte < 128) break
    }
    if ((header & 1) === 0) {
      let value = 0
      for (let byte = 0; byte * 8 < width; byte += 1) {
        value |= view.getUint8(at) << (8 * byte)
        at += 1
      }
      const until = Math.min(out.length, filled + (header >>> 1))
      out.fill(value, filled, until)
      filled = until
    } else {
      const values = Math.min(out.length - filled, (header >>> 1) * 8)
      unpackBits({ view, start: at, length: width }, out.subarray(filled, filled + values))
      at += (header >>> 1) * width
      filled += values
    }
  }
  if (filled < out.length) throw new Error('a page has too few values')
}

/** Unpacks values of `length` bits each; four bytes beyond the last one may be read. */
function unpackBits({ view, start, length: width }: Stored, out: Int32Array): void {
  const mask = width === 32 ? -1 : (1 << width) - 1
  let bit = 0
  for (let i = 0; i < out.length; i += 1) {
    const at = start + (bit >>> 3)
    const shift = bit & 7
    let value = view.getInt32(at, true) >>> shift
    if (shift + width > 32) value |= view.getUint8(at + 4) << (32 - shift)
    out[i] = value & mask
    bit += width
  }
}
