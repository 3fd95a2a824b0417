import { setImmediate } from 'node:timers/promises'
import { compareBytes, formatInstant, type Ms, type Policy } from '@alacrity/engine'
import type { Delivery, LabelRecord, Store } from '@alacrity/store'
import { type EpochOf, epochAfter, type Line, policyOf, readLines } from '../assess/lines.ts'
import type { Changes } from '../base/changes.ts'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'
import { type ComingLoss, type Evaluated, evaluate, type Question } from './evaluate.ts'
import { tellMembers } from './notices.ts'
import { SteadyTurns } from './steady-turns.ts'
import { merged } from './merged.ts'
import { EvaluationThreads, SHARES } from './threads.ts'

export type PublisherPorts = {
  readonly store: Pick<
    Store,
    'log' | 'turns' | 'labels' | 'policies' | 'members' | 'notices' | 'outbox' | 'upkeep'
  >
  readonly metrics: Metrics
  readonly log: Log
  readonly changes: Changes
  readonly contact: string
  /** Where threads find the same database; null: all is evaluated in this one. */
  readonly database: string | null
}

/** What one epoch came to. */
export type PublishedEpoch = {
  readonly line: string
  readonly at: Ms
  readonly members: number
  readonly changed: number
}

const OVERDUE_MS = 15 * 60_000

/**
 * Publishes the epochs that are due, one after the other, each as of its own instant, however late [LB2].
 * An epoch is published whole or not at all, and twice is the same as once.
 */
export class Publisher {
  readonly #ports: PublisherPorts
  readonly #threads: EvaluationThreads | null
  #running: Promise<readonly PublishedEpoch[]> = Promise.resolve([])
  #nextAt: Ms | null = null
  #ending = false

  constructor(ports: PublisherPorts) {
    this.#ports = ports
    this.#threads = ports.database === null ? null : new EvaluationThreads(ports.database)
    const { metrics } = ports
    metrics.describe('alacrity_epochs_published_total', 'counter', 'Epochs published.')
    metrics.describe(
      'alacrity_epoch_seconds',
      'histogram',
      'Time to evaluate and publish an epoch.',
    )
  }

  /** Publishes all that is due at `now`. Calls queue up, so no two ever run beside each other. */
  publishDue(now: Ms): Promise<readonly PublishedEpoch[]> {
    const run = async (): Promise<readonly PublishedEpoch[]> => {
      const done: PublishedEpoch[] = []
      const next: Ms[] = []
      try {
        for (const line of await readLines(this.#ports.store.policies)) {
          const after = await this.#publishLine(line, now, done)
          if (after !== null) next.push(after)
        }
      } finally {
        await this.#threads?.close()
      }
      this.#nextAt = next.length === 0 ? null : Math.min(...next)
      return done
    }
    const result = this.#running.catch(() => []).then(run)
    this.#running = result
    return result
  }

  /** From now on no further epoch is begun; the next start goes on with it. */
  end(): void {
    this.#ending = true
  }

  /** When the next epoch is due, as of the last run; null: not known or none. */
  get nextAt(): Ms | null {
    return this.#nextAt
  }

  isOverdue(now: Ms): boolean {
    return this.#nextAt !== null && now > this.#nextAt + OVERDUE_MS
  }

  /** The instant of the line's next epoch. */
  async #publishLine(line: Line, now: Ms, done: PublishedEpoch[]): Promise<Ms | null> {
    const turns = new SteadyTurns(this.#ports.store)
    for (;;) {
      if (this.#ending) return null
      const last = await this.#ports.store.labels.last(line.line)
      const first = last === null ? await this.#firstEventAt() : null
      // Before anything has happened there is nothing to publish.
      if (last === null && first === null) return null
      const after = last?.epoch_at ?? (first ?? 0) - 1
      const due = epochAfter(line, after)
      if (due === null || due.at > now) return due?.at ?? null
      const before = last === null ? due.policy : await this.#policyOf(last.policy, due)
      await turns.refresh()
      done.push(await this.#publishEpoch(line.line, { due, before, now, turns }))
    }
  }

  /** Epochs before anything happened have nothing to say. */
  async #firstEventAt(): Promise<Ms | null> {
    let first: Ms | null = null
    for await (const batch of this.#ports.store.turns.batches(1_000)) {
      for (const { first_event_at: at } of batch) {
        if (at !== null) first = Math.min(first ?? at, at)
      }
    }
    return first
  }

  async #policyOf(name: string, due: EpochOf): Promise<Policy> {
    if (name === due.policy.policy) return due.policy
    const record = await this.#ports.store.policies.get(name)
    return record === null ? due.policy : policyOf(record.document)
  }

  async #publishEpoch(
    line: string,
    of: {
      readonly due: EpochOf
      readonly before: Policy
      readonly now: Ms
      readonly turns: SteadyTurns
    },
  ): Promise<PublishedEpoch> {
    const { due, before, now, turns } = of
    const { store, metrics, changes, log } = this.#ports
    const evaluated = await this.#evaluate({ line, epoch: due, before }, turns)
    const { records } = evaluated
    // Members hear of it before anyone can see it, and after a crash in between they hear nothing twice.
    await tellMembers(this.#ports, { line, due, evaluated, now })
    const outcome = await store.labels.publish({
      line,
      epoch: due.number,
      epoch_at: due.at,
      policy: due.policy.policy,
      published_at: now,
      note: '',
      records,
      deliveries: await this.#deliveries({ line, due, records, now }),
    })
    if (outcome === 'published') metrics.count('alacrity_epochs_published_total')
    changes.tellEveryone()
    const told = { line, epoch: formatInstant(due.at), members: evaluated.members }
    log('info', 'epoch published', { ...told, outcome })
    return { line, at: due.at, members: evaluated.members, changed: changedIn(evaluated) }
  }

  /** Everyone as of an epoch: in threads where there are many. */
  async #evaluate(question: Question, turns: SteadyTurns): Promise<Evaluated> {
    const { store } = this.#ports
    const shares = this.#threads === null ? [] : await store.turns.shares(SHARES)
    let parts: AsyncIterable<Evaluated>
    if (this.#threads === null || shares.length < 2) {
      parts = evaluate({ turns, labels: store.labels }, question)
    } else {
      await store.upkeep.settle()
      parts = this.#threads.evaluate(question, shares)
    }
    const records: (readonly LabelRecord[])[] = []
    const losses: ComingLoss[] = []
    const endedByTooFew: string[] = []
    let members = 0
    for await (const part of parts) {
      members += part.members
      records.push([...part.records].sort(byMember))
      losses.push(...part.losses)
      endedByTooFew.push(...part.endedByTooFew)
    }
    return { members, records: await merged(records, byMember), losses, endedByTooFew }
  }

