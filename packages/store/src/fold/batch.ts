import {
  compareBytes,
  type Event,
  MemberHistory,
  type MemberTurns,
  type Ms,
  type RareFacts,
  type SharedEvents,
  type TurnColumns,
} from '@alacrity/engine'
import type { BatchMember } from '../port.ts'
import { all, each, type Steps, type Value } from '../steps.ts'
import { unpackSeqs } from './bytes.ts'
import { PackedTurns } from './pack.ts'
import { type LogRow, storedOf } from './read.ts'

type PageRow = {
  readonly member: Value
  readonly member_name: string
  readonly turns: Uint8Array
}
/** The whole of a row, for who compares every byte. */
export type WholeRow = PageRow & { readonly name: string; readonly seqs: Uint8Array }
/** What an epoch reads. `loose`: the log positions of what is of no conversation. */
type TurnsRow = PageRow & { readonly loose: Uint8Array | null }

/** Rows of a page, about a hundred bytes a turn: what an embedded database reads while others wait. */
const ROWS_AT_ONCE = 2048

export type Place = { readonly after: Value; readonly batch: readonly BatchMember[] }

/**
 * The next members in the order of the projection, at least one while there are any, and where to go on.
 */
export function* batchAfter(after: Value, shared: SharedEvents): Steps<Place> {
  const rows: readonly TurnsRow[] = yield* pageAfter('turns_page', after)
  return { after: rows.at(-1)?.member ?? null, batch: yield* membersOf(rows, shared) }
}

/**
 * The next rows of the projection, of whole members: the last of a page is left to the next unless the page
 * is theirs alone, and then it is read in full. None: there are no more.
 */
export function* pageAfter<R extends PageRow>(
  statement: 'conversation_page' | 'turns_page',
  after: Value,
): Steps<readonly R[]> {
  for (let limit = ROWS_AT_ONCE; ; limit *= 4) {
    const rows: readonly R[] = yield* all(statement, after, limit)
    const whole = wholeMembers(rows, limit)
    if (whole.length > 0 || rows.length < limit) return whole
  }
}

function wholeMembers<R extends PageRow>(rows: readonly R[], limit: number): readonly R[] {
  if (rows.length < limit) return rows
  const last = rows.at(-1)?.member
  return rows.filter((row) => row.member !== last)
}

type Group = { readonly member: Value; readonly name: string; readonly rows: readonly TurnsRow[] }

function groupsOf(rows: readonly TurnsRow[]): readonly Group[] {
  const groups: { member: Value; name: string; rows: TurnsRow[] }[] = []
  for (const row of rows) {
    const last = groups.at(-1)
    if (last !== undefined && last.member === row.member) last.rows.push(row)
    else groups.push({ member: row.member, name: row.member_name, rows: [row] })
  }
  return groups
}

function* membersOf(
  rows: readonly TurnsRow[],
  shared: SharedEvents,
): Steps<readonly BatchMember[]> {
  const groups = groupsOf(rows)
  const loose = yield* looseEvents(groups)
  const packed = rows.map(({ turns }) => new PackedTurns(turns))
  const columns = columnsFor(packed.reduce((sum, { count }) => sum + count, 0))
  const batch: BatchMember[] = []
  let at = 0
  let from = 0
  for (const group of groups) {
    const own = packed.slice(at, at + group.rows.length)
    at += group.rows.length
    const turns = fillMember(columns, from, own)
    from = turns.to
    batch.push({
      member: group.name,
      turns,
      calendar: new MemberHistory(group.name, loose.get(group.member) ?? [], shared).calendar,
      first_event_at: firstOf(own),
      any_instant: own.every(({ summary }) => !summary.withdrawn),
    })
  }
  return batch
}

function firstOf(packed: readonly PackedTurns[]): Ms | null {
  let first: Ms | null = null
  for (const { summary } of packed) {
    if (summary.first_at !== null && (first === null || summary.first_at < first)) {
      first = summary.first_at
    }
  }
  return first
}

/** The events of the members that are of no conversation: hours, absences. */
function* looseEvents(groups: readonly Group[]): Steps<ReadonlyMap<Value, readonly Event[]>> {
  const wanted: Value[][] = []
  const owners = new Map<number, Value>()
  for (const { member, rows } of groups) {
    for (const { loose: seqs } of rows) {
      for (const seq of seqs === null ? [] : unpackSeqs(seqs)) {
        owners.set(seq, member)
        wanted.push([member, seq])
      }
    }
  }
  const loose = new Map<Value, Event[]>()
  for (const row of yield* each<LogRow>('event_get', wanted)) {
    const { seq, event } = storedOf(row)
    const owner = owners.get(seq) ?? null
    const known = loose.get(owner)
    if (known === undefined) loose.set(owner, [event])
    else known.push(event)
  }
  return loose
}

function columnsFor(size: number): TurnColumns & { readonly autoRepliedAt: Float64Array } {
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

type Source = { readonly packed: PackedTurns; readonly place: number; readonly openedAt: Ms }

/** The order of (opened_at, turn id as bytes): ids are read only where instants are equal. */
function inOrder(own: readonly PackedTurns[]): readonly Source[] {
  const sources: Source[] = []
  for (const packed of own) {
    for (let place = 0; place < packed.count; place += 1) {
      sources.push({ packed, place, openedAt: packed.openedAt(place) })
    }
  }
  return sources.sort(
    (a, b) =>
      a.openedAt - b.openedAt ||
      compareBytes(a.packed.words.turns[a.place] ?? '', b.packed.words.turns[b.place] ?? ''),
  )
}

/** Writes one member's turns into the columns from a row on. */
function fillMember(
  columns: ReturnType<typeof columnsFor>,
  from: number,
  own: readonly PackedTurns[],
): MemberTurns {
  const numbers = new Map<string, number>()
  const rare = new Map<number, RareFacts>()
  let row = from
  for (const { packed, place, openedAt } of inOrder(own)) {
    const client = packed.clients[packed.client(place)] ?? ''
    let number = numbers.get(client)
    if (number === undefined) {
      number = numbers.size
      numbers.set(client, number)
    }
    const replied = packed.repliedWith(place)
    columns.openedAt[row] = openedAt
    columns.repliedAt[row] = packed.repliedAt(place)
    columns.repliedWith[row] = replied === 255 ? 0 : replied
    columns.kind[row] = packed.kind(place)
    columns.ordinal[row] = place + 1
    columns.byMember[row] = packed.byMember(place) ? 1 : 0
    columns.client[row] = number
    columns.autoRepliedAt[row] = packed.autoRepliedAt(place)
    const facts = packed.rare(place)
    if (facts !== null) rare.set(row, { turn: packed.words.turns[place] ?? '', ...facts })
    row += 1
  }
  const names = [...numbers.keys()]
  return {
    columns,
    from,
    to: row,
    clients: names.length,
    clientName: (client) => names[client] ?? '',
    rare: rare.size > 0 ? rare : null,
    lastContactAt: null,
  }
}
