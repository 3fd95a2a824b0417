import { basename } from 'node:path'
import { availableParallelism } from 'node:os'
import { DEFAULT_SOURCE } from '@alacrity/engine'
import { assemble, deal } from './assemble.ts'
import { type Hand, OwnHand, ThreadHand } from './crew/hand.ts'
import type { Scanned } from './crew/scan.ts'
import type { NormalisedColumn } from './csv/normalised.ts'
import { FAULTS_KEPT, type InputFault } from './fault.ts'
import { History, type Intake } from './history.ts'
import { cutAtLines, readHead, typicalRow } from './plan.ts'
import { type Probe, probe } from './source/probe.ts'

export type Progress = {
  readonly phase: 'read' | 'fold'
  /** Bytes read so far. */
  readonly bytes: number
  /** Of how many; null where that is not known. */
  readonly total: number | null
}

export type ReadOptions = {
  readonly onProgress?: (progress: Progress) => void
  /** How many threads read and score; 0 does it all in the caller's. By default small inputs do without. */
  readonly workers?: number
  /** How many bytes are read at once. */
  readonly block?: number
  /** How many parts a file is cut into; by default one for each thread. */
  readonly parts?: number
}

const BLOCK = 1 << 20
/** Below this a thread takes longer to start than to be of use. */
const SMALL = 4 << 20
const MOST_WORKERS = 16

type Part = Scanned & { readonly file: string; readonly headerLines: number }

/** Reads files of events or messages, whatever their form; what cannot be read becomes faults. */
export async function readHistory(
  files: readonly string[],
  options: ReadOptions = {},
): Promise<History> {
  const intake = new FileIntake(files, options)
  return intake.run()
}

class FileIntake {
  readonly #files: readonly string[]
  readonly #options: ReadOptions
  readonly #fileFaults: InputFault[] = []
  readonly #parts: Part[] = []
  #hands: readonly Hand[] = []

  constructor(files: readonly string[], options: ReadOptions) {
    this.#files = files
    this.#options = options
  }

