import { account, compareBodies, type Incoming } from '../append.ts'
import type { Receipt } from '../port.ts'
import { all, each, one, type Steps } from '../steps.ts'

type Known = { readonly hash: number; readonly seq: number; readonly body: string }

/** Stores a batch at the end of the log. The lock of writers is held: nobody else appends meanwhile. */
export function* append(incoming: readonly Incoming[]): Steps<readonly Receipt[]> {
  const position = (yield* one<{ value: number }>('mark_get', 'position'))?.value ?? 0
  const hashes = [...new Set(incoming.map(({ hash }) => hash))]
  const known = new Map<number, Known[]>()
  const learn = (event: Known): void => {
    const same = known.get(event.hash)
    if (same === undefined) known.set(event.hash, [event])
    else same.push(event)
  }
  const found = yield* each<Known>(
    'name_find',
    hashes.map((hash) => [hash]),
  )
  found.forEach(learn)
  const accepted: (Incoming & { readonly seq: number })[] = []
  const receipts = incoming.map((arrived): Receipt => {
    for (const event of known.get(arrived.hash) ?? []) {
      const kind = compareBodies(event.body, arrived.body)
      if (kind !== 'other') return { kind, seq: event.seq }
    }
    const seq = position + accepted.length + 1
    learn({ ...arrived, seq })
    accepted.push({ ...arrived, seq })
    return { kind: 'accepted', seq }
  })
  yield* each(
    'event_add',
    accepted.map(({ seq, member, hash, received_at, late, body }) => [
      seq,
      member,
      hash,
      received_at,
      late ? 1 : 0,
      body,
    ]),
  )
  if (accepted.length > 0) yield* all('mark_set', 'position', position + accepted.length)
  yield* account(incoming, receipts)
  return receipts
}
