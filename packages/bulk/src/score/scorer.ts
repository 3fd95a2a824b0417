import type { Event, Ms, Policy } from '@alacrity/engine'
import {
  CalendarReading,
  MemberHistory,
  oldestThatCounts,
  ScoreLines,
} from '@alacrity/engine/scoring'
import { memberText, RecordIndex } from '../fold/records.ts'
import type { Share } from '../fold/share.ts'
import { foldShare, type FoldedTurns, type TurnTable } from '../fold/table.ts'

export type Question = { readonly policy: Policy; readonly asOf: Ms }

/** Assesses a thread's members: from the table where that is exact, else on the engine's plain path. */
export class Scorer {
  readonly #share: Share
  readonly #turns: FoldedTurns
  readonly #members: Members

  constructor(share: Share, mine: Int32Array, turns: FoldedTurns) {
    this.#share = share
    this.#turns = turns
    this.#members = new Members(share, mine)
  }

  ask(question: Question): Asked {
    return new Asked(this.#share, { turns: this.#turns, members: this.#members }, question)
  }
}

/** Folds a thread's share, for its members to be assessed. */
export function foldToScore(share: Share, mine: Int32Array): Scorer {
  return new Scorer(share, mine, foldShare(share, mine))
}

/** A thread's members by rank. */
class Members {
  readonly local: Int32Array
  readonly #share: Share
  /** By local member, once it was needed. */
  readonly #names: string[] = []
  #index: RecordIndex | null = null

  constructor(share: Share, mine: Int32Array) {
    this.#share = share
    this.local = new Int32Array(share.owner.length).fill(-1)
    mine.forEach((rank, index) => {
      this.local[rank] = index
    })
  }

  name(rank: number): string {
    const local = this.local[rank] as number
    const known = this.#names[local]
    if (known !== undefined) return known
    const name = memberText(this.#share.reading, rank)
    this.#names[local] = name
    return name
  }

  messages(rank: number): readonly Event[] {
    this.#index ??= new RecordIndex(
      this.#share.reading,
      (other) => (this.local[other] as number) >= 0,
    )
    return this.#index.messages(rank)
  }
}

/** What a question has in common for all members. */
class Asked {
  readonly #share: Share
  readonly #members: Members
  readonly #question: Question
  readonly #lines: ScoreLines
  readonly #turns: FoldedTurns
  readonly #table: TurnTable | null
  readonly #plainReading: CalendarReading

  constructor(
    share: Share,
    { turns, members }: { readonly turns: FoldedTurns; readonly members: Members },
    question: Question,
  ) {
    const { policy, asOf } = question
    this.#share = share
    this.#members = members
    this.#turns = turns
    this.#question = question
    this.#lines = new ScoreLines(policy, asOf)
    this.#table = policy.turns.silence === null ? turns.since(oldestThatCounts(policy, asOf)) : null
    this.#plainReading = this.#readingOf([])
  }

  /** A line for each of the members that has a turn as of the instant, each with its line end. */
  lines(ranks: Iterable<number>): string {
    let text = ''
    for (const rank of ranks) text += this.#line(rank)
    return text
  }

  #line(rank: number): string {
    const table = this.#table
    const local = this.#members.local[rank] as number
    const events = this.#share.events.get(rank)
    if (
      table === null ||
      this.#share.reading.plain[rank] === 1 ||
      this.#turns.isConcerned(local, table)
    ) {
      return this.#plainLine(rank, events ?? [])
    }
    if (!table.hasTurn(local, this.#question.asOf)) return ''
    const reading = events === undefined ? this.#plainReading : this.#readingOf(events)
    return `${this.#lines.line(this.#members.name(rank), table.turnsOf(local), reading)}\n`
  }

  /** Without erasures: members whom these concern are judged by the plain path. */
  #readingOf(events: readonly Event[]): CalendarReading {
    const { outages } = this.#share.reading
    const { policy, asOf } = this.#question
    const { calendar } = new MemberHistory('', events, { outages, erasures: [] })
    return new CalendarReading(calendar, policy.clock, asOf)
  }

  #plainLine(rank: number, events: readonly Event[]): string {
    const { policy, asOf } = this.#question
    const member = this.#members.name(rank)
    const own = [...this.#members.messages(rank), ...events]
    const history = new MemberHistory(member, own, this.#share.reading)
    const turns = history.table(asOf, policy)
    if (turns.to === 0) return ''
    const reading = new CalendarReading(history.calendar, policy.clock, asOf)
    return `${this.#lines.line(member, turns, reading)}\n`
  }
}
