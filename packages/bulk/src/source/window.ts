/** Readable beyond the data, so that words can be read at its end. */
const SLACK = 64
const COMMA = 0x2c
const NEWLINE = 0x0a

/** Where a reader wants the bytes to be. */
export type Allot = (size: number) => Uint8Array

/** A stretch of the input: bytes `from` to `to` are still to be parsed. */
export class Window {
  bytes: Uint8Array
  from = 0
  to = 0

  readonly #allot: Allot

  constructor(capacity: number, allot: Allot = (size) => new Uint8Array(size)) {
    this.#allot = allot
    this.bytes = allot(capacity + SLACK)
  }

  /** Moves what is left to the front, and makes room for so many more bytes after it. */
  makeRoom(more: number): void {
    const rest = this.to - this.from
    const needed = rest + more + SLACK
    if (needed > this.bytes.length) {
      const grown = this.#allot(Math.max(needed, this.bytes.length * 2))
      grown.set(this.bytes.subarray(this.from, this.to))
      this.bytes = grown
    } else if (this.from > 0) this.bytes.copyWithin(0, this.from, this.to)
    this.from = 0
    this.to = rest
  }

  append(chunk: Uint8Array): void {
    this.makeRoom(chunk.length)
    this.bytes.set(chunk, this.to)
    this.to += chunk.length
  }

  /** Ends the data with delimiters, so that a search for one always stops. */
  seal(): void {
    for (let i = 0; i < SLACK; i += 1) {
      this.bytes[this.to + i] = i % 2 === 0 ? COMMA : NEWLINE
    }
  }

  /** The position after the first line's end, or -1 where none is in sight. */
  afterLine(): number {
    const newline = this.bytes.indexOf(NEWLINE, this.from)
    return newline < 0 || newline >= this.to ? -1 : newline + 1
  }

  /** The position after the last line's end; `from` where none is in sight. */
  afterLastLine(): number {
    if (this.to === this.from) return this.from
    const newline = this.bytes.lastIndexOf(NEWLINE, this.to - 1)
    return newline < this.from ? this.from : newline + 1
  }
}

/** Takes what it can from a window, row by row. `final`: nothing comes after it. */
export type WindowReader = {
  readonly allot?: Allot
  read(window: Window, final: boolean): void
}
