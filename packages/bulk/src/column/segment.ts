import type { Event } from '@alacrity/engine'
import { LiveFold } from '../fold/live.ts'
import { RowBatch } from './batch.ts'
import { type Cell, conversationKey, hashCell, isPlain, RowCells } from './cell.ts'
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
import type { Turns } from './turns.ts'

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
  /** Of conversations whose messages came in order; of those to be folded again also some that are void. */
  readonly turns: Turns
  /** What is not a message. */
  readonly events: readonly Event[]
}

/** How much to make room for before anything is read. */
export type Expected = {
  readonly rows: number
  /** Whether rows are named by their lines, so that the later row is the later event [EV3]. */
  readonly rowsDecide: boolean
}

/** What is touched ahead of use, so that the optimiser cannot leave it out. */
const touched = new Int32Array(1)

export class SegmentWriter {
  readonly cells: RowCells = new RowCells()
  readonly members: Interner = new Interner()
  readonly conversations: Conversations
  rows = 0
  at: Float64Array
  link: Int32Array
  code: Uint8Array
  readonly batch: RowBatch = new RowBatch()
  otherHash = 0
  readonly #live: LiveFold
  readonly #otherClients = new Interner()
  #otherRows = sharedInts(16)
  #otherClient = sharedInts(16)
  #others = 0

  constructor(expected: Expected) {
    const rows = Math.max(64, expected.rows)
    this.at = sharedFloats(rows)
    this.link = sharedInts(rows)
    this.code = sharedBytes(rows)
    this.conversations = new Conversations(this.members, expected.rows)
    this.#live = new LiveFold(Math.ceil(rows * 0.48), expected.rowsDecide, this)
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
    this.#live.take(words, ref, row)
    this.link[row] = words[ref + LAST_ROW] as number
    words[ref + LAST_ROW] = row + 1
    this.rows = row + 1
  }

  /** Appends a message that names another client than its conversation's first one did. */
  putOther(ref: number, at: number, code: number): void {
    const { client } = this.cells
    hashCell(client)
    this.otherHash = client.hash
    this.#otherRows = grownInts(this.#otherRows, this.#others + 1)
    this.#otherClient = grownInts(this.#otherClient, this.#others + 1)
    this.#otherRows[this.#others] = this.rows
    this.#otherClient[this.#others] = this.#otherClients.intern(client)
    this.#others += 1
    this.put(ref, at, code | CLIENT_OTHER)
  }

  /**
   * Appends the batch's rows from `from` on, up to the first whose ids are new and not plain; returns its
   * place, or the batch's size. Memory is slow to answer, so what the rows will need is asked for all at
   * once before it is used row by row.
   */
  enter(batch: RowBatch, from: number): number {
    this.#touch(batch, from)
    const { cells } = this
    const { conversation, member, client } = cells
    for (let i = from; i < batch.size; i += 1) {
      conversation.start = batch.conversationAt[i] as number
      conversation.length = batch.conversationLength[i] as number
      member.start = batch.memberAt[i] as number
      member.length = batch.memberLength[i] as number
      member.hash = batch.memberHash[i] as number
      client.start = batch.clientAt[i] as number
      client.length = batch.clientLength[i] as number
      if (!this.#enterRow(batch, i)) return i
    }
    return batch.size
  }

  #enterRow(batch: RowBatch, i: number): boolean {
    const { cells, conversations } = this
    const key = batch.key[i] as number
    let ref = conversations.find(cells, key)
    if (ref === 0) {
      if (!isPlain(cells.conversation) || !isPlain(cells.member) || !isPlain(cells.client)) {
        return false
      }
      ref = conversations.add(cells, key)
    } else if (!conversations.hasClient(ref, cells)) {
      if (!isPlain(cells.client)) return false
      this.putOther(ref, batch.at[i] as number, batch.code[i] as number)
      return true
    }
    this.put(ref, batch.at[i] as number, batch.code[i] as number)
    return true
  }

  #touch(batch: RowBatch, from: number): void {
    const { slots, mask, words } = this.conversations
    const { key, ref, size } = batch
    let sum = 0
    for (let i = from; i < size; i += 1) {
      ref[i] = slots[2 * ((key[i] as number) & mask) + 1] as number
    }
    let fresh = 0
    for (let i = from; i < size; i += 1) {
      const at = ref[i] as number
      sum ^= (words[at] as number) ^ (words[at + 12] as number) ^ (words[at + 24] as number)
      batch.fresh[fresh] = batch.memberHash[i] as number
      fresh += at === 0 ? 1 : 0
    }
    touched[0] = sum ^ this.members.touch(batch.fresh, fresh)
  }

  /** The conversation that the cells name, or 0. */
  find(): number {
    return this.conversations.find(this.cells, this.#key())
  }

  #key(): number {
    const { conversation, member } = this.cells
    hashCell(conversation)
    hashCell(member)
    return conversationKey(conversation.hash, member.hash)
  }

  /** Appends a message whose cells have passed every check; returns its conversation. */
  append(at: number, code: number): number {
    const { cells, conversations } = this
    const key = this.#key()
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
      turns: this.#live.turns.share(),
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
