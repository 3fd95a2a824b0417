import { ArenaFull } from '../column/arena.ts'
import { type Segment, SegmentWriter } from '../column/segment.ts'
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
  /** Where the last complete row of a range ended. */
  readonly end: number
  /** What is wrong with the input as a whole, or null. */
  readonly problem: string | null
}

export type OnBytes = (bytes: number) => void

type Rows = {
  readonly columns: readonly NormalisedColumn[]
  readonly source: string
  readonly block: number
}
export type CsvTask = FileRange & Rows & { readonly rowLength: number }
export type StreamTask = Rows & { readonly stream: Stream; readonly start: number }

/** Reads a range of a file of the normalised columns. */
export function scanRange(task: CsvTask, onBytes: OnBytes): Scanned {
  const rows = Math.ceil(((task.to - task.from) / task.rowLength) * 1.02)
  const writer = new SegmentWriter({ rows, rowsDecide: true })
  const reader = new NormalisedCsv(writer, task.columns)
  let end = task.to
  let problem: string | null = null
  try {
    end = readRange(task, reader, { block: task.block, onBytes })
  } catch (error) {
    problem = problemOf(error)
  }
  const segment = writer.share(reader.names(task.source, 1), [])
  return scannedRows(segment, { lines: reader.lines, end, faults: reader.faults, problem })
}

/** Reads a stream of the normalised columns. */
export async function scanStream(task: StreamTask, onBytes: OnBytes): Promise<Scanned> {
  const writer = new SegmentWriter({ rows: 4096, rowsDecide: true })
  const reader = new NormalisedCsv(writer, task.columns)
  const { start, block } = task
  const problem = await readStream(task.stream, reader, { start, block, onBytes }).catch(problemOf)
  const segment = writer.share(reader.names(task.source, 1), [])
  return scannedRows(segment, { lines: reader.lines, end: 0, faults: reader.faults, problem })
}

/** What was too much for one part; every other error is thrown again. */
function problemOf(error: unknown): string {
  if (error instanceof ArenaFull) return error.message
  throw error
}

/** A segment with what its reading came to. */
export function scannedRows(
  segment: Segment,
  reading: Pick<Scanned, 'lines' | 'end' | 'faults' | 'problem'>,
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
