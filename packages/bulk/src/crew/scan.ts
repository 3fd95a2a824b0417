import { ArenaFull } from '../column/arena.ts'
import { BYTES_A_ROW, type Segment, SegmentWriter } from '../column/segment.ts'
import type { NormalisedColumn } from '../csv/columns.ts'
import { NormalisedCsv } from '../csv/normalised.ts'
import type { RowFaults } from '../fault.ts'
import { readStream, type Stream } from '../source/chunks.ts'
import { type FileRange, readRange } from '../source/file-range.ts'

/** What was made of one part of the input. */
export type Scanned = {
  /** Null where the events went into the segment that all inputs with ids share. */
  readonly segment: Segment | null
  readonly accepted: number
  readonly duplicates: number
  readonly conflicts: number
  readonly faults: RowFaults
  /** Instants of the earliest and the latest event; null without any. */
  readonly first: number | null
  readonly last: number | null
  /** Lines read, rows or not. */
  readonly lines: number
  /** Where the last complete row of a range ended, or how many groups were read. */
  readonly end: number
  /** Whether it ended there for want of room: the rest is still to be read. */
  readonly full: boolean
  /** What is wrong with the input as a whole, or null. */
  readonly problem: string | null
}

export type OnBytes = (bytes: number) => void

type Rows = {
  readonly columns: readonly NormalisedColumn[]
  readonly source: string
  readonly block: number
}
export type CsvTask = FileRange & Rows & { readonly rowLength: number; readonly room: number }
export type StreamTask = Rows & { readonly stream: Stream; readonly start: number }

/** Reads a range of a file of the normalised columns. */
export function scanRange(task: CsvTask, onBytes: OnBytes): Scanned {
  const { room, block } = task
  const typical = Math.ceil(((task.to - task.from) / task.rowLength) * 1.02)
  const rows = Math.min(typical, Math.floor(room / BYTES_A_ROW))
  const writer = new SegmentWriter({ rows, rowsDecide: true, room })
  const reader = new NormalisedCsv(writer, task.columns)
  const { end, full } = readRange(task, reader, { block, onBytes })
  const stuck = full && end === task.from
  const segment = writer.share(reader.names(task.source, 1), [])
  const { lines, faults } = reader
  return scannedRows(segment, {
    lines,
    end: stuck ? task.to : end,
    full: full && !stuck,
    faults,
    problem: stuck ? new ArenaFull().message : null,
  })
}

/** Reads a stream of the normalised columns. */
export async function scanStream(task: StreamTask, onBytes: OnBytes): Promise<Scanned> {
  const writer = new SegmentWriter({ rows: 4096, rowsDecide: true })
  const reader = new NormalisedCsv(writer, task.columns)
  const { start, block } = task
  const problem = await readStream(task.stream, reader, { start, block, onBytes }).catch(problemOf)
  const segment = writer.share(reader.names(task.source, 1), [])
  const { lines, faults } = reader
  return scannedRows(segment, { lines, end: 0, full: false, faults, problem })
}

/** What was too much for one part; every other error is thrown again. */
function problemOf(error: unknown): string {
  if (error instanceof ArenaFull) return error.message
  throw error
}

/** A segment with what its reading came to. */
export function scannedRows(
  segment: Segment,
  reading: Pick<Scanned, 'lines' | 'end' | 'full' | 'faults' | 'problem'>,
): Scanned {
  return {
    segment,
    accepted: segment.rows,
    duplicates: 0,
    conflicts: 0,
    first: segment.span?.[0] ?? null,
    last: segment.span?.[1] ?? null,
    ...reading,
  }
}
