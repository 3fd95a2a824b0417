import { type Assessment, type Assessor, isEnough } from '../assess/assess.ts'
import { effectsOn } from '../assess/effect.ts'
import {
  type Case,
  type Outcome,
  OUTCOMES,
  type Reason,
  REASONS,
  UNJUDGED,
} from '../assess/outcome.ts'
import { settled } from '../assess/window.ts'
import { formatInstant, type Ms } from '../base/instant.ts'
import { due } from '../clock/clock.ts'
import type { Past } from '../member/history.ts'
import { type Action, actionsFor } from './action.ts'
import { type Ahead, aheadOf, type Forecast, forecastOf } from './forecast.ts'
import { explainLabels, type LabelReport } from './label.ts'
import { type LabelRow, labelRows } from './labels.ts'
import { type ScoreRow, scoreLine } from './score.ts'
import { type TurnRow, turnRows } from './turn.ts'
import { type WaitingTurn, waitingTurns } from './waiting.ts'

/** Why a turn is not in the numbers; null where it is. */
export type NotCounted =
  | 'pending'
  | 'excused'
  | 'not_a_candidate'
  | 'too_recent'
  | 'outside_the_window'
  | null

/** A turn with what the policy makes of it and what that does to the score [AS8]. */
export type ExplainedTurn = Omit<TurnRow, 'outcome'> & {
  readonly outcome: Outcome
  readonly reason: Reason
  readonly counted: boolean
  readonly not_counted: NotCounted
  /** The last instant at which a reply is on time; null where time does not run. */
  readonly due_at: string | null
  /** Points of the score, to a hundredth: as it is, less without this turn. Null where it does not count. */
  readonly effect_points: number | null
}

/** An assessment that explains itself [AS8]. */
export type Explanation = ScoreRow & {
  readonly title: string
  /** What is missing to a score; null where there is enough [AS5]. */
  readonly missing: { readonly turns: number; readonly clients: number } | null
  /** Every turn of the member, oldest first. */
  readonly turns: readonly ExplainedTurn[]
  readonly label_reports: readonly LabelReport[]
  readonly label_history: readonly LabelRow[]
  readonly forecast: readonly Forecast[]
  readonly actions: readonly Action[]
  /** What waits for a reply, first what costs most. */
  readonly waiting: readonly WaitingTurn[]
}

/**
 * Explains one member's assessment as of an instant: every turn, every label, what comes and what helps. The
 * turns are made when they are first read, with the same assessor: whoever shows the score alone does not wait
 * for them.
 */
export function explain(history: Past, assessor: Assessor, asOf: Ms): Explanation {
  const { policy } = assessor
  const past = labelRows(history, { from: Number.NEGATIVE_INFINITY, until: asOf }, assessor)
  const ahead = aheadOf({ history, assessor, asOf, state: past.state })
  const assessment = assessor.assess(history.table(asOf, policy), history.calendar, asOf)
  let turns: readonly ExplainedTurn[] | null = null
  const row = JSON.parse(scoreLine(history.member, assessment)) as ScoreRow
  const { settled: settledTurns, clients } = assessment.counts
  return {
    ...row,
    title: policy.title,
    missing: isEnough(policy.enough, settledTurns, clients)
      ? null
      : {
          turns: Math.max(0, policy.enough.turns - settledTurns),
          clients: Math.max(0, policy.enough.clients - clients),
        },
    get turns() {
      turns ??= explainedTurns(ahead).turns
      return turns
    },
    label_reports: explainLabels(assessment, past.state),
    label_history: past.rows,
    forecast: forecastOf(ahead),
    actions: actionsFor(ahead),
    waiting: waitingTurns(ahead),
  }
}

/** The assessment as of an instant, and every turn with what it does to the score, oldest first. */
export function explainedTurns({
  history,
  assessor,
  asOf,
}: Pick<Ahead, 'history' | 'assessor' | 'asOf'>): {
  readonly assessment: Assessment
  readonly turns: readonly ExplainedTurn[]
} {
  const { policy } = assessor
  const rows = turnRows(history, asOf, assessor)
  const everything = verdictsOf(assessor, rows.length)
  const task = assessor.caseOf(history.table(asOf, policy), history.calendar, asOf)
  const assessment = assessor.assessCase(task)
  const effects = effectsOn(policy, assessment.tally)
  return { assessment, turns: explainTurns(task, { assessor, rows, everything, effects }) }
}

type Verdict = { readonly outcome: number; readonly reason: number }

function verdictsOf({ windower }: Assessor, size: number): readonly Verdict[] {
  const { outcome, reason } = windower.judge
  return Array.from({ length: size }, (_, row) => ({
    outcome: outcome[row] ?? 0,
    reason: reason[row] ?? 0,
  }))
}

type Seen = {
  readonly assessor: Assessor
  readonly rows: readonly TurnRow[]
  /** Verdicts on every turn, whatever the policy counts. */
  readonly everything: readonly Verdict[]
  /** Of the settled turns in the window, oldest first. */
  readonly effects: readonly (number | null)[]
}

function explainTurns(task: Case, seen: Seen): readonly ExplainedTurn[] {
  const { assessor, rows, everything, effects } = seen
  const { judge } = assessor.windower
  const window = new Set(assessor.windower.select(task).rows)
  let counted = 0
  return rows.map((turn, row) => {
    const judged = judge.outcome[row] !== UNJUDGED
    const verdict = judged
      ? { outcome: judge.outcome[row] ?? 0, reason: judge.reason[row] ?? 0 }
      : (everything[row] ?? { outcome: 0, reason: 0 })
    const counts = judged && settled(verdict.outcome) && window.has(row)
    const effect = counts ? (effects[counted] ?? null) : null
    if (counts) counted += 1
    const opened = task.turns.columns.openedAt[row] ?? 0
    const dueAt = due(task.reading.clock(opened), opened, assessor.policy.within)
    return {
      ...turn,
      outcome: OUTCOMES[verdict.outcome] ?? 'pending',
      reason: REASONS[verdict.reason] ?? 'unanswered',
      counted: counts,
      not_counted: counts ? null : whyNot(verdict.outcome, { judged, opened, task, assessor }),
      due_at: dueAt === null ? null : formatInstant(dueAt),
      effect_points: effect === null ? null : Math.round(effect * 100) / 100,
    }
  })
}

function whyNot(
  outcome: number,
  of: { judged: boolean; opened: Ms; task: Case; assessor: Assessor },
): NotCounted {
  if (OUTCOMES[outcome] === 'excused') return 'excused'
  if (OUTCOMES[outcome] === 'pending') return 'pending'
  const { lag, days } = of.assessor.policy.window
  if (of.opened > of.task.asOf - lag) return 'too_recent'
  const old = days !== null && of.opened <= of.task.asOf - days
  return !of.judged && !old ? 'not_a_candidate' : 'outside_the_window'
}
