import type { MessageEvent } from '@alacrity/engine'
import { MESSAGE_KINDS, SENDERS } from '@alacrity/engine/reading'
import {
  AUTOMATED,
  CLIENT_BITS,
  CLIENT_NONE,
  CLIENT_OTHER,
  FROM_BITS,
  KIND_BITS,
  KIND_SHIFT,
} from '../column/code.ts'
import {
  afterRecord,
  clientLength,
  clientOffset,
  FIRST_RECORD,
  HEAD_WORDS,
  idLength,
  LAST_ROW,
  LENGTHS,
  MEMBER,
} from '../column/conversations.ts'
import { textOf, wordsText } from '../column/interner.ts'
import { nameOfRow } from '../column/names.ts'
import { searchRow, type Segment } from '../column/segment.ts'
import type { Reading } from './share.ts'

export function memberText(reading: Reading, rank: number): string {
  return textOf(reading.members, reading.order[rank] ?? 0)
}

/** Where each member's conversations are recorded. */
export class RecordIndex {
  readonly #reading: Reading
  readonly #start: Int32Array
  readonly #segment: Uint16Array
  readonly #ref: Int32Array

  /** Of the members that `wanted` names by rank. */
  constructor(reading: Reading, wanted: (rank: number) => boolean) {
    this.#reading = reading
    this.#start = new Int32Array(reading.order.length + 1)
    eachRecord(reading, (rank) => {
      if (wanted(rank)) this.#start[rank + 1] = (this.#start[rank + 1] ?? 0) + 1
    })
    for (let rank = 0; rank < reading.order.length; rank += 1) {
      this.#start[rank + 1] = (this.#start[rank + 1] ?? 0) + (this.#start[rank] ?? 0)
    }
    const total = this.#start[reading.order.length] ?? 0
    this.#segment = new Uint16Array(total)
    this.#ref = new Int32Array(total)
    const next = this.#start.slice()
    eachRecord(reading, (rank, segment, ref) => {
      if (!wanted(rank)) return
      const at = next[rank] ?? 0
      this.#segment[at] = segment
      this.#ref[at] = ref
      next[rank] = at + 1
    })
  }

  /** The member's messages as events, in no particular order. */
  messages(rank: number): MessageEvent[] {
    const member = memberText(this.#reading, rank)
    const events: MessageEvent[] = []
    for (let i = this.#start[rank] ?? 0; i < (this.#start[rank + 1] ?? 0); i += 1) {
      const segment = this.#reading.segments[this.#segment[i] ?? 0]
      if (segment !== undefined) readMessages(segment, this.#ref[i] ?? 0, { member, events })
    }
    return events
  }
}

type Visit = (rank: number, segment: number, ref: number) => void

function eachRecord(reading: Reading, visit: Visit): void {
  reading.segments.forEach(({ conversations }, segment) => {
    const ranks = reading.ranks[segment] as Int32Array
    const { words, end } = conversations
    for (let ref = FIRST_RECORD; ref < end; ref = afterRecord(words, ref)) {
      visit(ranks[words[ref + MEMBER] as number] as number, segment, ref)
    }
  })
}

type Sink = { readonly member: string; readonly events: MessageEvent[] }

function readMessages(segment: Segment, ref: number, sink: Sink): void {
  const { words } = segment.conversations
  const lengths = words[ref + LENGTHS] as number
  const conversation = wordsText(words, ref + HEAD_WORDS, idLength(lengths))
  const usual = wordsText(words, clientOffset(ref, lengths), clientLength(lengths))
  for (let row = (words[ref + LAST_ROW] as number) - 1; row >= 0; ) {
    const code = segment.code[row] as number
    sink.events.push({
      type: 'message',
      ...nameOfRow(segment.names, row),
      at: segment.at[row] as number,
      member: sink.member,
      conversation,
      from: SENDERS[code & FROM_BITS] ?? 'system',
      client: clientText(segment, row, usual),
      kind: MESSAGE_KINDS[(code >> KIND_SHIFT) & KIND_BITS] ?? 'message',
      automated: (code & AUTOMATED) !== 0,
    })
    row = (segment.link[row] as number) - 1
  }
}

function clientText(segment: Segment, row: number, usual: string): string | null {
  const which = (segment.code[row] as number) & CLIENT_BITS
  if (which === CLIENT_NONE) return null
  // A conversation that the member began without a client has none as its usual one.
  if (which !== CLIENT_OTHER) return usual === '' ? null : usual
  return textOf(segment.others.clients, otherClient(segment, row))
}

/** The number of the client that a row names instead of the usual one. */
export function otherClient({ others }: Segment, row: number): number {
  return others.client[searchRow(others.rows, others.count, row)] as number
}
