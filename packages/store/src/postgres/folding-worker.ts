import { workerData } from 'node:worker_threads'
import { Recent } from '../fold/recent.ts'
import { poolOf } from './connection.ts'
import type { FoldWish, StoredNews, WorkerSettings } from './messages.ts'
import { serveWishes } from './serving.ts'
import { settleSome } from './settle.ts'
import { Tail } from './tail.ts'
import { write } from './transaction.ts'

// The thread that folds the tail, on a connection of its own, while another appends to it.

const { url } = workerData as WorkerSettings
const pool = poolOf({ url, readers: 0 })
const recent = new Recent()
const tail = new Tail()

async function foldSome(): Promise<number> {
  try {
    return await write(pool, { what: 'settle', locks: 'turns' }, () => settleSome(recent, tail))
  } catch (error) {
    recent.forget()
    throw error
  }
}

async function fold({ whole }: FoldWish): Promise<void> {
  while ((await foldSome()) > 0 && whole);
}

let last: Promise<unknown> = Promise.resolve()

/** One fold after the other. */
function obey(wish: FoldWish | StoredNews): Promise<unknown> {
  if (wish.kind === 'stored') {
    tail.remember(wish, wish.receipts)
    return last
  }
  const done = last.then(() => fold(wish))
  last = done.catch(() => undefined)
  return done
}

serveWishes(obey, () => pool.end())
