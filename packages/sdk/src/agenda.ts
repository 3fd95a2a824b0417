import type { Call, CallOptions } from './call.ts'
import type { Hours, Span, WeeklyHours } from './event.ts'
import type { Page } from './paged.ts'
import type { Outcome, Turn } from './record.ts'

/** How the next messages might be answered: within the hour, at the last moment, twice as late, not at all. */
export type Manner = 'quick' | 'in_time' | 'late' | 'never'

export type Supposed = {
  readonly score: number | null
  /** Which labels would be had at an epoch right then. */
  readonly labels: Readonly<Record<string, boolean>>
}

/** For each manner what 0, 1, 2, … further messages make of the score. */
export type Prospect = Readonly<Record<Manner, readonly Supposed[]>>

/** Seven days from Monday, each of 24 hours. */
export type WeekGrid = readonly (readonly number[])[]

export type Patterns = {
  readonly zone: string
  readonly within_ms: number
  /** Replies by how long they took: later than `from_ms`, no later than `until_ms` (null: any). */
  readonly times: readonly {
    readonly from_ms: number
    readonly until_ms: number | null
    readonly replies: number
  }[]
  readonly missed: number
  /** When clients began to wait, and when the member replied. */
  readonly asked: WeekGrid
  readonly answered: WeekGrid
}

export type AwaySpan = {
  readonly from: string
  readonly until: string
  readonly declared_at: string
}

/** When a member works and is away, as declared, and what the rule makes of it. */
export type Calendar = {
  readonly as_of: string
  readonly hours: {
    readonly weekly: WeeklyHours
    readonly zone: string
    readonly valid_from: string
  } | null
  /** Absences that are not over, the first to begin first; then those that are, newest first. */
  readonly aways: readonly AwaySpan[]
  readonly past_aways: readonly AwaySpan[]
  readonly rule: {
    /** wall: every hour counts, whatever hours are set. */
    readonly clock: 'wall' | 'hours'
    readonly away: 'pause' | 'excuse' | 'ignore'
    readonly within_ms: number
  }
  /** Days of absence a calendar year; null: any number. */
  readonly away_days_max: number | null
  readonly away_days_used: number
}

export type AwayPreview = {
  readonly days: number
  readonly acts: 'pause' | 'excuse' | 'ignore'
  /** Waiting turns that fall due meanwhile; the absence does not act on them. */
  readonly due_meanwhile: readonly {
    readonly turn: string
    readonly client: string
    readonly due_at: string
  }[]
  /** About how many turns come in so long a time. */
  readonly usual_turns: number
  readonly score: number | null
  /** What the score would be, had so many gone unanswered without it. */
  readonly score_without: number | null
  readonly labels: Readonly<Record<string, boolean>>
  readonly labels_without: Readonly<Record<string, boolean>>
}

export type HoursPreview = {
  /** Whether hours act on the score at all. */
  readonly acts: boolean
  readonly score: number | null
  /** Had these hours been in force all along; null where hours do not act. */
  readonly score_had_been: number | null
  /** Turns of the last 90 days, and those opened within these hours. */
  readonly turns: number
  readonly turns_inside: number
}

export type TurnsWish = CallOptions & {
  readonly outcome?: Outcome | undefined
  /** Part of the client's or the conversation's id, in any case. */
  readonly search?: string | undefined
  /** So many of the list are passed over. */
  readonly skip?: number | undefined
  readonly limit?: number | undefined
}

export type TurnsPage = Page<Turn> & {
  /** How many are wished for in all, and how many turns there are by outcome. */
  readonly total: number
  readonly outcomes: { readonly [outcome in Outcome]?: number }
}

/** What members look at before they decide. */
export type AgendaCalls = {
  /** A part of the list of turns, newest first, with how long it is. */
  readonly turnsPage: (wish?: TurnsWish) => Promise<TurnsPage>
  /** What the next messages would make of the score. */
  readonly prospect: (options?: CallOptions) => Promise<Prospect>
  /** When clients write, when the member answers, and how long it takes; the week in a zone of IANA. */
  readonly patterns: (zone?: string, options?: CallOptions) => Promise<Patterns>
  readonly calendar: (options?: CallOptions) => Promise<Calendar>
  /** What an absence would change. Nothing is stored. */
  readonly previewAway: (span: Span, options?: CallOptions) => Promise<AwayPreview>
  /** What weekly hours would change. Nothing is stored. */
  readonly previewHours: (hours: Hours, options?: CallOptions) => Promise<HoursPreview>
}

export function agendaCalls(call: Call, base: string): AgendaCalls {
  const look = <T>(path: string, json: unknown, options: CallOptions = {}): Promise<T> =>
    call.json({ method: 'POST', path: base + path, json, repeatable: true, ...options })
  return {
    turnsPage: ({ outcome, search, skip, limit, ...options } = {}) => {
      const query = { outcome, search, skip, limit }
      return call.json({ path: `${base}/turns`, query, ...options })
    },
    prospect: (options) => call.json({ path: `${base}/prospect`, ...options }),
    patterns: (zone, options) =>
      call.json({ path: `${base}/patterns`, query: { zone }, ...options }),
    calendar: (options) => call.json({ path: `${base}/calendar`, ...options }),
    previewAway: (span, options) => look('/away/preview', span, options),
    previewHours: (hours, options) => look('/hours/preview', hours, options),
  }
}
