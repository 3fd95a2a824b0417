import { Worker } from 'node:worker_threads'
import { type Answer, type FromWorker, perform, type Request, type ToWorker } from './message.ts'
import { type ScoreTask, Station } from './station.ts'

/** Someone who reads, folds and assesses: a thread, or the caller's own. */
export type Hand = {
  ask<K extends Request['kind']>(request: Request & { readonly kind: K }): Promise<Answer<K>>
  /** The next block of a score; blocks come in the order of the task's stretches. */
  score(task: ScoreTask): Blocks
  /** Bytes read so far. */
  bytes(): number
  close(): Promise<void>
}

export type Blocks = {
  next(): Promise<Uint8Array>
  /** No more are wanted. */
  stop(): void
}

const NOTHING = new Uint8Array(0)

/** Works in the caller's thread: for small inputs, for which a thread would not be up in time. */
export class OwnHand implements Hand {
  readonly #station = new Station()
  #bytes = 0

  async ask<K extends Request['kind']>(
    request: Request & { readonly kind: K },
  ): Promise<Answer<K>> {
    const answer = await perform(this.#station, request, (bytes) => {
      this.#bytes += bytes
    })
    return answer as Answer<K>
  }

  score(task: ScoreTask): Blocks {
    const blocks = this.#station.score(task)
    return {
      next: async () => blocks.next().value ?? NOTHING,
      stop: () => void blocks.return(),
    }
  }

  bytes(): number {
    return this.#bytes
  }

  async close(): Promise<void> {}
}

type Waiting = {
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/** A worker thread. */
export class ThreadHand implements Hand {
  readonly #worker: Worker
  readonly #bytes = new Float64Array(new SharedArrayBuffer(8))
  readonly #waiting = new Map<number, Waiting>()
  readonly #blocks = new Map<number, Queue>()
  #calls = 0
  /** Calls under way: only these keep the program alive. */
  #busy = 0
  #broken: Error | null = null

  constructor() {
    this.#worker = new Worker(new URL('./worker.mjs', import.meta.url), {
      workerData: this.#bytes,
      // Options meant for the program's own script, such as --input-type, are not a thread's.
      execArgv: [],
    })
    this.#worker.unref()
    this.#worker.on('message', (message: FromWorker) => this.#hear(message))
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(new Error('a worker thread has ended')))
  }

  ask<K extends Request['kind']>(request: Request & { readonly kind: K }): Promise<Answer<K>> {
    if (this.#broken !== null) return Promise.reject(this.#broken)
    const call = this.#begin()
    return new Promise<Answer<K>>((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject })
      this.#tell({ kind: 'request', call, request })
    })
  }

  score(task: ScoreTask): Blocks {
    const call = this.#begin()
    const queue = new Queue()
    this.#blocks.set(call, queue)
    this.#tell({ kind: 'score', call, task })
    return {
      next: async () => {
        if (this.#broken !== null) throw this.#broken
        const lines = await queue.take()
        this.#tell({ kind: 'more', call })
        return lines
      },
      stop: () => {
        if (this.#blocks.delete(call)) this.#end()
        this.#tell({ kind: 'stop', call })
      },
    }
  }

  bytes(): number {
    return this.#bytes[0] ?? 0
  }

  async close(): Promise<void> {
    this.#worker.removeAllListeners('exit')
    await this.#worker.terminate()
    this.#fail(new Error('the history is closed'))
  }

  #begin(): number {
    this.#calls += 1
    this.#busy += 1
    this.#worker.ref()
    return this.#calls
  }

  #end(): void {
    this.#busy -= 1
    if (this.#busy === 0) this.#worker.unref()
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message)
  }

  #hear(message: FromWorker): void {
    const waiting = this.#waiting.get(message.call)
    if (this.#waiting.delete(message.call)) this.#end()
    switch (message.kind) {
      case 'answer':
        return waiting?.resolve(message.answer as never)
      case 'block':
        return this.#blocks.get(message.call)?.put(message.lines)
      case 'failed':
        this.#blocks.get(message.call)?.fail(message.error)
        return waiting?.reject(message.error)
    }
  }

  #fail(error: unknown): void {
    this.#broken ??= error instanceof Error ? error : new Error(String(error))
    for (const { reject } of this.#waiting.values()) reject(error)
    for (const queue of this.#blocks.values()) queue.fail(error)
    this.#waiting.clear()
    this.#blocks.clear()
  }
}

/** Blocks that have come and nobody has taken yet, or whoever waits for the next one. */
class Queue {
  readonly #blocks: Uint8Array[] = []
  #taker: { resolve: (lines: Uint8Array) => void; reject: (error: unknown) => void } | null = null
  #error: unknown = null

  put(lines: Uint8Array): void {
    if (this.#taker === null) this.#blocks.push(lines)
    else this.#taker.resolve(lines)
    this.#taker = null
  }

  take(): Promise<Uint8Array> {
    const lines = this.#blocks.shift()
    if (lines !== undefined) return Promise.resolve(lines)
    if (this.#error !== null) return Promise.reject(this.#error as Error)
    return new Promise((resolve, reject) => {
      this.#taker = { resolve, reject }
    })
  }

  fail(error: unknown): void {
    this.#error ??= error
    this.#taker?.reject(error)
    this.#taker = null
  }
}
