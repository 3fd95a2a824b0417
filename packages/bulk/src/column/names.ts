import { DEFAULT_SOURCE } from '@alacrity/engine/reading'
import { grownInts, sharedInts } from './growth.ts'
import { type Interned, textOf } from './interner.ts'

/** Rows named by the line they stand on: the number is the event's id and its seq. */
export type LineNames = {
  readonly kind: 'lines'
  readonly source: string
  /** The number of the first line, from 1 after the header. */
  readonly firstLine: number
  /** From row `gapRows[i]` on, `gapLines[i]` lines so far were no rows. */
  readonly gaps: number
  readonly gapRows: Int32Array
  readonly gapLines: Int32Array
}

/** Rows that bring their own ids. */
export type IdNames = {
  readonly kind: 'ids'
  /** By row: index in `names`. */
  readonly name: Int32Array
  /** Source and id in one: see `eventName`. */
  readonly names: Interned
  /** By row; NaN: none. */
  readonly seq: Float64Array
}

export type RowNames = LineNames | IdNames

/** What names an event for ever, as one text; ids have no control characters [EV2]. */
export function eventName(event: { readonly source: string; readonly id: string }): string {
  return event.source === DEFAULT_SOURCE ? event.id : `${event.source}\u0000${event.id}`
}

export type RowName = {
  readonly source: string
  readonly id: string
  readonly seq: number | null
}

export function nameOfRow(names: RowNames, row: number): RowName {
  if (names.kind === 'lines') {
    const line = lineOfRow(names, row)
    return { source: names.source, id: String(line), seq: line }
  }
  const [id = '', source = DEFAULT_SOURCE] = textOf(names.names, names.name[row] ?? 0)
    .split('\u0000')
    .reverse()
  const seq = names.seq[row] ?? Number.NaN
  return { source, id, seq: Number.isNaN(seq) ? null : seq }
}

export function lineOfRow(names: LineNames, row: number): number {
  let low = 0
  let high = names.gaps
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((names.gapRows[middle] as number) <= row) low = middle + 1
    else high = middle
  }
  return names.firstLine + row + (low === 0 ? 0 : (names.gapLines[low - 1] as number))
}

/** Notes the lines that are no rows: empty ones, refused ones, and those inside a quoted cell. */
export class LineGaps {
  #rows = sharedInts(16)
  #lines = sharedInts(16)
  #count = 0
  #total = 0

  /** So many lines before the next row are no rows. */
  skip(nextRow: number, lines: number): void {
    this.#total += lines
    if (this.#count > 0 && this.#rows[this.#count - 1] === nextRow) {
      this.#lines[this.#count - 1] = this.#total
      return
    }
    this.#rows = grownInts(this.#rows, this.#count + 1)
    this.#lines = grownInts(this.#lines, this.#count + 1)
    this.#rows[this.#count] = nextRow
    this.#lines[this.#count] = this.#total
    this.#count += 1
  }

  /** Lines that were no rows, so far. */
  get total(): number {
    return this.#total
  }

  share(source: string, firstLine: number): LineNames {
    return {
      kind: 'lines',
      source,
      firstLine,
      gaps: this.#count,
      gapRows: this.#rows,
      gapLines: this.#lines,
    }
  }
}
