import { DEFAULT_SOURCE } from '@alacrity/engine/reading'
import type { Hand } from './crew/hand.ts'
import type { Request } from './crew/message.ts'
import type { CsvTask, Scanned } from './crew/scan.ts'
import { FAULTS_KEPT, type InputFault } from './fault.ts'
import type { Intake } from './history.ts'
import { bringsIds, type Found, type Looked } from './look.ts'
import type { Group } from './parquet/messages.ts'
import { cutAtLines, typicalRow } from './plan.ts'

/** What was read of one file, with its name and the lines before its first row. */
type Part = Scanned & { readonly file: string; readonly linesBefore: number }

export type IntakeOptions = {
  /** How many bytes are read at once. */
  readonly block: number
  /** How many parts a plain file is cut into. */
  readonly parts: number
}

/** So many bytes of rows fit into one part, however short the rows are. */
const LARGEST_PART = 1024 ** 3

/** Reads files one after another with all hands. */
export class FileIntake {
  readonly #hands: readonly Hand[]
  readonly #options: IntakeOptions
  readonly #found: readonly Found[]
  readonly #reserved: readonly string[]
  readonly #faults: InputFault[]
  readonly #parts: Part[] = []

  constructor({ found, faults }: Looked, hands: readonly Hand[], options: IntakeOptions) {
    this.#hands = hands
    this.#options = options
    this.#found = found
    this.#faults = faults.map(({ file, fault }) => ({ file, line: null, ...fault }))
    this.#reserved = found
      .filter((file) => !bringsIds(file) && file.source !== DEFAULT_SOURCE)
      .map(({ source }) => source)
  }

  /** Those parts, in input order, that have a segment. */
  async read(): Promise<readonly Scanned[]> {
    for (const found of this.#found) await this.#read(found)
    if (this.#found.some(bringsIds)) {
      const rest = await this.#askFirst({ kind: 'events_end', task: null })
      this.#parts.push({ ...rest, file: '', linesBefore: 0 })
    }
    return this.#parts.filter(({ segment }) => segment !== null)
  }

  /** Inputs that are read from beginning to end are all read by one. */
  #askFirst(request: Exclude<Request, { readonly kind: 'fold' }>): Promise<Scanned> {
    return (this.#hands[0] as Hand).ask(request)
  }

  async #read(found: Found): Promise<void> {
    const { file, content, source } = found
    const { stream, size } = found.probe
    const { block } = this.#options
    const reserved = this.#reserved
    switch (content.form) {
      case 'messages': {
        const { columns, start } = content
        const rows = { file, columns, source, block }
        if (found.probe.seekable) return this.#readRanges(found, { ...rows, start })
        const part = await this.#askFirst({ kind: 'stream', task: { ...rows, stream, start } })
        return this.#keep(found, [part], 1)
      }
      case 'events':
      case 'lines': {
        const columns = content.form === 'events' ? content.columns : null
        const task = { stream, start: content.start, columns, block, reserved }
        const part = await this.#askFirst({ kind: 'events', task })
        return this.#keep(found, [part], columns === null ? 0 : 1)
      }
      case 'groups':
        return this.#readGroups(found, content.groups)
      case 'rows': {
        const task = { file, size, source, of: content.of, reserved }
        return this.#keep(found, [await this.#askFirst({ kind: 'rows', task })], 0)
      }
    }
  }

  async #readRanges(
    found: Found,
    rows: Omit<CsvTask, 'from' | 'to' | 'final' | 'rowLength'> & { readonly start: number },
  ): Promise<void> {
    const span = { from: rows.start, to: found.probe.size }
    const common = { ...rows, rowLength: typicalRow(found.probe.head, rows.start) }
    const times = Math.ceil((span.to - span.from) / (this.#options.parts * LARGEST_PART))
    const ranges = cutAtLines(rows.file, span, this.#options.parts * Math.max(1, times))
    const tasks = ranges.map((range) => ({ ...common, ...range, final: range.to === span.to }))
    let parts = await this.#share(tasks.map((task) => ({ kind: 'range', task })))
    // A quoted cell with a line end in it can make a cut fall inside a row.
    if (parts.some((part, index) => part.end !== ranges[index]?.to)) {
      parts = [await this.#askFirst({ kind: 'range', task: { ...common, ...span, final: true } })]
    }
    this.#keep(found, parts, 1)
  }

  async #readGroups(found: Found, groups: readonly Group[]): Promise<void> {
    const { file, source } = found
    const size = Math.max(1, Math.ceil(groups.length / this.#options.parts))
    const requests: Request[] = []
    for (let from = 0; from < groups.length; from += size) {
      const task = { file, source, groups: groups.slice(from, from + size) }
      requests.push({ kind: 'groups', task })
    }
    this.#keep(found, await this.#share(requests), 0)
  }

  #share(requests: readonly Request[]): Promise<Scanned[]> {
    return Promise.all(
      requests.map((request, index) => {
        const hand = this.#hands[index % this.#hands.length] as Hand
        return hand.ask(request) as Promise<Scanned>
      }),
    )
  }

  /** Keeps the parts of a file, whose lines are counted on from one to the next. */
  #keep({ file }: Found, parts: readonly Scanned[], linesBefore: number): void {
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
      const remedy = 'the rest was read; get the file again'
      this.#faults.push({ file, line: null, field: 'file', problem: part.problem, remedy })
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
