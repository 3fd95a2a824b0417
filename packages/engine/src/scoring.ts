// What scoring members under a policy takes, without the presets and all that explains.
export { type AloneRule, aloneRule, outcomeAlone } from './assess/alone.ts'
export type { Counts } from './assess/tally.ts'
export { oldestThatCounts } from './assess/window.ts'
export { CalendarReading } from './clock/calendar.ts'
export { MemberHistory } from './member/history.ts'
export { ScoreLines, Tails } from './report/score.ts'
