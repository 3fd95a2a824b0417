import { LENGTHS, MEMBER, nextRecord, FIRST_RECORD } from '../column/conversations.ts'
import { type Segment, SegmentWriter } from '../column/segment.ts'
import { NormalisedCsv, type NormalisedColumn } from '../csv/normalised.ts'
import type { RowFaults } from '../fault.ts'
import { type FileRange, readRange } from '../source/file-range.ts'

/** What one thread made of one part of the input. */
export type Scanned = {
  readonly segment: Segment
  /** Conversations by the segment's number of their member: how much work it will be. */
  readonly weights: Int32Array
  /** Lines read, rows or not. */
  readonly lines: number
  /** Where the last complete row ended. */
  readonly end: number
  readonly faults: RowFaults
  readonly duplicates: number
  readonly conflicts: number
  /** Instants of the earliest and the latest event; null without any. */
  readonly first: number | null
  readonly last: number | null
}

export type CsvTask = FileRange & {
  readonly columns: readonly NormalisedColumn[]
  readonly source: string
  readonly block: number
  /** A typical row, in bytes. */
  readonly rowLength: number
}

export function scanCsv(task: CsvTask, onBytes: (bytes: number) => void): Scanned {
  const rows = Math.ceil(((task.to - task.from) / task.rowLength) * 1.02)
  const writer = new SegmentWriter({ rows, rowsDecide: true })
  const reader = new NormalisedCsv(writer, task.columns)
  const end = readRange(task, reader, { block: task.block, onBytes })
  const segment = writer.share(reader.names(task.source, 1), [])
  return {
    segment,
    weights: weightsOf(segment),
    lines: reader.lines,
    end,
    faults: reader.faults,
    duplicates: 0,
    conflicts: 0,
    ...spanOf(segment),
  }
}

export function spanOf({ at, rows, events }: Segment): Pick<Scanned, 'first' | 'last'> {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (let row = 0; row < rows; row += 1) {
    const instant = at[row] as number
    if (instant < first) first = instant
    if (instant > last) last = instant
  }
  for (const event of events) {
    first = Math.min(first, event.at)
    last = Math.max(last, event.at)
  }
  return first > last ? { first: null, last: null } : { first, last }
}

export function weightsOf({ conversations, members }: Segment): Int32Array {
  const weights = new Int32Array(members.count)
  const { words, end } = conversations
  let ref = FIRST_RECORD
  while (ref < end) {
    const member = words[ref + MEMBER] as number
    weights[member] = (weights[member] as number) + 1
    ref = nextRecord(ref, words[ref + LENGTHS] as number)
  }
  return weights
}
