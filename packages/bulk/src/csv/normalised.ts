import {
  type Cell,
  conversationKey,
  finishHash,
  HASH_SEED,
  mixWord,
  TAIL_MASKS,
} from '../column/cell.ts'
import { BATCH } from '../column/batch.ts'
import { FROM_CLIENT, FROM_MEMBER } from '../column/code.ts'
import { LineGaps, type LineNames } from '../column/names.ts'
import type { SegmentWriter } from '../column/segment.ts'
import { RowFaultLog } from '../fault.ts'
import type { Window, WindowReader } from '../source/window.ts'
import { ByteClock } from './clock.ts'
import { MessageRow } from './message-row.ts'
import { NORMALISED, type NormalisedColumn } from './columns.ts'
import { LONGEST_ROW, RowSplitter, TOO_LONG } from './split.ts'

const CONVERSATION = 0
const CLIENT = 1
const MEMBER = 2
const ROLE = 3

const NEWLINE = 0x0a
const RETURN = 0x0d
const COMMA = 0x2c
const ONES = 0x01010101
const HIGH_BITS = 0x80808080 | 0
const COMMAS = 0x2c2c2c2c
const NEWLINES = 0x0a0a0a0a
/** "clie" + "nt", "memb" + "er". */
const CLIE = 0x65696c63
const MEMB = 0x626d656d
const NT = 0x746e
const ER = 0x7265

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
  readonly #order: Int32Array
  readonly #columns: readonly NormalisedColumn[]
  readonly #clock = new ByteClock()
  readonly #splitter = new RowSplitter()
  readonly #row: MessageRow
  #skipping = false
  /** Off once an id holds a comma or a quote, which a bare cell could never be told from. */
  #fast = true
  #code = 0

  constructor(writer: SegmentWriter, columns: readonly NormalisedColumn[]) {
    this.#writer = writer
    this.#columns = columns
    this.#order = Int32Array.from(columns, (name) => NORMALISED.indexOf(name))
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
    this.#writer.reserve(Math.ceil((window.to - window.from) / SHORTEST_ROW) + 1)
    this.#writer.cells.view = window.view
    const limit = window.afterLastLine()
    while (window.from < window.to) {
      if (this.#skipping && !this.#skip(window)) return
      if (this.#fast) this.#readFast(window, limit)
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

  #readFast(window: Window, limit: number): void {
    const { batch } = this.#writer
    let at = window.from
    let usual = true
    while (usual && at < limit) {
      const start = at
      let size = 0
      while (size < BATCH && at < limit) {
        batch.rowAt[size] = at
        const next = this.#readRow(window.view, at, size)
        if (next < 0) {
          usual = false
          break
        }
        at = next
        size += 1
      }
      batch.size = size
      const entered = size === 0 ? 0 : this.#writer.enter(batch, 0)
      if (entered < size) {
        at = entered === 0 ? start : (batch.rowAt[entered] as number)
        usual = false
      }
    }
    window.from = at
  }

  /** Reads a row into the batch; returns where the next one begins, or -1 to have it read with care. */
  #readRow(view: DataView, start: number, place: number): number {
    const { cells, batch } = this.#writer
    const order = this.#order
    let at = start
    for (let column = 0; column < 5; column += 1) {
      const last = column === 4
      switch (order[column] as number) {
        case CONVERSATION:
          at = scanId(cells.conversation, at, last)
          break
        case CLIENT:
          at = last ? scanId(cells.client, at, last) : scanPlain(cells.client, at)
          break
        case MEMBER:
          at = scanId(cells.member, at, last)
          break
        case ROLE:
          at = this.#readRole(view, at)
          break
        default:
          at = this.#clock.read(view, at)
      }
      if (at < 0) return -1
      if (!last) {
        if (view.getUint8(at) !== COMMA) return -1
        at += 1
      }
    }
    if (view.getUint8(at) === RETURN) at += 1
    if (view.getUint8(at) !== NEWLINE) return -1
    const { conversation, member, client } = cells
    batch.conversationAt[place] = conversation.start
    batch.conversationLength[place] = conversation.length
    batch.memberAt[place] = member.start
    batch.memberLength[place] = member.length
    batch.memberHash[place] = member.hash
    batch.clientAt[place] = client.start
    batch.clientLength[place] = client.length
    batch.key[place] = conversationKey(conversation.hash, member.hash)
    batch.code[place] = this.#code
    batch.at[place] = this.#clock.at
    return at + 1
  }

  #readRole(view: DataView, start: number): number {
    const word = view.getInt32(start, true)
    const rest = view.getUint16(start + 4, true)
    if (word === CLIE && rest === NT) this.#code = FROM_CLIENT
    else if (word === MEMB && rest === ER) this.#code = FROM_MEMBER
    else return -1
    return start + 6
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
    this.#writer.cells.view = window.view
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

/** Finds the end of an id, hashing on the way; -1 never, since the window is sealed. */
function scanId(cell: Cell, start: number, last: boolean): number {
  const { view } = cell
  const pattern = last ? NEWLINES : COMMAS
  let hash = HASH_SEED
  let at = start
  for (;;) {
    const word = view.getInt32(at, true)
    const difference = word ^ pattern
    const found = (difference - ONES) & ~difference & HIGH_BITS
    if (found !== 0) {
      const tail = (31 - Math.clz32(found & -found)) >> 3
      if (tail > 0) hash = mixWord(hash, word & (TAIL_MASKS[tail] as number))
      at += tail
      break
    }
    hash = mixWord(hash, word)
    at += 4
  }
  cell.start = start
  cell.length = at - start
  cell.hash = finishHash(hash, at - start)
  return at
}

/** Finds the end of an id that is followed by a comma, without its hash. */
function scanPlain(cell: Cell, start: number): number {
  const { view } = cell
  let at = start
  let found = 0
  for (;;) {
    const difference = view.getInt32(at, true) ^ COMMAS
    found = (difference - ONES) & ~difference & HIGH_BITS
    if (found !== 0) break
    at += 4
  }
  at += (31 - Math.clz32(found & -found)) >> 3
  cell.start = start
  cell.length = at - start
  return at
}
