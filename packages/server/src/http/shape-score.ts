import {
  ANSWER_ACTIONS,
  type ExplainedTurn,
  MESSAGE_KINDS,
  OUTCOMES,
  type PathPoint,
  type Prospect,
  REASONS,
  SENDERS,
} from '@alacrity/engine'
import { z } from 'zod'
import type { Agenda, AwayPreview, HoursPreview } from '../read/agenda.ts'
import type { ScoreView } from '../read/member.ts'
import type { Patterns } from '../read/patterns.ts'
import { TEXT, TIME, WEEKLY } from './shape-event.ts'

const COUNT = z.int().min(0)
const SCORE = z.number().min(0).max(100).nullable()
const LABELS = z.record(TEXT, z.boolean())
const AWAY_ACTS = z.enum(['pause', 'excuse', 'ignore'])

const FACTS = {
  turn: TEXT,
  member: TEXT,
  client: TEXT,
  conversation: TEXT,
  ordinal: COUNT,
  initiated_by: z.enum(['client', 'member']),
  kind: z.enum(MESSAGE_KINDS),
  opened_at: TIME,
  messages: COUNT,
  replied_at: TIME.nullable(),
  replied_with: z.enum(['message', ...ANSWER_ACTIONS]).nullable(),
  auto_replied_at: TIME.nullable(),
  ended_at: TIME.nullable(),
  ended_by: z.enum(['withdrawal', 'closure', 'release', 'flag']).nullable(),
  ended_who: z.enum(SENDERS).nullable(),
  excused: z.boolean().nullable(),
  elapsed_ms: COUNT.nullable(),
  outcome: z.enum(OUTCOMES),
  reason: z.enum(REASONS),
  counted: z.boolean(),
  not_counted: z
    .enum(['pending', 'excused', 'not_a_candidate', 'too_recent', 'outside_the_window'])
    .nullable(),
  due_at: TIME.nullable(),
}

export const TURN: z.ZodType<ExplainedTurn> = z.strictObject({
  ...FACTS,
  effect_points: z.number().nullable(),
})
/** What a turn was, without what it does to the score [DS5]. */
export const TURN_FACTS = z.strictObject(FACTS)

const MEASURE = z
  .union([
    z.strictObject({ numerator: z.number(), denominator: z.number(), percent: z.number() }),
    z.strictObject({ ms: COUNT }),
    z.strictObject({ count: COUNT }),
  ])
  .nullable()

const CONDITIONS = z.array(
  z.strictObject({ measure: TEXT, asks: TEXT, value: TEXT.nullable(), holds: z.boolean() }),
)

const LABEL_REPORT = z.strictObject({
  name: TEXT,
  held: z.boolean(),
  earned: z.boolean(),
  kept: z.boolean(),
  grant: CONDITIONS,
  keep: CONDITIONS,
  enough: z.strictObject({ turns: COUNT, clients: COUNT, holds: z.boolean() }),
  clients: COUNT,
  set_aside: COUNT,
})

const WAITING = z.strictObject({
  turn: TEXT,
  client: TEXT,
  conversation: TEXT,
  kind: z.enum(MESSAGE_KINDS),
  ordinal: COUNT,
  messages: COUNT,
  opened_at: TIME,
  due_at: TIME.nullable(),
  overdue: z.boolean(),
  elapsed_ms: COUNT,
  later_at: TIME.nullable(),
  score_if: z.strictObject({ now: z.number(), later: z.number(), never: z.number() }).nullable(),
})

const RULE = z.strictObject({
  within_ms: COUNT,
  every: z.enum(['hour', 'day', 'week', 'month', 'quarter']),
  dwell: COUNT,
  window_days: COUNT.nullable(),
  grant_percent: z.number().nullable(),
  keep_percent: z.number().nullable(),
  self_excused_max_percent: z.number().nullable(),
})

