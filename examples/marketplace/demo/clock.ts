import type { Clock } from '@alacrity/server'
import type { Ms } from '../src/database.ts'

type Timer = { readonly at: Ms; readonly task: () => void }

/** A clock that somebody else moves: the service, the marketplace and the sample's people all live by it. */
export class DemoClock implements Clock {
  #now: Ms
  readonly #timers = new Set<Timer>()

  constructor(now: Ms) {
    this.#now = now
  }

  now = (): Ms => this.#now

  monotonicMs = (): number => performance.now()

  after = (delayMs: Ms, task: () => void): (() => void) => {
    const timer = { at: this.#now + delayMs, task }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Sets the time forward and runs what has become due, earliest first. Backwards it does not go. */
  moveTo(at: Ms): void {
    this.#now = Math.max(this.#now, Math.floor(at))
    const due = [...this.#timers].filter((timer) => timer.at <= this.#now)
    for (const timer of due.sort((a, b) => a.at - b.at)) {
      if (this.#timers.delete(timer)) timer.task()
    }
  }
}
