export type {
  AgendaCalls,
  AwayPreview,
  AwaySpan,
  Calendar,
  HoursPreview,
  Manner,
  Patterns,
  Prospect,
  Supposed,
  TurnsPage,
  TurnsWish,
  WeekGrid,
} from './agenda.ts'
export { type Alacrity, type AlacrityOptions, createAlacrity } from './alacrity.ts'
export type { Outcome as EventOutcome, Refused } from './batch.ts'
export type { CallOptions } from './call.ts'
export type { Clock } from './clock.ts'
export { AlacrityError, type ErrorCode, type Problem, type ServiceErrorCode } from './error.ts'
export type {
  AnswerAction,
  FlagReason,
  Hours,
  Instant,
  MessageKind,
  NewEvent,
  NewMessage,
  Sender,
  Span,
  StoredEvent,
  Weekday,
  WeeklyHours,
} from './event.ts'
export type { EventCalls, SendOptions } from './events.ts'
export type { LabelCalls, Labels } from './labels.ts'
export type { LiveSignal, WatchOptions } from './live.ts'
export type { MemberCalls, NewContest } from './member.ts'
export type {
  Aggregates,
  Conflict,
  ContestCase,
  Decision,
  NewRuling,
  OperatorCalls,
} from './operator.ts'
export type { Page, Paged, PageWish } from './paged.ts'
export type {
  Backtest,
  Finding,
  LookedOver,
  PolicyCalls,
  PolicyDocument,
  ScheduledPolicy,
  Side,
  StoredPolicy,
  Trial,
} from './policies.ts'
export type { EventQueue, QueueOptions, Unsent } from './queue.ts'
export type {
  Action,
  AuditEntry,
  Cause,
  ConditionReport,
  Contest,
  Forecast,
  LabelChange,
  LabelHistoryEntry,
  LabelReport,
  Measure,
  MemberExport,
  NotCounted,
  Notice,
  Outcome,
  OutcomeReason,
  Restriction,
  Score,
  ScoreAt,
  ScoreRule,
  Turn,
  WaitingTurn,
} from './record.ts'
export type { Readiness, ServiceCalls } from './service.ts'
export type { TokenSource } from './token.ts'
export {
  verifyWebhook,
  type WebhookHeaders,
  type WebhookMessage,
  type WebhookRules,
} from './verify.ts'
export type {
  Delivery,
  DeliveryCalls,
  DeliveryState,
  NewWebhook,
  Topic,
  Webhook,
  WebhookCalls,
} from './webhooks.ts'
