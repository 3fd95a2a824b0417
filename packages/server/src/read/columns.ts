import { createHmac } from 'node:crypto'
import type { Calendar, MemberTurns, Ms, RareFacts } from '@alacrity/engine'
import type { BatchMember, Store } from '@alacrity/store'

type Ports = { readonly store: Pick<Store, 'turns'> }

export type ColumnsWish = {
  /** No more turns than this: of a larger history whole members are drawn. */
  readonly max: number
  readonly now: Ms
  /** Decides who is drawn and in which order they stand; without it neither says anything of a name. */
  readonly salt: Uint8Array
}

/**
 * Everybody's turns without a name, for trying policies on outside of the service [DS5]. Members stand in
 * an order that says nothing of them, so any first part is a fair sample. Little endian:
 *
 *     u32      bytes of the head, which is JSON in UTF-8, padded with spaces to a multiple of 8
 *     f64 × n  opened_at; replied_at; auto_replied_at where `auto`; f64 × m the instant of the first event
 *     u32 × n  ordinal; client, numbered from 0 by member; u32 × (m + 1) each member's first row
 *     u8 × n   reply, an index in REPLY_KINDS; kind, an index in MESSAGE_KINDS; 1: begun by the member
 *
 * NaN stands for none. The head also has what few turns have, by row, and whose time off counts, by member.
 */
export async function turnColumns({ store }: Ports, wish: ColumnsWish): Promise<Uint8Array> {
  const drawn = new Drawn(wish.max)
  let turnsTotal = 0
  let membersTotal = 0
  for await (const batch of store.turns.batches(1_000)) {
    for (const each of batch) {
      const size = each.turns.to - each.turns.from
      if (size === 0) continue
      membersTotal += 1
      turnsTotal += size
      drawn.offer(each, keyOf(wish.salt, each.member))
    }
  }
  return written(drawn.blocks(), { turnsTotal, membersTotal, now: wish.now })
}

function keyOf(salt: Uint8Array, member: string): number {
  return createHmac('sha256', salt).update(member).digest().readUIntBE(0, 6)
}

/** One member's rows, kept beyond their batch. */
type Block = { readonly key: number; readonly each: BatchMember; readonly size: number }

/** Keeps the members with the smallest keys, as many as there is room for. */
class Drawn {
  readonly #max: number
  #blocks: Block[] = []
  #rows = 0
  #limit = Number.POSITIVE_INFINITY

  constructor(max: number) {
    this.#max = max
  }

  offer(each: BatchMember, key: number): void {
    const size = each.turns.to - each.turns.from
    if (key >= this.#limit) return
    this.#blocks.push({ key, size, each: { ...each, turns: copied(each.turns) } })
    this.#rows += size
    // Room is made seldom, and for many at once.
    if (this.#rows > 2 * this.#max) this.#makeRoom()
  }

  blocks(): readonly Block[] {
    this.#makeRoom()
    return this.#blocks
  }

  #makeRoom(): void {
    this.#blocks.sort((a, b) => a.key - b.key)
    let rows = 0
    const fits = this.#blocks.findIndex(({ size }, index) => {
      rows += size
      return rows > this.#max && index > 0
    })
    if (fits === -1) return
    this.#limit = this.#blocks[fits]?.key ?? this.#limit
    this.#blocks = this.#blocks.slice(0, fits)
    this.#rows = this.#blocks.reduce((sum, { size }) => sum + size, 0)
  }
}

/** A batch's columns are overwritten by the next, so a member's own part is copied. */
function copied(turns: MemberTurns): MemberTurns {
  const { columns, from, to, rare } = turns
  const own = new Map<number, RareFacts>()
  for (let row = from; rare !== null && row < to; row += 1) {
    const facts = rare.get(row)
    if (facts !== undefined) own.set(row - from, facts)
  }
  return {
    ...turns,
    from: 0,
    to: to - from,
    rare: own.size === 0 ? null : own,
    columns: {
      openedAt: columns.openedAt.slice(from, to),
      repliedAt: columns.repliedAt.slice(from, to),
      repliedWith: columns.repliedWith.slice(from, to),
      kind: columns.kind.slice(from, to),
      ordinal: columns.ordinal.slice(from, to),
      byMember: columns.byMember.slice(from, to),
      client: columns.client.slice(from, to),
      autoRepliedAt: columns.autoRepliedAt?.slice(from, to) ?? null,
    },
  }
}

