import { batchSize, type Outcome, pack, submit } from './batch.ts'
import { type Call, type CallOptions, pause } from './call.ts'
import { AlacrityError } from './error.ts'
import type { NewEvent } from './event.ts'
import { EventQueue, type QueueOptions } from './queue.ts'

export type SendOptions = CallOptions & {
  /** How often a batch is tried before giving up; usually 6, which takes about a quarter of a minute. */
  readonly attempts?: number
}

export type EventCalls = {
  /**
   * Sends events now, in as many batches as they need, and tells what became of each, aligned with them.
   * A batch that fails is sent again with the same ids. Rejects with an `AlacrityError` where that does not
   * help: then send all of them again, for what was stored is then a `duplicate`.
   */
  readonly send: (
    events: NewEvent | readonly NewEvent[],
    options?: SendOptions,
  ) => Promise<readonly Outcome[]>
  /** A queue that gathers events and sends them in the background until each is answered. */
  readonly queue: (options: QueueOptions) => EventQueue
}

const ATTEMPTS = 6

export function eventCalls(call: Call): EventCalls {
  return {
    send: async (events, { attempts = ATTEMPTS, ...options } = {}) => {
      const packed = (
        Array.isArray(events) ? (events as readonly NewEvent[]) : [events as NewEvent]
      ).map(pack)
      const outcomes: Outcome[] = []
      while (outcomes.length < packed.length) {
        const rest = packed.slice(outcomes.length)
        const batch = rest.slice(0, batchSize(rest))
        outcomes.push(
          ...(await persist(call, () => submit(call, batch, options), { attempts, options })),
        )
      }
      return outcomes
    },
    queue: (options) => new EventQueue(call, options),
  }
}

/** Tries until it works, or until trying again is no use. */
async function persist<T>(
  { clock }: Call,
  run: () => Promise<T>,
  { attempts, options }: { readonly attempts: number; readonly options: CallOptions },
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof AlacrityError) || !error.isTemporary || attempt >= attempts)
        throw error
      await clock.sleep(pause(attempt, error, clock), options.signal)
    }
  }
}
