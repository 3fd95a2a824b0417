import type { Ms } from '@alacrity/engine'

/**
 * The only way to the time. Timers of waiting belong to it, so that whoever moves the time moves both
 * together: tests, and demonstrations that run faster than life. A clock that jumps ahead runs what has
 * become due at once; a fast one may keep a task waiting longer than asked, never shorter.
 */
export type Clock = {
  readonly now: () => Ms
  /** Runs `task` once, after at least so many milliseconds; the result cancels it. */
  readonly after: (delayMs: Ms, task: () => void) => () => void
  /** Milliseconds that never run backwards: for measuring how long something took, and nothing else. */
  readonly monotonicMs: () => number
}

/** Longest delay that a timer takes; a longer wait is cut and asked for again. */
const TIMER_MAX_MS = 2 ** 31 - 1

export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, Math.min(Math.max(0, delayMs), TIMER_MAX_MS))
    timer.unref()
    return () => clearTimeout(timer)
  },
  monotonicMs: () => performance.now(),
}
