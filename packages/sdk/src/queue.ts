import {
  BATCH_EVENTS,
  batchSize,
  type Outcome,
  pack,
  type Packed,
  type Refused,
  submit,
} from './batch.ts'
import { type Call, type CallOptions, pause } from './call.ts'
import { AlacrityError } from './error.ts'
import type { NewEvent } from './event.ts'

export type Unsent = { readonly kind: 'unsent'; readonly id: string }

export type QueueOptions = {
  /** An event will never be taken as it is: write it down, correct the sender. */
  readonly onRefused: (refused: Refused, event: NewEvent) => void
  /** A batch failed; its events stay in the queue and are sent again with the same ids. */
  readonly onTrouble: (error: AlacrityError, queue: { readonly waiting: number }) => void
  /** Events that may wait at once, those on their way included; usually 10,000. */
  readonly capacity?: number
  /** How long a batch that is not full waits for more, in milliseconds; usually 100. */
  readonly lingerMs?: number
  /** Milliseconds for one attempt; usually as for every call. */
  readonly timeoutMs?: number
}

type Entry = Packed & {
  readonly event: NewEvent
  readonly settled: Promise<Outcome | Unsent>
  readonly settle: (outcome: Outcome | Unsent) => void
}

const CAPACITY = 10_000
const LINGER_MS = 100
const FLUSH_MS = 30_000

/** Gathers events and sends them in the background, a batch at a time, until each has its answer. */
export class EventQueue {
  readonly #call: Call
  readonly #options: QueueOptions
  /** In order of arrival; an event leaves when it is answered. */
  readonly #entries: Entry[] = []
  readonly #stop = new AbortController()
  #hurry = new AbortController()
  #flushing = 0
  #closed = false
  #working: Promise<void> | null = null

  constructor(call: Call, options: QueueOptions) {
    this.#call = call
    this.#options = options
  }

  /** Events without an answer. */
  get waiting(): number {
    return this.#entries.length
  }

  /**
   * Puts an event into the queue. Throws `queue_full` or `queue_closed`, and then has not taken it.
   * Resolves when the service has answered, or with `unsent` when the queue is closed before; never rejects.
   */
  add(event: NewEvent): Promise<Outcome | Unsent> {
    const { capacity = CAPACITY } = this.#options
    if (this.#closed) throw refusal('queue_closed', 'The queue is closed', 'Open another.')
    if (this.waiting >= capacity) {
      const remedy = 'Wait for flush(), or keep the event and add it later; nothing was dropped.'
      throw refusal('queue_full', `${capacity} events are waiting`, remedy)
    }
    let settle: Entry['settle'] = () => {}
    const settled = new Promise<Outcome | Unsent>((resolve) => {
      settle = resolve
    })
    this.#entries.push({ ...pack(event), event, settled, settle })
    if (this.waiting >= BATCH_EVENTS) this.#hurry.abort()
    this.#start()
    return settled
  }

  /** Waits until what is in the queue now is answered or the time is over; usually 30 s. Never rejects. */
  async flush({ timeoutMs = FLUSH_MS, signal }: CallOptions = {}): Promise<{
    readonly waiting: number
  }> {
    const last = this.#entries.at(-1)
    if (last === undefined) return { waiting: 0 }
    this.#flushing += 1
    this.#hurry.abort()
    const done = new AbortController()
    const cut = signal === undefined ? done.signal : AbortSignal.any([done.signal, signal])
    await Promise.race([last.settled, this.#call.clock.sleep(timeoutMs, cut).catch(() => {})])
    done.abort()
    this.#flushing -= 1
    return { waiting: this.waiting }
  }

  /**
   * Takes no more, flushes, and gives back what could not be sent: keep it, and send it later. Some of it may
   * have been stored; with the same ids that does no harm.
   */
  async close(options: CallOptions = {}): Promise<{ readonly unsent: readonly NewEvent[] }> {
    this.#closed = true
    await this.flush(options)
    this.#stop.abort()
    await this.#working
    const unsent = this.#entries.splice(0)
    for (const { settle, id } of unsent) settle({ kind: 'unsent', id })
    return { unsent: unsent.map(({ event }) => event) }
  }

  #start(): void {
    this.#working ??= this.#work()
  }

  async #work(): Promise<void> {
    const { signal } = this.#stop
    for (let failures = 0; this.waiting > 0 && !signal.aborted; ) {
      if (failures === 0) await this.#linger()
      const batch = this.#entries.slice(0, batchSize(this.#entries))
      try {
        const { timeoutMs } = this.#options
        const outcomes = await submit(this.#call, batch, { signal, timeoutMs })
        failures = 0
        this.#entries.splice(0, batch.length)
        for (const [index, entry] of batch.entries()) this.#settle(entry, outcomes[index])
      } catch (error) {
        if (signal.aborted) return
        failures += 1
        const { waiting } = this
        tell(() => this.#options.onTrouble(error as AlacrityError, { waiting }))
        const { clock } = this.#call
        await clock.sleep(pause(failures, error, clock), signal).catch(() => {})
      }
    }
    // In the same step as the last look: whoever adds one now starts anew.
    this.#working = null
  }

  /** A batch that is not full waits for more, unless somebody waits for it. */
  async #linger(): Promise<void> {
    if (this.#flushing > 0 || this.waiting >= BATCH_EVENTS) return
    this.#hurry = new AbortController()
    const cut = AbortSignal.any([this.#stop.signal, this.#hurry.signal])
    await this.#call.clock.sleep(this.#options.lingerMs ?? LINGER_MS, cut).catch(() => {})
  }

  #settle({ settle, event }: Entry, outcome: Outcome | undefined): void {
    if (outcome === undefined) throw new Error('submit left an event unanswered')
    settle(outcome)
    if (outcome.kind === 'refused') tell(() => this.#options.onRefused(outcome, event))
  }
}

/** What your own function throws is reported as yours, and does not stop the queue. */
function tell(run: () => void): void {
  queueMicrotask(run)
}

function refusal(
  code: 'queue_full' | 'queue_closed',
  title: string,
  remedy: string,
): AlacrityError {
  return new AlacrityError({ code, title, remedy })
}
