import {
  type Assessor,
  DAY,
  formatInstant,
  MemberHistory,
  type Ms,
  type Past,
  type Policy,
  parseEvent,
  prospectOf,
  scorePath,
  type Turn,
} from '@alacrity/engine'
import type { Store } from '@alacrity/store'
import { Refusal } from '../base/errors.ts'

type Hours = MemberHistory['calendar']['hours'][number]
export type Weekly = Hours['weekly']

/** When a member works and is away, as declared, and what the marketplace's rule makes of it. */
export type Agenda = {
  readonly as_of: string
  readonly hours: {
    readonly weekly: Weekly
    readonly zone: string
    readonly valid_from: string
  } | null
  /** Absences that are not over, the first to begin first. */
  readonly aways: readonly AwaySpan[]
  readonly past_aways: readonly AwaySpan[]
  readonly rule: {
    /** wall: every hour counts, whatever hours are set. */
    readonly clock: 'wall' | 'hours'
    readonly away: 'pause' | 'excuse' | 'ignore'
    readonly within_ms: Ms
  }
  /** Days of absence a calendar year; null: as many as the member likes. */
  readonly away_days_max: number | null
  readonly away_days_used: number
}

export type AwaySpan = {
  readonly from: string
  readonly until: string
  readonly declared_at: string
}

/** What an absence would change, before it is declared. */
export type AwayPreview = {
  readonly days: number
  readonly acts: 'pause' | 'excuse' | 'ignore'
  /** Waiting turns that fall due meanwhile: an absence declared after they were opened does not act on them. */
  readonly due_meanwhile: readonly {
    readonly turn: string
    readonly client: string
    readonly due_at: string
  }[]
  /** About how many turns come in so long a time, by the last 90 days. */
  readonly usual_turns: number
  readonly score: number | null
  /** What the score would be, had so many gone unanswered without it. */
  readonly score_without: number | null
  readonly labels: Readonly<Record<string, boolean>>
  readonly labels_without: Readonly<Record<string, boolean>>
}

/** What other weekly hours would change. */
export type HoursPreview = {
  readonly acts: boolean
  readonly score: number | null
  /** What the score would be, had these hours been in force all along; null where hours do not act. */
  readonly score_had_been: number | null
  /** Of the turns of the last 90 days, how many were opened within these hours. */
  readonly turns: number
  readonly turns_inside: number
}

const LOOK_BACK: Ms = 90 * DAY
/** More than this no forecast supposes. */
const USUAL_MAX = 60

type Seen = { readonly history: MemberHistory; readonly assessor: Assessor; readonly now: Ms }

/** Absences in force, the first to begin first: of several with one beginning the last declared [CK4]. */
export function declaredAways({
  calendar,
}: Pick<Past, 'calendar'>): MemberHistory['calendar']['aways'] {
  const byStart = new Map(calendar.aways.map((away) => [away.from, away]))
  return [...byStart.values()]
    .filter(({ from, until }) => until > from)
    .sort((a, b) => a.from - b.from)
}

/** The agenda as declared. */
export async function agendaOf(
  members: Store['members'],
  { history, assessor, now }: Seen,
  awayDaysMax: number | null,
): Promise<Agenda> {
  const { policy } = assessor
  const { hours } = history.calendar
  const current = hours.filter(({ at }) => at <= now).at(-1) ?? null
  const spans = declaredAways(history)
  const shown = spans.map(({ from, until, at }) => ({
    from: formatInstant(from),
    until: formatInstant(until),
    declared_at: formatInstant(at),
  }))
  const over = spans.filter(({ until }) => until <= now).length
  const used = await members.awayUsed(history.member, formatInstant(now).slice(0, 4))
  return {
    as_of: formatInstant(now),
    hours:
      current === null
        ? null
        : {
            weekly: current.weekly,
            zone: current.zone,
            valid_from: formatInstant(Math.max(current.at, current.valid_from)),
          },
    aways: shown.slice(over),
    past_aways: shown.slice(0, over).reverse(),
    rule: ruleOf(policy),
    away_days_max: awayDaysMax,
    away_days_used: Math.round((used / DAY) * 10) / 10,
  }
}

