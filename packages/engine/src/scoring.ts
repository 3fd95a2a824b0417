// What scoring members under a policy takes, without the presets and all that explains.
export { oldestThatCounts } from './assess/window.ts'
export { CalendarReading } from './clock/calendar.ts'
export { MemberHistory } from './member/history.ts'
export { ScoreLines } from './report/score.ts'
