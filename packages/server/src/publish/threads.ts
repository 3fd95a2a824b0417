import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Share } from '@alacrity/store'
import type { Evaluated, Question } from './evaluate.ts'

/** An epoch is no hurry: it never takes more of a large machine than this. */
const THREADS_MAX = 4
/** Shares of a thread: whoever is done with one takes the next. */
export const SHARES = 16
/** What a thread holds is a page of turns and what became of its members. */
const OLD_MB = 512

/** What a thread is asked, and what it says; it goes on when it hears `next`. */
export type Asked =
  | { readonly kind: 'share'; readonly question: Question; readonly share: Share }
  | { readonly kind: 'next' | 'close' }
export type Said =
  | { readonly kind: 'ready' | 'done' }
  | { readonly kind: 'part'; readonly part: Evaluated }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string }

/**
 * Threads that evaluate members beside the one that answers requests, each with its own connection to the
 * database. They start when they are first asked and stay until they are let go.
 */
export class EvaluationThreads {
  readonly #database: string
  #threads: readonly Thread[] = []

  constructor(database: string) {
    this.#database = database
  }

  /** As `evaluate` of every share; in no order. */
  async *evaluate(question: Question, shares: readonly Share[]): AsyncGenerator<Evaluated> {
    const left = [...shares].reverse()
    const count = Math.min(THREADS_MAX, availableParallelism(), shares.length)
    if (this.#threads.length < count) {
      await this.close()
      this.#threads = Array.from({ length: count }, () => new Thread(this.#database))
    }
    const underWay = new Map(this.#threads.map((thread) => [thread, thread.take(question, left)]))
    try {
      while (underWay.size > 0) {
        const [thread, part] = await Promise.race(
          [...underWay].map(async ([each, step]) => [each, await step] as const),
        )
        if (part === null) underWay.delete(thread)
        else {
          underWay.set(thread, thread.take(question, left))
          yield part
        }
      }
    } finally {
      // Given up: what they are at is nobody's any more.
      if (underWay.size > 0) await this.close()
    }
  }

  /** Ends the threads; the next question starts others. */
  async close(): Promise<void> {
    const threads = this.#threads
    this.#threads = []
    await Promise.all(threads.map((thread) => thread.close()))
  }
}

/** One thread, which is asked for one thing at a time. */
class Thread {
  readonly #worker: Worker
  #heard = Promise.withResolvers<Said>()
  #isBusy = false

  constructor(database: string) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { database },
      resourceLimits: { maxOldGenerationSizeMb: OLD_MB },
    })
    this.#worker.on('message', (said: Said) => this.#heard.resolve(said))
    this.#worker.on('error', (error) => this.#heard.reject(error))
    this.#worker.on('exit', () => this.#heard.reject(new Error('an evaluating thread ended')))
    // Whoever asks next hears of it.
    this.#heard.promise.catch(() => undefined)
    this.#worker.unref()
  }

  /** The next part of the share in hand, or of the first that is left; null: there is none left. */
  async take(question: Question, left: Share[]): Promise<Evaluated | null> {
    for (;;) {
      if (!this.#isBusy) {
        const share = left.pop()
        if (share === undefined) return null
        this.#isBusy = true
        this.#tell({ kind: 'share', question, share })
      } else this.#tell({ kind: 'next' })
      const said = await this.#listen()
      if (said.kind === 'part') return said.part
      this.#isBusy = false
      if (said.kind === 'failed')
        throw Object.assign(new Error(said.message), { stack: said.stack })
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #tell(asked: Asked): void {
    this.#worker.postMessage(asked)
  }

  async #listen(): Promise<Said> {
    const said = await this.#heard.promise
    this.#heard = Promise.withResolvers<Said>()
    this.#heard.promise.catch(() => undefined)
    return said
  }
}
