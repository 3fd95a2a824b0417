import type { TurnColumns } from '@alacrity/engine'
import { compareBytes, qualifiedId } from '@alacrity/engine/reading'
import { lineOfRow, nameOfRow } from '../column/names.ts'
import type { Segment } from '../column/segment.ts'
import {
  FACTS,
  OPENED_AT,
  OPENING_ROW,
  ORDINAL_SHIFT,
  REPLIED_AT,
  TURN_DOUBLES,
  TURN_WORDS,
  type Turns,
} from '../column/turns.ts'
import type { LooseTurns } from './fold.ts'
import { PartSorter } from './order.ts'
import type { Picked } from './pick.ts'
import type { TurnLists } from './turn-lists.ts'

type Columns = Omit<TurnColumns, 'client'>

/** Puts picked turns into the engine's columns, each member's in order of (opened_at, turn id as bytes). */
export class Arrangement {
  readonly columns: Columns
  readonly #segments: readonly Segment[]
  readonly #lists: TurnLists
  readonly #loose: LooseTurns
  /** By row: the number of its turn. */
  readonly #turns: Int32Array

  constructor(
    segments: readonly Segment[],
    from: { readonly lists: TurnLists; readonly loose: LooseTurns },
    picked: Picked,
  ) {
    this.#segments = segments
    this.#lists = from.lists
    this.#loose = from.loose
    this.#turns = picked.turns
    const room = picked.turns.length
    this.columns = {
      openedAt: new Float64Array(room),
      repliedAt: new Float64Array(room),
      // In message-only conversations every reply is a message, which is reply kind 0.
      repliedWith: new Uint8Array(room),
      kind: new Uint8Array(room),
      ordinal: new Uint32Array(room),
      byMember: new Uint8Array(room),
      autoRepliedAt: from.loose.autoRepliedAt.size === 0 ? null : new Float64Array(room),
    }
  }

  /** Arranges the rows of a member. */
  arrange(from: number, to: number): void {
    this.#fill(from, to)
    if (this.#isOrdered(from, to)) return
    this.#sort(from, to)
    this.#fill(from, to)
  }

  #fill(from: number, to: number): void {
    const { openedAt, repliedAt, kind, ordinal, byMember, autoRepliedAt } = this.columns
    const lists = this.#lists
    for (let row = from; row < to; row += 1) {
      const turn = this.#turns[row] as number
      const list = lists.listOf(turn)
      const { doubles, words } = lists.lists[list] as Turns
      const index = turn - (lists.base[list] as number)
      const facts = words[index * TURN_WORDS + FACTS] as number
      openedAt[row] = doubles[index * TURN_DOUBLES + OPENED_AT] as number
      repliedAt[row] = doubles[index * TURN_DOUBLES + REPLIED_AT] as number
      kind[row] = facts & 7
      byMember[row] = (facts >> 3) & 1
      ordinal[row] = facts >>> ORDINAL_SHIFT
      if (autoRepliedAt !== null) {
        const isLoose = list === this.#segments.length
        autoRepliedAt[row] = (isLoose ? this.#loose.autoRepliedAt.get(index) : null) ?? Number.NaN
      }
    }
  }

  #isOrdered(from: number, to: number): boolean {
    const { openedAt } = this.columns
    for (let row = from + 1; row < to; row += 1) {
      const before = openedAt[row - 1] as number
      const now = openedAt[row] as number
      if (before > now) return false
      if (before === now && this.#compareIds(row - 1, row) > 0) return false
    }
    return true
  }

  #sort(from: number, to: number): void {
    const before = this.#turns.slice(from, to)
    const order = new Int32Array(before.length)
    for (let i = 0; i < order.length; i += 1) order[i] = i
    const tie = (a: number, b: number) => this.#compareIds(from + a, from + b)
    new PartSorter(this.columns.openedAt.subarray(from, to), tie).sort(order)
    for (let i = 0; i < order.length; i += 1) {
      this.#turns[from + i] = before[order[i] as number] as number
    }
  }

  #compareIds(a: number, b: number): number {
    return compareBytes(this.#turnId(a), this.#turnId(b))
  }

  #turnId(row: number): string {
    const turn = this.#turns[row] as number
    const { names } = this.#segments[this.#lists.segmentOf(turn)] as Segment
    const opening = this.#lists.word(turn, OPENING_ROW)
    if (names.kind === 'lines' && names.source === 'default') {
      return String(lineOfRow(names, opening))
    }
    return qualifiedId(nameOfRow(names, opening))
  }
}
