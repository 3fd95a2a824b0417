import { closeSync, openSync, readSync } from 'node:fs'
import { isInstant } from '@alacrity/engine'
import { BATCH } from '../column/batch.ts'
import { conversationKey } from '../column/cell.ts'
import { LineGaps, type LineNames } from '../column/names.ts'
import type { SegmentWriter } from '../column/segment.ts'
import { ByteClock } from '../csv/clock.ts'
import { MessageRow } from '../csv/message-row.ts'
import type { NormalisedColumn } from '../csv/columns.ts'
import { RowFaultLog } from '../fault.ts'
import { IdColumn, ODD_ROLE, readRoles, readTimes, type TimeUnit } from './columns.ts'
import type { Chunk } from './pages.ts'
import { SNAPPY_SLACK } from './snappy.ts'

/** A row group of the normalised columns. */
export type Group = {
  readonly rows: number
  readonly chunks: { readonly [column in NormalisedColumn]: Chunk }
  /** How `sent_at` is stored. */
  readonly time: TimeUnit | 'text'
}

/** One row group's columns, each row's cells at hand. */
class GroupRows {
  readonly conversation: IdColumn
  readonly member: IdColumn
  readonly client: IdColumn
  readonly roles: Uint8Array
  readonly times: Float64Array | null
  readonly texts: IdColumn | null

  /** The roles as text, which only a row with a fault needs. */
  readonly #roleTexts: () => IdColumn

  constructor({ rows, chunks, time }: Group, read: (chunk: Chunk) => Uint8Array) {
    const ids = (chunk: Chunk, hashed = false) =>
      new IdColumn({ ...chunk, hashed }, read(chunk), rows)
    this.conversation = ids(chunks.conversation_id, true)
    this.member = ids(chunks.member_id, true)
    this.client = ids(chunks.client_id)
    this.roles = readRoles(chunks.sender_role, read(chunks.sender_role), rows)
    let texts: IdColumn | null = null
    this.#roleTexts = () => {
      texts ??= ids(chunks.sender_role)
      return texts
    }
    const at = chunks.sent_at
    this.times = time === 'text' ? null : readTimes({ ...at, unit: time }, read(at), rows)
    this.texts = time === 'text' ? ids(at) : null
  }

  /** A row as the careful reading takes it. */
  fields(row: number): Record<NormalisedColumn, string> | NormalisedColumn {
    const at = this.times === null ? this.texts?.text(row) : timeText(this.times[row] as number)
    const fields = {
      conversation_id: this.conversation.text(row),
      client_id: this.client.text(row),
      member_id: this.member.text(row),
      sender_role: this.#roleTexts().text(row),
      sent_at: at,
    }
    for (const [name, value] of Object.entries(fields)) {
      if (value === undefined) return name as NormalisedColumn
    }
    const present = Object.entries(fields).map(([name, value]) => [name, value ?? ''])
    return Object.fromEntries(present) as Record<NormalisedColumn, string>
  }
}

function timeText(ms: number): string {
  return Number.isNaN(ms) ? '' : String(ms)
}

/** Reads row groups into a segment, value by value where they lie. */
export class ParquetMessages {
  readonly faults: RowFaultLog = new RowFaultLog()
  readonly #writer: SegmentWriter
  readonly #gaps = new LineGaps()
  readonly #row: MessageRow
  readonly #clock = new ByteClock()
  #at = 0

  constructor(writer: SegmentWriter) {
    this.#writer = writer
    this.#row = new MessageRow(writer)
  }

  names(source: string, firstLine: number): LineNames {
    return this.#gaps.share(source, firstLine)
  }

  /** Rows read so far, also those that were refused. */
  get rows(): number {
    return this.#writer.rows + this.#gaps.total
  }

  read(group: Group, read: (chunk: Chunk) => Uint8Array): void {
    const rows = new GroupRows(group, read)
    this.#writer.reserve(group.rows + 1)
    let row = 0
    while (row < group.rows) {
      row = this.#readBatches(rows, { from: row, to: group.rows })
      if (row >= group.rows) break
      this.#readWithCare(rows, row)
      row += 1
    }
  }

