import type { Event, Ms, Policy } from '@alacrity/engine'
import {
  aloneRule,
  CalendarReading,
  MemberHistory,
  oldestThatCounts,
  ScoreLines,
  Tails,
} from '@alacrity/engine/scoring'
import type { Counted } from '../fold/counting.ts'
import { memberText, RecordIndex } from '../fold/records.ts'
import type { Share } from '../fold/share.ts'
import { foldShare, type FoldedTurns, type TurnTable } from '../fold/table.ts'
import { LineBytes } from './line-bytes.ts'

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

/** About so many bytes has a line. */
const LINE = 320

/** What a question has in common for all members. */
class Asked {
  readonly #share: Share
  readonly #members: Members
  readonly #question: Question
  readonly #lines: ScoreLines
  readonly #turns: FoldedTurns
  readonly #plainReading: CalendarReading
  /** Null where members' turns have to be looked at one member after another. */
  readonly #counted: Counted | null
  readonly #tails: Tails<Uint8Array>
  readonly #bytes: LineBytes
  #table: TurnTable | null = null

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
    this.#plainReading = this.#readingOf([])
    const rule = this.#plainReading.plain ? aloneRule(policy, asOf) : null
    this.#counted = rule === null ? null : turns.counted(rule)
    this.#tails = new Tails(this.#lines.assessor, asOf, (tail) => Buffer.from(`"${tail}\n`))
    this.#bytes = new LineBytes(share.reading.members)
  }

  /** A line for each of so many members that has a turn as of the instant, each with its line end. */
  lines(ranks: Iterable<number>, most: number): Uint8Array<ArrayBuffer> {
    this.#bytes.begin(most * LINE)
    for (const rank of ranks) this.#add(rank)
    return this.#bytes.end()
  }

  #add(rank: number): void {
    const local = this.#members.local[rank] as number
    const events = this.#share.events.get(rank)
    const isPlain = this.#share.reading.plain[rank] === 1
    if (this.#counted === null || isPlain || events !== undefined) {
      const line = this.#line(rank, isPlain, events ?? [])
      if (line !== '') this.#bytes.addText(line)
      return
    }
    if (!this.#turns.hasTurn(local, this.#question.asOf)) return
    const tail = this.#tails.of(this.#counted.of(local))
    const added = this.#bytes.add(this.#share.reading.order[rank] as number, tail)
    if (!added) this.#bytes.addName(this.#members.name(rank), tail)
  }

  #line(rank: number, isPlain: boolean, events: readonly Event[]): string {
    const { policy, asOf } = this.#question
    if (isPlain || policy.turns.silence !== null) return this.#plainLine(rank, events)
    this.#table ??= this.#turns.since(oldestThatCounts(policy, asOf))
    const local = this.#members.local[rank] as number
    if (this.#turns.isConcerned(local, this.#table)) return this.#plainLine(rank, events)
    if (!this.#turns.hasTurn(local, asOf)) return ''
    const reading = events.length === 0 ? this.#plainReading : this.#readingOf(events)
    return this.#lines.line(this.#members.name(rank), this.#table.turnsOf(local), reading)
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
    return this.#lines.line(member, turns, reading)
  }
}
