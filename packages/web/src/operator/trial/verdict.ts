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
  const asked: [number, number] = [0, 0]
  const inTime: [number, number] = [0, 0]
  const play = playOf(trial, thresholds, marks)
  let labelled = 0
  let changes = 0
  for (let member = 0; member < judged; member += 1) {
    const end = play(member)
    changes += end.changes
    if (end.held !== 0) {
      held[member] = 1
      labelled += 1
    }
    const at = member * months
    for (let month = 0; month < months; month += 1) {
      const had = marks[month] as 0 | 1
      asked[had] += answered.asked[at + month] as number
      inTime[had] += answered.inTime[at + month] as number
    }
  }
  return {
    members: judged,
    labelled,
    changes,
    months: (span.until - span.from) / (MONTH_DAYS * DAY),
    held,
    labelledThen: { asked: asked[1], inTime: inTime[1] },
    unlabelledThen: { asked: asked[0], inTime: inTime[0] },
  }
}

type End = { held: number; changes: number }

/** Plays one member, and marks the months at whose beginning a label is held. Held labels are bits. */
function playOf(
  trial: Trial,
  { grant, keep }: Thresholds,
  marks: Uint8Array,
): (member: number) => End {
  const { span, policy, begins, grantTo, keepTo, others, focus } = trial
  const size = span.epochs.length
  const counted = countedFrom(trial)
  const monthEnds = span.months.map(({ epoch }) => epoch)
  const focused = policy.labels.length === 0 ? 0 : 1 << focus.label
  const state = stateOf(trial)
  const end: End = { held: 0, changes: 0 }
  return (member) => {
    const base = member * size
    let held = 0
    let changes = 0
    let month = marks.length - 1
    const begin = begins[member] as number
    for (; month >= 0 && (monthEnds[month] as number) < begin; month -= 1) marks[month] = 0
    state.begin()
    for (let epoch = begin; epoch < size; epoch += 1) {
      const at = base + epoch
      const rest = others === null ? 0 : (others[at] as number)
      const granted = (rest & 0xffff) | ((grantTo[at] as number) >= grant ? focused : 0)
      const kept = (rest >>> 16) | ((keepTo[at] as number) >= keep ? focused : 0)
      const next = state.next(held, (held & kept) | (~held & granted), epoch)
      if (next !== held) {
        if (epoch >= counted) changes += bitsIn(held ^ next)
        held = next
      }
      for (; month >= 0 && monthEnds[month] === epoch; month -= 1) marks[month] = held === 0 ? 0 : 1
    }
    end.held = held
    end.changes = changes
    return end
  }
}

type State = {
  readonly begin: () => void
  /** What is held after an epoch at which `holds` would be, were there no dwell. */
  readonly next: (held: number, holds: number, epoch: number) => number
}

const LONG_AGO = -1_000_000

function stateOf({ policy }: Trial): State {
  const { dwell } = policy.publish
  const changedAt = new Int32Array(Math.max(1, policy.labels.length))
  const begin = () => changedAt.fill(LONG_AGO)
  if (policy.bands) {
    return {
      begin,
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
function countedFrom({ span }: Trial): number {
  const found = span.epochs.findIndex((at) => at >= span.from)
  return found === -1 ? span.epochs.length : found
}
