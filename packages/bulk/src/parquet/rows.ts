import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { valueOf } from '../events/table.ts'
import { bufferOf, COMPRESSORS } from './file.ts'

/** Rows are read so many at a time, so that a file need not fit into memory. */
const ROWS = 50_000

export type RowSink = (row: Readonly<Record<string, unknown>>) => void

/**
 * Reads a file's rows one after another with the general reader. Returns what is wrong with the file
 * where a part of it cannot be read, or null.
 */
export async function readRows(file: string, size: number, take: RowSink): Promise<string | null> {
  const buffer = bufferOf(file, size)
  const metadata = await parquetMetadataAsync(buffer)
  const total = Number(metadata.num_rows)
  const parsers = {
    timestampFromMilliseconds: Number,
    timestampFromMicroseconds: (value: bigint) => floorDivide(value, 1000n),
    timestampFromNanoseconds: (value: bigint) => floorDivide(value, 1_000_000n),
  }
  for (let from = 0; from < total; from += ROWS) {
    try {
      const rows = await parquetReadObjects({
        file: buffer,
        metadata,
        rowStart: from,
        rowEnd: Math.min(total, from + ROWS),
        compressors: COMPRESSORS,
        parsers,
      })
      for (const row of rows) take(row)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return `is damaged or stored in a way that is not known, from row ${from + 1} on (${reason})`
    }
  }
  return null
}

function floorDivide(value: bigint, by: bigint): number {
  const cut = value / by
  return Number(value < 0n && cut * by !== value ? cut - 1n : cut)
}

/** A row of events as JSON would have it; absent fields are left out. */
export function recordOf(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const record: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(row)) {
    if (value === null || value === undefined || value === '') continue
    record[field] = plainOf(field, value)
  }
  return record
}

function plainOf(field: string, value: unknown): unknown {
  if (typeof value === 'string') return valueOf(field, value)
  if (typeof value === 'bigint') return Number(value)
  return value instanceof Date ? value.getTime() : value
}
