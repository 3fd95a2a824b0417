import { basename } from 'node:path'
import type { InputFault } from '@alacrity/bulk'
import {
  Assessor,
  compareBytes,
  type ErasureEvent,
  type Event,
  MemberHistory,
  type OutageEvent,
  scoreLine,
  takeIn,
} from '@alacrity/engine'
import type { History } from './history.ts'
import { rowsIn, textIn } from './rows.ts'

/** Reads files whole, row by row, by the engine's plain path. */
export async function readPlainly(files: readonly string[]): Promise<History> {
  const events: Event[] = []
  const faults: InputFault[] = []
  const refusedByKind = new Map<string, number>()
  let refused = 0
  for (const file of files) {
    const { rows, faults: ofFile } = rowsIn(await textIn(file))
    faults.push(...ofFile.map((fault) => ({ file, line: null, ...fault })))
    for (const { line, parsed } of rows) {
      if (parsed.ok) {
        events.push(files.length > 1 ? sourced(parsed.event, file) : parsed.event)
        continue
      }
      refused += 1
      faults.push({ file, line, ...parsed.fault })
      const kind = `${parsed.fault.field} ${parsed.fault.problem.replace(/: .*$/s, '').replaceAll(/\d+/g, 'N')}`
      refusedByKind.set(kind, (refusedByKind.get(kind) ?? 0) + 1)
    }
  }
  return new PlainHistory(events, { faults, refusedByKind, refused })
}

/** Rows of different files that have only a row number for an id are told apart by their file. */
function sourced(event: Event, file: string): Event {
  return event.source === 'default' && event.id === String(event.seq)
    ? { ...event, source: basename(file) }
    : event
}

type Refused = Pick<History, 'faults' | 'refusedByKind'> & { readonly refused: number }

class PlainHistory implements History {
  readonly counts: History['counts']
  readonly faults: History['faults']
  readonly refusedByKind: History['refusedByKind']
  readonly firstEventAt: number | null
  readonly lastEventAt: number | null
  readonly memberIds: readonly string[]
  readonly outages: readonly OutageEvent[]
  readonly erasures: readonly ErasureEvent[]
  readonly #own = new Map<string, Event[]>()

  constructor(arrivals: readonly Event[], { faults, refusedByKind, refused }: Refused) {
    const { accepted, duplicates, conflicts } = takeIn(arrivals)
    for (const event of accepted) {
      if (event.type === 'outage' || event.type === 'erasure') continue
      const own = this.#own.get(event.member)
      if (own === undefined) this.#own.set(event.member, [event])
      else own.push(event)
    }
    this.counts = {
      received: arrivals.length + refused,
      accepted: accepted.length,
      duplicates: duplicates.length,
      conflicts: conflicts.length,
      refused,
    }
    this.faults = faults
    this.refusedByKind = refusedByKind
    this.firstEventAt = accepted[0]?.at ?? null
    this.lastEventAt = accepted.at(-1)?.at ?? null
    this.memberIds = [...this.#own.keys()].sort(compareBytes)
    this.outages = accepted.filter((event) => event.type === 'outage')
    this.erasures = accepted.filter((event) => event.type === 'erasure')
  }

  member(id: string): readonly Event[] {
    return this.#own.get(id) ?? []
  }

  async *score(
    ...[policy, asOf, options]: Parameters<History['score']>
  ): AsyncGenerator<string, void> {
    const assessor = new Assessor(policy)
    const wanted = options?.members ?? this.memberIds
    for (const id of wanted) {
      const history = new MemberHistory(id, this.member(id), this)
      const table = history.table(asOf, policy)
      if (table.turns.length === 0) continue
      yield scoreLine(id, assessor.assess(table, history.calendar, asOf))
    }
  }

  async close(): Promise<void> {}
}
