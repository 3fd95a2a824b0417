import type { Assessment } from '../assess/assess.ts'
import type { Ms } from '../base/instant.ts'
import type { Policy } from '../policy/policy.ts'
import { epochInstant, firstEpochFrom } from './epoch.ts'
import { isGranted, isKept } from './robust.ts'

/** What a member's labels are after an epoch: by label, whether it is held and when it last changed. */
export type LabelState = {
  readonly held: readonly boolean[]
  /** By label, or one for all bands: the number of the epoch of the last change; null: none yet. */
  readonly changedAt: readonly (number | null)[]
}

/** One change of one label at an epoch. */
export type LabelChange = {
  readonly label: string
  readonly epoch: Ms
  readonly held: boolean
  readonly policy: string
}

/** Nothing held, no dwell running. */
function startState(policy: Policy): LabelState {
  return { held: policy.labels.map(() => false), changedAt: policy.labels.map(() => null) }
}

/** The labels that the grant conditions earn at an instant, without history; of bands the first. */
export function earned({ policy, tally }: Assessment): readonly boolean[] {
  const granted = policy.labels.map((label) => isGranted(label, policy, tally))
  if (!policy.bands) return granted
  const shown = granted.indexOf(true)
  return granted.map((_, index) => index === shown)
}

/** The state after an epoch [LB1, LB2, LB4]. A dwell that runs leaves everything as it is. */
export function nextState(state: LabelState, assessment: Assessment, epoch: number): LabelState {
  const { policy, tally } = assessment
  const { dwell } = policy.publish
  const holds = policy.labels.map((label, index) => {
    const changed = state.changedAt[index] ?? null
    if (changed !== null && epoch - changed < dwell) return state.held[index] === true
    const test = state.held[index] === true ? isKept : isGranted
    return test(label, policy, tally)
  })
  if (policy.bands) return nextBand(state, holds, { epoch, dwell })
  return {
    held: holds,
    changedAt: holds.map((held, index) =>
      held === state.held[index] ? (state.changedAt[index] ?? null) : epoch,
    ),
  }
}

/** Whether dwells that run leave a state as it is at an epoch, whatever an assessment says [LB2]. */
export function isAtRest(state: LabelState, policy: Policy, epoch: number): boolean {
  const { dwell } = policy.publish
  const rests = (changed: number | null | undefined) =>
    changed !== null && changed !== undefined && epoch - changed < dwell
  if (policy.bands) return rests(state.changedAt[0])
  return policy.labels.every((_, index) => rests(state.changedAt[index]))
}

/** Bands change together: the first that holds is shown, and dwell counts from the last change shown. */
function nextBand(
  state: LabelState,
  holds: readonly boolean[],
  { epoch, dwell }: { readonly epoch: number; readonly dwell: number },
): LabelState {
  const changed = state.changedAt[0] ?? null
  if (changed !== null && epoch - changed < dwell) return state
  const shown = holds.indexOf(true)
  if (shown === state.held.indexOf(true)) return state
  return { held: holds.map((_, index) => index === shown), changedAt: holds.map(() => epoch) }
}

export type HistorySpan = {
  /** The instant of the first event: epochs before it are not evaluated. */
  readonly firstEvent: Ms
  /** Changes in [from, until] are reported. */
  readonly from: Ms
  readonly until: Ms
}

/** The label history of one member: `assessAt` gives the assessment as of each epoch's instant [LB5]. */
export function labelHistory(
  policy: Policy,
  span: HistorySpan,
  assessAt: (at: Ms) => Assessment,
): { readonly changes: readonly LabelChange[]; readonly state: LabelState } {
  const { every } = policy.publish
  const changes: LabelChange[] = []
  let state = startState(policy)
  for (let epoch = firstEpochFrom(every, span.firstEvent); ; epoch += 1) {
    const at = epochInstant(every, epoch)
    if (at > span.until) break
    const next = nextState(state, assessAt(at), epoch)
    policy.labels.forEach((label, index) => {
      const held = next.held[index] === true
      if (held === state.held[index] || at < span.from) return
      changes.push({ label: label.name, epoch: at, held, policy: policy.policy })
    })
    state = next
  }
  return { changes, state }
}
