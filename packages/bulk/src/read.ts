import { availableParallelism } from 'node:os'
import { MOST_BYTES } from './column/arena.ts'
import { type Assembled, assemble, deal } from './assemble.ts'
import type { Scanned } from './crew/scan.ts'
import type { Joined } from './fold/join.ts'
import { type Hand, OwnHand, ThreadHand } from './crew/hand.ts'
import { History } from './history.ts'
import { FileIntake } from './intake.ts'
import { look } from './look.ts'
import { totalSize } from './source/probe.ts'

export type Progress = {
  readonly phase: 'read' | 'fold'
  /** Bytes read so far. */
  readonly bytes: number
  /** Of how many, as far as is known. */
  readonly total: number
}

export type ReadOptions = {
  /** Told every tenth of a second while files are read. */
  readonly onProgress?: (progress: Progress) => void
  /** How many threads read and score; 0 does it all in the caller's. By default small inputs do without. */
  readonly workers?: number
  /** Names rows that bring no ids after their file, also where it is the only one: for whoever keeps them. */
  readonly nameByFile?: boolean
  /** How many bytes are read at once. */
  readonly block?: number
  /** How many parts a plain file is cut into; by default one for each thread. */
  readonly parts?: number
  /**
   * How many bytes a part of a plain CSV or Parquet file of messages may take in memory; by default three
   * gibibytes. What is more becomes another part.
   */
  readonly room?: number
}

const BLOCK = 1 << 20
/** Below this a thread takes longer to start than to be of use. */
const SMALL = 8 << 20
const MOST_WORKERS = 16
const PROGRESS_EVERY_MS = 100

/**
 * Reads files of messages or events: CSV, NDJSON or Parquet, plain, .gz or .zst, `-` for standard input.
 * What cannot be read is among the history's faults and stops nothing else.
 */
export async function readHistory(
  files: readonly string[],
  options: ReadOptions = {},
): Promise<History> {
  const hands = hire(options.workers ?? (totalSize(files) < SMALL ? 0 : defaultWorkers()))
  let timer: NodeJS.Timeout | undefined
  try {
    const intake = new FileIntake(await look(files, options.nameByFile === true), hands, {
      block: options.block ?? BLOCK,
      parts: options.parts ?? hands.length,
      room: options.room ?? MOST_BYTES,
    })
    timer = watch(hands, intake.size, options.onProgress)
    const parts = await intake.read()
    // While the threads join conversations, members are ranked here.
    const [joined, assembled] = await Promise.all([join(hands, parts), ranked(parts)])
    const { reading, events, weights } = assembled
    const stretches = deal(weights, hands.length)
    const owner = new Uint8Array(new SharedArrayBuffer(weights.length))
    for (const stretch of stretches) owner.fill(stretch.owner, stretch.from, stretch.to)
    await Promise.all(
      hands.map((hand, self) => {
        const own = new Map([...events].filter(([rank]) => owner[rank] === self))
        return hand.ask({ kind: 'fold', task: { reading, joined, owner, self, events: own } })
      }),
    )
    return new History(intake.sum(), assembled, { hands, stretches })
  } catch (error) {
    await Promise.all(hands.map((hand) => hand.close()))
    throw error
  } finally {
    clearInterval(timer)
  }
}

async function join(hands: readonly Hand[], parts: readonly Scanned[]): Promise<readonly Joined[]> {
  const segments = parts.flatMap(({ segment }) => (segment === null ? [] : [segment.conversations]))
  if (segments.length < 2) return []
  const of = hands.length
  return Promise.all(
    hands.map((hand, self) => hand.ask({ kind: 'join', task: { segments, self, of } })),
  )
}

async function ranked(parts: readonly Scanned[]): Promise<Assembled> {
  return assemble(parts)
}

function watch(
  hands: readonly Hand[],
  total: number,
  onProgress: ReadOptions['onProgress'],
): NodeJS.Timeout | undefined {
  if (onProgress === undefined) return undefined
  return setInterval(() => {
    const bytes = hands.reduce((sum, hand) => sum + hand.bytes(), 0)
    onProgress({ phase: bytes < total ? 'read' : 'fold', bytes, total })
  }, PROGRESS_EVERY_MS)
}

function hire(workers: number): readonly Hand[] {
  if (workers === 0) return [new OwnHand()]
  return Array.from({ length: Math.min(workers, MOST_WORKERS) }, () => new ThreadHand())
}

function defaultWorkers(): number {
  return Math.min(Math.max(2, availableParallelism()), MOST_WORKERS)
}
