import {
  Assessor,
  epochInstant,
  epochNumber,
  firstEpochFrom,
  type LabelState,
  type Ms,
  parsePolicy,
  type Policy,
} from '@alacrity/engine'
import type { Policies, Scheduled } from '@alacrity/store'

/** A version and from when it speaks for its line. */
export type Segment = { readonly policy: Policy; readonly from: Ms }
/** All versions of one policy name, in the order in which they take over [LB5]. */
export type Line = { readonly line: string; readonly segments: readonly Segment[] }
export type EpochOf = { readonly policy: Policy; readonly number: number; readonly at: Ms }

/** Reads a stored document; it was checked before it was stored. */
export function policyOf(document: string): Policy {
  const parsed = parsePolicy(JSON.parse(document))
  if (!parsed.ok) throw new Error(`a stored policy is not valid: ${parsed.fault.field}`)
  return parsed.policy
}

/** The lines that are scheduled, each with its versions. */
export async function readLines(policies: Policies): Promise<readonly Line[]> {
  const byLine = new Map<string, Scheduled[]>()
  for (const entry of await policies.scheduled(null)) {
    byLine.set(entry.line, [...(byLine.get(entry.line) ?? []), entry])
  }
  const lines: Line[] = []
  for (const [line, entries] of byLine) {
    const segments: Segment[] = []
    for (const { policy, from_at: from } of entries) {
      const record = await policies.get(policy)
      if (record === null) throw new Error(`a scheduled policy is not stored: ${policy}`)
      segments.push({ policy: policyOf(record.document), from })
    }
    lines.push({ line, segments: segments.sort((a, b) => a.from - b.from) })
  }
  return lines.sort((a, b) => (a.line < b.line ? -1 : 1))
}

/** The version that speaks at an instant; before the first one, the first. */
export function policyAt({ segments }: Line, at: Ms): Policy {
  const speaking = segments.findLast(({ from }) => from <= at) ?? segments[0]
  if (speaking === undefined) throw new Error('a line has no version')
  return speaking.policy
}

/** The first epoch of a line after an instant, by the version that then speaks. */
export function epochAfter({ segments }: Line, after: Ms): EpochOf | null {
  const found = segments.flatMap(({ policy, from }, index) => {
    const { every } = policy.publish
    const number = firstEpochFrom(every, Math.max(from, after + 1))
    const at = epochInstant(every, number)
    const next = segments[index + 1]
    return next !== undefined && at >= next.from ? [] : [{ policy, number, at }]
  })
  return found.sort((a, b) => a.at - b.at)[0] ?? null
}

/**
 * A state as another version reads it: labels are the same by name, and the epoch of the last change is
 * numbered in the new version's cadence.
 */
export function carriedOver(
  state: LabelState,
  { from, to }: { readonly from: Policy; readonly to: Policy },
): LabelState {
  if (from === to) return state
  const indexOf = (name: string) => from.labels.findIndex((label) => label.name === name)
  const changed = (number: number | null | undefined) =>
    number === null || number === undefined
      ? null
      : epochNumber(to.publish.every, epochInstant(from.publish.every, number))
  // Bands change together, so the last change of any is that of all.
  const last = state.changedAt.reduce<number | null>(
    (latest, each) => (each === null ? latest : Math.max(latest ?? each, each)),
    null,
  )
  return {
    held: to.labels.map(({ name }) => state.held[indexOf(name)] === true),
    changedAt: to.labels.map(({ name }) =>
      changed(to.bands ? last : state.changedAt[indexOf(name)]),
    ),
  }
}

export function startOf(policy: Policy): LabelState {
  return { held: policy.labels.map(() => false), changedAt: policy.labels.map(() => null) }
}

/** Assessors hold working space, so there is one for each version. */
export class Assessors {
  readonly #made = new Map<string, Assessor>()

  of(policy: Policy): Assessor {
    const made = this.#made.get(policy.policy) ?? new Assessor(policy)
    this.#made.set(policy.policy, made)
    return made
  }
}
