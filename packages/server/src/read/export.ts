import { type Event, formatInstant, type Ms } from '@alacrity/engine'
import type { Contest, HistoryRecord, Notice, Restriction, Store } from '@alacrity/store'

/** All that is stored about a member, as they may take it elsewhere. `events` can be sent in again as they are. */
export type MemberExport = {
  readonly member: string
  readonly exported_at: string
  readonly events: readonly Event[]
  readonly label_history: readonly HistoryRecord[]
  readonly contests: readonly Contest[]
  readonly notices: readonly Notice[]
  readonly restrictions: readonly Restriction[]
}

type Ports = {
  readonly store: Pick<Store, 'log' | 'labels' | 'contests' | 'notices' | 'members'>
}

const NOTICES_MAX = 10_000

/**
 * A member's data. The outages, and the erasures of clients who wrote to them, are among the events: they
 * act on the score, so without them the same events would give another one.
 */
export async function exportOf({ store }: Ports, member: string, now: Ms): Promise<MemberExport> {
  const own = (await store.log.ofMember(member)).map(({ event }) => event)
  const clients = new Set(own.flatMap((event) => clientOf(event)))
  const shared = (await store.log.shared()).map(({ event }) => event)
  const acting = shared.filter(
    (event) =>
      event.type === 'outage' ||
      (event.type === 'erasure' && event.client !== null && clients.has(event.client)),
  )
  return {
    member,
    exported_at: formatInstant(now),
    events: [...own, ...acting],
    label_history: await store.labels.history(member),
    contests: await store.contests.of(member),
    notices: await store.notices.of(member, NOTICES_MAX),
    restrictions: await store.members.restrictions(member),
  }
}

const clientOf = (event: Event): readonly string[] =>
  event.type === 'message' && event.client !== null ? [event.client] : []

/** The columns of the events as CSV: the event fields of EV4. */
const COLUMNS = [
  'id',
  'source',
  'type',
  'seq',
  'at',
  'member',
  'conversation',
  'from',
  'client',
  'kind',
  'automated',
  'action',
  'message',
  'by',
  'reason',
  'turn',
  'excused',
  'until',
  'weekly',
  'zone',
  'valid_from',
] as const

export function eventsAsCsv(events: readonly Event[]): string {
  const rows = events.map((event) => {
    const fields: Readonly<Record<string, unknown>> = event
    return COLUMNS.map((column) => cell(fields[column])).join(',')
  })
  return `${COLUMNS.join(',')}\r\n${rows.map((row) => `${row}\r\n`).join('')}`
}

/** Text is quoted where CSV asks for it [RFC 4180]; a list or object is its JSON. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
