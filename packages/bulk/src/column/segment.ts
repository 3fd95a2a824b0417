import type { Event } from '@alacrity/engine'
import { Arena, STATE } from './arena.ts'
import { CLIENT_BITS, CLIENT_NONE, CLIENT_OTHER } from './code.ts'
import {
  clientLength,
  clientOffset,
  type ConversationRecords,
  FIRST_RECORD,
  LENGTHS,
} from './conversations.ts'
import { Column, Table } from './growing.ts'
import { type Interned, textOf, wordsText } from './interner.ts'
import type { RowNames } from './names.ts'
import { BLOCK_SHIFT, TURN_BYTES, type Turns } from './turns.ts'

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
  /** Records of conversations whose messages did not come in order. */
  readonly again: Int32Array
  readonly others: OtherClients
  readonly names: RowNames
  /** Of conversations whose messages came in order; of those to be folded again also some that are void. */
  readonly turns: Turns
  /** By block of turns when the latest of them was opened. */
  readonly latest: Float64Array
  /** By member when the first of its turns was opened, also a void one; infinite without any. */
  readonly firsts: Float64Array
  /** Instants of the earliest and the latest row; null without any. */
  readonly span: readonly [number, number] | null
  /** What is not a message. */
  readonly events: readonly Event[]
}

/** Where the values of a row group's columns are, in bytes; instants as milliseconds or as text, the other 0. */
export type GroupColumns = {
  readonly conversation: number
  readonly client: number
  readonly member: number
  readonly role: number
  readonly instants: number
  readonly instantTexts: number
}

/** How much to make room for before anything is read. */
export type Expected = {
  readonly rows: number
  /** Whether rows are named by their lines, so that the later row is the later event [EV3]. */
  readonly rowsDecide: boolean
  /** Bytes that all of it may take; by default as many as an arena has. */
  readonly room?: number
}

/**
 * Bytes to count on for a row: the first sizes of the columns below come to 71, which is more than rows of
 * UUIDs take, and what outgrows its place is for a while there twice.
 */
export const BYTES_A_ROW = 112

// Fields of the kernel's state: see ../../kernel/state.ts.
const ROWS = 0
const AT = 1
const LINK = 2
const CODE = 3
const ROWS_DECIDE = 4
const CONVERSATIONS = 5
const RECORDS_END = 6
const RECORDS = 7
const SLOTS = 8
const TURNS = 10
const TURN_AT = 11
const ORDER = 12
const AGAIN = 16
const AGAIN_REFS = 17
const LATEST = 18
const FIRSTS = 19
const MEMBERS = 20
const CLIENTS = 30
const OTHERS = 40
const OTHER_ROWS = 41
const OTHER_CLIENT = 42
/** Six fields of a row group. */
const GROUP = 44
/** Two doubles. */
const SPAN = 52

/** Words of a record besides its ids, and those that pad them. */
const RECORD_WORDS = 11

/** No id is longer than 256 bytes [EV6]; the cells of a row that is appended by itself. */
const CELL = 320
/** So much more room than a block's bytes lets each of its rows be appended by itself. */
export const LONGEST_IDS: number = 3 * CELL
/** Where the first row of the kernel's batch keeps its cells: see ../../kernel/conversations.ts. */
const FIRST_ROW = 2048
const CELL_FIELDS = { conversation: 0, member: 2, client: 5 } as const

export type CellName = keyof typeof CELL_FIELDS

/** Makes a segment: the kernel's columns and tables, with room for what is to come. */
export class SegmentWriter {
  readonly arena: Arena
  readonly #at: Column
  readonly #link: Column
  readonly #code: Column
  readonly #records: Column
  readonly #turns: Column
  readonly #latest: Column
  readonly #firsts: Column
  readonly #again: Column
  readonly #otherRows: Column
  readonly #otherClient: Column
  readonly #conversations: Table
  readonly #members: KernelInterner
  readonly #clients: KernelInterner
  readonly #cells: number

