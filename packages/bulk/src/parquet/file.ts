import { closeSync, openSync, readSync } from 'node:fs'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import {
  type AsyncBuffer,
  type ColumnChunk,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetSchema,
  type SchemaElement,
} from 'hyparquet'
import { readHeader } from '../csv/header.ts'
import { NORMALISED, type NormalisedColumn } from '../csv/columns.ts'
import type { FileFault } from '../fault.ts'
import type { TimeUnit } from './columns.ts'
import type { Group } from './messages.ts'
import { type Chunk, isKnownCodec } from './pages.ts'

/** What a Parquet file holds. */
export type ParquetContent =
  /** Row groups that are decoded here. */
  | { readonly form: 'groups'; readonly groups: readonly Group[] }
  /** Rows that are left to the general reader; `columns` of messages or of events. */
  | { readonly form: 'rows'; readonly of: 'messages' | 'events' }
  | { readonly form: 'refused'; readonly faults: readonly FileFault[] }

/** A file as the general reader wants it. */
export function bufferOf(file: string, size: number): AsyncBuffer {
  return {
    byteLength: size,
    slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, end - start))
      const fd = openSync(file, 'r')
      try {
        for (let filled = 0; filled < bytes.length; ) {
          const got = readSync(fd, bytes, filled, bytes.length - filled, start + filled)
          if (got === 0) break
          filled += got
        }
      } finally {
        closeSync(fd)
      }
      return bytes.buffer
    },
  }
}

export const COMPRESSORS: Compressors = {
  GZIP: (input) => gunzipSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
}

export async function parquetContent(file: string, size: number): Promise<ParquetContent> {
  let metadata: FileMetaData
  try {
    metadata = await parquetMetadataAsync(bufferOf(file, size))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const problem = `is cut off or damaged: its footer cannot be read (${reason})`
    return refused({ field: 'file', problem, remedy: 'get the file again' })
  }
  const columns = parquetSchema(metadata).children
  const header = readHeader(columns.map(({ element }) => element.name))
  if (header.form === 'unknown') return refused(...header.faults)
  const nested = columns.find(({ children }) => children.length > 0)
  if (nested !== undefined) {
    const problem = 'is a nested column'
    return refused({
      field: nested.element.name,
      problem,
      remedy: 'give each field its own column',
    })
  }
  if (header.form === 'events') return { form: 'rows', of: 'events' }
  const elements = new Map(columns.map(({ element }) => [element.name, element]))
  const groups = metadata.row_groups.map((group) => ({
    columns: group.columns,
    rows: Number(group.num_rows),
  }))
  return messageGroups(groups, elements)
}

type StoredGroup = { readonly columns: readonly ColumnChunk[]; readonly rows: number }

function messageGroups(
  stored: readonly StoredGroup[],
  elements: ReadonlyMap<string, SchemaElement>,
): ParquetContent {
  const sentAt = elements.get('sent_at')
  const time = sentAt === undefined ? null : timeOf(sentAt)
  const ids = NORMALISED.filter((name) => name !== 'sent_at')
  const known = ids.every((name) => elements.get(name)?.type === 'BYTE_ARRAY')
  if (time === null || !known) return { form: 'rows', of: 'messages' }
  const groups: Group[] = []
  for (const { columns, rows } of stored) {
    const chunks: { [column in NormalisedColumn]?: Chunk } = {}
    for (const column of columns) {
      const chunk = chunkOf(column, elements)
      if (chunk === null) return { form: 'rows', of: 'messages' }
      chunks[chunk.name as NormalisedColumn] = chunk
    }
    groups.push({ rows, time, chunks: chunks as Group['chunks'] })
  }
  return { form: 'groups', groups }
}

function chunkOf(
  { meta_data: meta }: ColumnChunk,
  elements: ReadonlyMap<string, SchemaElement>,
): Chunk | null {
  const name = meta?.path_in_schema[0]
  const repetition = elements.get(name ?? '')?.repetition_type
  if (meta === undefined || name === undefined || repetition === 'REPEATED') return null
  if (!isKnownCodec(meta.codec)) return null
  const dictionary = meta.dictionary_page_offset
  const data = Number(meta.data_page_offset)
  const from = dictionary === undefined ? data : Math.min(Number(dictionary), data)
  const to = from + Number(meta.total_compressed_size)
  return { name, codec: meta.codec, from, to, optional: repetition === 'OPTIONAL' }
}

/** How a column of instants is stored; null where only the general reader may know. */
function timeOf(element: SchemaElement): TimeUnit | 'text' | null {
  const { type, logical_type: logical, converted_type: converted } = element
  if (type === 'BYTE_ARRAY') return 'text'
  if (type === 'INT96') return 'int96'
  if (type !== 'INT64') return null
  if (logical?.type === 'TIMESTAMP') {
    return logical.unit === 'NANOS' ? 'ns' : logical.unit === 'MICROS' ? 'us' : 'ms'
  }
  if (converted === 'TIMESTAMP_MICROS') return 'us'
  if (converted === 'TIMESTAMP_MILLIS' || converted === undefined) return 'ms'
  return converted === 'INT_64' ? 'ms' : null
}

function refused(...faults: readonly FileFault[]): ParquetContent {
  return { form: 'refused', faults }
}
