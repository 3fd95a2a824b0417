export { type InputFault } from './fault.ts'
export { type Counts, type History, type ScoreOptions } from './history.ts'
export { type Progress, readHistory, type ReadOptions } from './read.ts'
