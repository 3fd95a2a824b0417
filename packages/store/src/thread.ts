import { type ResourceLimits, Worker } from 'node:worker_threads'
import { StoreError, type StoreErrorCode } from './error.ts'

/** What a thread answers to a request; `id` 0 is of its opening. */
export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number
      readonly ok: false
      readonly code: StoreErrorCode | null
      readonly message: string
      readonly stack: string
    }
type Waiting = { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void }

export type ThreadSettings = {
  readonly workerData: unknown
  readonly resourceLimits: ResourceLimits
  /** Hears what is no answer. */
  readonly told?: (message: unknown) => void
}

/** A thread of the store as seen from another: a promise for every wish. */
export class Thread<Wish extends { readonly kind: string }> {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #next = 1
  #ended: Error | null = null

  constructor(file: URL, { told, ...options }: ThreadSettings) {
    this.#worker = new Worker(file, options)
    this.#worker.on('message', (message: object) => {
      if ('ok' in message) this.#settle(message as Reply)
      else told?.(message)
    })
    this.#worker.on('error', (error) => {
      this.#end(error instanceof Error ? error : new Error(String(error)))
    })
    this.#worker.on('exit', () =>
      this.#end(new StoreError('closed', 'a thread of the store ended')),
    )
  }

  get isEnded(): boolean {
    return this.#ended !== null
  }

  /** Resolves with what the thread says when it is ready; to be asked at once where it says so. */
  async opened<Result>(): Promise<Result> {
    const result = await this.#expect<Result>(0)
    // A store left open keeps nobody's process alive; a request under way does.
    this.#worker.unref()
    return result
  }

  /** What is handed over is there no longer. */
  async ask<Result>(
    wish: Wish | { readonly kind: 'close' },
    handedOver: readonly ArrayBuffer[] = [],
  ): Promise<Result> {
    if (this.#ended !== null) throw new StoreError('closed', wish.kind, this.#ended)
    const id = this.#next
    this.#next += 1
    const answer = this.#expect<Result>(id)
    this.#worker.ref()
    this.#worker.postMessage({ ...wish, id }, [...handedOver])
    return await answer
  }

  /** Says what needs no answer. */
  tell(message: { readonly kind: string }): void {
    this.#worker.postMessage(message)
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

/** A failure as it is told to another thread. */
export function refusalOf(id: number, failure: Error): Reply {
  const code = failure instanceof StoreError ? failure.code : null
  return { id, ok: false, code, message: failure.message, stack: failure.stack ?? '' }
}

function errorOf({ code, message, stack }: Extract<Reply, { ok: false }>): Error {
  const cause = new Error(message)
  cause.stack = stack
  return code === null ? cause : new StoreError(code, message.split(': ')[0] ?? '', cause)
}