  /** A row group that cannot be read counts as rows, so that those after it keep their numbers. */
  skip(rows: number): void {
    this.#gaps.skip(this.#writer.rows, rows)
  }

  /** Returns the first row that needs care, or the end. */
  #readBatches(rows: GroupRows, span: { readonly from: number; readonly to: number }): number {
    const { batch, cells } = this.#writer
    let row = span.from
    while (row < span.to) {
      const first = row
      cells.conversation.view = viewOf(rows.conversation, row)
      cells.member.view = viewOf(rows.member, row)
      cells.client.view = viewOf(rows.client, row)
      let size = 0
      while (size < BATCH && row < span.to && this.#fits(rows, first, row)) {
        if (!this.#place(rows, row, size)) break
        size += 1
        row += 1
      }
      batch.size = size
      const entered = size === 0 ? 0 : this.#writer.enter(batch, 0)
      if (entered < size) return first + entered
      if (size === 0) return row
    }
    return row
  }

  /** Whether a row's values are in the same pages as those of the batch's first row. */
  #fits({ conversation, member, client }: GroupRows, first: number, row: number): boolean {
    return (
      conversation.page[row] === conversation.page[first] &&
      member.page[row] === member.page[first] &&
      client.page[row] === client.page[first]
    )
  }

  #place(rows: GroupRows, row: number, place: number): boolean {
    const { conversation, member, client } = rows
    const role = rows.roles[row] as number
    if (role === ODD_ROLE || !this.#readTime(rows, row)) return false
    const length = client.length[row] as number
    if ((conversation.length[row] as number) < 1 || (member.length[row] as number) < 1) return false
    if (length < 1) return false
    const { batch } = this.#writer
    batch.conversationAt[place] = conversation.start[row] as number
    batch.conversationLength[place] = conversation.length[row] as number
    batch.memberAt[place] = member.start[row] as number
    batch.memberLength[place] = member.length[row] as number
    batch.memberHash[place] = member.hash[row] as number
    batch.clientAt[place] = client.start[row] as number
    batch.clientLength[place] = length
    batch.key[place] = conversationKey(conversation.hash[row] as number, member.hash[row] as number)
    batch.code[place] = role
    batch.at[place] = this.#at
    return true
  }

  #readTime({ times, texts }: GroupRows, row: number): boolean {
    if (times !== null) {
      this.#at = times[row] as number
      return isInstant(this.#at)
    }
    if (texts === null || (texts.length[row] as number) < 1) return false
    const start = texts.start[row] as number
    const end = this.#clock.read(viewOf(texts, row), start)
    this.#at = this.#clock.at
    return end === start + (texts.length[row] as number)
  }

  #readWithCare(rows: GroupRows, row: number): void {
    const line = this.rows + 1
    const fields = rows.fields(row)
    const fault =
      typeof fields === 'string'
        ? { field: fields, problem: 'is not UTF-8', remedy: 'write text as UTF-8' }
        : this.#row.take(fields, line)
    if (fault === null) return
    const { field, problem, remedy } = fault
    this.faults.add({ line, field, problem, remedy })
    this.#gaps.skip(this.#writer.rows, 1)
  }
}

function viewOf(column: IdColumn, row: number): DataView {
  return column.views[column.page[row] as number] as DataView
}

/** Reads chunks of a file into one buffer that is used again. */
export class ChunkFile {
  readonly #fd: number
  readonly #onBytes: (bytes: number) => void

  constructor(file: string, onBytes: (bytes: number) => void) {
    this.#fd = openSync(file, 'r')
    this.#onBytes = onBytes
  }

  read(chunk: Chunk): Uint8Array {
    const size = chunk.to - chunk.from
    const bytes = new Uint8Array(size + SNAPPY_SLACK)
    let filled = 0
    while (filled < size) {
      const got = readSync(this.#fd, bytes, filled, size - filled, chunk.from + filled)
      if (got === 0) throw new Error(`column ${chunk.name} is cut off`)
      filled += got
    }
    this.#onBytes(size)
    return bytes
  }

  close(): void {
    closeSync(this.#fd)
  }
}
