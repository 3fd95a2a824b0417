import { closeSync, openSync, readSync } from 'node:fs'
import { readHeader } from './csv/header.ts'
import type { HeaderFault } from './csv/header.ts'
import { RowSplitter } from './csv/split.ts'
import { markLength, type Probe } from './source/probe.ts'
import { Window } from './source/window.ts'

/** Where a table's rows begin, and what its columns are. */
export type TableHead = { readonly columns: ReturnType<typeof readHeader>; readonly start: number }

/** Reads the header line from the first bytes of a table. */
export function readHead(head: Uint8Array, complete: boolean): TableHead {
  const window = new Window(head.length)
  window.append(head)
  window.from = markLength(head)
  window.seal()
  const splitter = new RowSplitter()
  if (!splitter.split(window, complete)) return headFault('header', 'does not end')
  if (splitter.problem !== null) return headFault('header', splitter.problem.problem)
  return { columns: readHeader(splitter.cells), start: splitter.next }
}

function headFault(field: string, problem: string): TableHead {
  const fault: HeaderFault = {
    field,
    problem,
    remedy: 'begin the file with a line of column names',
  }
  return { columns: { form: 'unknown', faults: [fault] }, start: 0 }
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
export function typicalRow({ head }: Probe, start: number): number {
  let lines = 0
  let end = start
  for (let at = head.indexOf(0x0a, start); at >= 0; at = head.indexOf(0x0a, at + 1)) {
    lines += 1
    end = at + 1
  }
  return lines === 0 ? 64 : Math.max(14, (end - start) / lines)
}
