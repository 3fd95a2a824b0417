import type { Progress } from '../fold/rebuild.ts'
import { Thread } from '../thread.ts'
import type { Request, Told, WorkerSettings } from './messages.ts'

type Bare = Request extends infer R ? (R extends unknown ? Omit<R, 'id'> : never) : never

/** The writing thread as seen from the main one. */
export type WriterThread = Thread<Bare>

/** A batch lives for a transaction; what is folded here, where no other thread can, is let go soon. */
const YOUNG_MB = 32
/** The index of names is outside of it; this is for what is being settled. */
const OLD_MB = 2_048

/** Resolves when the database is open, migrated and ready, with the seed of its hashes. */
export async function startWriter(
  settings: WorkerSettings,
  progress: Progress,
): Promise<{ thread: WriterThread; seed: number }> {
  const thread: WriterThread = new Thread<Bare>(new URL('./worker.ts', import.meta.url), {
    workerData: settings,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: OLD_MB },
    told: (message) => {
      const { folded, of } = message as Told
      progress(folded, of)
    },
  })
  const { seed } = await thread.opened<{ seed: number }>()
  return { thread, seed }
}
