import type { LabelState } from '@alacrity/engine'
import type { HistoryRecord, Labels, Publication, PublishInput } from '../port.ts'
import { all, each, one, type Steps } from '../steps.ts'
import { type Acts, reading, writing } from './act.ts'
import { addDeliveries } from './outbox.ts'

type StateRow = { readonly member: string; readonly held: string; readonly changed_at: string }

/** The labels a member holds by their rows, over all lines, in the order of lines. */
export function labelsOf(
  rows: readonly { readonly member: string; readonly labels: string }[],
): ReadonlyMap<string, readonly string[]> {
  const labels = new Map<string, readonly string[]>()
  for (const { member, labels: text } of rows) {
    labels.set(member, [...(labels.get(member) ?? []), ...(JSON.parse(text) as string[])])
  }
  return labels
}

/** Records of a statement that takes many: whoever puts them together answers others in between. */
const RECORDS_AT_ONCE = 1_000

/** Writes what an epoch changed. Whoever is restricted has a state but nothing that the public reads. */
function* writeRecords(input: PublishInput): Steps<void> {
  const { records } = input
  for (let at = 0; at < records.length; at += RECORDS_AT_ONCE) {
    yield* writeSome({ ...input, records: records.slice(at, at + RECORDS_AT_ONCE) })
  }
}

function* writeSome({ line, epoch, epoch_at, policy, records }: PublishInput): Steps<void> {
  yield* each(
    'state_put',
    records.map(({ member, state, labels }) => [
      member,
      line,
      JSON.stringify(state.held),
      JSON.stringify(state.changedAt),
      JSON.stringify(labels),
    ]),
  )
  yield* each(
    'change_add',
    records.flatMap(({ member, changes }) =>
      changes.map(({ label, held }) => [
        member,
        line,
        epoch,
        label,
        held ? 1 : 0,
        epoch_at,
        policy,
      ]),
    ),
  )
}

/** Makes the public table of a line say what the states say; only rows that differ are touched. */
function* showStates(line: string): Steps<void> {
  yield* all('published_hide', line)
  yield* all('published_show', line)
}

export const labels = {
  publish: writing(function* (input: PublishInput): Steps<'published' | 'already' | 'past'> {
    const { line, epoch, epoch_at, policy, published_at, note } = input
    if ((yield* one('publication_get', line, epoch)) !== null) return 'already'
    const last = yield* one<Publication>('publication_last', line)
    if (last !== null && last.epoch_at > epoch_at) return 'past'
    yield* all('publication_add', line, epoch, epoch_at, policy, published_at, note)
    yield* writeRecords(input)
    yield* showStates(line)
    yield* addDeliveries(input.deliveries)
    return 'published'
  }),
  last: reading((line: string) => one<Publication>('publication_last', line)),
  states: reading(function* (
    line: string,
    members: readonly string[],
  ): Steps<ReadonlyMap<string, LabelState>> {
    const rows = yield* each<StateRow>(
      'state_of',
      members.map((member) => [line, member]),
    )
    return new Map(
      rows.map(({ member, held, changed_at }) => [
        member,
        { held: JSON.parse(held), changedAt: JSON.parse(changed_at) },
      ]),
    )
  }),
  history: reading(function* (member: string): Steps<readonly HistoryRecord[]> {
    const rows = yield* all<Omit<HistoryRecord, 'held'> & { held: number }>('change_of', member)
    return rows.map((row) => ({ ...row, held: row.held === 1 }))
  }),
  tally: reading(function* (line: string): Steps<ReadonlyMap<string, number>> {
    const rows = yield* all<{ labels: string; members: number }>('published_tally', line)
    const tally = new Map<string, number>()
    for (const { labels: text, members } of rows) {
      for (const label of JSON.parse(text) as string[]) {
        tally.set(label, (tally.get(label) ?? 0) + members)
      }
    }
    return tally
  }),
  published: reading(function* (
    members: readonly string[],
  ): Steps<ReadonlyMap<string, readonly string[]>> {
    return labelsOf(
      yield* each(
        'published_of',
        members.map((member) => [member]),
      ),
    )
  }),
} satisfies Acts<Labels>
