import { decimal, grouped } from './words.ts'

/** How far the reading has come. */
export type Reached = {
  readonly phase: 'read' | 'fold'
  readonly bytes: number
  /** Null where nobody knows how much there is, as on standard input. */
  readonly total: number | null
}

const MEGABYTE = 1_000_000
/** A line that comes and goes within a blink is only noise. */
const PATIENCE_MS = 400

/** One line on the screen that says how far long work has come; it leaves nothing behind. */
export class ProgressLine {
  readonly #started = performance.now()
  #drawn = false

  /** How far the reading of files has come. */
  readonly draw = ({ phase, bytes, total }: Reached): void => {
    const seconds = (performance.now() - this.#started) / 1000
    const done = `${decimal(bytes / MEGABYTE)} MB`
    const of = total === null || total === 0 ? '' : ` of ${decimal(total / MEGABYTE)} MB`
    const rate = `${decimal(bytes / MEGABYTE / seconds)} MB/s`
    this.#show(phase === 'read' ? `reading ${done}${of}, ${rate}` : `putting ${done} in order`)
  }

  /** How many members of how many are done. */
  count(done: number, total: number): void {
    const rate = (done * 1000) / (performance.now() - this.#started)
    const percent = Math.floor((done / total) * 100)
    this.#show(
      `${grouped(done)} of ${grouped(total)} members, ${percent} %, ${grouped(Math.round(rate))}/s`,
    )
  }

  /** How many events of how many are stored. */
  events(done: number, total: number): void {
    const rate = (done * 1000) / (performance.now() - this.#started)
    this.#show(
      `${grouped(done)} of ${grouped(total)} events stored, ${grouped(Math.round(rate))}/s`,
    )
  }

  wipe(): void {
    if (this.#drawn) process.stderr.write('\r\u001B[2K')
    this.#drawn = false
  }

  #show(text: string): void {
    if (performance.now() - this.#started < PATIENCE_MS) return
    process.stderr.write(`\r\u001B[2K${text}`)
    this.#drawn = true
  }
}
