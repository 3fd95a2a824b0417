import { Worker } from 'node:worker_threads'
import type { Folded } from '../fold/settle.ts'
import type { Value } from '../steps.ts'

/** What was folded, in columns: a copy of an object for each conversation would cost more than the fold. */
export type PackedFold = Omit<Folded, 'rows'> & {
  readonly members: Float64Array
  /** A line each. */
  readonly names: string
  /** Positions and turns of all, one after another, and where each of them ends. */
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
}

/** What is known of a tail lives for one fold, so a small nursery would carry it over into the old space. */
const LIMITS = { maxYoungGenerationSizeMb: 96, maxOldGenerationSizeMb: 2_048 }

/** `forget`: what is remembered of conversations may no longer be so. */
export type FoldWish = { readonly forget: boolean }

export function packFold({ rows, ...fold }: Folded): PackedFold {
  const parts = rows.flatMap(([, , seqs, turns]) => [seqs as Uint8Array, turns as Uint8Array])
  const ends = new Uint32Array(parts.length)
  let end = 0
  for (const [place, part] of parts.entries()) ends[place] = end += part.length
  return {
    ...fold,
    members: Float64Array.from(rows, ([member]) => Number(member)),
    names: rows.map(([, name]) => name).join('\n'),
    bytes: Buffer.concat(parts, end),
    ends,
  }
}

export function unpackFold({ members, names, bytes, ends, ...fold }: PackedFold): Folded {
  const part = (place: number) => bytes.subarray(ends[place - 1] ?? 0, ends[place])
  const rows = names
    .split('\n')
    .map((name, at): Value[] => [members[at] ?? 0, name, part(2 * at), part(2 * at + 1)])
  return { ...fold, rows }
}

/** What the folding thread says: a piece, or that it is at the end of what it was asked for. */
export type FoldNews = PackedFold | 'done' | 'failed'

/** What the writing thread does with pieces. */
export type FoldTaker = {
  /** Stores a piece; false: those that follow are worth nothing. */
  readonly take: (piece: PackedFold) => boolean
  /** Hears of the end of each fold that was begun. */
  readonly ended: (how: 'done' | 'failed') => void
}

/**
 * The thread that folds, as the one that writes sees it: at most one fold is under way. A piece of it is stored
 * while the next is folded.
 */
export class Folding {
  readonly #file: string
  readonly #taker: FoldTaker
  #worker: Worker | null = null
  #isUnderWay = false
  /** Whether a piece was not stored: then no later one may be, for the last moves the mark. */
  #isGivenUp = false

  constructor(file: string, taker: FoldTaker) {
    this.#file = file
    this.#taker = taker
  }

  get isUnderWay(): boolean {
    return this.#isUnderWay
  }

  begin(wish: FoldWish): void {
    if (this.#isUnderWay) return
    this.#isUnderWay = true
    this.#isGivenUp = false
    this.#worker ??= this.#start()
    this.#worker.postMessage(wish)
  }

  async end(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(new URL('./folding-worker.ts', import.meta.url), {
      workerData: { file: this.#file },
      resourceLimits: LIMITS,
    })
    worker.unref()
    worker.on('message', (news: FoldNews) => this.#hear(news))
    worker.on('error', () => this.#fail(worker))
    worker.on('exit', () => this.#fail(worker))
    return worker
  }

  #fail(worker: Worker): void {
    if (this.#worker !== worker) return
    this.#worker = null
    if (this.#isUnderWay) this.#hear('failed')
  }

  #hear(news: FoldNews): void {
    if (typeof news === 'object') {
      if (!this.#isGivenUp) this.#isGivenUp = !this.#taker.take(news)
      return
    }
    this.#isUnderWay = false
    this.#taker.ended(news)
  }
}
