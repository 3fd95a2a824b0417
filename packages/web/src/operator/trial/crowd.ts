import type { Calendar, MemberTurns, Ms, RareFacts } from '@alacrity/engine'

/** Everybody's turns as the service sends them for trying policies on: facts of members without a name. */
export type Crowd = {
  /** The service's time when they were read. */
  readonly asOf: Ms
  readonly turns: number
  /** Members in an order that says nothing of them: any first part is a fair sample. */
  readonly members: readonly CrowdMember[]
  /** Of the whole history, of which this may be a sample. */
  readonly turnsTotal: number
  readonly membersTotal: number
  /** Members of whom a client took a message back: read as their turns stand now. */
  readonly withdrawn: number
  readonly columns: MemberTurns['columns']
  readonly rare: ReadonlyMap<number, RareFacts>
}

export type CrowdMember = {
  readonly turns: MemberTurns
  readonly firstEvent: Ms
  /** Null: nothing but what everybody's has. */
  readonly calendar: Calendar | null
}

type Head = {
  readonly as_of_ms: Ms
  readonly turns: number
  readonly members: number
  readonly turns_total: number
  readonly members_total: number
  readonly withdrawn: number
  readonly auto: boolean
  readonly outages: readonly (readonly [Ms, Ms, Ms])[]
  readonly rare: readonly (readonly [number, RareHead])[]
  readonly calendars: readonly (readonly [number, CalendarHead])[]
}
type RareHead = Omit<RareFacts, 'turn' | 'clients'> & { readonly clients: readonly number[] }
type CalendarHead = {
  readonly hours: readonly Pick<
    Calendar['hours'][number],
    'at' | 'weekly' | 'zone' | 'valid_from'
  >[]
  readonly aways: readonly (readonly [Ms, Ms, Ms])[]
  readonly erasures: readonly (readonly [Ms, number])[]
}

const named = (id: number) => ({ source: 'default', id: String(id), seq: null })

/** Reads the columns of `/v1/turn-columns` in place. */
export function readCrowd(buffer: ArrayBuffer): Crowd & { readonly common: Calendar } {
  const size = new DataView(buffer).getUint32(0, true)
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size))) as Head
  const { turns: rows, members: count } = head
  let at = 4 + size
  const take = <T>(
    Of: new (buffer: ArrayBuffer, at: number, length: number) => T,
    of: {
      readonly width: number
      readonly length: number
    },
  ): T => {
    const column = new Of(buffer, at, of.length)
    at += of.width * of.length
    return column
  }
  const f64 = (length: number) => take(Float64Array, { width: 8, length })
  const u32 = (length: number) => take(Uint32Array, { width: 4, length })
  const u8 = (length: number) => take(Uint8Array, { width: 1, length })
  const openedAt = f64(rows)
  const repliedAt = f64(rows)
  const autoRepliedAt = head.auto ? f64(rows) : null
  const firstEvents = f64(count)
  const ordinal = u32(rows)
  const client = u32(rows)
  const starts = u32(count + 1)
  const columns = {
    openedAt,
    repliedAt,
    autoRepliedAt,
    ordinal,
    client,
    repliedWith: u8(rows),
    kind: u8(rows),
    byMember: u8(rows),
  }
  const rare = new Map(head.rare.map(([row, facts]) => [row, rareOf(row, facts)]))
  const common = commonCalendar(head)
  const own = new Map(head.calendars)
  const members = Array.from({ length: count }, (_, index): CrowdMember => {
    const from = starts[index] ?? 0
    const to = starts[index + 1] ?? from
    const calendar = own.get(index)
    return {
      firstEvent: firstEvents[index] ?? Number.NaN,
      calendar: calendar === undefined ? null : calendarOf(calendar, common),
      turns: {
        columns,
        from,
        to,
        clients: clientsOf(client, from, to),
        clientName: String,
        rare: rare.size === 0 ? null : rare,
        lastContactAt: null,
      },
    }
  })
  return {
    asOf: head.as_of_ms,
    turns: rows,
    members,
    turnsTotal: head.turns_total,
    membersTotal: head.members_total,
    withdrawn: head.withdrawn,
    columns,
    rare,
    common,
  }
}

function clientsOf(client: Uint32Array, from: number, to: number): number {
  let most = -1
  for (let row = from; row < to; row += 1) most = Math.max(most, client[row] as number)
  return most + 1
}

/** Ids are gone; rows stand in their order, so the row serves where ids only decide ties. */
function rareOf(row: number, { clients, ...facts }: RareHead): RareFacts {
  return { ...facts, turn: String(row).padStart(10, '0'), clients: clients.map(String) }
}

function commonCalendar({ outages }: Head): Calendar {
  return {
    hours: [],
    aways: [],
    erasures: [],
    outages: outages.map(([at, from, until], id) => ({
      ...named(id),
      type: 'outage',
      at,
      from,
      until,
    })),
  }
}

function calendarOf({ hours, aways, erasures }: CalendarHead, common: Calendar): Calendar {
  const member = ''
  return {
    outages: common.outages,
    hours: hours.map((each, id) => ({ ...named(id), ...each, type: 'hours', member })),
    aways: aways.map(([at, from, until], id) => ({
      ...named(id),
      type: 'away',
      member,
      at,
      from,
      until,
    })),
    erasures: erasures.map(([at, client], id) => ({
      ...named(id),
      type: 'erasure',
      member: null,
      client: String(client),
      at,
    })),
  }
}