/** A member's own score page; an operator is shown the same for a reason. */
export const SCORE_VIEW: z.ZodType<ScoreView> = z.strictObject({
  member: TEXT,
  policy: TEXT,
  title: TEXT,
  as_of: TIME,
  counts: z.strictObject({
    turns: COUNT,
    settled: COUNT,
    on_time: COUNT,
    late: COUNT,
    missed: COUNT,
    pending: COUNT,
    excused: COUNT,
    clients: COUNT,
  }),
  enough: z.boolean(),
  missing: z.strictObject({ turns: COUNT, clients: COUNT }).nullable(),
  score: SCORE,
  measures: z.record(TEXT, MEASURE),
  labels: LABELS,
  label_reports: z.array(LABEL_REPORT),
  label_history: z.array(
    z.strictObject({ member: TEXT, label: TEXT, epoch: TIME, held: z.boolean(), policy: TEXT }),
  ),
  forecast: z.array(
    z.strictObject({
      epoch: TIME,
      scenario: z.enum(['nothing_more', 'all_answered']),
      score: SCORE,
      labels: LABELS,
    }),
  ),
  actions: z.array(
    z.strictObject({
      label: TEXT,
      goal: z.enum(['earn', 'keep']),
      epoch: TIME,
      reply_to: z.array(TEXT),
      before: TIME.nullable(),
      more_on_time: COUNT,
      text: TEXT,
    }),
  ),
  waiting: z.array(WAITING),
  turns_total: COUNT,
  published: z.array(TEXT),
  next_epoch: TIME,
  away_until: TIME.nullable(),
  rule: RULE,
})

export const PATH_POINT: z.ZodType<PathPoint> = z.strictObject({
  epoch: TIME,
  score: SCORE,
  causes: z.array(
    z.strictObject({
      turn: TEXT,
      client: TEXT,
      how: z.enum(['entered', 'left', 'changed']),
      points: z.number(),
    }),
  ),
})

const SUPPOSED = z.array(z.strictObject({ score: SCORE, labels: LABELS }))
export const PROSPECT: z.ZodType<Prospect> = z.strictObject({
  quick: SUPPOSED,
  in_time: SUPPOSED,
  late: SUPPOSED,
  never: SUPPOSED,
})

const GRID = z.array(z.array(COUNT).length(24)).length(7)
export const PATTERNS: z.ZodType<Patterns> = z.strictObject({
  zone: TEXT,
  within_ms: COUNT,
  times: z.array(z.strictObject({ from_ms: COUNT, until_ms: COUNT.nullable(), replies: COUNT })),
  missed: COUNT,
  asked: GRID,
  answered: GRID,
})

const AWAY = z.strictObject({ from: TIME, until: TIME, declared_at: TIME })
export const AGENDA: z.ZodType<Agenda> = z.strictObject({
  as_of: TIME,
  hours: z.strictObject({ weekly: WEEKLY, zone: TEXT, valid_from: TIME }).nullable(),
  aways: z.array(AWAY),
  past_aways: z.array(AWAY),
  rule: z.strictObject({
    clock: z.enum(['wall', 'hours']),
    away: AWAY_ACTS,
    within_ms: COUNT,
  }),
  away_days_max: z.number().nullable(),
  away_days_used: z.number(),
})

export const AWAY_PREVIEW: z.ZodType<AwayPreview> = z.strictObject({
  days: z.number(),
  acts: AWAY_ACTS,
  due_meanwhile: z.array(z.strictObject({ turn: TEXT, client: TEXT, due_at: TIME })),
  usual_turns: z.number(),
  score: SCORE,
  score_without: SCORE,
  labels: LABELS,
  labels_without: LABELS,
})

export const HOURS_PREVIEW: z.ZodType<HoursPreview> = z.strictObject({
  acts: z.boolean(),
  score: SCORE,
  score_had_been: SCORE,
  turns: COUNT,
  turns_inside: COUNT,
})
