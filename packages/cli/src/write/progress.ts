import { decimal } from './words.ts'

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

  readonly draw = ({ phase, bytes, total }: Reached): void => {
    const milliseconds = performance.now() - this.#started
    if (milliseconds < PATIENCE_MS) return
    const done = `${decimal(bytes / MEGABYTE)} MB`
    const of = total === null || total === 0 ? '' : ` of ${decimal(total / MEGABYTE)} MB`
    const rate = `${decimal(bytes / MEGABYTE / (milliseconds / 1000))} MB/s`
    const what = phase === 'read' ? `reading ${done}${of}, ${rate}` : `putting ${done} in order`
    process.stderr.write(`\r\u001B[2K${what}`)
    this.#drawn = true
  }

  wipe(): void {
    if (this.#drawn) process.stderr.write('\r\u001B[2K')
    this.#drawn = false
  }
}
