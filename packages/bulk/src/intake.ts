import { basename } from 'node:path'
import { DEFAULT_SOURCE } from '@alacrity/engine'
import type { Hand } from './crew/hand.ts'
import type { CsvTask, Scanned, StreamTask } from './crew/scan.ts'
import { FAULTS_KEPT, type FileFault, type InputFault } from './fault.ts'
import type { Intake } from './history.ts'
import { type Content, contentOf, cutAtLines, typicalRow } from './plan.ts'
import { type Probe, probe } from './source/probe.ts'

/** What was read of one file, with its name and the lines before its first row. */
type Part = Scanned & { readonly file: string; readonly linesBefore: number }

type Found = { readonly file: string; readonly probe: Probe; readonly content: Content }

export type IntakeOptions = {
  /** How many bytes are read at once. */
  readonly block: number
  /** How many parts a plain file is cut into. */
  readonly parts: number
}

/** Reads files one after another with all hands. */
export class FileIntake {
  readonly #hands: readonly Hand[]
  readonly #options: IntakeOptions
  readonly #faults: InputFault[] = []
  readonly #parts: Part[] = []
  readonly #found: readonly Found[]
  readonly #several: boolean

  constructor(files: readonly string[], hands: readonly Hand[], options: IntakeOptions) {
    this.#hands = hands
    this.#options = options
    this.#several = files.length > 1
    this.#found = files.flatMap((file) => this.#look(file))
  }

  /** In input order, only those that have a segment. */
  async read(): Promise<readonly Scanned[]> {
    for (const found of this.#found) await this.#read(found)
    if (this.#found.some(({ content }) => bringsIds(content))) {
      const rest = await this.#first.ask({ kind: 'events_end', task: null })
      this.#parts.push({ ...rest, file: '', linesBefore: 0 })
    }
    return this.#parts.filter(({ segment }) => segment !== null)
  }

  get #first(): Hand {
    return this.#hands[0] as Hand
  }

  #look(file: string): readonly Found[] {
    try {
      const found = probe(file)
      const content = contentOf(found)
      if (content.form !== 'refused') return [{ file, probe: found, content }]
      for (const fault of content.faults) this.#fault(file, fault)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#fault(file, {
        field: 'file',
        problem: `cannot be read: ${reason}`,
        remedy: 'check the path',
      })
    }
    return []
  }

  #fault(file: string, fault: FileFault): void {
    this.#faults.push({ file, line: null, ...fault })
  }

  /** Rows without ids are named after their file where there are several. */
  #sourceOf(file: string): string {
    if (!this.#several) return DEFAULT_SOURCE
    const names = this.#found
      .filter(({ content }) => !bringsIds(content))
      .map((found) => found.file)
    const name = basename(file)
    const before = names.slice(0, names.indexOf(file)).filter((other) => basename(other) === name)
    return before.length === 0 ? name : `${name} (${before.length + 1})`
  }

  async #read({ file, probe: found, content }: Found): Promise<void> {
    const { block } = this.#options
    switch (content.form) {
      case 'messages': {
        const rows = { file, columns: content.columns, source: this.#sourceOf(file), block }
        if (found.seekable) return this.#readRanges(found, { ...rows, start: content.start })
        const task: StreamTask = { ...rows, stream: found.stream, start: content.start }
        return this.#keep(file, [await this.#first.ask({ kind: 'stream', task })], 1)
      }
      case 'events':
      case 'lines': {
        const columns = content.form === 'events' ? content.columns : null
        const reserved = this.#found
          .filter((other) => !bringsIds(other.content))
          .map((other) => this.#sourceOf(other.file))
          .filter((source) => source !== DEFAULT_SOURCE)
        const task = { stream: found.stream, start: content.start, columns, block, reserved }
        const part = await this.#first.ask({ kind: 'events', task })
        return this.#keep(file, [part], columns === null ? 0 : 1)
      }
      case 'parquet':
      case 'refused':
        return
    }
  }

  async #readRanges(
    found: Probe,
    rows: Omit<CsvTask, 'from' | 'to' | 'final' | 'rowLength'> & { readonly start: number },
  ): Promise<void> {
    const span = { from: rows.start, to: found.size }
    const common = { ...rows, rowLength: typicalRow(found.head, rows.start) }
    const ranges = cutAtLines(rows.file, span, this.#options.parts)
    const tasks = ranges.map((range) => ({ ...common, ...range, final: range.to === span.to }))
    let parts = await this.#scan(tasks)
    // A quoted cell with a line end in it can make a cut fall inside a row.
    if (parts.some((part, index) => part.end !== ranges[index]?.to)) {
      parts = await this.#scan([{ ...common, ...span, final: true }])
    }
    this.#keep(rows.file, parts, 1)
  }

  #scan(tasks: readonly CsvTask[]): Promise<Scanned[]> {
    return Promise.all(
      tasks.map((task, index) =>
        (this.#hands[index % this.#hands.length] as Hand).ask({ kind: 'range', task }),
      ),
    )
  }

  /** Keeps the parts of a file, whose lines are counted on from one to the next. */
  #keep(file: string, parts: readonly Scanned[], linesBefore: number): void {
    let firstLine = 1
    for (const part of parts) {
      const names = part.segment?.names
      const segment =
        part.segment !== null && names?.kind === 'lines'
          ? { ...part.segment, names: { ...names, firstLine } }
          : part.segment
      this.#parts.push({ ...part, segment, file, linesBefore: linesBefore + firstLine - 1 })
      firstLine += part.lines
      if (part.problem === null) continue
      const remedy = 'what comes before was read; get the file again'
      this.#fault(file, { field: 'file', problem: part.problem, remedy })
    }
  }

  /** What it all came to. */
  sum(): Intake {
    const faults = [...this.#faults]
    const refusedByKind = new Map<string, number>()
    const counts = { received: 0, accepted: 0, duplicates: 0, conflicts: 0, refused: 0 }
    let firstEventAt: number | null = null
    let lastEventAt: number | null = null
    let room = FAULTS_KEPT
    for (const part of this.#parts) {
      counts.accepted += part.file === '' ? 0 : part.accepted
      counts.duplicates += part.duplicates
      counts.conflicts += part.conflicts
      counts.refused += part.faults.count
      const { file, linesBefore } = part
      const kept = part.faults.kept.slice(0, room)
      room -= kept.length
      for (const fault of kept) faults.push({ file, ...fault, line: fault.line + linesBefore })
      for (const [kind, count] of part.faults.byKind) {
        refusedByKind.set(kind, (refusedByKind.get(kind) ?? 0) + count)
      }
      if (part.first !== null) firstEventAt = Math.min(firstEventAt ?? part.first, part.first)
      if (part.last !== null) lastEventAt = Math.max(lastEventAt ?? part.last, part.last)
    }
    counts.received = counts.accepted + counts.duplicates + counts.conflicts + counts.refused
    return { counts, faults, refusedByKind, firstEventAt, lastEventAt }
  }

  /** Bytes to be read, as far as is known. */
  get size(): number {
    return this.#found.reduce((sum, found) => sum + found.probe.size, 0)
  }
}

/** Whether the events of an input bring their own ids. */
function bringsIds({ form }: Content): boolean {
  return form === 'events' || form === 'lines'
}
