import { type AloneRule, type Counts, outcomeAlone } from '@alacrity/engine/scoring'
import type { Segment } from '../column/segment.ts'
import {
  BEGUN_BY_MEMBER,
  BLOCK_SHIFT,
  FACTS,
  HASH_OF_CLIENT,
  MEMBER_NUMBER,
  OPENED_AT,
  ORDINAL_SHIFT,
  OTHER_CLIENT,
  RECORD,
  REPLIED_AT,
  TURN_DOUBLES,
  TURN_WORDS,
  type Turns,
} from '../column/turns.ts'
import { isVoid, type LooseTurns } from './fold.ts'
import { localNumbers } from './pick.ts'
import type { Reading } from './share.ts'
import type { TurnLists } from './turn-lists.ts'

/** Outcomes before this one are settled. */
const PENDING = 3
/** By member: turns by outcome, and clients. */
const CLIENTS = 4
const NUMBERS = 5

type Sources = { readonly lists: TurnLists; readonly loose: LooseTurns }
type Asked = {
  readonly rule: AloneRule
  /** By rank: which of the thread's members, or -1. */
  readonly local: Int32Array
  readonly members: number
}

/**
 * What members' turns come to under a rule that judges each by itself. They are counted where they were found, one
 * after another, for fetching each member's from all over memory takes longer than everything else.
 */
export class Counted {
  readonly #numbers: Int32Array
  readonly #rule: AloneRule
  readonly #clients: ClientSet

  constructor(reading: Reading, { lists, loose }: Sources, { rule, local, members }: Asked) {
    this.#numbers = new Int32Array(members * NUMBERS)
    this.#rule = rule
    this.#clients = new ClientSet(lists)
    reading.segments.forEach((segment, list) => {
      const base = lists.base[list] as number
      const bits = loose.void[list] ?? null
      this.#takeSegment(segment, { base, bits, localOf: localNumbers(reading, list, local) })
    })
    const base = lists.base.at(-2) ?? 0
    loose.member.forEach((member, turn) => this.#take(loose.list, turn, { member, base }))
  }

  /** Of a member by its local number. */
  of(member: number): Counts {
    const numbers = this.#numbers
    const at = member * NUMBERS
    const on_time = numbers[at] as number
    const late = numbers[at + 1] as number
    const missed = numbers[at + 2] as number
    const pending = numbers[at + PENDING] as number
    const clients = numbers[at + CLIENTS] as number
    const settled = on_time + late + missed
    const turns = settled + pending
    return { turns, settled, on_time, late, missed, pending, excused: 0, clients }
  }

  #takeSegment(
    { turns, latest }: Segment,
    { base, bits, localOf }: { base: number; bits: Uint8Array | null; localOf: Int32Array },
  ): void {
    const { words, doubles, count } = turns
    const { after } = this.#rule
    for (let block = 0; block < latest.length; block += 1) {
      if ((latest[block] as number) <= after) continue
      const end = Math.min(count, (block + 1) << BLOCK_SHIFT)
      for (let turn = block << BLOCK_SHIFT; turn < end; turn += 1) {
        if ((doubles[turn * TURN_DOUBLES + OPENED_AT] as number) <= after) continue
        const member = localOf[words[turn * TURN_WORDS + MEMBER_NUMBER] as number] as number
        if (member < 0) continue
        if (bits !== null && isVoid(bits, words[turn * TURN_WORDS + RECORD] as number)) continue
        this.#take(turns, turn, { member, base })
      }
    }
  }

  /** Counts a turn of a list, whose turns are numbered from a base on. */
  #take(
    { doubles, words }: Pick<Turns, 'doubles' | 'words'>,
    turn: number,
    { member, base }: { readonly member: number; readonly base: number },
  ): void {
    const rule = this.#rule
    const numbers = this.#numbers
    const openedAt = doubles[turn * TURN_DOUBLES + OPENED_AT] as number
    const facts = words[turn * TURN_WORDS + FACTS] as number
    if (openedAt <= rule.after || openedAt > rule.until || !isCounted(rule, facts)) return
    const repliedAt = doubles[turn * TURN_DOUBLES + REPLIED_AT] as number
    const outcome = outcomeAlone(rule, openedAt, repliedAt)
    const at = member * NUMBERS
    numbers[at + outcome] = (numbers[at + outcome] as number) + 1
    if (outcome >= PENDING) return
    const hash = words[turn * TURN_WORDS + HASH_OF_CLIENT] as number
    const record = (facts & OTHER_CLIENT) === 0 ? (words[turn * TURN_WORDS + RECORD] as number) : 0
    const isNew = this.#clients.add(base + turn, { member, hash, record })
    numbers[at + CLIENTS] = (numbers[at + CLIENTS] as number) + (isNew ? 1 : 0)
  }
}

function isCounted({ kinds, byMember, firstOnly }: AloneRule, facts: number): boolean {
  return (
    ((kinds >> (facts & 7)) & 1) === 1 &&
    (byMember || (facts & BEGUN_BY_MEMBER) === 0) &&
    (!firstOnly || facts >>> ORDINAL_SHIFT === 1)
  )
}

/** Fields of a place in the set: the turn + 1, its member and its client's hash and record (0: of another one). */
const PLACE = 4

/** Clients of members. Equal means equal bytes, never only an equal hash. */
class ClientSet {
  readonly #lists: TurnLists
  #places = new Int32Array(PLACE << 16)
  #mask = (1 << 16) - 1
  #count = 0

  constructor(lists: TurnLists) {
    this.#lists = lists
  }

  /** Whether a turn's member has this client for the first time. */
  add(
    turn: number,
    of: { readonly member: number; readonly hash: number; readonly record: number },
  ): boolean {
    const { member, hash, record } = of
    const places = this.#places
    let at = ((hash ^ Math.imul(member, 0x9e3779b1)) & this.#mask) * PLACE
    while (places[at] !== 0) {
      if (places[at + 1] === member && places[at + 2] === hash) {
        const other = (places[at] as number) - 1
        const isSame = record !== 0 && places[at + 3] === record && this.#isOfOneList(turn, other)
        if (isSame || this.#lists.sameClient(turn, other)) return false
      }
      at = (at + PLACE) & (this.#mask * PLACE + PLACE - 1)
    }
    places[at] = turn + 1
    places[at + 1] = member
    places[at + 2] = hash
    places[at + 3] = record
    this.#count += 1
    if (this.#count * 2 > this.#mask) this.#grow()
    return true
  }

  /** Then one record is one conversation. */
  #isOfOneList(a: number, b: number): boolean {
    return this.#lists.segmentOf(a) === this.#lists.segmentOf(b)
  }

  #grow(): void {
    const old = this.#places
    this.#mask = this.#mask * 4 + 3
    const places = new Int32Array((this.#mask + 1) * PLACE)
    const wrap = places.length - 1
    for (let from = 0; from < old.length; from += PLACE) {
      if (old[from] === 0) continue
      const hash = (old[from + 2] as number) ^ Math.imul(old[from + 1] as number, 0x9e3779b1)
      let at = (hash & this.#mask) * PLACE
      while (places[at] !== 0) at = (at + PLACE) & wrap
      places[at] = old[from] as number
      places[at + 1] = old[from + 1] as number
      places[at + 2] = old[from + 2] as number
      places[at + 3] = old[from + 3] as number
    }
    this.#places = places
  }
}
