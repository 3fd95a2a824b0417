import type { Finding } from '@alacrity/engine'
import {
  type Aside,
  type AuditEntry,
  type Contest,
  CONTEST_STATES,
  type Counts,
  DELIVERY_STATES,
  type HistoryRecord,
  type Notice,
  type Outgoing,
  type Publication,
  type Restriction,
  type Scheduled,
} from '@alacrity/store'
import { z } from 'zod'
import type { Backtest } from '../read/backtest.ts'
import type { MemberExport } from '../read/export.ts'
import { EVENT, MS, TEXT, TIME } from './shape-event.ts'

const COUNT = z.int().min(0)

/** A page of a list; `next` is the cursor of the one after it. */
export function pageOf(
  item: z.ZodType,
): z.ZodObject<{ items: z.ZodArray; next: z.ZodNullable<z.ZodString> }, z.core.$strict> {
  return z.strictObject({ items: z.array(item), next: TEXT.nullable() })
}

export function listOf(item: z.ZodType): z.ZodObject<{ items: z.ZodArray }, z.core.$strict> {
  return z.strictObject({ items: z.array(item) })
}

export const HISTORY_RECORD: z.ZodType<HistoryRecord> = z.strictObject({
  line: TEXT,
  member: TEXT,
  label: TEXT,
  held: z.boolean(),
  epoch: z.int(),
  epoch_at: MS,
  policy: TEXT,
})

export const AUDIT_ENTRY: z.ZodType<AuditEntry> = z.strictObject({
  no: COUNT,
  at: MS,
  actor: TEXT,
  action: TEXT,
  member: TEXT.nullable(),
  reason: TEXT,
  hash: TEXT,
})

const contest = {
  id: TEXT,
  member: TEXT,
  subject: z.enum(['turn', 'label']),
  about: TEXT,
  reason: TEXT,
  opened_at: MS,
  due_at: MS,
  state: z.enum(CONTEST_STATES),
  decided_at: MS.nullable(),
  decided_by: TEXT.nullable(),
  answer: TEXT.nullable(),
}
export const CONTEST: z.ZodType<Contest> = z.strictObject(contest)
export const QUEUED_CONTEST = z.strictObject({
  ...contest,
  urgency: z.enum(['open', 'due_soon', 'overdue']),
})

export const RESTRICTION: z.ZodType<Restriction> = z.strictObject({
  member: TEXT,
  kind: z.enum(['restricted', 'opted_out']),
  since: MS,
  by: TEXT,
})

const told = { id: TEXT, at: TIME, read_at: TIME.nullable(), label: TEXT, epoch: TIME }
const because = { because: z.enum(['too_few', 'below_keep']), contact: TEXT }
/** What a member was told: a label granted or lost, or a loss that is coming [LB6, LB7]. */
export const NOTICE = z.discriminatedUnion('topic', [
  z.strictObject({ ...told, topic: z.literal('label.granted'), policy: TEXT }),
  z.strictObject({ ...told, ...because, topic: z.literal('label.lost'), policy: TEXT }),
  z.strictObject({
    ...told,
    ...because,
    topic: z.literal('label.loss_coming'),
    turns: z.array(
      z.strictObject({ turn: TEXT, outcome: TEXT, effect_points: z.number().nullable() }),
    ),
    averted_by: TEXT.nullable(),
    reply_to: z.array(TEXT),
    before: TIME.nullable(),
  }),
])
const STORED_NOTICE: z.ZodType<Notice> = z.strictObject({
  id: TEXT,
  member: TEXT,
  at: MS,
  topic: TEXT,
  body: TEXT,
  read_at: MS.nullable(),
})

export const EXPORT: z.ZodType<MemberExport> = z.strictObject({
  member: TEXT,
  exported_at: TIME,
  events: z.array(EVENT),
  label_history: z.array(HISTORY_RECORD),
  contests: z.array(CONTEST),
  notices: z.array(STORED_NOTICE),
  restrictions: z.array(RESTRICTION),
})

export const COUNTS: z.ZodType<Counts> = z.strictObject({
  received: COUNT,
  accepted: COUNT,
  duplicate: COUNT,
  conflict: COUNT,
})

export const PUBLICATION: z.ZodType<Publication> = z.strictObject({
  line: TEXT,
  epoch: z.int(),
  epoch_at: MS,
  policy: TEXT,
  published_at: MS,
  note: TEXT,
})

export const ASIDE: z.ZodType<Aside> = z.strictObject({
  no: COUNT,
  first_seq: COUNT,
  event: EVENT,
  received_at: MS,
  late: z.boolean(),
})

export const SCHEDULED: z.ZodType<Scheduled> = z.strictObject({
  line: TEXT,
  policy: TEXT,
  from_at: MS,
  scheduled_at: MS,
  scheduled_by: TEXT,
})

export const FINDING: z.ZodType<Finding> = z.strictObject({
  severity: z.enum(['warning', 'note']),
  rule: TEXT,
  field: TEXT,
  message: TEXT,
  counterexample: z.strictObject({ turns: z.array(TEXT), shows: TEXT }).nullable(),
})

const SIDE = z.strictObject({
  policy: TEXT,
  labelled: COUNT,
  share_percent: z.number(),
  changes_per_100_members_per_month: z.number(),
})
export const BACKTEST: z.ZodType<Backtest> = z.strictObject({
  members: COUNT,
  from: MS,
  until: MS,
  current: SIDE,
  proposed: SIDE,
  gains: COUNT,
  loses: COUNT,
  gaining: z.array(TEXT),
  losing: z.array(TEXT),
})

export const OUTGOING: z.ZodType<Outgoing> = z.strictObject({
  id: TEXT,
  endpoint: TEXT,
  topic: TEXT,
  body: TEXT,
  due_at: MS,
  state: z.enum(DELIVERY_STATES),
  attempts: COUNT,
  last_result: TEXT.nullable(),
})
