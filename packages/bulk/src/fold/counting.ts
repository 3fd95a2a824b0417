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

/** What members' turns come to under a rule that judges each by itself. */
export class Counted {
  readonly #numbers: Int32Array

  constructor(reading: Reading, sources: Sources, { rule, local, members }: Asked) {
    const judged = new Judged(reading, sources, rule)
    reading.segments.forEach((segment, list) =>
      judged.takeSegment(segment, list, localNumbers(reading, list, local)),
    )
    judged.takeLoose()
    this.#numbers = new Int32Array(members * NUMBERS)
    countAll(this.#numbers, judged, sources.lists)
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
}

/** Words of a judged turn: its number, its member * 4 + its outcome, its client's hash and record (0: of another one). */
const JUDGED = 4

/** The turns in the window, as they were found. */
class Judged {
  count = 0
  readonly items: Int32Array
  readonly #rule: AloneRule
  readonly #sources: Sources

  constructor({ segments }: Reading, sources: Sources, rule: AloneRule) {
    let most = sources.loose.list.count
    for (const { latest } of segments) {
      for (let block = 0; block < latest.length; block += 1) {
        if ((latest[block] as number) > rule.after) most += 1 << BLOCK_SHIFT
      }
    }
    this.items = new Int32Array(most * JUDGED)
    this.#rule = rule
    this.#sources = sources
  }

  takeSegment({ turns, latest }: Segment, list: number, localOf: Int32Array): void {
    const { words, doubles, count } = turns
    const { lists, loose } = this.#sources
    const base = lists.base[list] as number
    const bits = loose.void[list] ?? null
    const rule = this.#rule
    for (let block = 0; block < latest.length; block += 1) {
      if ((latest[block] as number) <= rule.after) continue
      const end = Math.min(count, (block + 1) << BLOCK_SHIFT)
      for (let turn = block << BLOCK_SHIFT; turn < end; turn += 1) {
        const at = turn * TURN_WORDS
        const member = localOf[words[at + MEMBER_NUMBER] as number] as number
        if (member < 0) continue
        const openedAt = doubles[turn * TURN_DOUBLES + OPENED_AT] as number
        if (openedAt <= rule.after || openedAt > rule.until) continue
        if (!isCounted(rule, words[at + FACTS] as number)) continue
        if (bits !== null && isVoid(bits, words[at + RECORD] as number)) continue
        const repliedAt = doubles[turn * TURN_DOUBLES + REPLIED_AT] as number
        this.#put(base + turn, member * 4 + outcomeAlone(rule, openedAt, repliedAt))
        this.#putClient(words, at)
      }
    }
  }

  takeLoose(): void {
    const { lists, loose } = this.#sources
    const { words, doubles, count } = loose.list
    const base = lists.base.at(-2) as number
    const rule = this.#rule
    for (let turn = 0; turn < count; turn += 1) {
      const at = turn * TURN_WORDS
      const openedAt = loose.openedAt(turn)
      if (openedAt <= rule.after || openedAt > rule.until) continue
      if (!isCounted(rule, words[at + FACTS] as number)) continue
      const repliedAt = doubles[turn * TURN_DOUBLES + REPLIED_AT] as number
      const outcome = outcomeAlone(rule, openedAt, repliedAt)
      this.#put(base + turn, (loose.member[turn] as number) * 4 + outcome)
      this.#putClient(words, at)
    }
  }

  #put(turn: number, verdict: number): void {
    this.items[this.count * JUDGED] = turn
    this.items[this.count * JUDGED + 1] = verdict
  }

  #putClient(words: Int32Array, at: number): void {
    const isOther = ((words[at + FACTS] as number) & OTHER_CLIENT) !== 0
    this.items[this.count * JUDGED + 2] = words[at + HASH_OF_CLIENT] as number
    this.items[this.count * JUDGED + 3] = isOther ? 0 : (words[at + RECORD] as number)
    this.count += 1
  }
}

function isCounted({ kinds, byMember, firstOnly }: AloneRule, facts: number): boolean {
  return (
    ((kinds >> (facts & 7)) & 1) === 1 &&
    (byMember || (facts & BEGUN_BY_MEMBER) === 0) &&
    (!firstOnly || facts >>> ORDINAL_SHIFT === 1)
  )
}

