import type { Ms } from '@alacrity/engine'
import type { Crowd } from './crowd.ts'
import { MONTH, type Span } from './span.ts'

/** By member and month: how many turns were opened in it, and how many of them answered in time. */
export type Answered = {
  readonly asked: Uint16Array
  readonly inTime: Uint16Array
  /** The same by member, of all months together. */
  readonly askedOf: Uint32Array
  readonly inTimeOf: Uint32Array
}

const MOST = 65_535

/**
 * Counts by the wall clock, and the same for every policy, so that two can be compared. Turns that the client
 * ended, or that were excused by a ruling, ask for no answer.
 */
export function answeredIn(crowd: Crowd, { months }: Span, withinMs: Ms): Answered {
  const size = months.length
  const asked = new Uint16Array(crowd.members.length * size)
  const inTime = new Uint16Array(crowd.members.length * size)
  const askedOf = new Uint32Array(crowd.members.length)
  const inTimeOf = new Uint32Array(crowd.members.length)
  const all = { asked, inTime, askedOf, inTimeOf }
  const oldest = months.at(-1)?.at
  const newest = months[0]?.at
  if (oldest === undefined || newest === undefined) return all
  const { openedAt, repliedAt } = crowd.columns
  crowd.members.forEach(({ turns }, member) => {
    for (let row = turns.to - 1; row >= turns.from; row -= 1) {
      const opened = openedAt[row] as number
      if (opened <= oldest) break
      const month = Math.ceil((newest + MONTH - opened) / MONTH) - 1
      if (month < 0 || month >= size || asksNothing(crowd, row)) continue
      const at = member * size + month
      if ((asked[at] as number) === MOST) continue
      asked[at] = (asked[at] as number) + 1
      askedOf[member] = (askedOf[member] as number) + 1
      // Never answered is NaN, and not within anything.
      const isInTime = (repliedAt[row] as number) - opened <= withinMs
      if (!isInTime) continue
      inTime[at] = (inTime[at] as number) + 1
      inTimeOf[member] = (inTimeOf[member] as number) + 1
    }
  })
  return all
}

function asksNothing({ rare }: Crowd, row: number): boolean {
  if (rare.size === 0) return false
  const facts = rare.get(row)
  if (facts === undefined) return false
  const ended = facts.ended_by !== null && facts.ended_who !== 'member'
  return ended || facts.rulings.at(-1)?.excused === true
}
