import type { MessageEvent } from '@alacrity/engine'
import { MESSAGE_KINDS, SENDERS } from '@alacrity/engine/reading'
import { Cell, hashCell } from './cell.ts'
import { AUTOMATED, KIND_SHIFT } from './code.ts'
import type { SegmentWriter } from './segment.ts'

const SCRATCH = 1024

/** Appends messages whose ids are strings, as bytes. */
export class TextCells {
  readonly #writer: SegmentWriter

  constructor(writer: SegmentWriter) {
    this.#writer = writer
  }

  /** Appends a message; returns its conversation. */
  append(event: MessageEvent): number {
    this.#hold(event)
    return this.#writer.append(event.at, codeOf(event))
  }

  /** The conversation of a message, or 0. */
  find(event: MessageEvent): number {
    this.#hold(event)
    return this.#writer.find()
  }

  #hold(event: MessageEvent): void {
    this.#writer.hold('conversation', event.conversation)
    this.#writer.hold('member', event.member)
    this.#writer.hold('client', event.client ?? '')
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
