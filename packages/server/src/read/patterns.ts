import { type ExplainedTurn, HOUR, MINUTE, type Ms } from '@alacrity/engine'

/** How many replies took so long: from (exclusive, 0 inclusive) to until (inclusive). */
export type TimeBin = {
  readonly from_ms: Ms
  readonly until_ms: Ms | null
  readonly replies: number
}

/** Seven days from Monday, each of 24 hours, in one zone. */
export type WeekGrid = readonly (readonly number[])[]

/** When clients write, when the member answers, and how long it takes. */
export type Patterns = {
  readonly zone: string
  readonly within_ms: Ms
  readonly times: readonly TimeBin[]
  /** Turns that count and that nobody answered. */
  readonly missed: number
  readonly asked: WeekGrid
  readonly answered: WeekGrid
}

const EDGES: readonly Ms[] = [
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
  24 * HOUR,
  48 * HOUR,
  72 * HOUR,
]

/**
 * The patterns in turns: times of those that count, and the week of all that were opened after `since`.
 * Elapsed time is by the policy's clock, the week by the wall of the zone.
 */
export function patternsOf(
  turns: readonly ExplainedTurn[],
  { zone, withinMs, since }: { readonly zone: string; readonly withinMs: Ms; readonly since: Ms },
): Patterns {
  const edges = [...new Set([...EDGES, withinMs])].sort((a, b) => a - b)
  const replies = new Array<number>(edges.length + 1).fill(0)
  let missed = 0
  const asked = emptyWeek()
  const answered = emptyWeek()
  for (const turn of turns) {
    if (turn.counted && turn.replied_at === null && turn.outcome === 'missed') missed += 1
    else if (turn.counted && turn.elapsed_ms !== null) {
      const { elapsed_ms: took } = turn
      const bin = edges.findIndex((edge) => took <= edge)
      const index = bin < 0 ? edges.length : bin
      replies[index] = (replies[index] ?? 0) + 1
    }
    if (Date.parse(turn.opened_at) < since) continue
    count(asked, turn.opened_at, zone)
    if (turn.replied_at !== null) count(answered, turn.replied_at, zone)
  }
  const times = replies.map((number, index) => ({
    from_ms: edges[index - 1] ?? 0,
    until_ms: edges[index] ?? null,
    replies: number,
  }))
  return { zone, within_ms: withinMs, times, missed, asked, answered }
}

function emptyWeek(): number[][] {
  return Array.from({ length: 7 }, () => new Array<number>(24).fill(0))
}

function count(week: readonly number[][], instant: string, zone: string): void {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone)
  const day = week[local.dayOfWeek - 1]
  if (day !== undefined) day[local.hour] = (day[local.hour] ?? 0) + 1
}
