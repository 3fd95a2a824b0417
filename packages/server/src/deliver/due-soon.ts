import {
  CalendarReading,
  due,
  formatInstant,
  HOUR,
  MINUTE,
  type Ms,
  type Policy,
} from '@alacrity/engine'
import type { BatchMember, Store } from '@alacrity/store'
import { announce } from '../base/announce.ts'

type Ports = { readonly store: Pick<Store, 'turns' | 'outbox'> }

/** A member is told this long before a waiting turn is due. */
const AHEAD_MS = 2 * HOUR
/** Everybody is looked at this seldom, and more often only where turns are due as soon as they are opened. */
const SCAN_EVERY_MS = 15 * MINUTE
const SCAN_LEAST_MS = 5_000
const BATCH_MEMBERS = 1_000

type Waiting = { readonly member: string; readonly dueAt: Ms }
type Scan = {
  readonly at: Ms
  readonly policy: string
  /** Due by the next scan's reach at the latest, the soonest last. */
  readonly waiting: Waiting[]
}

/**
 * Announces the turns that are due soon, each once, where somebody wants to know. A turn is due no sooner than
 * the policy's time after it was opened, so whoever is found at a scan is all there is until the next, and
 * between two scans only those whose time has come are looked at again.
 */
export class DueSoon {
  readonly #ports: Ports
  #scan: Scan | null = null

  constructor(ports: Ports) {
    this.#ports = ports
  }

  /** Returns how many turns were announced, those too that had been before. */
  async announce(policy: Policy, now: Ms): Promise<number> {
    const endpoints = await this.#ports.store.outbox.endpoints()
    const isWanted = endpoints.some(
      ({ enabled, topics }) => enabled && topics.includes('turn.due_soon'),
    )
    if (!isWanted) {
      this.#scan = null
      return 0
    }
    const last = this.#scan
    const isFresh =
      last !== null &&
      last.policy === policy.policy &&
      last.at <= now &&
      now < last.at + everyOf(policy)
    const { waiting } = isFresh ? last : (this.#scan = await this.#look(policy, now))
    const members = new Set<string>()
    while ((waiting.at(-1)?.dueAt ?? Number.POSITIVE_INFINITY) <= now + AHEAD_MS) {
      members.add(waiting.pop()?.member ?? '')
    }
    let announced = 0
    for (const member of members) announced += await this.#tell(member, policy, now)
    return announced
  }

  async #look(policy: Policy, now: Ms): Promise<Scan> {
    const waiting: Waiting[] = []
    const until = now + AHEAD_MS + everyOf(policy)
    for await (const batch of this.#ports.store.turns.batches(BATCH_MEMBERS)) {
      for (const each of batch) {
        for (const dueAt of duesOf(each, policy, now)) {
          if (dueAt >= now && dueAt <= until) waiting.push({ member: each.member, dueAt })
        }
      }
    }
    waiting.sort((a, b) => b.dueAt - a.dueAt)
    return { at: now, policy: policy.policy, waiting }
  }

  /** Looks again at what may have been answered or moved since the scan. */
  async #tell(member: string, policy: Policy, now: Ms): Promise<number> {
    const kept = await this.#ports.store.turns.kept(member)
    if (kept === null) return 0
    const reading = new CalendarReading(kept.calendar, policy.clock, now)
    const messages = kept.turns.flatMap(({ turn, opened_at, replied_at, ended_at }) => {
      if (replied_at !== null || ended_at !== null) return []
      const dueAt = due(reading.clock(opened_at), opened_at, policy.within)
      if (dueAt === null || dueAt < now || dueAt > now + AHEAD_MS) return []
      const data = { member, turn, due_at: formatInstant(dueAt) }
      return [{ topic: 'turn.due_soon', id: `due_${member}_${turn}_${dueAt}`, now, data }]
    })
    await announce(this.#ports, messages)
    return messages.length
  }
}

/** How long no turn that is opened from now on can be due soon: half of it, for what comes in late. */
function everyOf({ within }: Policy): Ms {
  return Math.min(SCAN_EVERY_MS, Math.max(SCAN_LEAST_MS, (within - AHEAD_MS) / 2))
}

/** When each turn is due that nobody has answered. */
function duesOf({ turns, calendar }: BatchMember, policy: Policy, now: Ms): readonly Ms[] {
  const { openedAt, repliedAt } = turns.columns
  const dues: Ms[] = []
  let reading: CalendarReading | null = null
  for (let row = turns.from; row < turns.to; row += 1) {
    if (!Number.isNaN(repliedAt[row] ?? 0) || (turns.rare?.get(row)?.ended_at ?? null) !== null) {
      continue
    }
    reading ??= new CalendarReading(calendar, policy.clock, now)
    const opened = openedAt[row] ?? 0
    const dueAt = due(reading.clock(opened), opened, policy.within)
    if (dueAt !== null) dues.push(dueAt)
  }
  return dues
}
