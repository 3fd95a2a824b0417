import { ArenaFull } from '../column/arena.ts'
import { BYTES_A_ROW, SegmentWriter } from '../column/segment.ts'
import { LineGaps } from '../column/names.ts'
import { MessageRow } from '../csv/message-row.ts'
import { NORMALISED, type NormalisedColumn } from '../csv/columns.ts'
import { RowFaultLog } from '../fault.ts'
import { ChunkFile, type Group, ParquetMessages } from '../parquet/messages.ts'
import { readRows, recordOf } from '../parquet/rows.ts'
import { type EventFiles, scannedEvents } from './events.ts'
import { type OnBytes, type Scanned, scannedRows } from './scan.ts'

export type GroupsTask = {
  readonly file: string
  readonly source: string
  readonly groups: readonly Group[]
  readonly room: number
}

export type RowsTask = {
  readonly file: string
  readonly size: number
  readonly source: string
  readonly of: 'messages' | 'events'
  readonly reserved: readonly string[]
}

/** Reads row groups of messages; where the first has no room beside what is kept ready for all, that one alone. */
export function scanGroups(task: GroupsTask, onBytes: OnBytes): Scanned {
  const { groups, room } = task
  const typical = groups.reduce((sum, group) => sum + group.rows, 0)
  const rows = Math.min(typical, Math.floor(room / BYTES_A_ROW))
  const writer = new SegmentWriter({ rows, rowsDecide: true, room })
  const reader = new ParquetMessages(writer)
  const file = new ChunkFile(task.file, onBytes)
  let problem: string | null = null
  let end = 0
  let full = false
  try {
    for (; end < groups.length; end += 1) {
      const group = groups[end] as Group
      const before = reader.rows
      try {
        reader.read(group, (chunk, scratch) => file.read(chunk, scratch))
      } catch (error) {
        if (!(error instanceof Error)) throw error
        full = error instanceof ArenaFull && groups.length > 1
        if (full) break
        problem = `has a damaged row group (${error.message})`
        reader.skip(group.rows - (reader.rows - before))
      }
    }
  } finally {
    file.close()
  }
  if (full && end === 0) {
    const alone = scanGroups({ ...task, groups: groups.slice(0, 1) }, onBytes)
    return { ...alone, full }
  }
  const segment = writer.share(reader.names(task.source, 1), [])
  return scannedRows(segment, { lines: reader.rows, end, full, faults: reader.faults, problem })
}

/** Reads rows with the general reader, one after another. */
export function scanRows(task: RowsTask, events: EventFiles): Promise<Scanned> {
  return task.of === 'messages' ? messageRows(task) : eventRows(task, events)
}

async function eventRows(task: RowsTask, events: EventFiles): Promise<Scanned> {
  const tally = events.tally(task.reserved)
  let line = 0
  const problem = await readRows(task.file, task.size, (row) => {
    line += 1
    tally.take(recordOf(row), line)
  })
  return scannedEvents(tally, problem)
}

async function messageRows(task: RowsTask): Promise<Scanned> {
  const writer = new SegmentWriter({ rows: 4096, rowsDecide: true })
  const gaps = new LineGaps()
  const faults = new RowFaultLog()
  const rows = new MessageRow(writer)
  let line = 0
  const problem = await readRows(task.file, task.size, (row) => {
    line += 1
    const values = recordOf(row)
    const entries = NORMALISED.map((name) => [name, cellOf(values[name])])
    const fields = Object.fromEntries(entries) as Record<NormalisedColumn, string>
    const fault = rows.take(fields, line)
    if (fault === null) return
    const { field, problem: what, remedy } = fault
    faults.add({ line, field, problem: what, remedy })
    gaps.skip(writer.rows, 1)
  })
  const segment = writer.share(gaps.share(task.source, 1), [])
  return scannedRows(segment, { lines: line, end: 0, full: false, faults, problem })
}

function cellOf(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
