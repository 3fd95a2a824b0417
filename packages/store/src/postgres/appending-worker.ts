import { workerData } from 'node:worker_threads'
import { incomingOf, packReceipts } from '../parcel.ts'
import type { Parcel, Receipt, Receipts } from '../port.ts'
import { append } from './append.ts'
import { poolOf } from './connection.ts'
import type { AppendWish, WorkerSettings } from './messages.ts'
import { serveWishes } from './serving.ts'
import { write } from './transaction.ts'

// The thread that appends, on a connection of its own.

/** Arrivals of a transaction at the most: bounds how long one that comes now has to wait. */
const ARRIVALS_AT_ONCE = 5_000

const { url } = workerData as WorkerSettings
const pool = poolOf({ url, readers: 0 })

type Waiting = {
  readonly parcel: Parcel
  readonly resolve: (receipts: Receipts) => void
  readonly reject: (error: unknown) => void
}

const queue: Waiting[] = []
let draining = false

/** Arrivals that wait share the next transaction. */
function takeSome(): readonly Waiting[] {
  const group: Waiting[] = []
  for (let size = 0; size < ARRIVALS_AT_ONCE; ) {
    const next = queue.shift()
    if (next === undefined) break
    size += next.parcel.hashes.length
    group.push(next)
  }
  return group
}

async function appendGroup(group: readonly Waiting[]): Promise<void> {
  const incoming = group.flatMap(({ parcel }) => incomingOf(parcel))
  let receipts: readonly Receipt[]
  try {
    receipts = await write(pool, { what: 'append', locks: 'log' }, () => append(incoming))
  } catch (error) {
    for (const { reject } of group) reject(error)
    return
  }
  let from = 0
  for (const { parcel, resolve } of group) {
    const to = from + parcel.hashes.length
    resolve(packReceipts(receipts.slice(from, to)))
    from = to
  }
}

async function drain(): Promise<void> {
  if (draining) return
  draining = true
  while (queue.length > 0) await appendGroup(takeSome())
  draining = false
}

serveWishes<AppendWish>(
  ({ parcel }) =>
    new Promise<Receipts>((resolve, reject) => {
      queue.push({ parcel, resolve, reject })
      void drain()
    }),
  () => pool.end(),
)
