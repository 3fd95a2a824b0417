import { type Finding, lintPolicy, type Ms, parsePolicy, type Policy } from '@alacrity/engine'
import type { PolicyRecord, Scheduled, Store } from '@alacrity/store'
import { epochAfter, policyOf } from '../assess/lines.ts'
import { Refusal } from '../base/errors.ts'

export type PolicyPorts = { readonly store: Pick<Store, 'policies' | 'labels'> }

/** Reads a policy document as an author sent it. */
export function readDocument(document: unknown): Policy {
  const parsed = parsePolicy(document)
  if (parsed.ok) return parsed.policy
  const { field, problem, remedy } = parsed.fault
  throw new Refusal('invalid_policy', { field, detail: problem, remedy })
}

export type Created = { readonly policy: string; readonly findings: readonly Finding[] }

/** Stores a new version. Versions of a name rise by one, and a stored one never changes [LB5]. */
export async function createPolicy(
  { store }: PolicyPorts,
  { document, by, now }: { readonly document: unknown; readonly by: string; readonly now: Ms },
): Promise<Created> {
  const policy = readDocument(document)
  const versions = (await store.policies.all())
    .map((record) => policyOf(record.document))
    .filter(({ name }) => name === policy.name)
    .map(({ version }) => version)
  const newest = versions.length === 0 ? null : Math.max(...versions)
  if (newest !== null && policy.version > newest + 1) {
    throw new Refusal('policy_conflict', { field: 'policy', detail: `the newest is ${newest}` })
  }
  const record = { policy: policy.policy, document: JSON.stringify(document), created_by: by }
  const created = await store.policies.create({ ...record, created_at: now })
  if (created === 'conflict') throw new Refusal('policy_conflict', { field: 'policy' })
  return { policy: policy.policy, findings: lintPolicy(policy) }
}

type Wish = {
  readonly policy: string
  readonly from: Ms
  /** The version scheduled for that epoch that is to be replaced, if there is one. */
  readonly over?: string | undefined
  readonly by: string
  readonly now: Ms
}

/** Lets a stored version speak from its first epoch after an instant that lies ahead. */
export async function schedulePolicy({ store }: PolicyPorts, wish: Wish): Promise<Scheduled> {
  const record = await store.policies.get(wish.policy)
  if (record === null) throw new Refusal('not_found')
  const policy = policyOf(record.document)
  const line = { line: policy.name, segments: [{ policy, from: wish.from }] }
  const epoch = epochAfter(line, Math.max(wish.from - 1, wish.now))
  if (epoch === null) throw new Error('a policy has an epoch after every instant')
  const entry = {
    line: policy.name,
    policy: policy.policy,
    from_at: epoch.at,
    scheduled_at: wish.now,
    scheduled_by: wish.by,
  }
  const outcome = await store.policies.schedule(entry, wish.over)
  if (outcome === 'taken') {
    const scheduled = await store.policies.scheduled(entry.line)
    const other = scheduled.find(({ from_at: from }) => from === entry.from_at)
    const who = other === undefined ? 'another version' : `${other.policy} by ${other.scheduled_by}`
    throw new Refusal('schedule_conflict', { field: 'over', detail: `${who} is scheduled for it` })
  }
  if (outcome !== 'scheduled') {
    throw new Refusal('policy_conflict', {
      field: 'from',
      detail: 'that epoch is published already',
    })
  }
  return entry
}

/** The policy of a stored version; absent where there is none. */
export async function storedPolicy({ store }: PolicyPorts, name: string): Promise<Policy> {
  const record: PolicyRecord | null = await store.policies.get(name)
  if (record === null) throw new Refusal('not_found')
  return policyOf(record.document)
}
