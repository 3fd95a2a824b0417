import { account, compareBodies, type Incoming } from '../append.ts'
import type { Receipt } from '../port.ts'
import { all, each, type Steps, type Value } from '../steps.ts'
import type { SealedRun } from './name-filter.ts'
import { sealedAt } from './name-runs.ts'
import type { NameIndex } from './names.ts'

/** What the writer holds in memory beside the database. */
export type Memory = {
  readonly names: NameIndex
  /** Ids of members by name, of those seen lately. */
  readonly members: Map<string, number>
}

const MEMBERS_KEPT = 200_000

/**
 * Stores a batch after a log position. A known name is looked up by its hash and its event's bytes are
 * compared [EV2]; an event that was erased since has left only its hash, and its name is free again.
 */
export function* append(
  incoming: readonly Incoming[],
  position: number,
  memory: Memory,
): Steps<readonly Receipt[]> {
  const { names } = memory
  const fresh = new Map<number, string>()
  const accepted: Incoming[] = []
  const receipts: Receipt[] = []
  let seq = position
  for (const arrived of incoming) {
    const young = names.find(arrived.hash)
    const runs = names.suspects(arrived.hash)
    let known = young.length === 0 ? null : yield* findKnown(arrived, young, fresh)
    for (let at = 0; known === null && at < runs.length; at += 1) {
      const sealed = yield* sealedAt(arrived.hash, runs[at] as SealedRun)
      known = yield* findKnown(arrived, sealed, fresh)
    }
    if (known !== null) {
      receipts.push(known)
      continue
    }
    seq += 1
    fresh.set(seq, arrived.body)
    names.add(arrived.hash, seq)
    accepted.push(arrived)
    receipts.push({ kind: 'accepted', seq })
  }
  const ids = yield* idsOf(accepted, memory)
  const rows = accepted.map(({ received_at, late, body }, place): Value[] => {
    return [position + 1 + place, ids[place] ?? 0, received_at, late ? 1 : 0, body]
  })
  yield* each('event_add', rows)
  if (accepted.length > 0) yield* all('mark_set', 'position', seq)
  yield* account(incoming, receipts)
  return receipts
}

function* findKnown(
  arrived: Incoming,
  candidates: readonly number[],
  fresh: ReadonlyMap<number, string>,
): Steps<Receipt | null> {
  for (const seq of candidates) {
    const body = fresh.get(seq) ?? (yield* storedBody(seq))
    if (body === null) continue
    const kind = compareBodies(body, arrived.body)
    if (kind !== 'other') return { kind, seq }
  }
  return null
}

function* storedBody(seq: number): Steps<string | null> {
  const rows = yield* all<{ body: string }>('event_get', null, seq)
  return rows[0]?.body ?? null
}

/** The id of each event's member; whoever is new is given one. */
function* idsOf(accepted: readonly Incoming[], { members }: Memory): Steps<readonly number[]> {
  if (members.size > MEMBERS_KEPT) members.clear()
  members.set('', 0)
  const unknown = new Set<string>()
  const ids = accepted.map(({ member }) => {
    const id = members.get(member)
    if (id === undefined) unknown.add(member)
    return id
  })
  if (unknown.size > 0) yield* learnMembers(unknown, members)
  return ids.map((id, place) => id ?? members.get(accepted[place]?.member ?? '') ?? 0)
}

function* learnMembers(unknown: Set<string>, members: Map<string, number>): Steps<void> {
  const asked = [...unknown].map((name) => [name])
  for (const row of yield* each<{ member: number; name: string }>('member_find', asked)) {
    members.set(row.name, row.member)
    unknown.delete(row.name)
  }
  const added = [...unknown].map((name) => [name])
  for (const row of yield* each<{ member: number; name: string }>('member_add', added)) {
    members.set(row.name, row.member)
  }
}
