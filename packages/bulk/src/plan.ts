import { closeSync, openSync, readSync } from 'node:fs'
import type { FileFault } from './fault.ts'
import { readHeader } from './csv/header.ts'
import type { NormalisedColumn } from './csv/columns.ts'
import { RowSplitter } from './csv/split.ts'
import { firstCharacter, markLength, type Probe } from './source/probe.ts'
import { Window } from './source/window.ts'

/** What an input holds, and from where on. */
export type Content =
  | {
      readonly form: 'messages'
      readonly columns: readonly NormalisedColumn[]
      readonly start: number
    }
  | { readonly form: 'events'; readonly columns: readonly string[]; readonly start: number }
  | { readonly form: 'lines'; readonly start: number }
  | { readonly form: 'parquet' }
  | { readonly form: 'refused'; readonly faults: readonly FileFault[] }

/** Tells what an input holds by its first bytes, whatever its name is. */
export function contentOf(found: Probe): Content {
  const { head, complete, parquet, seekable } = found
  if (parquet && !seekable) {
    const problem = 'is Parquet, which is not read from a stream'
    return refused({ field: 'file', problem, remedy: 'give it as a plain file' })
  }
  if (parquet) return { form: 'parquet' }
  const first = firstCharacter(head)
  if (first === '') {
    return refused({ field: 'file', problem: 'is empty', remedy: 'give a file with events' })
  }
  if (first === '{') return { form: 'lines', start: markLength(head) }
  if (first === '[') {
    const problem = 'begins like a JSON array'
    return refused({ field: 'file', problem, remedy: 'write one JSON object a line' })
  }
  return tableOf(head, complete)
}

function refused(...faults: readonly FileFault[]): Content {
  return { form: 'refused', faults }
}

function tableOf(head: Uint8Array, complete: boolean): Content {
  const remedy = 'begin the file with a line of column names'
  const window = new Window(head.length)
  window.append(head)
  window.from = markLength(head)
  window.seal()
  const splitter = new RowSplitter()
  if (!splitter.split(window, complete)) {
    return refused({ field: 'header', problem: 'does not end', remedy })
  }
  if (splitter.problem !== null) {
    return refused({ field: 'header', problem: splitter.problem.problem, remedy })
  }
  const start = splitter.next
  const header = readHeader(splitter.cells)
  return header.form === 'unknown' ? refused(...header.faults) : { ...header, start }
}

/** Cuts a file at line ends into so many ranges of about the same length. */
export function cutAtLines(
  file: string,
  span: { readonly from: number; readonly to: number },
  parts: number,
): readonly { readonly from: number; readonly to: number }[] {
  const fd = openSync(file, 'r')
  try {
    const cuts = [span.from]
    for (let part = 1; part < parts; part += 1) {
      const cut = afterLine(fd, Math.floor(span.from + ((span.to - span.from) * part) / parts))
      if (cut > (cuts.at(-1) ?? 0) && cut < span.to) cuts.push(cut)
    }
    return cuts.map((from, index) => ({ from, to: cuts[index + 1] ?? span.to }))
  } finally {
    closeSync(fd)
  }
}

/** The first position after a line end at or after a place; infinite where there is none. */
function afterLine(fd: number, place: number): number {
  const piece = new Uint8Array(4096)
  for (let at = place; ; at += piece.length) {
    const got = readSync(fd, piece, 0, piece.length, at)
    if (got === 0) return Number.POSITIVE_INFINITY
    const newline = piece.subarray(0, got).indexOf(0x0a)
    if (newline >= 0) return at + newline + 1
  }
}

/** The length of a typical row, by the first ones. */
export function typicalRow(head: Uint8Array, start: number): number {
  let lines = 0
  let end = start
  for (let at = head.indexOf(0x0a, start); at >= 0; at = head.indexOf(0x0a, at + 1)) {
    lines += 1
    end = at + 1
  }
  return lines === 0 ? 64 : Math.max(14, (end - start) / lines)
}
