import { Worker } from 'node:worker_threads'
import type { Folded } from '../fold/settle.ts'
import type { Value } from '../steps.ts'

/** What was folded, in columns: a copy of an object for each conversation would cost more than the fold. */
export type PackedFold = Pick<Folded, 'from' | 'to' | 'events'> & {
  readonly members: Float64Array
  /** A line each. */
  readonly names: string
  /** Positions and turns of all, one after another, and where each of them ends. */
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
}

/** A tail lives for one fold, so a small nursery would carry each event of it over into the old space. */
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

/**
 * The thread that folds, as the one that writes sees it: at most one fold is under way. Folding takes as long
 * as storing, and reads only, so both are done side by side.
 */
export class Folding {
  readonly #file: string
  readonly #done: (folded: PackedFold | null) => void
  #worker: Worker | null = null
  #isUnderWay = false

  /** `done` hears of each fold that was begun: what it came to, or null where it failed. */
  constructor(file: string, done: (folded: PackedFold | null) => void) {
    this.#file = file
    this.#done = done
  }

  get isUnderWay(): boolean {
    return this.#isUnderWay
  }

  begin(wish: FoldWish): void {
    if (this.#isUnderWay) return
    this.#isUnderWay = true
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
    worker.on('message', (folded: PackedFold | null) => this.#settle(folded))
    worker.on('error', () => this.#fail(worker))
    worker.on('exit', () => this.#fail(worker))
    return worker
  }

  #fail(worker: Worker): void {
    if (this.#worker !== worker) return
    this.#worker = null
    if (this.#isUnderWay) this.#settle(null)
  }

  #settle(folded: PackedFold | null): void {
    this.#isUnderWay = false
    this.#done(folded)
  }
}
