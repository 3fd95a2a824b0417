import type { MemberTurns, TurnColumns } from '@alacrity/engine'
import { wordsText } from '../column/interner.ts'
import { hashText } from '../column/text-cells.ts'
import { Arrangement } from './arrange.ts'
import { ClientNumbers } from './client-numbers.ts'
import { LateFold } from './fold.ts'
import { memberText } from './records.ts'
import type { Share } from './share.ts'

type Members = {
  /** First row by local member, and the end. */
  readonly start: Int32Array
  /** How many clients, by local member. */
  readonly clients: Int32Array
  /** By local member: 1 where a client's erasure concerns it, which the plain path judges [OC1]. */
  readonly concerned: Uint8Array
}

/** The turns of a thread's members, each member's rows together, in the engine's columns. */
export class TurnTable {
  readonly columns: TurnColumns
  readonly #members: Members

  constructor(columns: TurnColumns, members: Members) {
    this.columns = columns
    this.#members = members
  }

  turnsOf(member: number): MemberTurns {
    const { start, clients } = this.#members
    return {
      columns: this.columns,
      from: start[member] ?? 0,
      to: start[member + 1] ?? 0,
      clients: clients[member] ?? 0,
      // Read for erasures only, and members whom these concern are judged by the plain path.
      clientName: () => '',
      rare: null,
      lastContactAt: null,
    }
  }

  isConcerned(member: number): boolean {
    return this.#members.concerned[member] === 1
  }

  /** How many turns there are. */
  get size(): number {
    return this.#members.start.at(-1) ?? 0
  }
}

/** Folds a thread's share. `ignoreTies` is a planted fault, for tests that must find it. */
export function foldShare(share: Share, mine: Int32Array, ignoreTies = false): TurnTable {
  const local = new Int32Array(share.owner.length).fill(-1)
  mine.forEach((rank, index) => {
    local[rank] = index
  })
  const loose = new LateFold(share, local, ignoreTies).run()
  const turns = new Arrangement(share.reading, mine, loose)
  const { client, ...members } = numberClients(turns, share, mine)
  // In message-only conversations every reply is a message, which is reply kind 0.
  const repliedWith = new Uint8Array(turns.count)
  const columns = { ...turns.columns, repliedWith, client }
  return new TurnTable(columns, { start: turns.start, ...members })
}

type Numbered = {
  readonly client: Uint32Array
  readonly clients: Int32Array
  readonly concerned: Uint8Array
}

function numberClients(turns: Arrangement, share: Share, mine: Int32Array): Numbered {
  const numbers = new ClientNumbers(share.reading.segments, turns)
  const client = new Uint32Array(turns.count)
  const clients = new Int32Array(mine.length)
  const concerned = new Uint8Array(mine.length)
  const erased = erasedClients(share)
  for (let member = 0; member < mine.length; member += 1) {
    const from = turns.start[member] as number
    const to = turns.start[member + 1] as number
    numbers.begin(to - from)
    for (let turn = from; turn < to; turn += 1) {
      client[turn] = numbers.numberOf(turn)
      if (erased === null) continue
      const erasures = erased.get(turns.clientHash[turn] as number)
      if (erasures === undefined) continue
      const { words, offset, length } = numbers.bytes(turn)
      const name = wordsText(words, offset, length)
      const id = memberText(share.reading, mine[member] as number)
      if (erasures.some((erasure) => erasure.client === name && (erasure.member ?? id) === id)) {
        concerned[member] = 1
      }
    }
    clients[member] = numbers.count
  }
  return { client, clients, concerned }
}

type Erasures = Share['reading']['erasures']

/** The erasures of clients by the hash of the client's id; null without any. */
function erasedClients(share: Share): ReadonlyMap<number, Erasures> | null {
  const byHash = new Map<number, Erasures>()
  for (const erasure of share.reading.erasures) {
    if (erasure.client === null) continue
    const hash = hashText(erasure.client)
    byHash.set(hash, [...(byHash.get(hash) ?? []), erasure])
  }
  return byHash.size === 0 ? null : byHash
}