type Totals = { readonly turnsTotal: number; readonly membersTotal: number; readonly now: Ms }

function written(blocks: readonly Block[], totals: Totals): Uint8Array {
  const rows = blocks.reduce((sum, { size }) => sum + size, 0)
  const auto = blocks.some(
    ({ each }) => each.turns.columns.autoRepliedAt?.some((at) => !Number.isNaN(at)) ?? false,
  )
  const head = Buffer.from(JSON.stringify(headOf(blocks, { rows, auto, totals })))
  const padded = Math.ceil((head.length + 4) / 8) * 8 - 4
  const members = blocks.length
  const floats = rows * (auto ? 3 : 2) + members
  const size = 4 + padded + floats * 8 + (rows * 2 + members + 1) * 4 + rows * 3
  const bytes = new Uint8Array(size)
  new DataView(bytes.buffer).setUint32(0, padded, true)
  bytes.fill(32, 4, 4 + padded)
  bytes.set(head, 4)
  let at = 4 + padded
  const put = (column: ArrayBufferView): void => {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at)
    at += column.byteLength
  }
  const every = (pick: (columns: MemberTurns['columns']) => ArrayBufferView): void => {
    for (const { each } of blocks) put(pick(each.turns.columns))
  }
  every(({ openedAt }) => openedAt)
  every(({ repliedAt }) => repliedAt)
  if (auto) every(({ autoRepliedAt, openedAt }) => autoRepliedAt ?? openedAt.map(() => Number.NaN))
  put(Float64Array.from(blocks, ({ each }) => each.first_event_at ?? Number.NaN))
  every(({ ordinal }) => ordinal)
  every(({ client }) => client)
  put(startsOf(blocks))
  every(({ repliedWith }) => repliedWith)
  every(({ kind }) => kind)
  every(({ byMember }) => byMember)
  return bytes
}

function startsOf(blocks: readonly Block[]): Uint32Array {
  const starts = new Uint32Array(blocks.length + 1)
  blocks.forEach(({ size }, index) => {
    starts[index + 1] = (starts[index] ?? 0) + size
  })
  return starts
}

type Of = { readonly rows: number; readonly auto: boolean; readonly totals: Totals }

function headOf(blocks: readonly Block[], { rows, auto, totals }: Of): object {
  const rare: [number, object][] = []
  const calendars: [number, object][] = []
  let start = 0
  blocks.forEach(({ each, size }, index) => {
    const numbers = numbersOf(each.turns)
    for (const [row, facts] of each.turns.rare ?? []) {
      rare.push([start + row, rareOf(facts, numbers)])
    }
    const calendar = calendarOf(each.calendar, numbers)
    if (calendar !== null) calendars.push([index, calendar])
    start += size
  })
  return {
    as_of_ms: totals.now,
    turns: rows,
    members: blocks.length,
    turns_total: totals.turnsTotal,
    members_total: totals.membersTotal,
    /** Members whose earlier states differ a little from what their turns are now [TN5]. */
    withdrawn: blocks.filter(({ each }) => !each.any_instant).length,
    auto,
    outages: (blocks[0]?.each.calendar.outages ?? []).map(({ at, from, until }) => [
      at,
      from,
      until,
    ]),
    rare,
    calendars,
  }
}

/** Clients by number: those of the column, then those who only wrote in somebody else's turn. */
function numbersOf({ clients, clientName }: MemberTurns): (client: string) => number {
  let known: Map<string, number> | null = null
  return (client) => {
    known ??= new Map(Array.from({ length: clients }, (_, number) => [clientName(number), number]))
    const number = known.get(client) ?? known.size
    known.set(client, number)
    return number
  }
}

function rareOf(facts: RareFacts, numberOf: (client: string) => number): object {
  const { turn: _, clients, ...rest } = facts
  return { ...rest, clients: clients.map(numberOf) }
}

function calendarOf(calendar: Calendar, numberOf: (client: string) => number): object | null {
  const { hours, aways, erasures } = calendar
  if (hours.length + aways.length + erasures.length === 0) return null
  return {
    hours: hours.map(({ at, weekly, zone, valid_from }) => ({ at, weekly, zone, valid_from })),
    aways: aways.map(({ at, from, until }) => [at, from, until]),
    erasures: erasures.flatMap(({ at, client }) =>
      client === null ? [] : [[at, numberOf(client)]],
    ),
  }
}
