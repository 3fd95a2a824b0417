import type { Interned } from '../column/interner.ts'

const HEAD = Buffer.from('{"member":"')
const QUOTE = 0x22
const BACKSLASH = 0x5c
/** What JSON writes as it is: from the space to the tilde, but for two. */
const SPACE = 0x20
const TILDE = 0x7e
/** A name takes no more than six bytes for each of its own. */
const MOST_NAME = 2048

/** Lines one after another, as bytes: nobody has to make text of them and then bytes of the text. */
export class LineBytes {
  readonly #members: Interned
  readonly #names: Uint8Array
  #bytes = new Uint8Array(0)
  #at = 0

  constructor(members: Interned) {
    this.#members = members
    this.#names = new Uint8Array(members.words.buffer, members.words.byteOffset)
  }

  /** Begins with room for about so many bytes. */
  begin(room: number): void {
    this.#bytes = new Uint8Array(room)
    this.#at = 0
  }

  /**
   * Adds the line of a member, by its number, of what follows its name. False, and nothing is added, where the
   * name is not plain: JSON may write it in another way.
   */
  add(member: number, tail: Uint8Array): boolean {
    const { places } = this.#members
    const from = (places[2 * member] as number) * 4
    const length = places[2 * member + 1] as number
    this.#reserve(MOST_NAME + tail.length)
    const bytes = this.#bytes
    const names = this.#names
    let at = this.#at
    for (let i = 0; i < HEAD.length; i += 1) bytes[at + i] = HEAD[i] as number
    at += HEAD.length
    for (let i = 0; i < length; i += 1) {
      const byte = names[from + i] as number
      if (byte < SPACE || byte > TILDE || byte === QUOTE || byte === BACKSLASH) return false
      bytes[at + i] = byte
    }
    at += length
    bytes.set(tail, at)
    this.#at = at + tail.length
    return true
  }

  /** Adds a line that was put into words. */
  addText(line: string): void {
    this.#append(Buffer.from(`${line}\n`))
  }

  /** Adds the line of a member whose name JSON may write in another way. */
  addName(name: string, tail: Uint8Array): void {
    this.#append(Buffer.from(`{"member":${JSON.stringify(name).slice(0, -1)}`))
    this.#append(tail)
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }

  /** All lines since the beginning. */
  end(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#at)
  }

  #reserve(more: number): void {
    const needed = this.#at + more
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = grown
  }
}
