import { account, compareBodies, type Incoming } from '../append.ts'
import type { Receipt } from '../port.ts'
import { all, each, type Steps, type Value } from '../steps.ts'
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
  const fresh = new Map<number, string>()
  const accepted: Incoming[] = []
  const receipts: Receipt[] = []
  let seq = position
  for (const arrived of incoming) {
    const candidates = memory.names.find(arrived.hash)
    const known = candidates.length === 0 ? null : yield* findKnown(arrived, candidates, fresh)
    if (known !== null) {
      receipts.push(known)
      continue
    }
    seq += 1
    fresh.set(seq, arrived.body)
    memory.names.add(arrived.hash, seq)
    accepted.push(arrived)
    receipts.push({ kind: 'accepted', seq })
  }
  yield* learnMembers(accepted, memory)
  const rows = accepted.map(({ member, received_at, late, body }, place): Value[] => {
    const id = member === '' ? 0 : (memory.members.get(member) ?? null)
    return [position + 1 + place, id, received_at, late ? 1 : 0, body]
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

function* learnMembers(accepted: readonly Incoming[], { members }: Memory): Steps<void> {
  if (members.size > MEMBERS_KEPT) members.clear()
  const unknown = new Set<string>()
  for (const { member } of accepted) if (member !== '' && !members.has(member)) unknown.add(member)
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
