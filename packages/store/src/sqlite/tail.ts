import type { Row } from '../steps.ts'
import type { Runner } from './connection.ts'

/**
 * Whose events are in the tail, for a connection that reads: each event is looked at once, however many
 * members are asked for. Searching the tail itself for one member's events took 10 ms at its longest.
 */
export class Tail {
  #folded = 0
  #last = 0
  #byMember = new Map<number, number[]>()

  /** The rows of one member's events in the tail, in order of arrival, as of the reader's instant. */
  of(runner: Runner, name: string): readonly Row[] {
    this.#follow(runner)
    const [found] = runner.answer({ statement: 'member_find', lists: [[name]] })
    const seqs = this.#byMember.get(Number(found?.['member'] ?? -1)) ?? []
    return runner.answer({ statement: 'event_get', lists: seqs.map((seq) => [null, seq]) })
  }

  #follow(runner: Runner): void {
    const [mark] = runner.answer({ statement: 'mark_get', lists: [['folded']] })
    const folded = Number(mark?.['value'] ?? 0)
    if (folded !== this.#folded) this.#forget(folded)
    const rows = runner.answer({ statement: 'tail_places', lists: [[this.#last]] })
    for (const row of rows) {
      this.#last = Number(row['seq'])
      const member = Number(row['member'])
      const known = this.#byMember.get(member)
      if (known === undefined) this.#byMember.set(member, [this.#last])
      else known.push(this.#last)
    }
  }

  /** What was folded is no longer tail. */
  #forget(folded: number): void {
    const left = new Map<number, number[]>()
    for (const [member, seqs] of this.#byMember) {
      const later = seqs.filter((seq) => seq > folded)
      if (later.length > 0) left.set(member, later)
    }
    this.#byMember = left
    this.#folded = folded
    this.#last = Math.max(this.#last, folded)
  }
}
