import { EventIntake } from '../events/intake.ts'
import { EventLines } from '../events/lines.ts'
import { EventTable } from '../events/table.ts'
import { EventTally } from '../events/tally.ts'
import { readStream, type Stream } from '../source/chunks.ts'
import type { OnBytes, Scanned } from './scan.ts'

export type EventsTask = {
  readonly stream: Stream
  readonly start: number
  /** Of a table; null for one JSON object a line. */
  readonly columns: readonly string[] | null
  readonly block: number
  /** Sources that no event may name: they stand for files of rows without ids. */
  readonly reserved: readonly string[]
}

/** Reads inputs whose events bring their own ids, one after another, into one segment. */
export class EventFiles {
  readonly #intake = new EventIntake()

  async read(task: EventsTask, onBytes: OnBytes): Promise<Scanned> {
    const tally = new EventTally(this.#intake, task.reserved)
    const { columns, start, block } = task
    const reader = columns === null ? new EventLines(tally) : new EventTable(tally, columns)
    const problem = await readStream(task.stream, reader, { start, block, onBytes })
    return scannedEvents(tally, problem)
  }

  tally(reserved: readonly string[]): EventTally {
    return new EventTally(this.#intake, reserved)
  }

  /** The segment of all of them. */
  finish(): Scanned {
    const segment = this.#intake.share()
    const none = new EventTally(this.#intake, [])
    return { ...scannedEvents(none, null), segment }
  }
}

export function scannedEvents(tally: EventTally, problem: string | null): Scanned {
  const { accepted, duplicates, conflicts, faults, first, last } = tally
  return {
    segment: null,
    accepted,
    duplicates,
    conflicts,
    faults,
    first,
    last,
    lines: 0,
    end: 0,
    full: false,
    problem,
  }
}
