import {
  type Calendar,
  compareBytes,
  type Event,
  MemberHistory,
  type MemberTurns,
  type SharedEvents,
} from '@alacrity/engine'
import type { BatchMember, Share } from '../port.ts'
import { all, each, type Steps, type Value } from '../steps.ts'
import { unpackSeqs } from './bytes.ts'
import { countTurns, Filler, type PackedMember } from './fill.ts'
import { type LogRow, storedOf } from './read.ts'

type PageRow = {
  readonly member: Value
  readonly member_name: string
  readonly turns: Uint8Array
}
/** The whole of a row, for who compares every byte. */
export type WholeRow = PageRow & { readonly name: string; readonly seqs: Uint8Array }
/** What an epoch reads of a member. `loose`: the log positions of what is of no conversation. */
type TurnsRow = PageRow & { readonly loose: Uint8Array | null; readonly lengths: string }

/** Rows of a page: what an embedded database reads while others wait. */
const ROWS_AT_ONCE = 2048
/** So many members are read and held at a time. */
const MEMBERS_AT_ONCE = 128

export type Place = { readonly after: Value; readonly batch: readonly BatchMember[] }

/** The next members of a share in the order of the projection, and where to go on; null: there are no more. */
export function* batchAfter({ after, until }: Share, shared: Shared): Steps<Place> {
  const page = yield* all<TurnsRow>('turns_page', after, MEMBERS_AT_ONCE)
  const rows = until === null ? page : page.filter(({ member }) => isUpTo(member, until))
  return { after: rows.at(-1)?.member ?? null, batch: yield* membersOf(rows, shared) }
}

/**
 * The next rows of the projection, of whole members: the last of a page is left to the next unless the page
 * is theirs alone, and then it is read in full. None: there are no more.
 */
export function* pageAfter(after: Value): Steps<readonly WholeRow[]> {
  for (let limit = ROWS_AT_ONCE; ; limit *= 4) {
    const rows: readonly WholeRow[] = yield* all('conversation_page', after, limit)
    const whole = wholeMembers(rows, limit)
    if (whole.length > 0 || rows.length < limit) return whole
  }
}

function wholeMembers(rows: readonly WholeRow[], limit: number): readonly WholeRow[] {
  if (rows.length < limit) return rows
  const last = rows.at(-1)?.member
  return rows.filter((row) => row.member !== last)
}

/** Whether a member is in a share, whose bounds are numbers or names as the members are. */
function isUpTo(member: Value, until: Value): boolean {
  return typeof member === 'number'
    ? member <= Number(until)
    : compareBytes(String(member), String(until)) <= 0
}

function* membersOf(rows: readonly TurnsRow[], shared: Shared): Steps<readonly BatchMember[]> {
  const loose = yield* looseEvents(rows)
  const packed = rows.map(({ turns: bytes, lengths }) => ({
    bytes,
    lengths: lengths.split(',').map(Number),
  }))
  const filler = new Filler(packed.reduce((sum, own) => sum + countTurns(own), 0))
  return rows.map(({ member, member_name: name }, index): BatchMember => {
    const { turns, first_at, withdrawn } = filler.add(packed[index] as PackedMember)
    const concern = shared.concernOf(turns)
    return {
      member: name,
      turns,
      calendar: shared.calendarOf(name, { concern, events: loose.get(member) ?? [] }),
      first_event_at: first_at,
      any_instant: !withdrawn && concern !== 'in_company',
    }
  })
}

/**
 * How the erasure of clients concerns a member: not at all; with turns of one client each, who was so at any
 * instant; or with turns of several, of whom some may have come later [OC1].
 */
type Concern = 'none' | 'alone' | 'in_company'

/** What concerns all, and whose time off it is beside. */
export class Shared {
  readonly #events: SharedEvents
  readonly #erased: ReadonlySet<string | null>
  /** Of whoever has nothing of their own: most. */
  readonly #common: Calendar

  constructor(events: SharedEvents) {
    this.#events = events
    this.#erased = new Set(events.erasures.map(({ client }) => client))
    this.#common = new MemberHistory('', [], { ...events, erasures: [] }).calendar
  }

  concernOf({ clients, clientName, rare }: MemberTurns): Concern {
    if (this.#erased.size === 0) return 'none'
    let concern: Concern = 'none'
    for (let client = 0; client < clients; client += 1) {
      if (this.#erased.has(clientName(client))) concern = 'alone'
    }
    for (const { clients: all } of rare?.values() ?? []) {
      if (!all.some((client) => this.#erased.has(client))) continue
      if (all.length > 1) return 'in_company'
      concern = 'alone'
    }
    return concern
  }

  /** The member's calendar, without erasures of clients they never had. */
  calendarOf(
    member: string,
    { concern, events }: { readonly concern: Concern; readonly events: readonly Event[] },
  ): Calendar {
    if (concern === 'none' && events.length === 0) return this.#common
    const erasures = concern === 'none' ? [] : this.#events.erasures
    return new MemberHistory(member, events, { ...this.#events, erasures }).calendar
  }
}

/** The events of the members that are of no conversation: hours, absences. */
function* looseEvents(rows: readonly TurnsRow[]): Steps<ReadonlyMap<Value, readonly Event[]>> {
  const wanted: Value[][] = []
  const owners = new Map<number, Value>()
  for (const { member, loose: seqs } of rows) {
    for (const seq of seqs === null ? [] : unpackSeqs(seqs)) {
      owners.set(seq, member)
      wanted.push([member, seq])
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
