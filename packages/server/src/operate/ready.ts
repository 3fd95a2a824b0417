import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Ms } from '@alacrity/engine'
import type { Store } from '@alacrity/store'
import type { Clock } from '../clock.ts'

/** One thing that must be so before the service takes work. */
export type Check = { readonly name: string; readonly ok: boolean }

/** Below this the next hour of a busy marketplace might not fit. */
const FREE_MIN_BYTES = 64 * 1_048_576
/** Whoever asks more often than this is told the same again: asking must not become work. */
const KEPT_MS: Ms = 1_000

type Ports = {
  readonly store: Pick<Store, 'log' | 'keys' | 'traits'>
  /** A file of SQLite, or the URL of a server. */
  readonly database: string
  readonly clock: Pick<Clock, 'monotonicMs' | 'now'>
}

/** Whether the database can be read and written, and its disk has room. */
export function databaseChecks({ store, database, clock }: Ports): () => Promise<readonly Check[]> {
  let kept: { readonly at: Ms; readonly checks: Promise<readonly Check[]> } | null = null
  const ask = async () => {
    const isThere = (question: Promise<unknown>) =>
      question.then(
        () => true,
        () => false,
      )
    const readable = await isThere(store.log.position())
    // A transaction of the writer that changes nothing: a lock, a lost disk or a failed commit refuses it.
    const writable = await isThere(store.keys.revoke('', clock.now()))
    const roomy = store.traits.backend !== 'sqlite' || (await hasRoom(database))
    return [
      { name: 'database', ok: readable },
      { name: 'database_writable', ok: writable },
      { name: 'disk', ok: roomy },
    ]
  }
  return () => {
    const now = clock.monotonicMs()
    if (kept === null || now - kept.at >= KEPT_MS) kept = { at: now, checks: ask() }
    return kept.checks
  }
}

async function hasRoom(file: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(dirname(file))
    return bavail * bsize >= FREE_MIN_BYTES
  } catch {
    // Where the system does not tell, the writing above has the word.
    return true
  }
}
