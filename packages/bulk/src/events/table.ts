import type { Fault } from '@alacrity/engine'
import { instantOf } from '../csv/message-row.ts'
import { LONGEST_ROW, RowSplitter, TOO_LONG } from '../csv/split.ts'
import type { Window, WindowReader } from '../source/window.ts'
import type { EventTally } from './tally.ts'

const NEWLINE = 0x0a

/** Reads CSV whose columns are the fields of events; an empty cell is an absent field. */
export class EventTable implements WindowReader {
  readonly #tally: EventTally
  readonly #columns: readonly string[]
  readonly #splitter = new RowSplitter()
  #line = 1
  #skipping = false

  constructor(tally: EventTally, columns: readonly string[]) {
    this.#tally = tally
    this.#columns = columns
  }

  read(window: Window, final: boolean): void {
    window.seal()
    while (window.from < window.to) {
      if (this.#skipping && !this.#skip(window)) return
      if (window.from >= window.to) return
      const splitter = this.#splitter
      if (!splitter.split(window, final)) break
      const last = final && splitter.next === window.to
      this.#row(last && window.bytes[window.to - 1] !== NEWLINE)
      this.#line += splitter.lines
      window.from = splitter.next
    }
    if (!final && window.to - window.from > LONGEST_ROW && window.afterLine() < 0) {
      this.#refuse({
        field: 'row',
        problem: TOO_LONG,
        remedy: 'check its line end and its quotes',
      })
      this.#skipping = true
      window.from = window.to
    }
  }

  #skip(window: Window): boolean {
    const after = window.afterLine()
    window.from = after < 0 ? window.to : after
    this.#skipping = after < 0
    if (after >= 0) this.#line += 1
    return after >= 0
  }

  #row(cut: boolean): void {
    const { cells, problem } = this.#splitter
    const remedy = (text: string) => (cut ? `the file may be cut off here; ${text}` : text)
    if (problem !== null) {
      const field = this.#columns[problem.cell] ?? 'row'
      return this.#refuse({ field, problem: problem.problem, remedy: remedy(problem.remedy) })
    }
    if (cells.length === 1 && cells[0] === '') return
    if (cells.length !== this.#columns.length) {
      const problem = `has ${cells.length} cells instead of ${this.#columns.length}`
      return this.#refuse({
        field: 'row',
        problem,
        remedy: remedy('quote a cell that holds a comma'),
      })
    }
    const fields: Record<string, unknown> = {}
    for (let index = 0; index < cells.length; index += 1) {
      const name = this.#columns[index] ?? ''
      const cell = cells[index] ?? ''
      if (cell !== '') fields[name] = valueOf(name, cell)
    }
    this.#tally.take(fields, this.#line)
  }

  #refuse(fault: Fault): void {
    this.#tally.refuse(fault, this.#line)
  }
}

/** A cell's value as JSON would have it; what does not fit is left as text, for the engine to refuse. */
export function valueOf(field: string, cell: string): unknown {
  switch (field) {
    case 'at':
    case 'from':
    case 'until':
    case 'valid_from':
      return instantOf(cell)
    case 'seq':
      return /^-?\d{1,16}$/.test(cell) ? Number(cell) : cell
    case 'automated':
    case 'excused':
      return cell === 'true' ? true : cell === 'false' ? false : cell
    case 'weekly':
      return jsonOf(cell)
    default:
      return cell
  }
}

function jsonOf(cell: string): unknown {
  try {
    return JSON.parse(cell)
  } catch {
    return cell
  }
}
