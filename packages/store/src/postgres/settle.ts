import type { Recent } from '../fold/recent.ts'
import { settle } from '../fold/settle.ts'
import { one, type Steps } from '../steps.ts'
import type { Tail } from './tail.ts'

/**
 * A member's part of the tail is found by its key, so the tail may be longer than where it is searched, and
 * fewer rows of the projection are written twice.
 */
export const TAIL_MAX = 65_536

/** Each piece is some questions to a server, which has to be waited for. */
const EVENTS_AT_ONCE = 8_192

/** Folds a tail, under the lock of turns: what is known of it, or what is read. Returns how many events. */
export function* settleSome(recent: Recent, known: Tail | null = null): Steps<number> {
  const folded = (yield* one<{ value: number }>('mark_get', 'folded'))?.value ?? 0
  const position = (yield* one<{ value: number }>('mark_get', 'position'))?.value ?? 0
  if (folded === position) return 0
  const tail = known?.between(folded, position) ?? null
  return yield* settle({ limit: TAIL_MAX, tail, recent, atOnce: EVENTS_AT_ONCE })
}
