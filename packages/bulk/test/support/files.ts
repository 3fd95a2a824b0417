import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll } from 'vitest'

/** A folder for a test file's inputs, gone when its tests are done. */
export class Inputs {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'alacrity-bulk-'))

  constructor() {
    afterAll(() => rmSync(this.folder, { recursive: true, force: true }))
  }

  write(name: string, content: string | Uint8Array): string {
    const file = join(this.folder, name)
    writeFileSync(file, content)
    return file
  }
}

export type Packing = 'plain' | 'gzip' | 'zstd'

export function pack(content: string | Uint8Array, packing: Packing): Uint8Array {
  const bytes = Buffer.from(content)
  if (packing === 'gzip') return gzipSync(bytes)
  return packing === 'zstd' ? zstdCompressSync(bytes) : bytes
}

export type TableStyle = {
  readonly eol: '\n' | '\r\n'
  readonly mark: boolean
  readonly lastEol: boolean
  /** Whether every cell is quoted, or only those that must be. */
  readonly quoted: boolean
}

const PLAIN_STYLE: TableStyle = { eol: '\n', mark: false, lastEol: true, quoted: false }

function csvCell(text: string, quoted: boolean): string {
  return quoted || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export function csvText(rows: readonly (readonly string[])[], style = PLAIN_STYLE): string {
  const lines = rows.map((cells) => cells.map((cell) => csvCell(cell, style.quoted)).join())
  return (style.mark ? '\uFEFF' : '') + lines.join(style.eol) + (style.lastEol ? style.eol : '')
}
