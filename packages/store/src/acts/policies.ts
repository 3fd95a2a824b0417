import type { Policies, PolicyRecord, Scheduled } from '../port.ts'
import { all, one, type Steps } from '../steps.ts'
import { type Acts, reading, writing } from './act.ts'

export const policies = {
  create: writing(function* (record: PolicyRecord): Steps<'created' | 'same' | 'conflict'> {
    const { policy, document, created_at, created_by } = record
    const added = yield* one('policy_add', policy, document, created_at, created_by)
    if (added !== null) return 'created'
    const known = yield* one<PolicyRecord>('policy_get', policy)
    return known?.document === document ? 'same' : 'conflict'
  }),
  get: reading((policy: string) => one<PolicyRecord>('policy_get', policy)),
  all: reading(() => all<PolicyRecord>('policy_all')),
  schedule: writing(function* (
    entry: Scheduled,
    over?: string,
  ): Steps<'scheduled' | 'unknown' | 'past' | 'taken'> {
    const { line, policy, from_at, scheduled_at, scheduled_by } = entry
    const known = yield* one<PolicyRecord>('policy_get', policy)
    if (known === null) return 'unknown'
    const last = yield* one<{ epoch_at: number }>('publication_last', line)
    if (last !== null && last.epoch_at >= from_at) return 'past'
    const row = [line, from_at, policy, scheduled_at, scheduled_by] as const
    const put = yield* one('schedule_put', ...row, over ?? null)
    return put === null ? 'taken' : 'scheduled'
  }),
  scheduled: reading((line: string | null) =>
    line === null ? all<Scheduled>('schedule_all') : all<Scheduled>('schedule_of', line),
  ),
} satisfies Acts<Policies>
