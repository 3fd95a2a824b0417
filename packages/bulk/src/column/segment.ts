import type { Event } from '@alacrity/engine'
import { type Cell, conversationKey, hashCell, RowCells } from './cell.ts'
import { CLIENT_NONE, CLIENT_OTHER } from './code.ts'
import { type ConversationRecords, Conversations, LAST_ROW } from './conversations.ts'
import {
  grownBytes,
  grownFloats,
  grownInts,
  sharedBytes,
  sharedFloats,
  sharedInts,
} from './growth.ts'
import { type Interned, Interner } from './interner.ts'
import type { RowNames } from './names.ts'

/** Messages that name another client than their conversation's first message did, by row. */
export type OtherClients = {
  readonly count: number
  /** Rising. */
  readonly rows: Int32Array
  /** Index in `clients`. */
  readonly client: Int32Array
  readonly clients: Interned
}

/** The events of a part of the input, in columns; a row is a message. */
export type Segment = {
  readonly rows: number
  readonly at: Float64Array
  /** The previous row of the same conversation + 1. */
  readonly link: Int32Array
  /** See code.ts. */
  readonly code: Uint8Array
  readonly members: Interned
  readonly conversations: ConversationRecords
  readonly others: OtherClients
  readonly names: RowNames
  /** What is not a message. */
  readonly events: readonly Event[]
}

/** How much to make room for before anything is read. */
export type Expected = { readonly rows: number; readonly conversationWords: number }

export class SegmentWriter {
  readonly cells: RowCells = new RowCells()
  readonly members: Interner = new Interner()
  readonly conversations: Conversations
  rows = 0
  at: Float64Array
  link: Int32Array
  code: Uint8Array
  readonly #otherClients = new Interner()
  #otherRows = sharedInts(16)
  #otherClient = sharedInts(16)
  #others = 0

  constructor(expected: Expected) {
    const rows = Math.max(64, expected.rows)
    this.at = sharedFloats(rows)
    this.link = sharedInts(rows)
    this.code = sharedBytes(rows)
    this.conversations = new Conversations(this.members, expected.conversationWords)
  }

  /** Makes room for so many more rows, so that `put` need not ask. */
  reserve(more: number): void {
    const needed = this.rows + more
    if (needed <= this.at.length) return
    this.at = grownFloats(this.at, needed)
    this.link = grownInts(this.link, needed)
    this.code = grownBytes(this.code, needed)
  }

  /** Appends a message of a known conversation; room has been reserved. */
  put(ref: number, at: number, code: number): void {
    const { words } = this.conversations
    const row = this.rows
    this.at[row] = at
    this.code[row] = code
    this.link[row] = words[ref + LAST_ROW] as number
    words[ref + LAST_ROW] = row + 1
    this.rows = row + 1
  }

  /** Appends a message that names another client than its conversation's first one did. */
  putOther(ref: number, at: number, code: number): void {
    const { client } = this.cells
    hashCell(client)
    this.#otherRows = grownInts(this.#otherRows, this.#others + 1)
    this.#otherClient = grownInts(this.#otherClient, this.#others + 1)
    this.#otherRows[this.#others] = this.rows
    this.#otherClient[this.#others] = this.#otherClients.intern(client)
    this.#others += 1
    this.put(ref, at, code | CLIENT_OTHER)
  }

  /** Appends a message whose cells have passed every check; returns its conversation. */
  append(at: number, code: number): number {
    const { cells, conversations } = this
    hashCell(cells.conversation)
    hashCell(cells.member)
    const key = conversationKey(cells.conversation.hash, cells.member.hash)
    const ref = conversations.find(cells, key) || conversations.add(cells, key)
    this.reserve(1)
    if (cells.client.length === 0) this.put(ref, at, code | CLIENT_NONE)
    else if (conversations.hasClient(ref, cells)) this.put(ref, at, code)
    else this.putOther(ref, at, code)
    return ref
  }

  /** Which client a message named that is not its conversation's usual one. */
  otherClientIs(row: number, client: Cell): boolean {
    const index = searchRow(this.#otherRows, this.#others, row)
    return index >= 0 && this.#otherClients.is(this.#otherClient[index] as number, client)
  }

  share(names: RowNames, events: readonly Event[]): Segment {
    const { rows, at, link, code } = this
    return {
      rows,
      at,
      link,
      code,
      members: this.members.share(),
      conversations: this.conversations.share(),
      others: {
        count: this.#others,
        rows: this.#otherRows,
        client: this.#otherClient,
        clients: this.#otherClients.share(),
      },
      names,
      events,
    }
  }
}

/** Where a row stands among rising rows, or -1. */
export function searchRow(rows: Int32Array, count: number, row: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rows[middle] as number) < row) low = middle + 1
    else high = middle
  }
  return low < count && rows[low] === row ? low : -1
}
