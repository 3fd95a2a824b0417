import { closeSync, openSync, readSync } from 'node:fs'
import { LineGaps, type LineNames } from '../column/names.ts'
import { LONGEST_IDS, type SegmentWriter } from '../column/segment.ts'
import { MessageRow } from '../csv/message-row.ts'
import type { NormalisedColumn } from '../csv/columns.ts'
import { RowFaultLog } from '../fault.ts'
import { readInstants, readTexts, textAt, type TimeUnit } from './columns.ts'
import type { Chunk, Stretch } from './pages.ts'
import { Scratch } from './scratch.ts'

/** A row group of the normalised columns. */
export type Group = {
  readonly rows: number
  readonly chunks: { readonly [column in NormalisedColumn]: Chunk }
  /** How `sent_at` is stored. */
  readonly time: TimeUnit | 'text'
}

/** One row group's columns in the arena: where their values are. */
class GroupRows {
  readonly conversation: number
  readonly client: number
  readonly member: number
  readonly role: number
  /** 0 where instants are text, and the other way round. */
  readonly instants: number
  readonly instantTexts: number
  readonly #scratch: Scratch

  constructor({ rows, chunks, time }: Group, scratch: Scratch, read: ReadChunk) {
    const load = (chunk: Chunk) => ({ chunk, rows, bytes: read(chunk, scratch) })
    const texts = (chunk: Chunk, hashed = false) => readTexts(load(chunk), hashed, scratch)
    const at = chunks.sent_at
    this.conversation = texts(chunks.conversation_id, true)
    this.client = texts(chunks.client_id)
    this.member = texts(chunks.member_id, true)
    this.role = texts(chunks.sender_role)
    this.instants = time === 'text' ? 0 : readInstants(load(at), time, scratch)
    this.instantTexts = time === 'text' ? texts(at) : 0
    this.#scratch = scratch
  }

  /** A row as the careful reading takes it, or the column that is not UTF-8. */
  fields(row: number): Record<NormalisedColumn, string> | NormalisedColumn {
    const text = (values: number) => textAt(values, row, this.#scratch)
    const fields = {
      conversation_id: text(this.conversation),
      client_id: text(this.client),
      member_id: text(this.member),
      sender_role: text(this.role),
      sent_at: this.instants === 0 ? text(this.instantTexts) : this.#instant(row),
    }
    for (const [name, value] of Object.entries(fields)) {
      if (value === undefined) return name as NormalisedColumn
    }
    const present = Object.entries(fields).map(([name, value]) => [name, value ?? ''])
    return Object.fromEntries(present) as Record<NormalisedColumn, string>
  }

  #instant(row: number): string {
    return timeText(this.#scratch.arena.floats(this.instants + row * 8, 1)[0] as number)
  }
}

/** Brings a chunk of the file into the arena. */
type ReadChunk = (chunk: Chunk, scratch: Scratch) => Stretch

function timeText(ms: number): string {
  return Number.isNaN(ms) ? '' : String(ms)
}

/** Reads row groups into a segment, value by value where they lie. */
export class ParquetMessages {
  readonly faults: RowFaultLog = new RowFaultLog()
  readonly #writer: SegmentWriter
  readonly #gaps = new LineGaps()
  readonly #row: MessageRow
  readonly #scratch: Scratch

  constructor(writer: SegmentWriter) {
    this.#writer = writer
    this.#scratch = new Scratch(writer.arena)
    this.#row = new MessageRow(writer)
  }

  names(source: string, firstLine: number): LineNames {
    return this.#gaps.share(source, firstLine)
  }

  /** Rows read so far, also those that were refused. */
  get rows(): number {
    return this.#writer.rows + this.#gaps.total
  }

  read(group: Group, read: ReadChunk): void {
    const scratch = this.#scratch
    scratch.clear()
    const rows = new GroupRows(group, scratch, read)
    this.#writer.columns = rows
    const { takeColumns, idBytes } = this.#writer.arena.kernel
    this.#writer.reserve(group.rows, idBytes(group.rows) + LONGEST_IDS)
    for (let row = 0; row < group.rows; row += 1) {
      row = takeColumns(row, group.rows)
      if (row < group.rows) this.#readWithCare(rows, row)
    }
  }

  /** A row group that cannot be read counts as rows, so that those after it keep their numbers. */
  skip(rows: number): void {
    this.#gaps.skip(this.#writer.rows, rows)
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

/** Reads chunks of a file. */
export class ChunkFile {
  readonly #fd: number
  readonly #onBytes: (bytes: number) => void

  constructor(file: string, onBytes: (bytes: number) => void) {
    this.#fd = openSync(file, 'r')
    this.#onBytes = onBytes
  }

  read(chunk: Chunk, scratch: Scratch): Stretch {
    const length = chunk.to - chunk.from
    const at = scratch.take(length)
    const bytes = scratch.arena.bytes(at, length)
    let filled = 0
    while (filled < length) {
      const got = readSync(this.#fd, bytes, filled, length - filled, chunk.from + filled)
      if (got === 0) throw new Error(`column ${chunk.name} is cut off`)
      filled += got
    }
    this.#onBytes(length)
    return { at, length }
  }

  close(): void {
    closeSync(this.#fd)
  }
}
