import { compareBytes } from '../base/bytes.ts'
import type { Ms } from '../base/instant.ts'
import { MESSAGE_KINDS } from '../event/event.ts'
import { REPLY_KINDS, type Turn } from './turn.ts'

/** The facts every policy reads of every turn, one array a fact: a row is a turn. */
export type TurnColumns = {
  readonly openedAt: Float64Array
  /** NaN: no reply. */
  readonly repliedAt: Float64Array
  /** Index in REPLY_KINDS; read only where there is a reply. */
  readonly repliedWith: Uint8Array
  /** Index in MESSAGE_KINDS. */
  readonly kind: Uint8Array
  readonly ordinal: Uint32Array
  /** 1: the member began the conversation. */
  readonly byMember: Uint8Array
  /** The opener, numbered from 0 among the member's clients. */
  readonly client: Uint32Array
  /** NaN: no automated reply; null: none in the whole table. */
  readonly autoRepliedAt: Float64Array | null
}

/** The facts that few turns have. */
export type RareFacts = Pick<
  Turn,
  | 'turn'
  | 'clients'
  | 'ended_at'
  | 'ended_by'
  | 'ended_who'
  | 'rulings'
  | 'later_replies'
  | 'next_client_at'
>

/** One member's turns: rows `from` to `to` of a table, ordered by (opened_at, turn id as bytes). */
export type MemberTurns = {
  readonly columns: TurnColumns
  readonly from: number
  readonly to: number
  /** How many different clients the rows name. */
  readonly clients: number
  /** The client behind a number of the `client` column. */
  readonly clientName: (client: number) => string
  /** By row; null where no row has any. */
  readonly rare: ReadonlyMap<number, RareFacts> | null
  /**
   * By row less `from`: the last message either way between member and client before the turn, NaN for
   * none. Null unless it was asked for; only policies with `silence` read it [AS1].
   */
  readonly lastContactAt: Float64Array | null
}

/** Whether a turn has facts that the columns do not hold. */
function hasRareFacts(turn: Turn): boolean {
  return (
    turn.ended_at !== null ||
    turn.rulings.length > 0 ||
    turn.later_replies !== null ||
    turn.clients.length > 1 ||
    turn.clients[0] !== turn.client
  )
}

/** The order of a member's turns: newest is greatest. */
export function compareTurns(a: Turn, b: Turn): number {
  return a.opened_at - b.opened_at || compareBytes(a.turn, b.turn)
}

export type TurnsOfMember = MemberTurns & {
  /** The turns behind the rows, in their order. */
  readonly turns: readonly Turn[]
}

/** Puts one member's turns into columns. `lastContact` answers by turn id where silence matters. */
export function tableOf(
  unordered: readonly Turn[],
  lastContact: ReadonlyMap<string, Ms> | null = null,
): TurnsOfMember {
  const turns = [...unordered].sort(compareTurns)
  const size = turns.length
  const columns = {
    openedAt: new Float64Array(size),
    repliedAt: new Float64Array(size),
    repliedWith: new Uint8Array(size),
    kind: new Uint8Array(size),
    ordinal: new Uint32Array(size),
    byMember: new Uint8Array(size),
    client: new Uint32Array(size),
    autoRepliedAt: new Float64Array(size),
  } satisfies TurnColumns
  const clients = new Map<string, number>()
  const rare = new Map<number, RareFacts>()
  turns.forEach((turn, row) => {
    columns.openedAt[row] = turn.opened_at
    columns.repliedAt[row] = turn.replied_at ?? Number.NaN
    columns.repliedWith[row] = REPLY_KINDS.indexOf(turn.replied_with ?? 'message')
    columns.kind[row] = MESSAGE_KINDS.indexOf(turn.kind)
    columns.ordinal[row] = turn.ordinal
    columns.byMember[row] = turn.initiated_by === 'member' ? 1 : 0
    if (!clients.has(turn.client)) clients.set(turn.client, clients.size)
    columns.client[row] = clients.get(turn.client) ?? 0
    columns.autoRepliedAt[row] = turn.auto_replied_at ?? Number.NaN
    if (hasRareFacts(turn)) rare.set(row, turn)
  })
  const lastContactAt =
    lastContact === null
      ? null
      : Float64Array.from(turns, (turn) => lastContact.get(turn.turn) ?? Number.NaN)
  const names = [...clients.keys()]
  return {
    columns,
    from: 0,
    to: size,
    clients: names.length,
    clientName: (client) => names[client] ?? '',
    rare: rare.size > 0 ? rare : null,
    lastContactAt,
    turns,
  }
}
