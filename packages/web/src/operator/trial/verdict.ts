import { DAY, type Ms } from '@alacrity/engine'
import type { Trial } from './trial.ts'

/** Thresholds in hundredths of a percent. */
export type Thresholds = { readonly grant: number; readonly keep: number }

export type Prediction = { readonly asked: number; readonly inTime: number }

/** What a policy makes of as many members as it was tried on. */
export type Verdict = {
  /** How many members this speaks of. */
  readonly members: number
  /** How many of them hold a label after the last epoch. */
  readonly labelled: number
  readonly changes: number
  /** The length of what the changes were counted in, in months. */
  readonly months: number
  /** By member: whether they hold a label after the last epoch. */
  readonly held: Uint8Array
  readonly labelledThen: Prediction
  readonly unlabelledThen: Prediction
}

const MONTH_DAYS = 30.436_875

/**
 * Plays the labels of every judged member through all epochs [LB1, LB2, LB4], as the engine's `nextState`
 * does, from what the trial keeps.
 */
export function verdictOf(trial: Trial, thresholds: Thresholds, within: Ms): Verdict {
  const { judged, span } = trial
  const months = span.months.length
  const answered = trial.answered(within)
  const held = new Uint8Array(judged)
  const marks = new Uint8Array(months)
  const all = { asked: 0, inTime: 0 }
  const then = { asked: 0, inTime: 0 }
  const isAlone = trial.policy.labels.length === 1
  const play = (isAlone ? playAloneOf : playOf)(trial, thresholds, marks)
  let labelled = 0
  let changes = 0
  for (let member = 0; member < judged; member += 1) {
    all.asked += answered.askedOf[member] as number
    all.inTime += answered.inTimeOf[member] as number
    const end = play(member)
    // Most of who does not have a label has never had one.
    if (end.changes === 0 && end.held === 0) continue
    changes += end.counted
    if (end.held !== 0) {
      held[member] = 1
      labelled += 1
    }
    const at = member * months
    for (let month = 0; month < months; month += 1) {
      if (marks[month] === 0) continue
      then.asked += answered.asked[at + month] as number
      then.inTime += answered.inTime[at + month] as number
    }
  }
  return {
    members: judged,
    labelled,
    changes,
    months: (span.until - span.from) / (MONTH_DAYS * DAY),
    held,
    labelledThen: then,
    unlabelledThen: { asked: all.asked - then.asked, inTime: all.inTime - then.inTime },
  }
}

type End = { held: number; changes: number; counted: number }

/** Plays one member, and marks the months at whose beginning a label is held. Held labels are bits. */
type Play = (member: number) => End

/** One label alone, as most policies have it: played several times as fast as in general. */
function playAloneOf(trial: Trial, { grant, keep }: Thresholds, marks: Uint8Array): Play {
  const { span, policy, runs } = trial
  const { starts, from, grantTo, keepTo } = runs
  const size = span.epochs.length
  const { dwell } = policy.publish
  const countedFrom = firstCounted(trial)
  const monthEnds = Int32Array.from(span.months, ({ epoch }) => epoch)
  const end: End = { held: 0, changes: 0, counted: 0 }
  return (member) => {
    const stop = starts[member + 1] as number
    let month = marks.length - 1
    let held = 0
    let mayFrom = 0
    end.changes = 0
    end.counted = 0
    for (let run = starts[member] as number; run < stop; ) {
      const holds = held === 0 ? (grantTo[run] as number) >= grant : (keepTo[run] as number) >= keep
      const epoch = Math.max(from[run] as number, mayFrom)
      const until = run + 1 < stop ? (from[run + 1] as number) : size
      if (holds === (held === 1) || epoch >= until) {
        run += 1
        continue
      }
      for (; month >= 0 && (monthEnds[month] as number) < epoch; month -= 1) marks[month] = held
      held = 1 - held
      mayFrom = epoch + dwell
      end.changes += 1
      if (epoch >= countedFrom) end.counted += 1
    }
    for (; month >= 0; month -= 1) marks[month] = held
    end.held = held
    return end
  }
}