  constructor({ rows: expected, rowsDecide, room }: Expected) {
    const arena = new Arena(room)
    this.arena = arena
    const rows = Math.max(64, expected)
    const column = (field: number, width: number, room: number) =>
      new Column(arena, { field, width, room: Math.ceil(room) })
    this.#at = column(AT, 8, rows)
    this.#link = column(LINK, 4, rows)
    this.#code = column(CODE, 1, rows)
    // A fifth or a quarter of messages begin a conversation; a turn takes two of them.
    this.#records = column(RECORDS, 4, rows * 8 + 256)
    this.#turns = column(TURN_AT, TURN_BYTES, rows * 0.48 + 64)
    this.#latest = column(LATEST, 8, blocksOf(rows * 0.48))
    this.#firsts = column(FIRSTS, 8, rows / 8)
    this.#again = column(AGAIN_REFS, 4, 64)
    this.#otherRows = column(OTHER_ROWS, 4, 64)
    this.#otherClient = column(OTHER_CLIENT, 4, 64)
    this.#conversations = new Table(arena, SLOTS, rows / 4)
    this.#members = new KernelInterner(arena, MEMBERS)
    this.#clients = new KernelInterner(arena, CLIENTS)
    this.#cells = arena.take(LONGEST_IDS)
    arena.state[RECORDS_END] = FIRST_RECORD
    arena.state[ROWS_DECIDE] = rowsDecide ? 1 : 0
  }

  get rows(): number {
    return this.arena.state[ROWS] as number
  }

  /** Which column of five comes first, second and so on, by its index in NORMALISED. */
  set order(columns: readonly number[]) {
    this.arena.state[ORDER] = columns.reduce(
      (sum, column, place) => sum | (column << (4 * place)),
      0,
    )
  }

  /** Where the columns of a row group are: see ../parquet/messages.ts. */
  set columns(columns: GroupColumns) {
    const { conversation, client, member, role, instants, instantTexts } = columns
    this.arena.state.set([conversation, client, member, role, instants, instantTexts], GROUP)
  }

  /** Makes room for so many more rows, whose ids take so many bytes together. */
  reserve(more: number, bytes: number): void {
    const { kernel, state } = this.arena
    // While what was read last is near.
    kernel.sum()
    const rows = (state[ROWS] as number) + more
    this.#at.reserve(rows)
    this.#link.reserve(rows)
    this.#code.reserve(rows)
    this.#records.reserve((state[RECORDS_END] as number) + more * RECORD_WORDS + (bytes >> 2))
    this.#turns.reserve((state[TURNS] as number) + more)
    this.#latest.reserve(blocksOf((state[TURNS] as number) + more))
    const members = (state[MEMBERS + COUNT] as number) + more
    this.#firsts.reserve(members)
    this.#otherRows.reserve((state[OTHERS] as number) + more)
    this.#otherClient.reserve((state[OTHERS] as number) + more)
    const conversations = (state[CONVERSATIONS] as number) + more
    this.#conversations.reserve(conversations)
    this.#again.reserve((state[AGAIN] as number) + more)
    this.#members.reserve(more, bytes)
    this.#clients.reserve(more, bytes)
  }

  /** Holds an id of the row that is to be found or appended. */
  hold(name: CellName, text: string): void {
    const field = CELL_FIELDS[name]
    const at = this.#cells + (name === 'conversation' ? 0 : name === 'member' ? CELL : 2 * CELL)
    const { buffer } = this.arena.bytes(at, CELL)
    const length = Buffer.from(buffer, at, CELL).write(text, 'utf8')
    const cells = this.arena.ints(FIRST_ROW, 8)
    cells[field] = at
    cells[field + 1] = length
  }

  /** Appends a message whose ids are held and have passed every check; returns its conversation. */
  append(at: number, code: number): number {
    this.reserve(1, LONGEST_IDS)
    return this.arena.kernel.appendFirst(at, code)
  }

