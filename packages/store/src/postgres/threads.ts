import { StoreError } from '../error.ts'
import type { Parcel, Receipts } from '../port.ts'
import { Thread } from '../thread.ts'
import type { AppendWish, FoldWish, StoredNews, WorkerSettings } from './messages.ts'
import { TAIL_MAX } from './settle.ts'

/** A batch lives for a transaction. */
const APPENDING = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 1_024 }
/** A tail lives for one fold, so a small nursery would carry each event of it over into the old space. */
const FOLDING = { maxYoungGenerationSizeMb: 96, maxOldGenerationSizeMb: 2_048 }
/** No more is taken until what is being folded is stored: bounds the tail where folding is slower than arriving. */
const TAIL_WAITS = 3 * TAIL_MAX

/**
 * The thread that appends and the one that folds, as the one that answers sees them. Each is started when it is first
 * needed, and anew should it have ended.
 */
export class Threads {
  readonly #settings: WorkerSettings
  #appending: Thread<AppendWish> | null = null
  #folding: Thread<FoldWish> | null = null
  /** How many events are in the tail, as far as this process knows. */
  #unsettled: number
  #fold: Promise<void> | null = null
  readonly #underWay = new Set<Promise<unknown>>()

  constructor(settings: WorkerSettings, unsettled: number) {
    this.#settings = settings
    this.#unsettled = unsettled
  }

  async append(parcel: Parcel): Promise<Receipts> {
    return await this.#track(this.#append(parcel))
  }

  /** Folds until nothing is left. */
  async settle(): Promise<void> {
    await this.#track(this.#ask(this.#folder(), { kind: 'fold', whole: true }))
  }

  /** Waits for what was begun. A thread that ended by itself is closed already. */
  async close(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay)
    for (const thread of [this.#appending, this.#folding]) {
      await thread?.close().catch(() => undefined)
    }
  }

  async #append(parcel: Parcel): Promise<Receipts> {
    while (this.#fold !== null && this.#unsettled >= TAIL_WAITS) await this.#fold
    const wish: AppendWish = { kind: 'append', parcel }
    const receipts: Receipts = await this.#ask(this.#appender(), wish)
    const { events, members } = parcel
    const news: StoredNews = { kind: 'stored', events, members, receipts }
    this.#folding?.tell(news)
    this.#unsettled += receipts.kinds.length
    this.#foldBeside()
    return receipts
  }

  #foldBeside(): void {
    if (this.#fold !== null || this.#unsettled < TAIL_MAX) return
    const before = this.#unsettled
    const folding = async (): Promise<void> => {
      try {
        await this.#ask(this.#folder(), { kind: 'fold', whole: false })
        this.#unsettled -= before
      } finally {
        this.#fold = null
      }
      this.#foldBeside()
    }
    // Should it come to nothing, the tail stays, and the next append asks again: what was acknowledged is safe.
    this.#fold = this.#track(folding().catch(() => undefined))
  }

  async #ask<Wish extends { readonly kind: string }, Result>(
    thread: Thread<Wish>,
    wish: Wish,
  ): Promise<Result> {
    try {
      return await thread.ask<Result>(wish)
    } catch (error) {
      // What it was at is stored or is not, as when the connection to the server is lost.
      throw thread.isEnded ? new StoreError('gone', wish.kind, error) : error
    }
  }

  #appender(): Thread<AppendWish> {
    if (this.#appending === null || this.#appending.isEnded) {
      this.#appending = this.#start('./appending-worker.ts', APPENDING)
    }
    return this.#appending
  }

  #folder(): Thread<FoldWish> {
    if (this.#folding === null || this.#folding.isEnded) {
      this.#folding = this.#start('./folding-worker.ts', FOLDING)
    }
    return this.#folding
  }

  #start<Wish extends { readonly kind: string }>(
    file: string,
    resourceLimits: typeof APPENDING,
  ): Thread<Wish> {
    const url = new URL(file, import.meta.url)
    return new Thread<Wish>(url, { workerData: this.#settings, resourceLimits })
  }

  #track<Result>(promise: Promise<Result>): Promise<Result> {
    const tracked = promise.finally(() => this.#underWay.delete(tracked))
    this.#underWay.add(tracked)
    return tracked
  }
}
