import {
  Assessor,
  DAY,
  epochInstant,
  epochNumber,
  labelHistory,
  type Ms,
  type Policy,
} from '@alacrity/engine'
import type { BatchMember, Store } from '@alacrity/store'

type Ports = { readonly store: Pick<Store, 'turns'> }

/** What one policy makes of everybody's stored history. */
export type Side = {
  readonly policy: string
  /** Members who hold a label at the end. */
  readonly labelled: number
  readonly share_percent: number
  readonly changes_per_100_members_per_month: number
}

export type Backtest = {
  readonly members: number
  readonly from: Ms
  readonly until: Ms
  readonly current: Side
  readonly proposed: Side
  readonly gains: number
  readonly loses: number
  /** Members by name, as far as a page of them goes; which label they have is public anyway. */
  readonly gaining: readonly string[]
  readonly losing: readonly string[]
}

const NAMES_MAX = 100
const MONTH_DAYS = 30.436_875

type Tried = { readonly held: boolean; readonly changes: number }

/** Sets two policies side by side over a span of the stored history. Only labels are compared, never scores. */
export async function backtest(
  { store }: Ports,
  { current, proposed }: { readonly current: Policy; readonly proposed: Policy },
  { from, until }: { readonly from: Ms; readonly until: Ms },
): Promise<Backtest> {
  const sides = [current, proposed].map((policy) => ({
    policy,
    assessor: new Assessor(policy),
    labelled: 0,
    changes: 0,
  }))
  const gaining: string[] = []
  const losing: string[] = []
  let members = 0
  let gains = 0
  let loses = 0
  for await (const batch of store.turns.batches(1_000)) {
    for (const each of batch) {
      if (each.first_event_at === null || each.first_event_at > until) continue
      members += 1
      const held: boolean[] = []
      for (const side of sides) {
        const tried = await tryOn({ store }, { each, assessor: side.assessor, from, until })
        held.push(tried.held)
        side.changes += tried.changes
        if (tried.held) side.labelled += 1
      }
      const [before, after] = held
      if (!before && after) gains += noted(gaining, each.member)
      if (before && !after) loses += noted(losing, each.member)
    }
  }
  const months = (until - from) / (MONTH_DAYS * DAY)
  const [was, becomes] = sides.map(({ policy, labelled, changes }) => ({
    policy: policy.policy,
    labelled,
    share_percent: rounded(members === 0 ? 0 : (100 * labelled) / members),
    changes_per_100_members_per_month: rounded(
      members === 0 || months <= 0 ? 0 : (100 * changes) / members / months,
    ),
  })) as [Side, Side]
  return { members, from, until, current: was, proposed: becomes, gains, loses, gaining, losing }
}

function noted(names: string[], member: string): 1 {
  if (names.length < NAMES_MAX) names.push(member)
  return 1
}

const rounded = (value: number) => Math.round(value * 100) / 100

async function tryOn(
  { store }: Ports,
  task: {
    readonly each: BatchMember
    readonly assessor: Assessor
    readonly from: Ms
    readonly until: Ms
  },
): Promise<Tried> {
  const { each, assessor, from, until } = task
  const { policy } = assessor
  const readable = each.any_instant && policy.turns.silence === null
  const history = readable ? null : await store.turns.history(each.member)
  const firstEvent = Math.max(each.first_event_at ?? until, warmUp(policy, from))
  const { changes, state } = labelHistory(policy, { firstEvent, from, until }, (at) =>
    assessor.assess(history === null ? each.turns : history.table(at, policy), each.calendar, at),
  )
  return { held: state.held.includes(true), changes: changes.length }
}

/** Epochs before the span that are played first, so that it does not begin with everybody's first grant. */
function warmUp(policy: Policy, from: Ms): Ms {
  const { every, dwell } = policy.publish
  return epochInstant(every, epochNumber(every, from) - dwell - 1)
}