/** Within a run a label can only change as it begins, or where a dwell ends. */
function playOf(trial: Trial, { grant, keep }: Thresholds, marks: Uint8Array): Play {
  const { span, policy, focus, runs } = trial
  const { starts, from, grantTo, keepTo, others } = runs
  const size = span.epochs.length
  const countedFrom = firstCounted(trial)
  const monthEnds = Int32Array.from(span.months, ({ epoch }) => epoch)
  const focused = policy.labels.length === 0 ? 0 : 1 << focus.label
  const state = stateOf(trial)
  const end: End = { held: 0, changes: 0, counted: 0 }
  return (member) => {
    const last = (starts[member + 1] as number) - 1
    let held = 0
    // Months stand with the newest first.
    let month = marks.length - 1
    end.changes = 0
    end.counted = 0
    state.begin()
    for (let run = starts[member] as number; run <= last; run += 1) {
      const until = run === last ? size : (from[run + 1] as number)
      const rest = others[run] as number
      const granted = (rest & 0xffff) | ((grantTo[run] as number) >= grant ? focused : 0)
      const kept = (rest >>> 16) | ((keepTo[run] as number) >= keep ? focused : 0)
      let epoch = from[run] as number
      while (epoch < until) {
        const holds = (held & kept) | (~held & granted)
        const next = state.next(held, holds, epoch)
        if (next !== held) {
          const count = bitsIn(held ^ next)
          end.changes += count
          if (epoch >= countedFrom) end.counted += count
          for (; month >= 0 && (monthEnds[month] as number) < epoch; month -= 1) {
            marks[month] = held === 0 ? 0 : 1
          }
          held = next
        }
        // What is held as it should be stays so until the next run.
        if (holds === held) break
        epoch = state.wakes(epoch)
      }
    }
    for (; month >= 0; month -= 1) marks[month] = held === 0 ? 0 : 1
    end.held = held
    return end
  }
}

type State = {
  readonly begin: () => void
  /** What is held after an epoch at which `holds` would be, were there no dwell. */
  readonly next: (held: number, holds: number, epoch: number) => number
  /** The next epoch at which a dwell that is running has ended. */
  readonly wakes: (epoch: number) => number
}

const LONG_AGO = -1_000_000
const NEVER = Number.MAX_SAFE_INTEGER

function stateOf({ policy }: Trial): State {
  const { dwell } = policy.publish
  const changedAt = new Int32Array(Math.max(1, policy.labels.length))
  const begin = () => changedAt.fill(LONG_AGO)
  const wakes = (epoch: number): number => {
    let soonest = NEVER
    for (let label = 0; label < changedAt.length; label += 1) {
      const wake = (changedAt[label] as number) + dwell
      if (wake > epoch && wake < soonest) soonest = wake
    }
    return soonest
  }
  if (policy.bands) {
    return {
      begin,
      wakes,
      next: (held, holds, epoch) => {
        if (epoch - (changedAt[0] as number) < dwell) return held
        const shown = holds & -holds
        if (shown !== held) changedAt[0] = epoch
        return shown
      },
    }
  }
  return {
    begin,
    wakes,
    next: (held, holds, epoch) => {
      let next = held
      for (let label = 0; label < changedAt.length; label += 1) {
        const bit = 1 << label
        if ((held & bit) === (holds & bit) || epoch - (changedAt[label] as number) < dwell) continue
        next ^= bit
        changedAt[label] = epoch
      }
      return next
    },
  }
}

function bitsIn(value: number): number {
  let rest = value
  let count = 0
  for (; rest !== 0; rest &= rest - 1) count += 1
  return count
}

/** The first epoch whose changes count. */
function firstCounted({ span }: Trial): number {
  const found = span.epochs.findIndex((at) => at >= span.from)
  return found === -1 ? span.epochs.length : found
}
