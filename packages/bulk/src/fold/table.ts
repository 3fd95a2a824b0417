import { compareBytes, type MemberTurns, qualifiedId, type TurnColumns } from '@alacrity/engine'
import { hashText } from '../column/text-cells.ts'
import { wordsText } from '../column/interner.ts'
import { lineOfRow, nameOfRow } from '../column/names.ts'
import type { Segment } from '../column/segment.ts'
import { ClientNumbers } from './client-numbers.ts'
import { BY_MEMBER, MessageFold } from './fold.ts'
import { PartSorter } from './order.ts'
import { memberText } from './records.ts'
import type { Share } from './share.ts'
import type { TurnList } from './turns.ts'

/** The turns of a thread's members, each member's rows together, in the engine's columns. */
export class TurnTable {
  readonly columns: TurnColumns
  /** First row by local member, and the end. */
  readonly #start: Int32Array
  /** How many clients, by local member. */
  readonly #clients: Int32Array
  /** By local member: 1 where a client's erasure concerns it, which the plain path judges [OC1]. */
  readonly concerned: Uint8Array

  constructor(
    columns: TurnColumns,
    members: { start: Int32Array; clients: Int32Array; concerned: Uint8Array },
  ) {
    this.columns = columns
    this.#start = members.start
    this.#clients = members.clients
    this.concerned = members.concerned
  }

  turnsOf(member: number): MemberTurns {
    return {
      columns: this.columns,
      from: this.#start[member] ?? 0,
      to: this.#start[member + 1] ?? 0,
      clients: this.#clients[member] ?? 0,
      // Read for erasures only, and members whom these concern are judged by the plain path.
      clientName: () => '',
      rare: null,
      lastContactAt: null,
    }
  }

  /** How many turns there are. */
  get size(): number {
    return this.columns.openedAt.length
  }
}

/** Folds a thread's share. `ignoreTies` is a planted fault, for tests that must find it. */
export function foldShare(share: Share, mine: Int32Array, ignoreTies = false): TurnTable {
  const local = new Int32Array(share.owner.length).fill(-1)
  mine.forEach((rank, index) => {
    local[rank] = index
  })
  const turns = new MessageFold(share, local, ignoreTies).run()
  const start = startsOf(turns, mine.length)
  const order = orderOf(turns, start, share.reading.segments)
  const clients = numberClients(turns, { order, start }, { share, mine })
  return new TurnTable(columnsOf(turns, order, clients.number), {
    start,
    clients: clients.counts,
    concerned: clients.concerned,
  })
}

function startsOf(turns: TurnList, members: number): Int32Array {
  const start = new Int32Array(members + 1)
  for (let turn = 0; turn < turns.count; turn += 1) {
    const next = (turns.member[turn] as number) + 1
    start[next] = (start[next] as number) + 1
  }
  for (let member = 0; member < members; member += 1) {
    start[member + 1] = (start[member + 1] as number) + (start[member] as number)
  }
  return start
}

/** The turns by member, each member's by (opened_at, turn id as bytes). */
function orderOf(turns: TurnList, start: Int32Array, segments: readonly Segment[]): Int32Array {
  const order = new Int32Array(turns.count)
  const next = start.slice()
  for (let turn = 0; turn < turns.count; turn += 1) {
    const member = turns.member[turn] as number
    const place = next[member] as number
    order[place] = turn
    next[member] = place + 1
  }
  const idOf = (turn: number): string => {
    const { names } = segments[turns.segment[turn] as number] as Segment
    const row = turns.row[turn] as number
    if (names.kind === 'lines' && names.source === 'default') return String(lineOfRow(names, row))
    return qualifiedId(nameOfRow(names, row))
  }
  const sorter = new PartSorter(turns.openedAt, (a, b) => compareBytes(idOf(a), idOf(b)))
  for (let member = 0; member + 1 < start.length; member += 1) {
    sorter.sort(order, start[member] as number, start[member + 1] as number)
  }
  return order
}

type Arranged = { readonly order: Int32Array; readonly start: Int32Array }
type Numbered = {
  readonly number: Uint32Array
  readonly counts: Int32Array
  readonly concerned: Uint8Array
}

function numberClients(
  turns: TurnList,
  { order, start }: Arranged,
  { share, mine }: { readonly share: Share; readonly mine: Int32Array },
): Numbered {
  const numbers = new ClientNumbers(share.reading.segments, turns)
  const number = new Uint32Array(turns.count)
  const counts = new Int32Array(mine.length)
  const concerned = new Uint8Array(mine.length)
  const erased = erasedClients(share)
  for (let member = 0; member < mine.length; member += 1) {
    const from = start[member] as number
    const to = start[member + 1] as number
    numbers.begin(to - from)
    for (let place = from; place < to; place += 1) {
      const turn = order[place] as number
      number[place] = numbers.numberOf(turn)
      const erasures = erased.get(turns.clientHash[turn] as number)
      if (erasures === undefined) continue
      const { words, offset, length } = numbers.bytes(turn)
      const name = wordsText(words, offset, length)
      const id = memberText(share.reading, mine[member] as number)
      if (erasures.some(({ client, member: of }) => client === name && (of ?? id) === id)) {
        concerned[member] = 1
      }
    }
    counts[member] = numbers.count
  }
  return { number, counts, concerned }
}

type Erasures = Share['reading']['erasures']

function erasedClients(share: Share): ReadonlyMap<number, Erasures> {
  const byHash = new Map<number, Erasures>()
  for (const erasure of share.reading.erasures) {
    if (erasure.client === null) continue
    const hash = hashText(erasure.client)
    byHash.set(hash, [...(byHash.get(hash) ?? []), erasure])
  }
  return byHash
}

function columnsOf(turns: TurnList, order: Int32Array, client: Uint32Array): TurnColumns {
  const size = turns.count
  const openedAt = new Float64Array(size)
  const repliedAt = new Float64Array(size)
  const kind = new Uint8Array(size)
  const ordinal = new Uint32Array(size)
  const byMember = new Uint8Array(size)
  const autoRepliedAt = turns.autoRepliedAt === null ? null : new Float64Array(size)
  for (let place = 0; place < size; place += 1) {
    const turn = order[place] as number
    openedAt[place] = turns.openedAt[turn] as number
    repliedAt[place] = turns.repliedAt[turn] as number
    ordinal[place] = turns.ordinal[turn] as number
    const info = turns.info[turn] as number
    kind[place] = info & (BY_MEMBER - 1)
    byMember[place] = info >> 3
    if (autoRepliedAt !== null) autoRepliedAt[place] = turns.autoRepliedAt?.[turn] ?? Number.NaN
  }
  // In message-only conversations every reply is a message, which is reply kind 0.
  const repliedWith = new Uint8Array(size)
  return { openedAt, repliedAt, repliedWith, kind, ordinal, byMember, client, autoRepliedAt }
}
