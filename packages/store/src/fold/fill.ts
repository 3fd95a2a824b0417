import {
  compareBytes,
  type MemberTurns,
  type Ms,
  type RareFacts,
  type TurnColumns,
} from '@alacrity/engine'
import { HEAD, LAYOUT, PackedTurns, PLACES, RECORD } from './pack.ts'

/** All of a member's packed conversations, one after the other, and how long each is. */
export type PackedMember = { readonly bytes: Uint8Array; readonly lengths: readonly number[] }

export type Filled = {
  readonly turns: MemberTurns
  /** When the member's first conversation event was; null: never. */
  readonly first_at: Ms | null
  readonly withdrawn: boolean
}

type Columns = TurnColumns & { readonly autoRepliedAt: Float64Array }

/** How many turns the conversations have. */
export function countTurns({ bytes, lengths }: PackedMember): number {
  let count = 0
  let start = 0
  for (const length of lengths) {
    count += new DataView(bytes.buffer, bytes.byteOffset + start).getUint32(PLACES.count, true)
    start += length
  }
  return count
}

/** Below so many, putting each in its place is faster than calling a sort. */
const FEW = 32

/**
 * Writes the turns of one member after another into columns they share. An epoch reads millions, so nothing is
 * made for a turn, and words are read only where a turn has some that count.
 */
export class Filler {
  readonly #columns: Columns
  #row = 0
  // The member in hand: where each conversation starts, and what is known turn by turn as they are packed.
  #starts: number[] = []
  #size = 0
  #openedAt = new Float64Array(256)
  #record = new Int32Array(256)
  #client = new Int32Array(256)
  #conversation = new Int32Array(256)
  #place = new Int32Array(256)
  #order = new Int32Array(256)

  /** `rows`: how many turns there will be in all. */
  constructor(rows: number) {
    this.#columns = columnsFor(rows)
  }

  add(packed: PackedMember): Filled {
    const { bytes, lengths } = packed
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const clients = new ClientNumbers(bytes)
    this.#size = 0
    this.#starts = []
    let first: Ms | null = null
    let withdrawn = false
    let hasRare = false
    let start = 0
    for (const length of lengths) {
      if (bytes[start] !== LAYOUT) throw new Error(`packed turns of layout ${bytes[start]}`)
      withdrawn ||= bytes[start + PLACES.withdrawn] === 1
      hasRare ||= bytes[start + PLACES.rare] === 1
      const at = view.getFloat64(start + PLACES.first, true)
      if (at < (first ?? Number.POSITIVE_INFINITY)) first = at
      this.#starts.push(start)
      this.#note(view, start, clients)
      start += length
    }
    this.#sort(packed)
    const from = this.#row
    for (let i = 0; i < this.#size; i += 1) this.#write(view, this.#order[i] as number)
    const turns = {
      columns: this.#columns,
      from,
      to: this.#row,
      clients: clients.count,
      clientName: clients.nameOf,
      rare: hasRare ? this.#rare(packed, from) : null,
      lastContactAt: null,
    }
    return { turns, first_at: first, withdrawn }
  }

  /** Notes the turns of the conversation that starts there. */
  #note(view: DataView, start: number, clients: ClientNumbers): void {
    const count = view.getUint32(start + PLACES.count, true)
    if (count === 0) return
    const records = start + HEAD
    const names = records + count * RECORD
    const numberOf = clients.numbering(names, view.getUint32(start + PLACES.names, true))
    if (this.#size + count > this.#openedAt.length) this.#grow(this.#size + count)
    for (let place = 0; place < count; place += 1) {
      const turn = this.#size
      const record = records + place * RECORD
      this.#openedAt[turn] = view.getFloat64(record, true)
      this.#record[turn] = record
      this.#client[turn] = numberOf(view.getUint32(record + PLACES.client, true))
      this.#conversation[turn] = this.#starts.length - 1
      this.#place[turn] = place
      this.#size = turn + 1
    }
  }

  /** By (opened_at, turn id as bytes): ids are read only where instants are equal. */
  #sort(packed: PackedMember): void {
    const order = this.#order.subarray(0, this.#size)
    const openedAt = this.#openedAt
    const compare = (a: number, b: number) =>
      (openedAt[a] as number) - (openedAt[b] as number) ||
      compareBytes(this.#idOf(packed, a), this.#idOf(packed, b))
    for (let turn = 0; turn < order.length; turn += 1) order[turn] = turn
    if (order.length > FEW) {
      order.sort(compare)
      return
    }
    for (let turn = 1; turn < order.length; turn += 1) {
      let at = turn
      for (; at > 0 && compare(order[at - 1] as number, turn) > 0; at -= 1) {
        order[at] = order[at - 1] as number
      }
      order[at] = turn
    }
  }

  #idOf(packed: PackedMember, turn: number): string {
    const own = this.#open(packed, this.#conversation[turn] as number)
    return own.words.turns[this.#place[turn] as number] ?? ''
  }

  #write(view: DataView, turn: number): void {
    const columns = this.#columns
    const record = this.#record[turn] as number
    const row = this.#row
    const replied = view.getUint8(record + PLACES.repliedWith)
    columns.openedAt[row] = this.#openedAt[turn] as number
    columns.repliedAt[row] = view.getFloat64(record + PLACES.repliedAt, true)
    columns.autoRepliedAt[row] = view.getFloat64(record + PLACES.autoRepliedAt, true)
    columns.repliedWith[row] = replied === 255 ? 0 : replied
    columns.kind[row] = view.getUint8(record + PLACES.kind)
    columns.byMember[row] = view.getUint8(record + PLACES.byMember)
    columns.ordinal[row] = (this.#place[turn] as number) + 1
    columns.client[row] = this.#client[turn] as number
    this.#row = row + 1
  }

  #rare(packed: PackedMember, from: number): ReadonlyMap<number, RareFacts> {
    const opened = this.#starts.map((start, index) =>
      packed.bytes[start + PLACES.rare] === 1 ? this.#open(packed, index) : null,
    )
    const rare = new Map<number, RareFacts>()
    for (let i = 0; i < this.#size; i += 1) {
      const turn = this.#order[i] as number
      const own = opened[this.#conversation[turn] as number] ?? null
      const place = this.#place[turn] as number
      const facts = own?.rare(place) ?? null
      if (facts !== null) rare.set(from + i, { turn: own?.words.turns[place] ?? '', ...facts })
    }
    return rare
  }

