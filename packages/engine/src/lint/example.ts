import { Assessor, type Assessment, type MeasureValue } from '../assess/assess.ts'
import { DAY, formatDuration, HOUR, type Ms } from '../base/instant.ts'
import { EMPTY_CALENDAR } from '../clock/calendar.ts'
import { isGranted } from '../label/robust.ts'
import type { Label, Policy } from '../policy/policy.ts'
import { tableOf } from '../turn/table.ts'
import type { Turn } from '../turn/turn.ts'

/** A history that shows what is wrong, in words: one line a turn, and what came of it. */
export type Example = { readonly turns: readonly string[]; readonly shows: string }

/** A turn of an example: who opened it, and how long the reply took; null for never. */
type Wait = { readonly client: string; readonly took: Ms | null }

/** A Monday. Examples end here. */
const NOW: Ms = 1_704_067_200_000

/** Policies in examples read plain wall time and any message, or the example could not be told in a line. */
function plain(policy: Policy): Policy {
  return {
    ...policy,
    clock: { kind: 'wall', weekly: null, zone: 'member', away: 'ignore' },
    turns: { ...policy.turns, count: 'every_turn', silence: null },
    window: { ...policy.window, lag: 0, anchor: { kind: 'now' } },
  }
}

function assessWaits(policy: Policy, waits: readonly Wait[]): Assessment {
  const age = Math.min(policy.window.days ?? 30 * DAY, policy.within * 40 + DAY) - 1
  return new Assessor(policy).assess(
    tableOf(waits.map((wait, index) => turnOf(policy, wait, { index, age }))),
    EMPTY_CALENDAR,
    NOW,
  )
}

function turnOf(policy: Policy, wait: Wait, at: { index: number; age: Ms }): Turn {
  const opened = NOW - at.age + at.index
  return {
    turn: `t${String(at.index).padStart(4, '0')}`,
    member: 'member',
    client: wait.client,
    clients: [wait.client],
    conversation: `c${at.index}`,
    ordinal: 1,
    initiated_by: 'client',
    kind: policy.turns.kinds?.[0] ?? 'message',
    opened_at: opened,
    messages: 1,
    replied_at: wait.took === null ? null : opened + wait.took,
    replied_with: wait.took === null ? null : replyKind(policy),
    auto_replied_at: null,
    ended_at: null,
    ended_by: null,
    ended_who: null,
    rulings: [],
    later_replies: null,
    next_client_at: null,
  }
}

function replyKind(policy: Policy): Turn['replied_with'] {
  return policy.replies.messages ? 'message' : (policy.replies.answers[0] ?? 'message')
}

function tell(waits: readonly Wait[]): readonly string[] {
  return waits.map(({ client, took }) =>
    took === null
      ? `${client} writes and is never answered`
      : `${client} writes and is answered after ${formatDuration(took)}`,
  )
}

/** A history in which a sooner answer makes a measure worse, or null where none was found [AS9]. */
export function notMonotone(policy: Policy, measure: number): Example | null {
  const simple = plain(policy)
  const { within } = policy
  const times = [...new Set([HOUR, within, within + HOUR, within * 3 + HOUR])]
  const grid: readonly (Ms | null)[] = [...times.sort((a, b) => a - b), null]
  const kind = policy.measures[measure]?.kind
  for (const rest of companions(grid)) {
    for (let sooner = 0; sooner < grid.length - 1; sooner += 1) {
      for (let later = sooner + 1; later < grid.length; later += 1) {
        const [before, after] = [grid[later] ?? null, grid[sooner] ?? null].map((took) => [
          ...rest.map((other, index) => ({ client: `client ${index + 1}`, took: other })),
          { client: `client ${rest.length + 1}`, took },
        ])
        if (before === undefined || after === undefined || kind === undefined) continue
        const slow = assessWaits(simple, before).measures[measure] ?? null
        const quick = assessWaits(simple, after).measures[measure] ?? null
        if (worth(quick) >= worth(slow)) continue
        const last = tell(before).at(-1) ?? ''
        return {
          turns: tell(after),
          shows: `${shown(quick)}; had it gone “${last}”, it would be ${shown(slow)}`,
        }
      }
    }
  }
  return null
}

/** A percentile or the mean of the fastest few may turn only on the n-th turn. */
const MOST_ALIKE = 12

/** What stands beside the turn that is tried: nothing, any two, or one and several of another sort. */
function* companions(grid: readonly (Ms | null)[]): Generator<readonly (Ms | null)[]> {
  yield []
  for (const a of grid) {
    yield [a]
    for (const b of grid) {
      for (let count = 1; count <= MOST_ALIKE; count += 1)
        yield [a, ...new Array<Ms | null>(count).fill(b)]
    }
  }
}

/** Greater is better; an empty measure fails every condition. */
function worth(value: MeasureValue): number {
  switch (value?.kind) {
    case 'share':
      return Number(value.value.numerator) / Number(value.value.denominator)
    case 'time':
      return -value.ms
    case 'count':
      return value.count
    case undefined:
      return Number.NEGATIVE_INFINITY
  }
}

function shown(value: MeasureValue): string {
  switch (value?.kind) {
    case 'share':
      return `${(100 * worth(value)).toFixed(1)} %`
    case 'time':
      return formatDuration(value.ms)
    case 'count':
      return String(value.count)
    case undefined:
      return 'nothing'
  }
}

/** More messages than one client plausibly sends in a window are no example. */
const MOST = 400

/**
 * A history in which one client's turns alone earn the label for a member whose other clients were never
 * answered, or null where none was found [LB3].
 */
export function oneClientDecides(policy: Policy, label: Label): Example | null {
  if (label.grant.length === 0) return null
  const simple = plain(policy)
  const others = Math.max(1, label.enough.clients - 1)
  const ignored = Array.from({ length: others }, (_, i) => ({
    client: `client ${i + 1}`,
    took: null,
  }))
  for (let size = 1; size <= MOST; size *= 2) {
    const flood = Array.from({ length: size }, () => ({ client: 'one client', took: 60_000 }))
    const assessment = assessWaits(simple, [...ignored, ...flood])
    if (!isGranted(label, simple, assessment.tally)) continue
    return {
      turns: [
        `${others === 1 ? 'one other client writes and is' : `${others} other clients write and are`} never answered`,
        `one client writes ${size === 1 ? 'once' : `${size} times`} and is answered within a minute`,
      ],
      shows: `the member is ${label.name}`,
    }
  }
  return null
}