/** So many members are counted together, as a power of two: few enough for what is counted to stay near. */
const TOGETHER = 9

/**
 * Counts judged turns. They came in order of the file, which is any order of members; fetching each member's from
 * wherever they are would take longer than everything else, so they are dealt to heaps of neighbours first.
 */
function countAll(numbers: Int32Array, judged: Judged, lists: TurnLists): void {
  const { items, starts } = dealt(judged, Math.ceil(numbers.length / NUMBERS))
  const clients = new Clients(items, lists)
  for (let heap = 0; heap + 1 < starts.length; heap += 1) {
    const from = starts[heap] as number
    const to = starts[heap + 1] as number
    clients.begin(to - from)
    for (let item = from; item < to; item += 1) {
      const verdict = items[item * JUDGED + 1] as number
      const at = (verdict >> 2) * NUMBERS
      const outcome = verdict & 3
      numbers[at + outcome] = (numbers[at + outcome] as number) + 1
      if (outcome < PENDING && clients.isNew(item)) {
        numbers[at + CLIENTS] = (numbers[at + CLIENTS] as number) + 1
      }
    }
  }
}

type Dealt = { readonly items: Int32Array; readonly starts: Int32Array }

/** Judged turns by heaps of members, each heap's in their order; where each begins, and the end. */
function dealt({ items, count }: Judged, members: number): Dealt {
  const shift = TOGETHER + 2
  const starts = new Int32Array((members >> TOGETHER) + 2)
  for (let item = 0; item < count; item += 1) {
    const heap = (items[item * JUDGED + 1] as number) >> shift
    starts[heap + 1] = (starts[heap + 1] as number) + 1
  }
  for (let heap = 1; heap < starts.length; heap += 1) {
    starts[heap] = (starts[heap] as number) + (starts[heap - 1] as number)
  }
  const next = starts.slice()
  const sorted = new Int32Array(count * JUDGED)
  for (let item = 0; item < count; item += 1) {
    const from = item * JUDGED
    const heap = (items[from + 1] as number) >> shift
    const place = next[heap] as number
    next[heap] = place + 1
    for (let word = 0; word < JUDGED; word += 1) {
      sorted[place * JUDGED + word] = items[from + word] as number
    }
  }
  return { items: sorted, starts }
}

/** The clients of a heap's members. Equal means equal bytes, never only an equal hash. */
class Clients {
  readonly #items: Int32Array
  readonly #lists: TurnLists
  /** An item + 1 that names the client. */
  #places = new Int32Array(64)
  #mask = 63

  constructor(items: Int32Array, lists: TurnLists) {
    this.#items = items
    this.#lists = lists
  }

  /** Forgets the last heap; the next one has at most so many clients. */
  begin(most: number): void {
    let size = 64
    while (size < most * 2) size *= 2
    this.#mask = size - 1
    if (size > this.#places.length) this.#places = new Int32Array(size)
    else this.#places.fill(0, 0, size)
  }

  /** Whether an item's member has its client for the first time. */
  isNew(item: number): boolean {
    const items = this.#items
    const places = this.#places
    const member = (items[item * JUDGED + 1] as number) >> 2
    const hash = items[item * JUDGED + 2] as number
    let place = (hash ^ Math.imul(member, 0x9e3779b1)) & this.#mask
    for (;;) {
      const other = (places[place] as number) - 1
      if (other < 0) break
      const isNear =
        (items[other * JUDGED + 1] as number) >> 2 === member && items[other * JUDGED + 2] === hash
      if (isNear && this.#isSame(item, other)) return false
      place = (place + 1) & this.#mask
    }
    places[place] = item + 1
    return true
  }

  #isSame(item: number, other: number): boolean {
    const items = this.#items
    const lists = this.#lists
    const a = items[item * JUDGED] as number
    const b = items[other * JUDGED] as number
    const record = items[item * JUDGED + 3] as number
    // One record of one segment is one conversation with its usual client.
    const isOneRecord = record !== 0 && items[other * JUDGED + 3] === record
    return (isOneRecord && lists.segmentOf(a) === lists.segmentOf(b)) || lists.sameClient(a, b)
  }
}
