import {
  Assessor,
  type Calendar,
  CalendarReading,
  type Event,
  MemberHistory,
  type Ms,
  oldestThatCounts,
  type Policy,
  scoreLine,
} from '@alacrity/engine'
import { memberText, RecordIndex } from '../fold/records.ts'
import type { Share } from '../fold/share.ts'
import type { FoldedTurns } from '../fold/table.ts'

export type Question = { readonly policy: Policy; readonly asOf: Ms }

/** Assesses a thread's members: from the table where that is exact, else on the engine's plain path. */
export class Scorer {
  readonly #share: Share
  readonly #turns: FoldedTurns
  /** By rank. */
  readonly #local: Int32Array
  /** By local member, once it was needed. */
  readonly #names: string[] = []
  #index: RecordIndex | null = null

  constructor(share: Share, mine: Int32Array, turns: FoldedTurns) {
    this.#share = share
    this.#turns = turns
    this.#local = new Int32Array(share.owner.length).fill(-1)
    mine.forEach((rank, index) => {
      this.#local[rank] = index
    })
  }

  /** A line for each of the members that has a turn as of the instant, each with its line end. */
  lines(ranks: Iterable<number>, question: Question): string {
    const { policy, asOf } = question
    const { reading } = this.#share
    const assessor = new Assessor(policy)
    const table =
      policy.turns.silence === null ? this.#turns.since(oldestThatCounts(policy, asOf), asOf) : null
    const common = this.#calendar([])
    const plainReading = new CalendarReading(common, policy.clock, asOf)
    let text = ''
    for (const rank of ranks) {
      const local = this.#local[rank] as number
      const events = this.#share.events.get(rank)
      if (table === null || reading.plain[rank] === 1 || table.isConcerned(local)) {
        text += this.#plainLine(rank, events ?? [], { assessor, question })
        continue
      }
      if (!table.hasTurn(local, asOf)) continue
      const turns = table.turnsOf(local)
      const assessment =
        events === undefined
          ? assessor.assessCase({ turns, reading: plainReading, asOf })
          : assessor.assess(turns, this.#calendar(events), asOf)
      text += `${scoreLine(this.#name(rank), assessment)}\n`
    }
    return text
  }

  #name(rank: number): string {
    const local = this.#local[rank] as number
    const known = this.#names[local]
    if (known !== undefined) return known
    const name = memberText(this.#share.reading, rank)
    this.#names[local] = name
    return name
  }

  /** Without erasures: members whom these concern are judged by the plain path. */
  #calendar(events: readonly Event[]): Calendar {
    const { outages } = this.#share.reading
    return new MemberHistory('', events, { outages, erasures: [] }).calendar
  }

  #plainLine(
    rank: number,
    events: readonly Event[],
    { assessor, question }: { readonly assessor: Assessor; readonly question: Question },
  ): string {
    const { policy, asOf } = question
    const { reading } = this.#share
    this.#index ??= new RecordIndex(reading, (other) => (this.#local[other] as number) >= 0)
    const member = this.#name(rank)
    const history = new MemberHistory(member, [...this.#index.messages(rank), ...events], reading)
    const turns = history.table(asOf, policy)
    if (turns.to === 0) return ''
    return `${scoreLine(member, assessor.assess(turns, history.calendar, asOf))}\n`
  }
}