  /** The conversation whose ids are held, or 0. */
  find(): number {
    return this.arena.kernel.findFirst()
  }

  /** What a row says besides its ids. */
  message(row: number): { readonly at: number; readonly code: number } {
    const at = this.arena.floats(this.#at.at + row * 8, 1)[0] as number
    const code = this.arena.bytes(this.#code.at + row, 1)[0] as number
    return { at, code }
  }

  /** The client that a row of a conversation names. */
  clientOf(row: number, conversation: number): string | null {
    const which = this.message(row).code & CLIENT_BITS
    if (which === CLIENT_NONE) return null
    const others = this.arena.state[OTHERS] as number
    if (which === CLIENT_OTHER) {
      const index = searchRow(this.#otherRows.ints(others), others, row)
      return textOf(this.#clients.share(), this.#otherClient.ints(others)[index] as number)
    }
    const words = this.#records.ints(this.arena.state[RECORDS_END] as number)
    const lengths = words[conversation + LENGTHS] as number
    return wordsText(words, clientOffset(conversation, lengths), clientLength(lengths))
  }

  share(names: RowNames, events: readonly Event[]): Segment {
    const { arena } = this
    const { state } = arena
    arena.kernel.sum()
    const rows = this.rows
    const end = state[RECORDS_END] as number
    const others = state[OTHERS] as number
    const turns = state[TURNS] as number
    const members = state[MEMBERS + COUNT] as number
    const [first = 0, last = 0] = arena.floats(STATE + SPAN * 4, 2)
    return {
      rows,
      at: this.#at.floats(rows),
      link: this.#link.ints(rows),
      code: this.#code.bytes(rows),
      members: this.#members.share(),
      conversations: {
        words: this.#records.ints(end),
        end,
        slots: this.#conversations.slots,
      },
      again: this.#again.ints(state[AGAIN] as number),
      others: {
        count: others,
        rows: this.#otherRows.ints(others),
        client: this.#otherClient.ints(others),
        clients: this.#clients.share(),
      },
      names,
      turns: {
        count: turns,
        doubles: this.#turns.floats(turns),
        words: this.#turns.ints(turns),
      },
      latest: this.#latest.floats(blocksOf(turns)),
      firsts: this.#firsts.floats(members),
      span: rows === 0 ? null : [first, last],
      events,
    }
  }
}

function blocksOf(turns: number): number {
  return Math.ceil(turns / 2 ** BLOCK_SHIFT)
}

const COUNT = 0
const PLACES = 1
const HASHES = 2
const WORDS = 3
const WORDS_END = 4
const TABLE = 5

/** Numbers ids from 0 in the kernel. */
class KernelInterner {
  readonly #arena: Arena
  readonly #self: number
  readonly #places: Column
  readonly #hashes: Column
  readonly #words: Column
  readonly #table: Table

  constructor(arena: Arena, self: number) {
    this.#arena = arena
    this.#self = self
    this.#places = new Column(arena, { field: self + PLACES, width: 8, room: 64 })
    this.#hashes = new Column(arena, { field: self + HASHES, width: 4, room: 64 })
    this.#words = new Column(arena, { field: self + WORDS, width: 4, room: 512 })
    this.#table = new Table(arena, self + TABLE, 64)
  }

  reserve(more: number, bytes: number): void {
    const { state } = this.#arena
    const count = (state[this.#self + COUNT] as number) + more
    this.#places.reserve(count)
    this.#hashes.reserve(count)
    this.#words.reserve((state[this.#self + WORDS_END] as number) + more * 4 + (bytes >> 2))
    this.#table.reserve(count)
  }

  share(): Interned {
    const { state } = this.#arena
    const count = state[this.#self + COUNT] as number
    return {
      count,
      places: this.#places.ints(count),
      hash: this.#hashes.ints(count),
      words: this.#words.ints(state[this.#self + WORDS_END] as number),
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
