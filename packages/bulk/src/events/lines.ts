import { isUtf8 } from 'node:buffer'
import type { Window, WindowReader } from '../source/window.ts'
import type { EventTally } from './tally.ts'

/** An event is a few hundred bytes; a longer line than this is none. */
const LONGEST_LINE = 1 << 20
const RETURN = 0x0d

/** Reads one JSON object a line. */
export class EventLines implements WindowReader {
  readonly #tally: EventTally
  #line = 0
  #skipping = false

  constructor(tally: EventTally) {
    this.#tally = tally
  }

  read(window: Window, final: boolean): void {
    while (window.from < window.to) {
      const after = window.afterLine()
      if (after < 0 && !final) {
        if (window.to - window.from > LONGEST_LINE) this.#skipping = true
        if (this.#skipping) window.from = window.to
        return
      }
      const end = after < 0 ? window.to : after - 1
      this.#line += 1
      if (this.#skipping) this.#refuse(`is longer than ${LONGEST_LINE} bytes`, 'one event a line')
      else this.#take(window.bytes.subarray(window.from, end), after < 0)
      this.#skipping = false
      window.from = after < 0 ? window.to : after
    }
  }

  #take(bytes: Uint8Array, cut: boolean): void {
    const last = bytes[bytes.length - 1] === RETURN ? bytes.length - 1 : bytes.length
    if (!isUtf8(bytes)) return this.#refuse('is not UTF-8', 'write the file as UTF-8')
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, last).toString('utf8')
    if (text.trim() === '') return
    let record: unknown
    try {
      record = JSON.parse(text)
    } catch {
      const remedy = cut ? 'the file may be cut off here' : 'write one JSON object a line'
      return this.#refuse(cut ? 'is not complete JSON' : 'is not JSON', remedy)
    }
    this.#tally.take(record, this.#line)
  }

  #refuse(problem: string, remedy: string): void {
    this.#tally.refuse({ field: 'line', problem, remedy }, this.#line)
  }
}