function ruleOf({ clock, within }: Policy): Agenda['rule'] {
  return { clock: clock.kind, away: clock.away, within_ms: within }
}

/** What an absence from `from` until `until` would change. Nothing is stored. */
export function previewAway(
  { history, assessor, now }: Seen,
  { from, until }: { readonly from: Ms; readonly until: Ms },
  waiting: readonly {
    readonly turn: string
    readonly client: string
    readonly due_at: string | null
  }[],
): AwayPreview {
  const span = Math.max(0, until - Math.max(from, now))
  const recent = recentTurns(history, now).length
  const usual = Math.min(USUAL_MAX, Math.round((recent * span) / LOOK_BACK))
  const { never } = prospectOf(withoutAways(history), assessor, { asOf: now, most: usual })
  const [is] = never
  const missed = never.at(-1)
  return {
    days: Math.round((span / DAY) * 10) / 10,
    acts: assessor.policy.clock.away,
    due_meanwhile: waiting.flatMap(({ turn, client, due_at: due }) =>
      due !== null && Date.parse(due) >= from && Date.parse(due) < until
        ? [{ turn, client, due_at: due }]
        : [],
    ),
    usual_turns: usual,
    score: is?.score ?? null,
    score_without: missed?.score ?? null,
    labels: is?.labels ?? {},
    labels_without: missed?.labels ?? {},
  }
}

/** What weekly hours would change. Rejects hours that no event could have, as `invalid_act`. */
export function previewHours(
  { history, assessor, now }: Seen,
  hours: { readonly weekly: unknown; readonly zone: string },
): HoursPreview {
  const first = history.events[0]?.at ?? now
  const event = parseEvent({
    type: 'hours',
    id: 'supposed',
    member: history.member,
    at: first,
    valid_from: first,
    ...hours,
  })
  if (!event.ok) {
    const { field, problem, remedy } = event.fault
    throw new Refusal('invalid_act', { field, detail: problem, remedy })
  }
  const others = [...history.events, ...history.calendar.aways]
  const shared = { outages: history.calendar.outages, erasures: history.calendar.erasures }
  const supposed = new MemberHistory(history.member, [...others, event.event], shared)
  const acts = assessor.policy.clock.kind === 'hours'
  const scoreOf = (of: MemberHistory) => scorePath(of, assessor, [now])[0]?.score ?? null
  const turns = recentTurns(history, now)
  return {
    acts,
    score: scoreOf(history),
    score_had_been: acts ? scoreOf(supposed) : null,
    turns: turns.length,
    turns_inside: turns.filter(({ opened_at: at }) => isOpen(event.event as Hours, at)).length,
  }
}

function recentTurns(history: MemberHistory, now: Ms): readonly Turn[] {
  return history.turns(now).filter(({ opened_at: at }) => at > now - LOOK_BACK)
}

/** Turns that might come must not be excused by the absence that is just now. */
function withoutAways(history: MemberHistory): MemberHistory {
  const { hours, outages, erasures } = history.calendar
  const past = history.calendar.aways.filter(
    ({ until }) => until <= (history.events.at(-1)?.at ?? 0),
  )
  return new MemberHistory(history.member, [...history.events, ...hours, ...past], {
    outages,
    erasures,
  })
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** Whether an instant lies in weekly hours: in those of its day, or in what the day before left past midnight. */
function isOpen({ weekly, zone }: Hours, at: Ms): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  const clock = local.toPlainTime().toString({ smallestUnit: 'minute' })
  const today = weekly[DAYS[local.dayOfWeek - 1] ?? 'mon'] ?? []
  const before = weekly[DAYS[(local.dayOfWeek + 5) % 7] ?? 'mon'] ?? []
  return (
    today.some(([from, until]) => clock >= from && (clock < until || until <= from)) ||
    before.some(([from, until]) => until <= from && clock < until)
  )
}
