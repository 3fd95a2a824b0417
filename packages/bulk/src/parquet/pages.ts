import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { CompressionCodec, PageHeader } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import type { Scratch } from './scratch.ts'

/** A column of a row group, where it lies in the file. */
export type Chunk = {
  readonly name: string
  readonly codec: CompressionCodec
  readonly from: number
  readonly to: number
  /** Whether values may be absent. */
  readonly optional: boolean
}

/** Bytes in the arena. */
export type Stretch = { readonly at: number; readonly length: number }

/** One page's values as stored: no level left, unpacked. */
export type Page = Stretch & {
  readonly kind: 'dictionary' | 'data'
  readonly encoding: string
  /** Values, absent ones among them. */
  readonly count: number
  /** Where there is a word for each value, 1 or absent 0; 0 where all are there. */
  readonly present: number
  /** How many are there. */
  readonly there: number
}

/** What this reader leaves to the general one. */
export class Unsupported extends Error {}

const CODECS: readonly CompressionCodec[] = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD', 'BROTLI']

export function isKnownCodec(codec: CompressionCodec): boolean {
  return CODECS.includes(codec)
}

/** The pages of a column chunk, whose bytes lie in the arena. */
export function* pagesOf(chunk: Chunk, bytes: Stretch, scratch: Scratch): Generator<Page, void> {
  const reader = { view: scratch.arena.view(bytes.at, bytes.length), offset: 0 }
  while (reader.offset < bytes.length) {
    const header = parquetHeader(reader)
    const stored = { at: bytes.at + reader.offset, length: header.compressed_page_size }
    reader.offset += header.compressed_page_size
    if (reader.offset > bytes.length) throw new Error(`a page of ${chunk.name} is cut off`)
    if (header.type === 'DICTIONARY_PAGE') {
      const count = header.dictionary_page_header?.num_values ?? 0
      const page = unpack(chunk.codec, stored, { size: header.uncompressed_page_size, scratch })
      yield { kind: 'dictionary', encoding: 'PLAIN', count, present: 0, there: count, ...page }
    } else if (header.type === 'DATA_PAGE') yield dataPage(chunk, header, { stored, scratch })
    else if (header.type === 'DATA_PAGE_V2') yield dataPageV2(chunk, header, { stored, scratch })
  }
}

type Place = { readonly stored: Stretch; readonly scratch: Scratch }

function dataPage(chunk: Chunk, header: PageHeader, { stored, scratch }: Place): Page {
  const page = unpack(chunk.codec, stored, { size: header.uncompressed_page_size, scratch })
  const count = header.data_page_header?.num_values ?? 0
  const encoding = header.data_page_header?.encoding ?? ''
  if (!chunk.optional) return { kind: 'data', encoding, count, present: 0, there: count, ...page }
  const length = scratch.arena.view(page.at, 4).getInt32(0, true)
  if (length < 0 || length > page.length - 4) throw new Error('a page is damaged')
  const levels = readPresent({ at: page.at + 4, length }, count, scratch)
  const values = { at: page.at + 4 + length, length: page.length - 4 - length }
  return { kind: 'data', encoding, count, ...levels, ...values }
}

function dataPageV2(chunk: Chunk, header: PageHeader, { stored, scratch }: Place): Page {
  const v2 = header.data_page_header_v2
  if (v2 === undefined || v2.repetition_levels_byte_length > 0) throw new Unsupported('nested')
  const levels = v2.definition_levels_byte_length
  const count = v2.num_values
  const present =
    chunk.optional && levels > 0
      ? readPresent({ at: stored.at, length: levels }, count, scratch)
      : { present: 0, there: count }
  const values = { at: stored.at + levels, length: stored.length - levels }
  const codec = v2.is_compressed === false ? 'UNCOMPRESSED' : chunk.codec
  const page = unpack(codec, values, { size: header.uncompressed_page_size - levels, scratch })
  return { kind: 'data', encoding: v2.encoding, count, ...present, ...page }
}

function unpack(
  codec: CompressionCodec,
  stored: Stretch,
  { size, scratch }: { readonly size: number; readonly scratch: Scratch },
): Stretch {
  if (codec === 'UNCOMPRESSED') return stored
  const { arena } = scratch
  const at = scratch.take(size)
  if (codec === 'SNAPPY') {
    if (arena.kernel.unpackSnappy(stored.at, stored.length, at, size) === 0) {
      throw new Error('Snappy data is damaged')
    }
    return { at, length: size }
  }
  const bytes = Buffer.from(arena.bytes(stored.at, stored.length))
  const unpacked = inflate(codec, bytes)
  if (unpacked.length !== size) throw new Error('a page is not as long as it says')
  arena.bytes(at, size).set(unpacked)
  return { at, length: size }
}

function inflate(codec: CompressionCodec, bytes: Uint8Array): Uint8Array {
  switch (codec) {
    case 'GZIP':
      return gunzipSync(bytes)
    case 'ZSTD':
      return zstdDecompressSync(bytes)
    case 'BROTLI':
      return brotliDecompressSync(bytes)
    case 'UNCOMPRESSED':
    case 'SNAPPY':
    case 'LZO':
    case 'LZ4':
    case 'LZ4_RAW':
      throw new Error(`compression ${codec} is not known`)
  }
}

/** Which values there are. */
function readPresent(
  levels: Stretch,
  count: number,
  scratch: Scratch,
): Pick<Page, 'present' | 'there'> {
  const present = readWords(levels, { width: 1, count }, scratch)
  const there = scratch.arena.ints(present, count).reduce((sum, one) => sum + one, 0)
  return there === count ? { present: 0, there } : { present, there }
}

/** Reads runs of equal values and of packed bits; returns where their words are. */
function readWords(
  { at, length }: Stretch,
  { width, count }: { readonly width: number; readonly count: number },
  scratch: Scratch,
): number {
  const words = scratch.take(count * 4)
  const { readWords: read } = scratch.arena.kernel
  if (read(at, at + length, width, count, words) === 0) throw new Error('a page has too few values')
  return words
}

/** Where a page's indices into its dictionary are, a word for each that is there. */
export function indicesOf({ encoding, at, length, there }: Page, scratch: Scratch): number {
  if (encoding !== 'RLE_DICTIONARY' && encoding !== 'PLAIN_DICTIONARY') {
    throw new Unsupported(encoding)
  }
  const width = scratch.arena.bytes(at, 1)[0] as number
  if (width > 32) throw new Error('a page is damaged')
  if (width > 0) {
    return readWords({ at: at + 1, length: length - 1 }, { width, count: there }, scratch)
  }
  const words = scratch.take(there * 4)
  scratch.arena.ints(words, there).fill(0)
  return words
}
