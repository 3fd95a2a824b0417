import {
  ACKNOWLEDGEMENT,
  AUTOMATED,
  CLIENT_BITS,
  CLIENT_OTHER,
  FROM_BITS,
  FROM_CLIENT,
  FROM_MEMBER,
  FROM_SYSTEM,
  KIND_BITS,
  KIND_SHIFT,
} from '../column/code.ts'
import { CLIENT_HASH, MEMBER, THREAD } from '../column/conversations.ts'
import type { Segment } from '../column/segment.ts'
import {
  BEGUN_BY_MEMBER,
  FACTS,
  HASH_OF_CLIENT,
  OPENED_AT,
  OPENING_ROW,
  ORDINAL_SHIFT,
  OTHER_CLIENT,
  RECORD,
  REPLIED_AT,
  TURN_DOUBLES,
  TURN_WORDS,
  TurnList,
} from '../column/turns.ts'
import { Gatherer } from './gather.ts'
import type { Joined } from './join.ts'
import { otherClient } from './records.ts'
import type { Share } from './share.ts'

/** Turns of conversations that could not be folded while they were read. */
export class LooseTurns {
  readonly list: TurnList = new TurnList(64)
  /** By turn: whose of this thread's members it is, and the segment of its opening message. */
  readonly member: number[] = []
  readonly segment: number[] = []
  /** When a turn was first answered by a machine [TN4]. */
  readonly autoRepliedAt: Map<number, number> = new Map()
  /** By segment, a bit for every eight words: a record begins there whose live turns are void. */
  readonly void: (Uint8Array | null)[]

  constructor(segments: readonly Segment[]) {
    this.void = segments.map(() => null)
  }

  openedAt(turn: number): number {
    return this.list.doubles[turn * TURN_DOUBLES + OPENED_AT] as number
  }
}

/** Whether the live turns of a record are void; no record is shorter than eight words. */
export function isVoid(bits: Uint8Array, ref: number): boolean {
  return ((bits[ref >> 6] as number) & (1 << ((ref >> 3) & 7))) !== 0
}

/**
 * Folds conversations that have nothing but messages once more, from all their rows in canonical order:
 * what the engine's ConversationFold does with them, without an object per message [TN1–TN4, TN8].
 */
export class LateFold {
  readonly #turns: LooseTurns
  readonly #share: Share
  readonly #gatherer: Gatherer
  /** By rank: which of this thread's members, or -1. */
  readonly #local: Int32Array

  constructor(share: Share, local: Int32Array, ignoreTies: boolean) {
    const { segments } = share.reading
    this.#share = share
    this.#local = local
    this.#turns = new LooseTurns(segments)
    this.#gatherer = new Gatherer(segments, ignoreTies)
  }

  run(): LooseTurns {
    const { reading, joined } = this.#share
    reading.segments.forEach((segment, index) => {
      const { words } = segment.conversations
      for (const ref of segment.again) {
        if (words[ref + THREAD] === 0) this.#foldAgain(index, ref, null)
      }
    })
    for (const one of joined) this.#foldJoined(one)
    return this.#turns
  }

  #foldJoined(joined: Joined): void {
    joined.leaders.forEach((refs, index) => {
      for (const ref of refs) this.#foldAgain(index, ref, joined)
    })
    for (let place = 0; place < joined.ref.length; place += 1) {
      this.#voidTurns(joined.segment[place] as number, joined.ref[place] as number)
    }
  }

  #foldAgain(index: number, ref: number, joined: Joined | null): void {
    const { segments, ranks, plain } = this.#share.reading
    const { words } = (segments[index] as Segment).conversations
    const rank = (ranks[index] as Int32Array)[words[ref + MEMBER] as number] as number
    const member = this.#local[rank] as number
    if (member < 0 || plain[rank] === 1) return
    this.#voidTurns(index, ref)
    this.#gatherer.gather(index, ref, joined)
    this.#fold(member)
  }

  #voidTurns(index: number, ref: number): void {
    const { end } = (this.#share.reading.segments[index] as Segment).conversations
    const bits = this.#turns.void[index] ?? new Uint8Array((end >> 6) + 1)
    this.#turns.void[index] = bits
    bits[ref >> 6] = (bits[ref >> 6] as number) | (1 << ((ref >> 3) & 7))
  }

  #fold(member: number): void {
    const { at, code, count } = this.#gatherer
    const turns = this.#turns
    let open = -1
    let initiatedBy = -1
    let ordinal = 0
    for (let i = count - 1; i >= 0; i -= 1) {
      const bits = code[i] as number
      const from = bits & FROM_BITS
      const now = at[i] as number
      if (from === FROM_SYSTEM) continue
      if ((bits & AUTOMATED) !== 0) {
        const first = from === FROM_MEMBER && open >= 0 && !turns.autoRepliedAt.has(open)
        if (first) turns.autoRepliedAt.set(open, now)
        continue
      }
      if (initiatedBy < 0) initiatedBy = from
      if (from !== FROM_CLIENT) {
        if (open >= 0) turns.list.doubles[open * TURN_DOUBLES + REPLIED_AT] = now
        open = -1
        continue
      }
      const kind = (bits >> KIND_SHIFT) & KIND_BITS
      if (open >= 0 || kind === ACKNOWLEDGEMENT) continue
      ordinal += 1
      open = turns.list.open(now)
      turns.member.push(member)
      turns.segment.push(this.#gatherer.segment[i] as number)
      const begun = initiatedBy === FROM_MEMBER ? BEGUN_BY_MEMBER : 0
      this.#describe(open, i, kind | begun | (ordinal << ORDINAL_SHIFT))
    }
  }

  #describe(turn: number, i: number, facts: number): void {
    const gatherer = this.#gatherer
    const index = gatherer.segment[i] as number
    const row = gatherer.row[i] as number
    const segment = this.#share.reading.segments[index] as Segment
    const record = gatherer.recordIn(index)
    const { words } = this.#turns.list
    const base = turn * TURN_WORDS
    words[base + RECORD] = record
    words[base + OPENING_ROW] = row
    if (((gatherer.code[i] as number) & CLIENT_BITS) === CLIENT_OTHER) {
      words[base + FACTS] = facts | OTHER_CLIENT
      words[base + HASH_OF_CLIENT] = segment.others.clients.hash[
        otherClient(segment, row)
      ] as number
    } else {
      words[base + FACTS] = facts
      words[base + HASH_OF_CLIENT] = segment.conversations.words[record + CLIENT_HASH] as number
    }
  }
}
