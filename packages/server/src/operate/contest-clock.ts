import { DAY, type Ms } from '@alacrity/engine'
import type { Contest, Contests } from '@alacrity/store'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'

/** So long before its time a contest is called due. */
const DUE_SOON_MS: Ms = 3 * DAY
const AT_ONCE = 500

export type ContestUrgency = 'open' | 'due_soon' | 'overdue'

/** How urgent an open contest is. Nothing follows from it: only a person closes a contest. */
export function urgencyOf({ due_at: due }: Pick<Contest, 'due_at'>, now: Ms): ContestUrgency {
  if (now >= due) return 'overdue'
  return now >= due - DUE_SOON_MS ? 'due_soon' : 'open'
}

/** Sounds the alarm of the 14 days: in the metrics always, in the log when more become overdue. */
export class ContestClock {
  readonly #contests: Pick<Contests, 'queue'>
  readonly #log: Log
  #counts: Record<ContestUrgency, number> = { open: 0, due_soon: 0, overdue: 0 }

  constructor(contests: Pick<Contests, 'queue'>, metrics: Metrics, log: Log) {
    this.#contests = contests
    this.#log = log
    const about: Readonly<Record<ContestUrgency, string>> = {
      open: 'Contests that wait for a decision and have more than three days left.',
      due_soon: 'Contests whose decision is owed within three days.',
      overdue:
        'Contests whose decision is overdue: members wait for longer than they were promised.',
    }
    for (const [urgency, help] of Object.entries(about)) {
      const name = `alacrity_contests_${urgency}`
      metrics.gauge(name, help, () => this.#counts[urgency as ContestUrgency])
    }
  }

  async look(now: Ms): Promise<void> {
    const counts = { open: 0, due_soon: 0, overdue: 0 }
    let cursor: string | null = null
    do {
      const page = await this.#contests.queue(cursor, AT_ONCE)
      for (const contest of page.items) counts[urgencyOf(contest, now)] += 1
      cursor = page.next
    } while (cursor !== null)
    if (counts.overdue > this.#counts.overdue) {
      this.#log('warning', 'contests are overdue: a person has to decide them', {
        overdue: counts.overdue,
      })
    }
    this.#counts = counts
  }
}
