import { hashWords } from '../column/cell.ts'
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
import {
  clientLength,
  clientOffset,
  FIRST_RECORD,
  LENGTHS,
  MEMBER,
  nextRecord,
  THREAD,
} from '../column/conversations.ts'
import type { Segment } from '../column/segment.ts'
import { Gatherer } from './gather.ts'
import { otherClient } from './records.ts'
import type { Share } from './share.ts'
import { CONTINUES, Threads } from './thread.ts'
import { TurnList } from './turns.ts'

export const BY_MEMBER = 8

/**
 * The fold of conversations that have nothing but messages: what the engine's ConversationFold does with
 * them, without an object per message [TN1–TN4, TN8].
 */
export class MessageFold {
  readonly turns: TurnList
  readonly #share: Share
  readonly #gatherer: Gatherer
  /** By rank: which of this thread's members, or -1. */
  readonly #local: Int32Array

  constructor(share: Share, local: Int32Array, ignoreTies: boolean) {
    this.#share = share
    this.#local = local
    const { segments } = share.reading
    this.#gatherer = new Gatherer(segments, new Threads(share), ignoreTies)
    let conversations = 0
    for (const segment of segments) conversations += segment.conversations.count
    this.turns = new TurnList(Math.ceil((conversations / Math.max(1, segments.length)) * 1.4))
  }

  run(): TurnList {
    const { segments, ranks, plain } = this.#share.reading
    for (let index = 0; index < segments.length; index += 1) {
      const { words, end } = (segments[index] as Segment).conversations
      const rankOf = ranks[index] as Int32Array
      let ref = FIRST_RECORD
      while (ref < end) {
        const rank = rankOf[words[ref + MEMBER] as number] as number
        const member = this.#local[rank] as number
        if (member >= 0 && plain[rank] === 0 && words[ref + THREAD] !== CONTINUES) {
          this.#gatherer.gather(index, ref)
          this.#fold(member)
        }
        ref = nextRecord(ref, words[ref + LENGTHS] as number)
      }
    }
    return this.turns
  }

  #fold(member: number): void {
    const { at, code, count } = this.#gatherer
    const { turns } = this
    let open = -1
    let initiatedBy = -1
    let ordinal = 0
    for (let i = count - 1; i >= 0; i -= 1) {
      const bits = code[i] as number
      const from = bits & FROM_BITS
      if (from === FROM_SYSTEM) continue
      if ((bits & AUTOMATED) !== 0) {
        if (from === FROM_MEMBER && open >= 0) turns.autoReply(open, at[i] as number)
        continue
      }
      if (initiatedBy < 0) initiatedBy = from
      if (from === FROM_CLIENT) {
        const kind = (bits >> KIND_SHIFT) & KIND_BITS
        if (open >= 0 || kind === ACKNOWLEDGEMENT) continue
        ordinal += 1
        turns.reserve()
        open = turns.count
        turns.count = open + 1
        turns.openedAt[open] = at[i] as number
        turns.repliedAt[open] = Number.NaN
        turns.info[open] = initiatedBy === FROM_MEMBER ? kind | BY_MEMBER : kind
        turns.ordinal[open] = ordinal
        turns.member[open] = member
        this.#name(open, i)
      } else if (open >= 0) {
        turns.repliedAt[open] = at[i] as number
        open = -1
      }
    }
  }

  /** Notes the opening message and its client. */
  #name(turn: number, i: number): void {
    const { turns } = this
    const gatherer = this.#gatherer
    const index = gatherer.segment[i] as number
    const row = gatherer.row[i] as number
    const segment = this.#share.reading.segments[index] as Segment
    turns.segment[turn] = index
    turns.row[turn] = row
    if (((gatherer.code[i] as number) & CLIENT_BITS) === CLIENT_OTHER) {
      const other = otherClient(segment, row)
      turns.client[turn] = -1 - other
      turns.clientHash[turn] = segment.others.clients.hash[other] as number
      return
    }
    const ref = gatherer.refIn(index)
    const { words } = segment.conversations
    const lengths = words[ref + LENGTHS] as number
    turns.client[turn] = ref
    turns.clientHash[turn] = hashWords(words, clientOffset(ref, lengths), clientLength(lengths))
  }
}
