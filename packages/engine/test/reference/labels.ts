/** LB: labels at one instant, and their history over epochs. */
import { assess } from './assessment.ts'
import type { Assessment } from './assessment.ts'
import { distinct } from './clock.ts'
import { writeInstant } from './events.ts'
import { isGranted, isKept } from './robust.ts'
import { foldHistory } from './turns.ts'
import type { DomainEvent, Label, Policy } from './types.ts'

/** The labels that the grant condition earns, without history; of bands only the first (LB4). */
export function earnedLabels(policy: Policy, assessment: Assessment): { [name: string]: boolean } {
  const earned: { [name: string]: boolean } = {}
  let shown = false
  for (const label of policy.labels) {
    const granted = !(policy.bands && shown) && isGranted(label, policy, assessment.settled)
    earned[label.name] = granted
    if (granted) shown = true
  }
  return earned
}

export type LabelRow = {
  member: string
  label: string
  epoch: string
  held: boolean
  policy: string
}

/** LB2: the epochs of [first, until]. */
export function epochsBetween(
  every: Policy['publish']['every'],
  first: number,
  until: number,
): number[] {
  const epochs: number[] = []
  const HOUR = 3_600_000
  const isEpoch = (at: number): boolean => {
    const date = new Date(at)
    if (every === 'hour') return true
    if (date.getUTCHours() !== 0) return false
    if (every === 'day') return true
    if (every === 'week') return date.getUTCDay() === 1
    if (date.getUTCDate() !== 1) return false
    return every === 'month' || date.getUTCMonth() % 3 === 0
  }
  for (let at = Math.ceil(first / HOUR) * HOUR; at <= until; at += HOUR) {
    if (isEpoch(at)) epochs.push(at)
  }
  return epochs
}

/** One label, or one set of bands: what is held, and at which epoch that last changed. */
type Standing = { labels: Label[]; held: Label | null; changedAt: number | null }

export function labelHistory(
  events: readonly DomainEvent[],
  policy: Policy,
  from: number,
  until: number,
): LabelRow[] {
  const firstEvent = events[0]
  if (firstEvent === undefined) return []
  const epochs = epochsBetween(policy.publish.every, firstEvent.at, until)
  const standings = new Map<string, Standing[]>()
  const rows: LabelRow[] = []
  for (const [number, epoch] of epochs.entries()) {
    const history = foldHistory(events, epoch)
    for (const member of distinct(history.turns.map((turn) => turn.member))) {
      const own = standings.get(member) ?? newStandings(policy)
      standings.set(member, own)
      const assessment = assess(member, policy, history)
      for (const standing of own) {
        const before = standing.held
        publish(standing, policy, assessment, number)
        if (before === standing.held || epoch < from) continue
        for (const label of standing.labels) {
          if (label !== before && label !== standing.held) continue
          const held = label === standing.held
          const at = writeInstant(epoch)
          rows.push({ member, label: label.name, epoch: at, held, policy: policy.policy })
        }
      }
    }
  }
  const members = distinct(rows.map((row) => row.member))
  return members.flatMap((member) => rows.filter((row) => row.member === member))
}

function newStandings(policy: Policy): Standing[] {
  const groups = policy.bands ? [policy.labels] : policy.labels.map((label) => [label])
  return groups.map((labels) => ({ labels, held: null, changedAt: null }))
}

function publish(
  standing: Standing,
  policy: Policy,
  assessment: Assessment,
  epochNumber: number,
): void {
  const { held, changedAt } = standing
  if (changedAt !== null && epochNumber - changedAt < policy.publish.dwell) return
  const next = standing.labels.find((label) => {
    return label === held
      ? isKept(label, policy, assessment.settled)
      : isGranted(label, policy, assessment.settled)
  })
  if ((next ?? null) === held) return
  standing.held = next ?? null
  standing.changedAt = epochNumber
}
