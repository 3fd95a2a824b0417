import type { Event, Fault } from '@alacrity/engine'
import { parseEvent } from '@alacrity/engine/reading'
import { RowFaultLog } from '../fault.ts'
import type { EventIntake } from './intake.ts'

/** What became of the events of one file. */
export class EventTally {
  accepted = 0
  duplicates = 0
  conflicts = 0
  first: number | null = null
  last: number | null = null
  readonly faults: RowFaultLog = new RowFaultLog()
  readonly #intake: EventIntake
  /** Sources that files of rows without ids stand for. */
  readonly #reserved: ReadonlySet<string>

  constructor(intake: EventIntake, reserved: readonly string[]) {
    this.#intake = intake
    this.#reserved = new Set(reserved)
  }

  /** Takes one record as it came. */
  take(record: unknown, line: number): void {
    const parsed = parseEvent(record)
    if (!parsed.ok) return this.refuse(parsed.fault, line)
    const { event } = parsed
    const fault = faultOf(event, this.#reserved)
    if (fault !== null) return this.refuse(fault, line)
    switch (this.#intake.take(event)) {
      case 'duplicate':
        this.duplicates += 1
        return
      case 'conflict':
        this.conflicts += 1
        return
      case 'accepted':
        this.accepted += 1
        if (this.first === null || event.at < this.first) this.first = event.at
        if (this.last === null || event.at > this.last) this.last = event.at
    }
  }

  refuse(fault: Fault, line: number): void {
    const { field, problem, remedy } = fault
    this.faults.add({ line, field, problem, remedy })
  }
}

function faultOf(event: Event, reserved: ReadonlySet<string>): Fault | null {
  if (!reserved.has(event.source)) return null
  return {
    field: 'source',
    problem: `is the name of another file that is read: ${JSON.stringify(event.source)}`,
    remedy: 'rename that file, whose rows are named after it',
  }
}
