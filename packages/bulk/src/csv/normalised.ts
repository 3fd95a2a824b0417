import { LineGaps, type LineNames } from '../column/names.ts'
import { LONGEST_IDS, type SegmentWriter } from '../column/segment.ts'
import { RowFaultLog } from '../fault.ts'
import type { Allot, Window, WindowReader } from '../source/window.ts'
import { MessageRow } from './message-row.ts'
import { NORMALISED, type NormalisedColumn } from './columns.ts'
import { LONGEST_ROW, RowSplitter, TOO_LONG } from './split.ts'

const NEWLINE = 0x0a

/** A row is at least this long: `a,b,c,client,0` and its line end. */
const SHORTEST_ROW = 14

/**
 * Reads rows of the normalised columns from bytes, without a string per row: an id that is byte for
 * byte a known one needs no check. Anything unusual is split with care and read by the engine.
 */
export class NormalisedCsv implements WindowReader {
  readonly faults: RowFaultLog = new RowFaultLog()
  readonly #writer: SegmentWriter
  readonly #gaps = new LineGaps()
  readonly #columns: readonly NormalisedColumn[]
  readonly #splitter = new RowSplitter()
  readonly #row: MessageRow
  /** Blocks are read to where the kernel can see them. */
  readonly allot: Allot = (size) => this.#writer.arena.bytes(this.#writer.arena.take(size), size)
  #skipping = false
  /** Off once an id holds a comma or a quote, which a bare cell could never be told from. */
  #fast = true

  constructor(writer: SegmentWriter, columns: readonly NormalisedColumn[]) {
    this.#writer = writer
    this.#columns = columns
    writer.order = columns.map((name) => NORMALISED.indexOf(name))
    this.#row = new MessageRow(writer)
  }

  names(source: string, firstLine: number): LineNames {
    return this.#gaps.share(source, firstLine)
  }

  /** Lines read so far. */
  get lines(): number {
    return this.#writer.rows + this.#gaps.total
  }

  read(window: Window, final: boolean): void {
    window.seal()
    if (this.#skipping && !this.#skip(window)) return
    // For all of it at once: where there is no room, no row has been taken yet.
    const size = window.to - window.from
    this.#writer.reserve(Math.ceil(size / SHORTEST_ROW) + 1, size + LONGEST_IDS)
    const limit = window.afterLastLine()
    while (window.from < window.to) {
      if (this.#fast && window.from < limit) this.#readRows(window, limit)
      if (window.from >= limit && !final) break
      if (window.from >= window.to) break
      if (!this.#readWithCare(window, final)) break
    }
    if (!final && window.to - window.from > LONGEST_ROW && window.afterLine() < 0) {
      this.#refuse('row', TOO_LONG, 'check its line end and its quotes')
      this.#skipping = true
      window.from = window.to
    }
  }

  /** Drops the rest of a line that is too long; false where it goes on. */
  #skip(window: Window): boolean {
    const after = window.afterLine()
    window.from = after < 0 ? window.to : after
    this.#skipping = after < 0
    return after >= 0
  }

  /** Reads rows where they lie, up to the first that needs care. */
  #readRows(window: Window, limit: number): void {
    const { byteOffset } = window.bytes
    const { readRows } = this.#writer.arena.kernel
    window.from = (readRows(byteOffset + window.from, byteOffset + limit) >>> 0) - byteOffset
  }

  /** False where the row may go on beyond the window. */
  #readWithCare(window: Window, final: boolean): boolean {
    const splitter = this.#splitter
    if (!splitter.split(window, final)) return false
    const { cells, lines } = splitter
    const cut = final && splitter.next === window.to && window.bytes[window.to - 1] !== NEWLINE
    const blank = cells.length === 1 && cells[0] === '' && splitter.problem === null
    window.from = splitter.next
    if (blank) this.#gaps.skip(this.#writer.rows, lines)
    else if (this.#takeCells(cells, cut)) {
      if (lines > 1) this.#gaps.skip(this.#writer.rows, lines - 1)
    } else this.#gaps.skip(this.#writer.rows, lines - 1)
    return true
  }

  #takeCells(cells: readonly string[], cut: boolean): boolean {
    const { problem } = this.#splitter
    const remedy = (text: string) => (cut ? `the file may be cut off here; ${text}` : text)
    if (problem !== null) {
      const field = this.#columns[problem.cell] ?? 'row'
      return this.#refuse(field, problem.problem, remedy(problem.remedy))
    }
    if (cells.length !== 5) {
      const problem = `has ${cells.length} cells instead of 5`
      return this.#refuse('row', problem, remedy('quote a cell that holds a comma'))
    }
    const fields: Record<string, string> = {}
    this.#columns.forEach((name, index) => {
      fields[name] = cells[index] ?? ''
    })
    const fault = this.#row.take(fields as Record<NormalisedColumn, string>, this.lines + 1)
    if (fault !== null) return this.#refuse(fault.field, fault.problem, remedy(fault.remedy))
    if (cells.some((cell) => /[",\n]/.test(cell))) this.#fast = false
    return true
  }

  /** Counts the line as refused; always false. */
  #refuse(field: string, problem: string, remedy: string): false {
    this.faults.add({ line: this.lines + 1, field, problem, remedy })
    this.#gaps.skip(this.#writer.rows, 1)
    return false
  }
}
