import { MESSAGE_KINDS, type MessageEvent, SENDERS } from '@alacrity/engine'
import { Cell, hashCell } from './cell.ts'
import { AUTOMATED, KIND_SHIFT } from './code.ts'
import type { SegmentWriter } from './segment.ts'

/** No id is longer than 256 bytes [EV6]; three of them, with room to read words beyond. */
const SCRATCH = 1024
const PLACE = 320

/** Appends messages whose ids are strings, as bytes. */
export class TextCells {
  readonly #writer: SegmentWriter
  readonly #bytes = Buffer.alloc(SCRATCH)
  readonly #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, SCRATCH)

  constructor(writer: SegmentWriter) {
    this.#writer = writer
  }

  /** Appends a message; returns its conversation. */
  append(event: MessageEvent): number {
    this.#hold(event)
    return this.#writer.append(event.at, codeOf(event))
  }

  /** The conversation of a message, or 0; the writer's cells are then the message's. */
  find(event: MessageEvent): number {
    this.#hold(event)
    return this.#writer.find()
  }

  #hold(event: MessageEvent): void {
    const { cells } = this.#writer
    this.#write(cells.conversation, 0, event.conversation)
    this.#write(cells.member, PLACE, event.member)
    this.#write(cells.client, 2 * PLACE, event.client ?? '')
  }

  #write(cell: Cell, start: number, text: string): void {
    cell.view = this.#view
    cell.start = start
    cell.length = this.#bytes.write(text, start, 'utf8')
  }
}

export function codeOf(event: MessageEvent): number {
  return (
    SENDERS.indexOf(event.from) |
    (MESSAGE_KINDS.indexOf(event.kind) << KIND_SHIFT) |
    (event.automated ? AUTOMATED : 0)
  )
}

/** A cell that holds any text. */
export class TextCell {
  #bytes = Buffer.alloc(SCRATCH)
  readonly #cell = new Cell()

  /** The cell, with its hash; it lasts until the next call. */
  hold(text: string): Cell {
    const length = Buffer.byteLength(text)
    if (length + 8 > this.#bytes.length) this.#bytes = Buffer.alloc(length * 2)
    this.#bytes.write(text, 'utf8')
    this.#cell.view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length)
    this.#cell.length = length
    hashCell(this.#cell)
    return this.#cell
  }
}

/** The hash that the text's bytes have as a cell. */
export function hashText(text: string): number {
  return new TextCell().hold(text).hash
}
