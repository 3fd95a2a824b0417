import { MESSAGE_KINDS, type Ms, REPLY_KINDS, type Turn } from '@alacrity/engine'

// One conversation's turns as bytes, so that an epoch over millions of them reads columns and not text:
//   0        layout
//   1        1 where a withdrawal is among the events
//   2..5     how many turns, n
//   6        1 where any turn has more than its record
//   8..15    the instant of the first event, NaN for none
//   16..19   bytes of the clients
//   20..     n records: opened_at, replied_at (NaN: none), auto_replied_at (NaN: none), then messages,
//            client (its place among the clients), and a byte each of kind, replied_with, initiated_by
//   then     as JSON in UTF-8: the clients, which an epoch reads, then turn ids and what few turns have, by
//            place, which it seldom does
/** A database whose turns are of another is made anew when it is opened. */
export const LAYOUT = 2
export const HEAD = 20
export const RECORD = 35
/** Where things are: in the head, then in a record. */
export const PLACES = {
  withdrawn: 1,
  count: 2,
  rare: 6,
  first: 8,
  names: 16,
  repliedAt: 8,
  autoRepliedAt: 16,
  client: 28,
  kind: 32,
  repliedWith: 33,
  byMember: 34,
} as const

type Rare = Pick<
  Turn,
  'clients' | 'ended_at' | 'ended_by' | 'ended_who' | 'rulings' | 'later_replies' | 'next_client_at'
>
export type Words = {
  readonly turns: readonly string[]
  readonly rare: Readonly<Record<string, Rare>>
}

export type Summary = {
  /** When the conversation's first event was; null: it has none. */
  readonly first_at: Ms | null
  readonly withdrawn: boolean
}

const decoder = new TextDecoder()

function rareOf(turn: Turn): Rare | null {
  const { clients, ended_at, ended_by, ended_who, rulings, later_replies, next_client_at } = turn
  const plain = clients.length === 1 && clients[0] === turn.client
  if (plain && ended_at === null && rulings.length === 0 && later_replies === null) return null
  return { clients, ended_at, ended_by, ended_who, rulings, later_replies, next_client_at }
}

/** Room for the words of a conversation before it is known how many bytes they take. */
let room = Buffer.alloc(65_536)

export function packTurns(turns: readonly Turn[], summary: Summary): Uint8Array {
  const clients: string[] = []
  const rare: Record<string, Rare> = {}
  let isRare = false
  turns.forEach((turn, place) => {
    if (!clients.includes(turn.client)) clients.push(turn.client)
    const more = rareOf(turn)
    if (more === null) return
    rare[place] = more
    isRare = true
  })
  const names = JSON.stringify(clients)
  const words: Words = { turns: turns.map(({ turn }) => turn), rare }
  const text = JSON.stringify(words)
  const most = 3 * (names.length + text.length)
  if (room.length < most) room = Buffer.alloc(most)
  const namesSize = room.write(names, 0)
  const size = namesSize + room.write(text, namesSize)
  // Small ones share their memory: a piece each of its own would cost more than all the rest.
  const bytes = Buffer.allocUnsafe(HEAD + turns.length * RECORD + size)
  bytes.fill(0, 0, HEAD)
  bytes[0] = LAYOUT
  bytes[1] = summary.withdrawn ? 1 : 0
  bytes.writeUInt32LE(turns.length, 2)
  bytes[6] = isRare ? 1 : 0
  bytes.writeDoubleLE(summary.first_at ?? Number.NaN, 8)
  bytes.writeUInt32LE(namesSize, 16)
  let at = HEAD
  for (const turn of turns) {
    writeRecord(bytes, at, { turn, client: clients.indexOf(turn.client) })
    at += RECORD
  }
  room.copy(bytes, at, 0, size)
  return bytes
}

function writeRecord(
  bytes: Buffer,
  at: number,
  { turn, client }: { readonly turn: Turn; readonly client: number },
): void {
  bytes.writeDoubleLE(turn.opened_at, at)
  bytes.writeDoubleLE(turn.replied_at ?? Number.NaN, at + 8)
  bytes.writeDoubleLE(turn.auto_replied_at ?? Number.NaN, at + 16)
  bytes.writeUInt32LE(turn.messages, at + 24)
  bytes.writeUInt32LE(client, at + 28)
  bytes[at + 32] = MESSAGE_KINDS.indexOf(turn.kind)
  bytes[at + 33] = turn.replied_with === null ? 255 : REPLY_KINDS.indexOf(turn.replied_with)
  bytes[at + 34] = turn.initiated_by === 'member' ? 1 : 0
}

