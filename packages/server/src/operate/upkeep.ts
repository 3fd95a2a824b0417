import { DAY, type Ms } from '@alacrity/engine'
import type { Store } from '@alacrity/store'
import { Changes } from '../base/changes.ts'
import { Metrics } from '../base/metrics.ts'
import { Intake, refusedOf, storedOf } from '../ingest/intake.ts'
import type { Refused } from '../ingest/judge.ts'
import { MEDIA } from '../ingest/read-body.ts'

/** What a rebuild showed. */
export type Rebuilt = { readonly before: string; readonly after: string; readonly same: boolean }

/** Drops every projection, makes it again from the events, and says whether it came out the same [AS10]. */
export async function rebuild({ turns }: Pick<Store, 'turns'>): Promise<Rebuilt> {
  const before = await turns.digest()
  await turns.rebuild()
  const after = await turns.digest()
  return { before, after, same: before === after }
}

/** Copies the database while it is in use, and checks that it is sound before. */
export async function backup({ upkeep }: Pick<Store, 'upkeep'>, target: string): Promise<void> {
  const faults = await upkeep.check()
  if (faults.length > 0) throw new Error(`the database is damaged: ${faults.join('; ')}`)
  await upkeep.backup(target)
}

/** Forgets events that are older than the retention. Returns how many went. */
export function retire(
  { upkeep }: Pick<Store, 'upkeep'>,
  { retentionDays, now }: { readonly retentionDays: number; readonly now: Ms },
): Promise<number> {
  return upkeep.purge(now - retentionDays * DAY)
}

export type Imported = {
  readonly accepted: number
  readonly duplicate: number
  readonly refused: number
}

export type ImportOptions = {
  readonly now: Ms
  /** Hears of each line that was not taken, by its number from 1. */
  readonly onRefused: (line: number, refused: Refused) => void
  /** Hears how many lines are done, now and then. */
  readonly onProgress?: (done: number) => void
}

const LINES_AT_ONCE = 500
/** While some are written the next are read. */
const BATCHES_AT_ONCE = 4
/** Never reached: only so many batches are under way. */
const QUEUE_MAX = Number.MAX_SAFE_INTEGER

/** Takes in NDJSON lines as if they had been sent. What is counted is on disk. Rejects with a `StoreError`. */
export async function importLines(
  { log }: Pick<Store, 'log'>,
  lines: AsyncIterable<string> | Iterable<string>,
  { now, onRefused, onProgress }: ImportOptions,
): Promise<Imported> {
  const intake = new Intake({
    log,
    metrics: new Metrics(),
    changes: new Changes(),
    queueEventsMax: QUEUE_MAX,
    queueBytesMax: QUEUE_MAX,
  })
  const tally = { accepted: 0, duplicate: 0, refused: 0 }
  const store = async (taken: readonly string[], first: number) => {
    const bytes = Buffer.from(taken.join('\n'))
    const done = await intake.take({ bytes, media: MEDIA.ndjson, now, mayRule: true })
    const { accepted, duplicate } = storedOf(done)
    tally.accepted += accepted
    tally.duplicate += duplicate
    for (const { place, refused } of refusedOf(done)) {
      tally.refused += 1
      onRefused(first + place, refused)
    }
  }
  const underWay: Promise<void>[] = []
  let first = 1
  let waiting: string[] = []
  const flush = async () => {
    if (underWay.length === BATCHES_AT_ONCE) await underWay.shift()
    const batch = store(waiting, first)
    // Whoever waits for it hears of a failure; until then it is no stray one.
    batch.catch(() => {})
    underWay.push(batch)
    first += waiting.length
    waiting = []
    onProgress?.(first - 1)
  }
  for await (const line of lines) {
    // An empty line is no event, but it is counted where lines are told by number.
    waiting.push(line.trim() === '' ? 'null' : line)
    if (waiting.length === LINES_AT_ONCE) await flush()
  }
  if (waiting.length > 0) await flush()
  for (const batch of underWay) await batch
  return tally
}
