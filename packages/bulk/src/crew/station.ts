import type { Joined, JoinTask } from '../fold/join.ts'
import type { Share } from '../fold/share.ts'
import type { Question, Scorer } from '../score/scorer.ts'
import { EventFiles, type EventsTask } from './events.ts'
import type { GroupsTask, RowsTask } from './parquet.ts'
import {
  type CsvTask,
  type OnBytes,
  type Scanned,
  scanRange,
  scanStream,
  type StreamTask,
} from './scan.ts'

/** A run of ranks of one owner: its lines come as one block of bytes. */
export type Stretch = { readonly from: number; readonly to: number; readonly owner: number }

export type ScoreTask = {
  readonly question: Question
  readonly stretches: readonly Stretch[]
  /** By rank: 1 for the members asked about; null for all. */
  readonly wanted: Uint8Array | null
}

/** Its reader is many modules, which whoever reads no Parquet need not wait for. */
const parquet = () => import('./parquet.ts')

/** What comes after reading is loaded while others read on or members are ranked. */
const joining = () => import('../fold/join.ts')
const scoring = () => import('../score/scorer.ts')

/** One thread's work and what it holds between requests: the turns of its members. */
export class Station {
  #scorer: Scorer | null = null
  readonly #events = new EventFiles()

  scanRange(task: CsvTask, onBytes: OnBytes): Scanned {
    return scanRange(task, onBytes)
  }

  scanStream(task: StreamTask, onBytes: OnBytes): Promise<Scanned> {
    return scanStream(task, onBytes)
  }

  readEvents(task: EventsTask, onBytes: OnBytes): Promise<Scanned> {
    return this.#events.read(task, onBytes)
  }

  async scanGroups(task: GroupsTask, onBytes: OnBytes): Promise<Scanned> {
    const { scanGroups } = await parquet()
    return scanGroups(task, onBytes)
  }

  async scanRows(task: RowsTask): Promise<Scanned> {
    const { scanRows } = await parquet()
    return scanRows(task, this.#events)
  }

  endEvents(): Scanned {
    return this.#events.finish()
  }

  async join(task: JoinTask): Promise<Joined> {
    const { join } = await joining()
    return join(task)
  }

  /** Loads what will be asked for after reading. */
  async prepare(): Promise<void> {
    await Promise.all([joining(), scoring()])
  }

  async fold(task: Share): Promise<void> {
    const { foldToScore } = await scoring()
    const ranks: number[] = []
    for (let rank = 0; rank < task.owner.length; rank += 1) {
      if (task.owner[rank] === task.self) ranks.push(rank)
    }
    const mine = Int32Array.from(ranks)
    this.#scorer = foldToScore(task, mine)
  }

  /** One block of lines for each stretch. */
  *score(task: ScoreTask): Generator<Uint8Array<ArrayBuffer>, void> {
    if (this.#scorer === null) throw new Error('scores are asked for before the fold')
    const asked = this.#scorer.ask(task.question)
    for (const stretch of task.stretches) {
      yield asked.lines(ranksOf(stretch, task.wanted), stretch.to - stretch.from)
    }
  }
}

function* ranksOf({ from, to }: Stretch, wanted: Uint8Array | null): Generator<number, void> {
  for (let rank = from; rank < to; rank += 1) {
    if (wanted === null || wanted[rank] === 1) yield rank
  }
}
