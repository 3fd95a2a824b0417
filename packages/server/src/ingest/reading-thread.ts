import { Worker } from 'node:worker_threads'
import { type ErrorCode, Refusal, type RefusalDetail } from '../base/errors.ts'
import { type Body, type Reading, readEvents } from './reading.ts'

export type ToRead = { readonly id: number; readonly body: Body; readonly seed: number }
export type Read = { readonly id: number } & (
  | { readonly kind: 'read'; readonly reading: Reading }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly about: RefusalDetail }
  | { readonly kind: 'failed'; readonly message: string }
)

type Waiting = {
  readonly resolve: (reading: Reading) => void
  readonly reject: (error: Error) => void
}

/** A few events are read sooner than they are sent to a thread. */
const SMALL_BYTES = 8_192
/** Readings are forgotten as soon as they are sent, so there is little to keep. */
const LIMITS = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 256 }

/**
 * Reads bodies beside the thread that answers, which so stays free for whoever asks meanwhile. It holds
 * nothing from one body to the next, so one thread serves everybody of a process.
 */
class ReadingThread {
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #last = 0

  read(body: Body, seed: number): Promise<Reading> {
    this.#worker ??= this.#start()
    const worker = this.#worker
    this.#last += 1
    const id = this.#last
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      // An idle thread keeps nobody's process alive; a body under way does.
      worker.ref()
      worker.postMessage({ id, body, seed } satisfies ToRead, ownMemory(body.bytes))
    })
  }

  #start(): Worker {
    const worker = new Worker(new URL('./reading-worker.ts', import.meta.url), {
      resourceLimits: LIMITS,
    })
    worker.on('message', (read: Read) => this.#settle(read))
    worker.on('error', (error: unknown) => this.#end(worker, error))
    worker.on('exit', () => this.#end(worker, new Error('the reading thread ended')))
    return worker
  }

  #settle(read: Read): void {
    const waiting = this.#waiting.get(read.id)
    this.#waiting.delete(read.id)
    if (this.#waiting.size === 0) this.#worker?.unref()
    if (read.kind === 'read') waiting?.resolve(read.reading)
    else if (read.kind === 'refused') waiting?.reject(new Refusal(read.code, read.about))
    else waiting?.reject(new Error(read.message))
  }

  /** Nothing of what it was reading is stored; the next body begins another thread. */
  #end(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = null
    for (const { reject } of this.#waiting.values()) {
      reject(error instanceof Error ? error : new Error(String(error)))
    }
    this.#waiting.clear()
  }
}

/** The memory that bytes have for themselves, which can go to another thread as it is: a copy takes time and room. */
function ownMemory({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}

const THREAD = new ReadingThread()

/**
 * Reads a body: a small one at once, a large one beside, whose bytes are gone then. Rejects with a `Refusal` as
 * `readEvents` throws.
 */
export async function readBeside(body: Body, seed: number): Promise<Reading> {
  return body.bytes.byteLength <= SMALL_BYTES ? readEvents(body, seed) : THREAD.read(body, seed)
}
