import { basename } from 'node:path'
import { DEFAULT_SOURCE } from '@alacrity/engine/reading'
import type { FileFault } from './fault.ts'
import type { ParquetContent } from './parquet/file.ts'
import { type Content, contentOf } from './plan.ts'
import { type Probe, probe } from './source/probe.ts'

type Readable = Exclude<Content | ParquetContent, { readonly form: 'parquet' | 'refused' }>

/** An input that can be read, and how. */
export type Found = {
  readonly file: string
  readonly probe: Probe
  readonly content: Readable
  /** What its rows are named after, where they bring no ids. */
  readonly source: string
}

export type Looked = {
  readonly found: readonly Found[]
  readonly faults: readonly { readonly file: string; readonly fault: FileFault }[]
}

/** Looks at every file's beginning. Rows without ids are named after their file if asked, or if there are several. */
export async function look(files: readonly string[], nameByFile = false): Promise<Looked> {
  const found: Found[] = []
  const faults: { file: string; fault: FileFault }[] = []
  for (const file of files) {
    try {
      const probed = probe(file)
      const first = contentOf(probed)
      const content = first.form === 'parquet' ? await insideParquet(file, probed.size) : first
      if (content.form === 'refused') {
        for (const fault of content.faults) faults.push({ file, fault })
        continue
      }
      const named = nameByFile || files.length > 1
      const source = named ? sourceOf(file, found) : DEFAULT_SOURCE
      found.push({ file, probe: probed, content, source })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const problem = `cannot be read: ${reason}`
      faults.push({ file, fault: { field: 'file', problem, remedy: 'check the path' } })
    }
  }
  return { found, faults }
}

/** The reader of Parquet is many modules, which whoever has none need not wait for. */
async function insideParquet(file: string, size: number): Promise<ParquetContent> {
  const { parquetContent } = await import('./parquet/file.ts')
  return parquetContent(file, size)
}

/** A file's base name, and which of several that have it. */
function sourceOf(file: string, before: readonly Found[]): string {
  const name = basename(file)
  const same = before.filter((other) => basename(other.file) === name).length
  return same === 0 ? name : `${name} (${same + 1})`
}

/** Whether the events of an input bring their own ids. */
export function bringsIds({ content }: Found): boolean {
  const { form } = content
  return form === 'events' || form === 'lines' || (form === 'rows' && content.of === 'events')
}
