import type { Clock } from '../../src/clock.ts'

type Timer = { readonly at: number; readonly task: () => void }

/** A clock that stands still until it is moved, in either direction. */
export class StillClock implements Clock {
  #now: number
  #ticks = 0
  readonly #timers = new Set<Timer>()

  constructor(now: number) {
    this.#now = now
  }

  now = (): number => this.#now

  monotonicMs = (): number => {
    this.#ticks += 1
    return this.#ticks
  }

  after = (delayMs: number, task: () => void): (() => void) => {
    const timer = { at: this.#now + delayMs, task }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Sets the time and runs what has become due, earliest first. */
  set(now: number): void {
    this.#now = now
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) return
      this.#timers.delete(due)
      due.task()
    }
  }

  advance(byMs: number): void {
    this.set(this.#now + byMs)
  }
}
