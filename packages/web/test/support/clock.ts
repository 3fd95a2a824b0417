import type { Clock } from '@alacrity/server'

type Timer = { readonly at: number; readonly task: () => void }
const LOOK_MS = 20

/** A clock that begins where it is told, runs at a rate of its own, stands still or jumps. */
export class RunningClock implements Clock {
  #base: number
  #since = performance.now()
  #rate: number
  readonly #timers = new Set<Timer>()
  readonly #looking: ReturnType<typeof setInterval>

  constructor(now: number, rate = 1) {
    this.#base = now
    this.#rate = rate
    this.#looking = setInterval(() => this.#runDue(), LOOK_MS)
    this.#looking.unref()
  }

  now = (): number => Math.floor(this.#base + (performance.now() - this.#since) * this.#rate)

  monotonicMs = (): number => performance.now()

  after = (delayMs: number, task: () => void): (() => void) => {
    const timer = { at: this.now() + delayMs, task }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  set(now: number): void {
    this.#base = now
    this.#since = performance.now()
    this.#runDue()
  }

  run(rate: number): void {
    this.#base = this.now()
    this.#since = performance.now()
    this.#rate = rate
  }

  stop(): void {
    clearInterval(this.#looking)
  }

  #runDue(): void {
    const now = this.now()
    for (const timer of [...this.#timers].filter(({ at }) => at <= now)) {
      this.#timers.delete(timer)
      timer.task()
    }
  }
}
