import type { Paint, Style, Terminal } from './terminal.ts'

/** One cell: what it says, and how it is painted where there are colours. */
export type Cell = string | { readonly text: string; readonly style: Style }

export type Column<Row> = {
  readonly title: string
  readonly align: 'left' | 'right'
  readonly cell: (row: Row) => Cell
  /** Columns of the highest rank go first when the screen is too narrow; 0 always stays. */
  readonly rank: number
  /** The cell may be cut to this many columns. */
  readonly most?: number
  /** Where the screen is narrow the cells are cut, down to this many columns, before columns leave. */
  readonly least?: number
}

const GAP = '  '

/** Characters that take two columns on a screen: East Asian wide ones and most emoji. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u
const UNSEEN = /\p{Mark}|\p{Format}/u

/** How many columns a text takes on a screen. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) {
    if (!UNSEEN.test(character)) width += WIDE.test(character) ? 2 : 1
  }
  return width
}

/** Cuts a text to so many columns; what turns the writing direction is taken out. */
function fitted(text: string, most: number): string {
  const safe = text.replaceAll(/[\u202A-\u202E\u2066-\u2069\u200E\u200F]/g, '')
  if (widthOf(safe) <= most) return safe
  let kept = ''
  for (const character of safe) {
    if (widthOf(kept + character) > most - 1) break
    kept += character
  }
  return `${kept}…`
}

function padded(text: string, width: number, align: 'left' | 'right'): string {
  const room = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'left' ? text + room : room + text
}

type Fitted = { readonly kept: readonly number[]; readonly widths: readonly number[] }

/** The columns that fit on a screen: some may be narrowed, then the least important leave. */
function fittedColumns<Row>(
  columns: readonly Column<Row>[],
  wanted: readonly number[],
  room: number,
): Fitted {
  const widths = [...wanted]
  const kept = columns.map((_, index) => index)
  const excess = () =>
    kept.reduce((sum, index) => sum + (widths[index] ?? 0) + GAP.length, 0) - room - 1
  for (const [index, { least }] of columns.entries()) {
    const width = widths[index] ?? 0
    if (least !== undefined)
      widths[index] = Math.max(Math.min(least, width), width - Math.max(0, excess()))
  }
  while (excess() > 0) {
    const ranks = kept.map((index) => columns[index]?.rank ?? 0)
    const worst = Math.max(...ranks)
    if (worst === 0) break
    kept.splice(ranks.lastIndexOf(worst), 1)
  }
  return { kept, widths }
}

/** A table with thin rules: titles, rows, and a closing rule; numbers stand right. */
export function* tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  terminal: Pick<Terminal, 'width' | 'paint'>,
): Generator<string> {
  const textOf = (column: Column<Row>, row: Row): string => {
    const cell = column.cell(row)
    return fitted(typeof cell === 'string' ? cell : cell.text, column.most ?? 60)
  }
  const wanted = columns.map((column) =>
    rows.reduce((most, row) => Math.max(most, widthOf(textOf(column, row))), widthOf(column.title)),
  )
  const { kept, widths } = fittedColumns(columns, wanted, terminal.width)
  const { paint } = terminal
  const line = (text: (column: Column<Row>, width: number) => string): string =>
    ` ${kept
      .map((index) => text(columns[index] as Column<Row>, widths[index] ?? 0))
      .join(GAP)}`.trimEnd()
  const rule = paint(
    'dim',
    line((_, width) => '─'.repeat(width)),
  )
  yield line((column, width) => paint('bold', padded(column.title, width, column.align)))
  yield rule
  for (const row of rows) {
    yield line((column, width) => painted(column, row, { width, paint, textOf }))
  }
  yield rule
}

function painted<Row>(
  column: Column<Row>,
  row: Row,
  how: {
    readonly width: number
    readonly paint: Paint
    readonly textOf: (column: Column<Row>, row: Row) => string
  },
): string {
  const cell = column.cell(row)
  const text = padded(fitted(how.textOf(column, row), how.width), how.width, column.align)
  return typeof cell === 'string' ? text : how.paint(cell.style, text)
}
