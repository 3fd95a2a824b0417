// What is drawn: half of the script, in one piece that is asked for when the words stand.
export { ReplyTimes } from './ReplyTimes.tsx'
export { ScorePath } from './ScorePath.tsx'
export { WeekByHour } from './WeekByHour.tsx'
