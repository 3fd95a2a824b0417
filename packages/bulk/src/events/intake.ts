import type { Event, MessageEvent } from '@alacrity/engine'
import { sameContent } from '@alacrity/engine/reading'
import { CLIENT_BITS } from '../column/code.ts'
import { grownFloats, grownInts, sharedFloats, sharedInts } from '../column/growth.ts'
import { Interner } from '../column/interner.ts'
import { eventName } from '../column/names.ts'
import { type Segment, SegmentWriter } from '../column/segment.ts'
import { codeOf, TextCell, TextCells } from '../column/text-cells.ts'

export type Verdict = 'accepted' | 'duplicate' | 'conflict'

/**
 * Takes events that bring their own ids, one after another: messages into columns, others as they are.
 * Of those with one (source, id) the first to arrive stays [EV2].
 */
export class EventIntake {
  readonly #writer = new SegmentWriter({ rows: 4096, rowsDecide: false })
  readonly #cells = new TextCells(this.#writer)
  readonly #names = new Interner()
  readonly #nameCell = new TextCell()
  /** By name: its row, or -1 - its place among the other events. */
  #holder = sharedInts(1024)
  /** By row. */
  #name = sharedInts(1024)
  #seq = sharedFloats(1024)
  #conversation = sharedInts(1024)
  readonly #others: Event[] = []

  take(event: Event): Verdict {
    const cell = this.#nameCell.hold(eventName(event))
    const known = this.#names.find(cell)
    if (known >= 0) return this.#isKnown(known, event) ? 'duplicate' : 'conflict'
    const name = this.#names.intern(cell)
    this.#holder = grownInts(this.#holder, name + 1)
    if (event.type === 'message') this.#message(event, name)
    else {
      this.#holder[name] = -1 - this.#others.length
      this.#others.push(event)
    }
    return 'accepted'
  }

  share(): Segment {
    const names = {
      kind: 'ids',
      name: this.#name,
      names: this.#names.share(),
      seq: this.#seq,
    } as const
    return this.#writer.share(names, this.#others)
  }

  #message(event: MessageEvent, name: number): void {
    const row = this.#writer.rows
    const conversation = this.#cells.append(event)
    this.#name = grownInts(this.#name, row + 1)
    this.#seq = grownFloats(this.#seq, row + 1)
    this.#conversation = grownInts(this.#conversation, row + 1)
    this.#holder[name] = row
    this.#name[row] = name
    this.#seq[row] = event.seq ?? Number.NaN
    this.#conversation[row] = conversation
  }

  #isKnown(name: number, event: Event): boolean {
    const holder = this.#holder[name] as number
    if (holder < 0) return sameContent(this.#others[-1 - holder] as Event, event)
    return event.type === 'message' && this.#isRow(holder, event)
  }

  #isRow(row: number, event: MessageEvent): boolean {
    const writer = this.#writer
    const { at, code } = writer.message(row)
    const seq = this.#seq[row] as number
    const conversation = this.#conversation[row] as number
    return (
      at === event.at &&
      (Number.isNaN(seq) ? null : seq) === event.seq &&
      (code & ~CLIENT_BITS) === codeOf(event) &&
      this.#cells.find(event) === conversation &&
      writer.clientOf(row, conversation) === event.client
    )
  }
}