  /** One message to each endpoint that wants it, all due at the same instant [DS4]. */
  async #deliveries(of: {
    readonly line: string
    readonly due: EpochOf
    readonly records: readonly LabelRecord[]
    readonly now: Ms
  }): Promise<readonly Delivery[]> {
    const { line, due, records, now } = of
    const endpoints = (await this.#ports.store.outbox.endpoints()).filter(
      ({ enabled, topics }) => enabled && topics.includes('label.published'),
    )
    if (endpoints.length === 0) return []
    const shown = await this.#publicOnly(records.filter(({ changes }) => changes.length > 0))
    // Without a change there is no message: how many epochs were caught up on is nobody's business [DS4].
    const parts = Math.ceil(shown.length / MEMBERS_A_MESSAGE)
    return endpoints.flatMap((endpoint) =>
      Array.from({ length: parts }, (_, part) => ({
        id: `msg_label_${line}_${due.at}_${part}_${endpoint.id}`,
        endpoint: endpoint.id,
        topic: 'label.published',
        due_at: now,
        body: JSON.stringify({
          type: 'label.published',
          timestamp: formatInstant(due.at),
          data: {
            epoch: formatInstant(due.at),
            part: part + 1,
            parts,
            members: shown
              .slice(part * MEMBERS_A_MESSAGE, (part + 1) * MEMBERS_A_MESSAGE)
              .map(({ member, labels }) => ({ member, labels })),
          },
        }),
      })),
    )
  }

  /** Whoever is hidden is hidden from webhooks too: nothing is said of them at all [DS2]. */
  async #publicOnly(records: readonly LabelRecord[]): Promise<readonly LabelRecord[]> {
    const shown: LabelRecord[] = []
    for (const [place, record] of records.entries()) {
      if (place % MEMBERS_A_MESSAGE === 0) await setImmediate()
      const hidden = await this.#ports.store.members.restrictions(record.member)
      if (hidden.length === 0) shown.push(record)
    }
    return shown
  }
}

/** Keeps a message well under the 20 kB that the webhook specification advises. */
const MEMBERS_A_MESSAGE = 100

const byMember = (a: LabelRecord, b: LabelRecord) => compareBytes(a.member, b.member)

const changedIn = ({ records }: Evaluated) =>
  records.filter(({ changes }) => changes.length > 0).length
