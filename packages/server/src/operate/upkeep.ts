import { DAY, type Ms } from '@alacrity/engine'
import type { Store } from '@alacrity/store'
import type { Intake, Outcome } from '../ingest/intake.ts'
import { itemsOf, MEDIA } from '../ingest/read-body.ts'

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

const LINES_AT_ONCE = 500

/** Takes in NDJSON lines as if they had been sent; `onRefused` hears of each that was not taken. */
export async function importLines(
  intake: Intake,
  lines: AsyncIterable<string>,
  {
    now,
    onRefused,
  }: { readonly now: Ms; readonly onRefused: (line: number, outcome: Outcome) => void },
): Promise<Imported> {
  const tally = { accepted: 0, duplicate: 0, refused: 0 }
  let first = 1
  let waiting: string[] = []
  const flush = async () => {
    const text = waiting.join('\n')
    const { items } = itemsOf(MEDIA.ndjson, text)
    const outcomes = await intake.take(items, { now, bytes: text.length, maySend: () => null })
    outcomes.forEach((outcome, index) => {
      tally[outcome.kind] += 1
      if (outcome.kind === 'refused') onRefused(first + index, outcome)
    })
    first += waiting.length
    waiting = []
  }
  for await (const line of lines) {
    // An empty line is no event, but it is counted where lines are told by number.
    waiting.push(line.trim() === '' ? 'null' : line)
    if (waiting.length === LINES_AT_ONCE) await flush()
  }
  if (waiting.length > 0) await flush()
  return tally
}
