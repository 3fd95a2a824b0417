import { DAY, type Ms } from '../base/instant.ts'
import type { Week } from './week.ts'

/** A half-open interval [from, until) [CK4]. */
export type Interval = { readonly from: Ms; readonly until: Ms }

/** How one turn's time is counted: inside which hours, outside which pauses. */
export type TurnClock = {
  /** Null counts every hour [CK1]. */
  readonly week: Week | null
  /** Merged, in order; time inside does not count. */
  readonly pauses: readonly Interval[]
}

export const WALL: TurnClock = { week: null, pauses: [] }

/** Longer than this without falling due is never: a century past the start. */
const HORIZON = 36_525 * DAY

/** Time that counts between two instants: 0 where end is not after start [CK5]. */
export function elapsed(clock: TurnClock, start: Ms, end: Ms): Ms {
  if (end <= start) return 0
  let sum = open(clock.week, start, end)
  for (const pause of clock.pauses) {
    const from = Math.max(pause.from, start)
    const until = Math.min(pause.until, end)
    if (until > from) sum -= open(clock.week, from, until)
  }
  return sum
}

/**
 * The earliest instant by which `length` has elapsed since `start`: elapsed(start, due) = length
 * [CK5]. Null where that never happens within a century, because a pause swallows the rest.
 */
export function due(clock: TurnClock, start: Ms, length: Ms): Ms | null {
  if (length <= 0) return start
  const end = start + HORIZON
  let from = start
  let rest = length
  for (const pause of [...clock.pauses, { from: end, until: end }]) {
    if (pause.until <= from) continue
    const until = Math.min(pause.from, end)
    if (until > from) {
      const reached = reach(clock.week, { from, until }, rest)
      if (reached !== null) return reached
      rest -= open(clock.week, from, until)
    }
    from = Math.max(from, pause.until)
    if (from >= end) break
  }
  return null
}

function open(week: Week | null, from: Ms, until: Ms): Ms {
  return week === null ? until - from : week.open(from, until)
}

function reach(week: Week | null, span: Interval, length: Ms): Ms | null {
  if (week !== null) return week.reach(span.from, span.until, length)
  return span.until - span.from >= length ? span.from + length : null
}

/** Overlapping or touching intervals as one, in order. */
export function mergeIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const merged: Interval[] = []
  for (const next of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last !== undefined && next.from <= last.until) {
      merged[merged.length - 1] = { from: last.from, until: Math.max(last.until, next.until) }
    } else merged.push(next)
  }
  return merged
}
