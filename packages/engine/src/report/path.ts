import { type Assessor, shownScore } from '../assess/assess.ts'
import { effectsOn } from '../assess/effect.ts'
import { settled } from '../assess/window.ts'
import { formatInstant, type Ms } from '../base/instant.ts'
import type { Past } from '../member/history.ts'

/** A turn that moved the score between two instants, and by how many points, about. */
export type Cause = {
  readonly turn: string
  readonly client: string
  /** It came to count, stopped counting, or weighs more or less than before. */
  readonly how: 'entered' | 'left' | 'changed'
  readonly points: number
}

export type PathPoint = {
  readonly epoch: string
  readonly score: number | null
  /** What moved it since the point before, most first. */
  readonly causes: readonly Cause[]
}

const CAUSES_MAX = 3
/** Less is noise to whoever reads it; every turn weighs a little more or less as others come and go. */
const POINTS_MIN: Readonly<Record<Cause['how'], number>> = { entered: 0.1, left: 0.1, changed: 0.5 }

/** The score at instants one after the other, and which turns moved it from each to the next. */
export function scorePath(
  history: Past,
  assessor: Assessor,
  instants: readonly Ms[],
): readonly PathPoint[] {
  const { policy } = assessor
  const last = instants.at(-1)
  const latest =
    last !== undefined && history.isReadableAtAnyInstant(policy)
      ? history.table(last, policy)
      : null
  let before: ReadonlyMap<string, Weight> | null = null
  return instants.map((at) => {
    const table = latest ?? history.table(at, policy)
    const task = assessor.caseOf(table, history.calendar, at)
    const assessment = assessor.assessCase(task)
    const effects = effectsOn(policy, assessment.tally)
    const { judge } = assessor.windower
    const rows = [...assessor.windower.select(task).rows].filter((row) =>
      settled(judge.outcome[row] ?? 0),
    )
    const now = new Map(
      rows.map((row, index): [string, Weight] => {
        const { turn = '', client = '' } = table.turns[row] ?? {}
        return [turn, { client, effect: effects[index] ?? 0 }]
      }),
    )
    const causes = before === null ? [] : causesOf(before, now)
    before = now
    return { epoch: formatInstant(at), score: shownScore(assessment), causes }
  })
}

type Weight = { readonly client: string; readonly effect: number }

function causesOf(
  before: ReadonlyMap<string, Weight>,
  now: ReadonlyMap<string, Weight>,
): readonly Cause[] {
  const causes: Cause[] = []
  for (const [turn, { client, effect }] of now) {
    const was = before.get(turn)
    const points = effect - (was?.effect ?? 0)
    causes.push({ turn, client, how: was === undefined ? 'entered' : 'changed', points })
  }
  for (const [turn, { client, effect }] of before) {
    if (!now.has(turn)) causes.push({ turn, client, how: 'left', points: -effect })
  }
  return causes
    .filter(({ points, how }) => Math.abs(points) >= POINTS_MIN[how])
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .slice(0, CAUSES_MAX)
    .map((cause) => ({ ...cause, points: Math.round(cause.points * 100) / 100 }))
}
