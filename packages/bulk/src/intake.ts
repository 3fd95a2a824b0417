import { DEFAULT_SOURCE } from '@alacrity/engine/reading'
import type { Hand } from './crew/hand.ts'
import type { Request } from './crew/message.ts'
import type { GroupsTask } from './crew/parquet.ts'
import type { CsvTask, Scanned } from './crew/scan.ts'
import { BYTES_A_ROW } from './column/segment.ts'
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
  /** How many bytes one part may take in memory. */
  readonly room: number
}

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
  #askFirst(request: Exclude<Request, { readonly kind: 'join' | 'fold' }>): Promise<Scanned> {
    return this.#first.ask(request)
  }

  get #first(): Hand {
    return this.#hands[0] as Hand
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
    rows: Omit<CsvTask, 'from' | 'to' | 'final' | 'rowLength' | 'room'> & {
      readonly start: number
    },
  ): Promise<void> {
    const span = { from: rows.start, to: found.probe.size }
    const { parts: wanted, room } = this.#options
    const common = { ...rows, room, rowLength: typicalRow(found.probe.head, rows.start) }
    const memory = ((span.to - span.from) / common.rowLength) * BYTES_A_ROW
    const ranges = cutAtLines(rows.file, span, wanted * Math.ceil(memory / (wanted * room)))
    const tasks = ranges.map((range) => ({ ...common, ...range, final: range.to === span.to }))
    let parts = await this.#share(tasks, readRange)
    // A quoted cell with a line end in it can make a cut fall inside a row.
    if (parts.some((part, index) => part.at(-1)?.end !== ranges[index]?.to)) {
      const task = { ...common, ...span, final: true }
      parts = [await readRange(task, this.#first)]
    }
    this.#keep(found, parts.flat(), 1)
  }

  async #readGroups(found: Found, groups: readonly Group[]): Promise<void> {
    const { file, source } = found
    const { parts, room } = this.#options
    const size = Math.max(1, Math.ceil(groups.length / parts))
    const tasks: GroupsTask[] = []
    for (let from = 0; from < groups.length; from += size) {
      tasks.push({ file, source, groups: groups.slice(from, from + size), room })
    }
    this.#keep(found, (await this.#share(tasks, readGroups)).flat(), 0)
  }

  /** Deals tasks out to all hands. */
  #share<T, A>(tasks: readonly T[], read: (task: T, hand: Hand) => Promise<A>): Promise<A[]> {
    const hands = this.#hands
    return Promise.all(tasks.map((task, index) => read(task, hands[index % hands.length] as Hand)))
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

/** Reads a range in as many parts as it takes: one ends where it has no more room. */
async function readRange(task: CsvTask, hand: Hand): Promise<readonly Scanned[]> {
  const part = await hand.ask({ kind: 'range', task })
  if (!part.full) return [part]
  return [part, ...(await readRange({ ...task, from: part.end }, hand))]
}

/** The same for row groups. */
async function readGroups(task: GroupsTask, hand: Hand): Promise<readonly Scanned[]> {
  const part = await hand.ask({ kind: 'groups', task })
  if (!part.full) return [part]
  return [part, ...(await readGroups({ ...task, groups: task.groups.slice(part.end) }, hand))]
}