  #open({ bytes, lengths }: PackedMember, conversation: number): PackedTurns {
    const start = this.#starts[conversation] ?? 0
    return new PackedTurns(bytes.subarray(start, start + (lengths[conversation] ?? 0)))
  }

  #grow(size: number): void {
    const openedAt = new Float64Array(size * 2)
    openedAt.set(this.#openedAt)
    this.#openedAt = openedAt
    const grown = (from: Int32Array<ArrayBuffer>) => {
      const to = new Int32Array(size * 2)
      to.set(from)
      return to
    }
    this.#record = grown(this.#record)
    this.#client = grown(this.#client)
    this.#conversation = grown(this.#conversation)
    this.#place = grown(this.#place)
    this.#order = new Int32Array(size * 2)
  }
}

/**
 * Numbers a member's clients over all conversations. Most have one client, and then the bytes of its list are
 * as good as the name itself.
 */
class ClientNumbers {
  readonly #bytes: Buffer
  /** By the list of one name as JSON, its bytes as characters. */
  readonly #numbers = new Map<string, number>()
  readonly #names: string[] = []
  #last = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get count(): number {
    return this.#numbers.size
  }

  /** How to number the clients of a conversation by their places in its list. */
  numbering(from: number, length: number): (place: number) => number {
    const list = this.#bytes.toString('latin1', from, from + length)
    // Two names or more have this between them, and inside of a name it is escaped.
    if (!list.includes('","')) {
      this.#last = this.#numberOf(list)
      return this.#lastNumber
    }
    const names = JSON.parse(this.#bytes.toString('utf8', from, from + length)) as string[]
    const numbers = names.map((name) =>
      this.#numberOf(Buffer.from(JSON.stringify([name])).toString('latin1')),
    )
    return (place) => numbers[place] ?? 0
  }

  readonly nameOf = (client: number): string => {
    if (this.#names.length === 0) {
      for (const list of this.#numbers.keys()) {
        const names = JSON.parse(Buffer.from(list, 'latin1').toString('utf8')) as string[]
        this.#names.push(names[0] ?? '')
      }
    }
    return this.#names[client] ?? ''
  }

  readonly #lastNumber = (): number => this.#last

  #numberOf(list: string): number {
    const known = this.#numbers.get(list)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(list, number)
    return number
  }
}

function columnsFor(size: number): Columns {
  return {
    openedAt: new Float64Array(size),
    repliedAt: new Float64Array(size),
    repliedWith: new Uint8Array(size),
    kind: new Uint8Array(size),
    ordinal: new Uint32Array(size),
    byMember: new Uint8Array(size),
    client: new Uint32Array(size),
    autoRepliedAt: new Float64Array(size),
  }
}