  async run(): Promise<History> {
    const probes = this.#files.map((file) => this.#probe(file))
    const total = probes.reduce((sum, found) => sum + (found?.size ?? 0), 0)
    this.#hands = hire(this.#options.workers ?? (total < SMALL ? 0 : defaultWorkers()))
    const timer = this.#watch(total)
    try {
      for (const [index, found] of probes.entries()) {
        const file = this.#files[index] ?? ''
        if (found !== null) await this.#read(file, found)
      }
      return await this.#finish()
    } catch (error) {
      await Promise.all(this.#hands.map((hand) => hand.close()))
      throw error
    } finally {
      clearInterval(timer)
    }
  }

  #probe(file: string): Probe | null {
    try {
      return probe(file)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#fault(file, {
        field: 'file',
        problem: `cannot be read: ${reason}`,
        remedy: 'check the path',
      })
      return null
    }
  }

  #fault(file: string, fault: Omit<InputFault, 'file' | 'line'>): void {
    this.#fileFaults.push({ file, line: null, ...fault })
  }

  async #read(file: string, found: Probe): Promise<void> {
    if (found.size === 0) {
      this.#fault(file, { field: 'file', problem: 'is empty', remedy: 'give a file with events' })
      return
    }
    const { columns, start } = readHead(found.head, found.head.length === found.size)
    switch (columns.form) {
      case 'unknown':
        for (const fault of columns.faults) this.#fault(file, fault)
        return
      case 'messages':
        return this.#readMessages(file, { found, start, columns: columns.columns })
      case 'events':
        return
    }
  }

  async #readMessages(
    file: string,
    table: {
      readonly found: Probe
      readonly start: number
      readonly columns: readonly NormalisedColumn[]
    },
  ): Promise<void> {
    const span = { from: table.start, to: table.found.size }
    const source = this.#files.length > 1 ? basename(file) : DEFAULT_SOURCE
    const common = {
      file,
      source,
      columns: table.columns,
      block: this.#options.block ?? BLOCK,
      rowLength: typicalRow(table.found, table.start),
    }
    const ranges = cutAtLines(file, span, this.#options.parts ?? this.#hands.length)
    let parts = await this.#scan(
      ranges.map((range) => ({ ...common, ...range, final: range.to === span.to })),
    )
    // A quoted cell with a line end in it can make a cut fall inside a row.
    if (parts.some((part, index) => part.end !== ranges[index]?.to)) {
      parts = await this.#scan([{ ...common, ...span, final: true }])
    }
    let firstLine = 1
    for (const part of parts) {
      const { names } = part.segment
      const placed = names.kind === 'lines' ? { ...names, firstLine } : names
      const kept = part.faults.kept.map((fault) => ({ ...fault, line: fault.line + firstLine - 1 }))
      this.#parts.push({
        ...part,
        segment: { ...part.segment, names: placed },
        faults: { ...part.faults, kept },
        file,
        headerLines: 1,
      })
      firstLine += part.lines
    }
  }

  #scan(tasks: readonly Parameters<typeof askScan>[1][]): Promise<Scanned[]> {
    return Promise.all(
      tasks.map((task, index) => askScan(this.#hands[index % this.#hands.length] as Hand, task)),
    )
  }

  async #finish(): Promise<History> {
    const assembled = assemble(this.#parts)
    const { reading, events, weights } = assembled
    const stretches = deal(weights, this.#hands.length)
    const owner = new Uint8Array(new SharedArrayBuffer(weights.length))
    for (const stretch of stretches) owner.fill(stretch.owner, stretch.from, stretch.to)
    const folded = await Promise.all(
      this.#hands.map((hand, self) => {
        const own = new Map([...events].filter(([rank]) => owner[rank] === self))
        const task = { reading, owner, self, events: own }
        return hand.ask({ kind: 'fold', task })
      }),
    )
    const turns = folded.reduce((sum, part) => sum + part.turns, 0)
    return new History(this.#sum(), assembled, { hands: this.#hands, stretches, turns })
  }

  #sum(): Intake {
    const faults = [...this.#fileFaults]
    const refusedByKind = new Map<string, number>()
    const counts = { received: 0, accepted: 0, duplicates: 0, conflicts: 0, refused: 0 }
    let firstEventAt: number | null = null
    let lastEventAt: number | null = null
    let kept = 0
    for (const part of this.#parts) {
      counts.accepted += part.segment.rows + part.segment.events.length
      counts.duplicates += part.duplicates
      counts.conflicts += part.conflicts
      counts.refused += part.faults.count
      for (const fault of part.faults.kept) {
        if (kept >= FAULTS_KEPT) break
        kept += 1
        faults.push({ file: part.file, ...fault, line: fault.line + part.headerLines })
      }
      for (const [kind, count] of part.faults.byKind) {
        refusedByKind.set(kind, (refusedByKind.get(kind) ?? 0) + count)
      }
      if (part.first !== null) firstEventAt = Math.min(firstEventAt ?? part.first, part.first)
      if (part.last !== null) lastEventAt = Math.max(lastEventAt ?? part.last, part.last)
    }
    counts.received = counts.accepted + counts.duplicates + counts.conflicts + counts.refused
    return { counts, faults, refusedByKind, firstEventAt, lastEventAt }
  }

  #watch(total: number): NodeJS.Timeout | undefined {
    const { onProgress } = this.#options
    if (onProgress === undefined) return undefined
    return setInterval(() => {
      const bytes = this.#hands.reduce((sum, hand) => sum + hand.bytes(), 0)
      onProgress({ phase: bytes < total ? 'read' : 'fold', bytes, total })
    }, 100)
  }
}

function askScan(
  hand: Hand,
  task: Extract<Parameters<Hand['ask']>[0], { kind: 'csv' }>['task'],
): Promise<Scanned> {
  return hand.ask({ kind: 'csv', task })
}

function hire(workers: number): readonly Hand[] {
  if (workers === 0) return [new OwnHand()]
  return Array.from({ length: Math.min(workers, MOST_WORKERS) }, () => new ThreadHand())
}

function defaultWorkers(): number {
  return Math.min(availableParallelism(), MOST_WORKERS)
}
