import { all, one, type Steps } from '../steps.ts'
import { LAYOUT } from './pack.ts'

/** How far turns are made anew: events folded, of how many. */
export type Progress = (folded: number, of: number) => void

const mark = function* (name: string): Steps<number> {
  return (yield* one<{ value: number }>('mark_get', name))?.value ?? 0
}

/** Whether the turns of a database were packed as this version reads them. */
export function* isCurrent(): Steps<boolean> {
  return (yield* mark('layout')) === LAYOUT
}

/** Drops the projection and folds the whole log again; `settleSome` folds a piece and says how much. */
export function* rebuild(settleSome: () => Steps<number>, progress: Progress): Steps<void> {
  const position = yield* mark('position')
  yield* all('conversation_clear')
  yield* all('mark_set', 'folded', 0)
  yield* all('mark_set', 'layout', LAYOUT)
  yield* all('mark_add', 'rewrites', 1)
  while ((yield* settleSome()) > 0) progress(yield* mark('folded'), position)
}
