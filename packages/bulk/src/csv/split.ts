import { isUtf8 } from 'node:buffer'
import type { Window } from '../source/window.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const NEWLINE = 0x0a
const RETURN = 0x0d

/** A row longer than this is refused: no event comes near it, and a quote left open would. */
export const LONGEST_ROW = 65_536
export const TOO_LONG: string = `is longer than ${LONGEST_ROW} bytes`

/** Splits one row with care: quoted cells, commas and line ends in them, doubled quotes [RFC 4180]. */
export class RowSplitter {
  cells: string[] = []
  /** Where the row ends. */
  next = 0
  /** Physical lines it takes. */
  lines = 1
  problem: { readonly cell: number; readonly problem: string; readonly remedy: string } | null =
    null

  /** False where the row may go on beyond the window. */
  split(window: Window, final: boolean): boolean {
    this.cells = []
    this.lines = 1
    this.problem = null
    let at = window.from
    for (;;) {
      const end =
        window.bytes[at] === QUOTE && at < window.to
          ? this.#quoted(window, at, final)
          : this.#bare(window, at)
      if (end < 0) return this.#unfinished(window, final)
      at = end
      if (at >= window.to && !final) return this.#unfinished(window, final)
      if (at >= window.to || window.bytes[at] === NEWLINE) {
        this.next = Math.min(at + 1, window.to)
        if (this.next - window.from > LONGEST_ROW) this.#tooLong(window)
        return true
      }
      at += 1
    }
  }

  /** Reads a bare cell up to its comma, line end or the end of the data. */
  #bare(window: Window, start: number): number {
    const { bytes, to } = window
    let end = start
    while (end < to && bytes[end] !== COMMA && bytes[end] !== NEWLINE) end += 1
    const atLineEnd = end >= to || bytes[end] === NEWLINE
    const last = atLineEnd && end > start && bytes[end - 1] === RETURN ? end - 1 : end
    this.#take(bytes.subarray(start, last))
    return end
  }

  /** Reads a quoted cell; returns the position of its comma or line end, or -1 where it is not closed. */
  #quoted(window: Window, start: number, final: boolean): number {
    const { bytes, to } = window
    let at = start + 1
    for (;;) {
      const quote = bytes.indexOf(QUOTE, at)
      if (quote < 0 || quote >= to) return -1
      if (quote + 1 >= to && !final) return -1
      if (quote + 1 < to && bytes[quote + 1] === QUOTE) {
        at = quote + 2
        continue
      }
      this.#takeQuoted(bytes.subarray(start + 1, quote))
      let end = quote + 1
      if (end < to && bytes[end] === RETURN) end += 1
      if (end >= to || bytes[end] === COMMA || bytes[end] === NEWLINE) return end
      const remedy = 'double the quotes inside a quoted cell'
      const cell = this.cells.length - 1
      this.problem ??= { cell, problem: 'has text after a closing quote', remedy }
      while (end < to && bytes[end] !== COMMA && bytes[end] !== NEWLINE) end += 1
      return end
    }
  }

  /** The rest of an unfinished row is awaited, unless it is too long or nothing comes. */
  #unfinished(window: Window, final: boolean): boolean {
    const long = window.to - window.from > LONGEST_ROW
    const after = window.afterLine()
    if (!final && (!long || after < 0)) return false
    if (long) this.#tooLong(window)
    else
      this.#refuse('opens a quote that is not closed', 'close it, or double a quote meant as such')
    this.lines = 1
    this.next = after < 0 ? window.to : after
    return true
  }

  /** Such a row takes one line, however it is quoted. */
  #tooLong(window: Window): void {
    const after = window.afterLine()
    this.lines = 1
    this.next = after < 0 ? window.to : after
    this.problem = { cell: -1, problem: TOO_LONG, remedy: 'check its line end and its quotes' }
  }

  #takeQuoted(bytes: Uint8Array): void {
    for (const byte of bytes) if (byte === NEWLINE) this.lines += 1
    this.#take(bytes)
    const text = this.cells.pop() ?? ''
    this.cells.push(text.replaceAll('""', '"'))
  }

  #take(bytes: Uint8Array): void {
    if (!isUtf8(bytes)) this.#refuse('is not UTF-8', 'write the file as UTF-8')
    this.cells.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'))
  }

  #refuse(problem: string, remedy: string): void {
    this.problem ??= { cell: this.cells.length, problem, remedy }
  }
}
