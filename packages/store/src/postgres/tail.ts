import type { TailRow } from '../fold/settle.ts'
import { linesOf, RECEIPT_KINDS } from '../parcel.ts'
import type { Parcel, Receipts } from '../port.ts'

/** More is read again rather than kept. */
const KEPT = 262_144
const ACCEPTED = RECEIPT_KINDS.indexOf('accepted')

/** What this process stored itself of the events that are not folded, so that they need not be read. */
export class Tail {
  #rows: TailRow[] = []

  remember({ events, members }: Pick<Parcel, 'events' | 'members'>, receipts: Receipts): void {
    if (this.#rows.length > KEPT) this.#rows = []
    const bodies = linesOf(events)
    const names = members.split('\n')
    receipts.kinds.forEach((kind, place) => {
      if (kind !== ACCEPTED) return
      const seq = receipts.seqs[place] ?? 0
      this.#rows.push({ seq, member: names[place] ?? '', body: bodies[place] ?? '' })
    })
  }

  /** The events after a log position up to another, in their order; null where others stored some of them. */
  between(after: number, until: number): readonly TailRow[] | null {
    this.#rows = this.#rows.filter(({ seq }) => seq > after)
    // Some may have been stored since that other position was read.
    const own = this.#rows.filter(({ seq }) => seq <= until)
    return own.length === until - after ? own.sort((a, b) => a.seq - b.seq) : null
  }
}