/** A conversation's packed turns, read in place. */
export class PackedTurns {
  readonly count: number
  readonly summary: Summary
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #plain: boolean
  #clients: readonly string[] | null = null
  #words: Words | null = null

  constructor(bytes: Uint8Array) {
    if (bytes[0] !== LAYOUT) throw new Error(`packed turns of layout ${String(bytes[0])}`)
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.count = this.#view.getUint32(2, true)
    this.#plain = bytes[6] === 0
    const first = this.#view.getFloat64(8, true)
    this.summary = { first_at: Number.isNaN(first) ? null : first, withdrawn: bytes[1] === 1 }
  }

  /** Everyone who opened a turn, in the order of their first. */
  get clients(): readonly string[] {
    const from = HEAD + this.count * RECORD
    this.#clients ??= jsonOf<readonly string[]>(this.#bytes, from, this.#wordsAt)
    return this.#clients
  }

  get words(): Words {
    this.#words ??= jsonOf<Words>(this.#bytes, this.#wordsAt, this.#bytes.length)
    return this.#words
  }

  get #wordsAt(): number {
    return HEAD + this.count * RECORD + this.#view.getUint32(16, true)
  }

  openedAt(place: number): Ms {
    return this.#view.getFloat64(HEAD + place * RECORD, true)
  }

  /** NaN: no reply. */
  repliedAt(place: number): Ms {
    return this.#view.getFloat64(HEAD + place * RECORD + 8, true)
  }

  /** NaN: no automated reply. */
  autoRepliedAt(place: number): Ms {
    return this.#view.getFloat64(HEAD + place * RECORD + 16, true)
  }

  messages(place: number): number {
    return this.#view.getUint32(HEAD + place * RECORD + 24, true)
  }

  /** The place of the opener among `clients`. */
  client(place: number): number {
    return this.#view.getUint32(HEAD + place * RECORD + 28, true)
  }

  /** Index in MESSAGE_KINDS. */
  kind(place: number): number {
    return this.#view.getUint8(HEAD + place * RECORD + 32)
  }

  /** Index in REPLY_KINDS; 255: no reply. */
  repliedWith(place: number): number {
    return this.#view.getUint8(HEAD + place * RECORD + 33)
  }

  byMember(place: number): boolean {
    return this.#view.getUint8(HEAD + place * RECORD + 34) === 1
  }

  rare(place: number): Rare | null {
    return this.#plain ? null : (this.words.rare[place] ?? null)
  }
}

function jsonOf<T>(bytes: Uint8Array, from: number, to: number): T {
  return JSON.parse(decoder.decode(bytes.subarray(from, to))) as T
}

const known = (at: Ms): Ms | null => (Number.isNaN(at) ? null : at)

/** The turns as the engine made them, to the byte. */
export function unpackTurns(
  packed: PackedTurns,
  { member, conversation }: { readonly member: string; readonly conversation: string },
): readonly Turn[] {
  if (packed.count === 0) return []
  const { clients } = packed
  const { turns } = packed.words
  return Array.from({ length: packed.count }, (_, place): Turn => {
    const client = clients[packed.client(place)] ?? ''
    const rare = packed.rare(place)
    return {
      turn: turns[place] ?? '',
      member,
      client,
      clients: rare?.clients ?? [client],
      conversation,
      ordinal: place + 1,
      initiated_by: packed.byMember(place) ? 'member' : 'client',
      kind: MESSAGE_KINDS[packed.kind(place)] ?? 'message',
      opened_at: packed.openedAt(place),
      messages: packed.messages(place),
      replied_at: known(packed.repliedAt(place)),
      replied_with: REPLY_KINDS[packed.repliedWith(place)] ?? null,
      auto_replied_at: known(packed.autoRepliedAt(place)),
      ended_at: rare?.ended_at ?? null,
      ended_by: rare?.ended_by ?? null,
      ended_who: rare?.ended_who ?? null,
      rulings: rare?.rulings ?? [],
      later_replies: rare?.later_replies ?? null,
      next_client_at: rare?.next_client_at ?? null,
    }
  })
}
