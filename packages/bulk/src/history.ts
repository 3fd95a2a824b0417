import type { ErasureEvent, Event, Ms, OutageEvent, Policy } from '@alacrity/engine'
import type { Assembled } from './assemble.ts'
import type { Hand } from './crew/hand.ts'
import type { Stretch } from './crew/station.ts'
import type { InputFault } from './fault.ts'
import { memberText, RecordIndex } from './fold/records.ts'

/** received = accepted + duplicates + conflicts + refused, always [EV2]. */
export type Counts = {
  readonly received: number
  readonly accepted: number
  readonly duplicates: number
  readonly conflicts: number
  readonly refused: number
}

/** What the reading of files came to. */
export type Intake = {
  readonly counts: Counts
  /** Faults of files, and the first 1,000 refused rows. */
  readonly faults: readonly InputFault[]
  /** How many rows were refused, by field and problem. */
  readonly refusedByKind: ReadonlyMap<string, number>
  /** Null without any event. */
  readonly firstEventAt: Ms | null
  readonly lastEventAt: Ms | null
}

export type Held = {
  readonly hands: readonly Hand[]
  readonly stretches: readonly Stretch[]
}

export type ScoreOptions = {
  /** Only these members; null for all. */
  readonly members?: readonly string[] | null
}

/**
 * A message history held in memory: the events in columns, and the turns of its members in the threads
 * that score them. Asking again under another policy neither reads nor folds again. Close it at the end.
 */
export class History implements AsyncDisposable {
  readonly counts: Counts
  readonly faults: readonly InputFault[]
  readonly refusedByKind: ReadonlyMap<string, number>
  readonly firstEventAt: Ms | null
  readonly lastEventAt: Ms | null
  readonly outages: readonly OutageEvent[]
  readonly erasures: readonly ErasureEvent[]
  /** Turns as they were found while reading; those of conversations that are folded again are not counted anew. */
  readonly turns: number
  readonly #assembled: Assembled
  readonly #held: Held
  #memberIds: readonly string[] | null = null
  #index: RecordIndex | null = null
  #ranks: ReadonlyMap<string, number> | null = null

  constructor(intake: Intake, assembled: Assembled, held: Held) {
    this.counts = intake.counts
    this.faults = intake.faults
    this.refusedByKind = intake.refusedByKind
    this.firstEventAt = intake.firstEventAt
    this.lastEventAt = intake.lastEventAt
    this.outages = assembled.reading.outages
    this.erasures = assembled.reading.erasures
    this.turns = assembled.reading.segments.reduce((sum, { turns }) => sum + turns.count, 0)
    this.#assembled = assembled
    this.#held = held
  }

  /** In order of their UTF-8 bytes. */
  get memberIds(): readonly string[] {
    const { reading } = this.#assembled
    this.#memberIds ??= Array.from(reading.order, (_, rank) => memberText(reading, rank))
    return this.#memberIds
  }

  /** The member's own events, in no particular order; none of an unknown member. */
  member(id: string): readonly Event[] {
    const rank = this.#rankOf(id)
    if (rank === undefined) return []
    this.#index ??= new RecordIndex(this.#assembled.reading, () => true)
    return [...this.#index.messages(rank), ...(this.#assembled.events.get(rank) ?? [])]
  }

  /** A line of JSON, without its end, for every member with a turn as of the instant, in id order. */
  async *score(policy: Policy, asOf: Ms, options: ScoreOptions = {}): AsyncGenerator<string, void> {
    for await (const bytes of this.scoreBlocks(policy, asOf, options)) {
      const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()
      let from = 0
      for (let end = block.indexOf('\n'); end >= 0; end = block.indexOf('\n', from)) {
        yield block.slice(from, end)
        from = end + 1
      }
    }
  }

  /** The same lines, each with its end, many at a time and as bytes: for writing them all. */
  async *scoreBlocks(
    policy: Policy,
    asOf: Ms,
    options: ScoreOptions = {},
  ): AsyncGenerator<Uint8Array, void> {
    const wanted = this.#wanted(options.members ?? null)
    const { hands } = this.#held
    const stretches = this.#held.stretches.filter(
      ({ from, to }) => wanted === null || wanted.subarray(from, to).includes(1),
    )
    const question = { policy, asOf }
    const blocks = hands.map((hand, self) =>
      hand.score({ question, wanted, stretches: stretches.filter(({ owner }) => owner === self) }),
    )
    try {
      for (const { owner } of stretches) {
        const lines = await blocks[owner]?.next()
        if (lines !== undefined && lines.length > 0) yield lines
      }
    } finally {
      for (const own of blocks) own.stop()
    }
  }

  /** Ends the threads. Nothing can be scored afterwards. */
  async close(): Promise<void> {
    await Promise.all(this.#held.hands.map((hand) => hand.close()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #wanted(members: readonly string[] | null): Uint8Array | null {
    if (members === null) return null
    const wanted = new Uint8Array(this.memberIds.length)
    for (const id of members) {
      const rank = this.#rankOf(id)
      if (rank !== undefined) wanted[rank] = 1
    }
    return wanted
  }

  #rankOf(id: string): number | undefined {
    this.#ranks ??= new Map(this.memberIds.map((member, rank) => [member, rank]))
    return this.#ranks.get(id)
  }
}
