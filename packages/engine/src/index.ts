export {
  Assessor,
  type Assessment,
  isEnough,
  type MeasureValue,
  shownScore,
} from './assess/assess.ts'
export { OUTCOMES, type Outcome, type Reason, REASONS } from './assess/outcome.ts'
export { oldestThatCounts } from './assess/window.ts'
export { compareBytes } from './base/bytes.ts'
export { type Fraction, shownPercent } from './base/exact.ts'
export {
  DAY,
  formatDuration,
  formatInstant,
  HOUR,
  isInstant,
  MINUTE,
  type Ms,
  parseDuration,
  parseInstant,
  SECOND,
} from './base/instant.ts'
export { type Calendar, CalendarReading, EMPTY_CALENDAR } from './clock/calendar.ts'
export { due, elapsed, type Interval, type TurnClock } from './clock/clock.ts'
export {
  ANSWER_ACTIONS,
  type ConversationEvent,
  DEFAULT_SOURCE,
  type ErasureEvent,
  type Event,
  EVENT_TYPES,
  FLAG_REASONS,
  MESSAGE_KINDS,
  type MessageEvent,
  type OutageEvent,
  qualifiedId,
  SENDERS,
  type WeeklyHours,
} from './event/event.ts'
export { type Fault, idProblem } from './event/fields.ts'
export { compareEvents, type Intake, sameContent, takeIn } from './event/order.ts'
export { EVENT_FIELDS, parseEvent, type ParsedEvent, TEXT_FIELDS } from './event/parse.ts'
export { epochInstant, epochNumber, firstEpochFrom } from './label/epoch.ts'
export {
  earned,
  isAtRest,
  type LabelChange,
  labelHistory,
  type LabelState,
  nextState,
} from './label/history.ts'
export { isGranted, isKept, leftOut } from './label/robust.ts'
export {
  historiesOf,
  MemberHistory,
  NOTHING_SHARED,
  type Past,
  type SharedEvents,
} from './member/history.ts'
export { type KeptTurns, pastOfTurns } from './member/stored.ts'
export { type ParsedPolicy, parsePolicy } from './policy/parse.ts'
export type { Condition, Label, Measure, Policy } from './policy/policy.ts'
export { type PolicyDocument, PRESETS, presetPolicy } from './policy/presets.ts'
export { type LabelRow, labelRows, type LabelSpan } from './report/labels.ts'
export { type MeasureRow, scoreLine, ScoreLines, type ScoreRow } from './report/score.ts'
export { type TurnRow, turnRows } from './report/turn.ts'
export { ConversationFold, foldConversation } from './turn/fold.ts'
export {
  compareTurns,
  type MemberTurns,
  type RareFacts,
  tableOf,
  type TurnColumns,
  type TurnsOfMember,
} from './turn/table.ts'
export {
  type EndKind,
  REPLY_KINDS,
  type ReplyKind,
  type Turn,
  type TurnRuling,
} from './turn/turn.ts'
export { type Action } from './report/action.ts'
export { type ExplainedTurn, explain, type Explanation, type NotCounted } from './report/explain.ts'
export { type Forecast } from './report/forecast.ts'
export { type LossReasons, lossReasons } from './report/loss.ts'
export { type Cause, type PathPoint, scorePath } from './report/path.ts'
export { type Manner, MANNERS, type Prospect, prospectOf } from './report/prospect.ts'
export { type Supposed } from './report/suppose.ts'
export { type WaitingTurn } from './report/waiting.ts'
export { type ConditionReport, type LabelReport } from './report/label.ts'
export {
  disclose,
  type Published,
  type Subject,
  type View,
  type Viewer,
  viewText,
} from './disclose/disclose.ts'
export { type Example } from './lint/example.ts'
export { type Finding, lintPolicy } from './lint/lint.ts'
