import { Worker } from 'node:worker_threads'
import { StoreError } from '../error.ts'
import type { Progress } from '../fold/rebuild.ts'
import type { Answer, Request, WorkerSettings } from './messages.ts'

type Waiting = { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void }
type Reply = Extract<Answer, { ok: boolean }>
type Bare = Request extends infer R ? (R extends unknown ? Omit<R, 'id'> : never) : never

/** A batch lives for a transaction; what is folded here, where no other thread can, is let go soon. */
const YOUNG_MB = 32
/** The index of names is outside of it; this is for what is being settled. */
const OLD_MB = 2_048

/** The writing thread as seen from the main one: a promise for every request. */
export class WriterThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #next = 1
  #ended: Error | null = null

  private constructor(worker: Worker) {
    this.#worker = worker
  }

  /** Resolves when the database is open, migrated and ready, with the seed of its hashes. */
  static async start(
    settings: WorkerSettings,
    progress: Progress,
  ): Promise<{ thread: WriterThread; seed: number }> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: settings,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: OLD_MB },
    })
    const thread = new WriterThread(worker)
    const opened = thread.#expect<{ seed: number }>(0)
    worker.on('message', (answer: Answer) => {
      if ('folded' in answer) progress(answer.folded, answer.of)
      else thread.#settle(answer)
    })
    worker.on('error', (error) => {
      thread.#end(error instanceof Error ? error : new Error(String(error)))
    })
    worker.on('exit', () => thread.#end(new StoreError('closed', 'the writing thread ended')))
    const { seed } = await opened
    // A store left open keeps nobody's process alive; a request under way does.
    worker.unref()
    return { thread, seed }
  }

  async ask<Result>(request: Bare): Promise<Result> {
    if (this.#ended !== null) throw new StoreError('closed', request.kind, this.#ended)
    const id = this.#next
    this.#next += 1
    const answer = this.#expect<Result>(id)
    this.#worker.ref()
    this.#worker.postMessage({ ...request, id })
    return await answer
  }

  async close(): Promise<void> {
    const exit = new Promise<void>((resolve) => {
      this.#worker.once('exit', () => resolve())
    })
    await this.ask({ kind: 'close' })
    this.#worker.ref()
    await exit
  }

  #expect<Result>(id: number): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
    })
  }

  #settle(answer: Reply): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if (this.#waiting.size === 0 && answer.id !== 0) this.#worker.unref()
    if (answer.ok) waiting?.resolve(answer.value as never)
    else waiting?.reject(errorOf(answer))
  }

  #end(error: Error): void {
    this.#ended ??= error
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

function errorOf({ code, message, stack }: Extract<Reply, { ok: false }>): Error {
  const cause = new Error(message)
  cause.stack = stack
  return code === null ? cause : new StoreError(code, message.split(': ')[0] ?? '', cause)
}
