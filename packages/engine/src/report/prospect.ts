import type { Assessor } from '../assess/assess.ts'
import { DAY, HOUR, type Ms } from '../base/instant.ts'
import { CalendarReading } from '../clock/calendar.ts'
import { elapsed } from '../clock/clock.ts'
import type { Past } from '../member/history.ts'
import { type Ahead, aheadOf } from './forecast.ts'
import { labelRows } from './labels.ts'
import { type Supposed, suppose, supposedTurn } from './suppose.ts'
import { answeredAt } from './trial.ts'

/** How the next messages might be answered: within the hour, at the last moment in time, twice as late, not. */
export const MANNERS = ['quick', 'in_time', 'late', 'never'] as const
export type Manner = (typeof MANNERS)[number]

/** For each manner what 0, 1, 2, … further messages, each of a new client, make of the score. */
export type Prospect = Readonly<Record<Manner, readonly Supposed[]>>

/**
 * What the score would be now, had so many further clients written and been answered in one manner. Nothing
 * else is moved, so the first entry is the score as it is.
 */
export function prospectOf(
  history: Past,
  assessor: Assessor,
  { asOf, most }: { readonly asOf: Ms; readonly most: number },
): Prospect {
  const { within } = assessor.policy
  const { state } = labelRows(history, { from: asOf, until: asOf }, assessor)
  const ahead = aheadOf({ history, assessor, asOf, state })
  const took: Readonly<Record<Manner, Ms | null>> = {
    quick: Math.min(HOUR, within),
    in_time: within,
    late: 2 * within,
    never: null,
  }
  const entries = MANNERS.map((manner) => [manner, inManner(ahead, took[manner], most)] as const)
  return Object.fromEntries(entries) as Prospect
}

function inManner(ahead: Ahead, took: Ms | null, most: number): readonly Supposed[] {
  const { asOf, assessor } = ahead
  const openedAt = openedSo(ahead, took ?? assessor.policy.within + 1)
  return Array.from({ length: most + 1 }, (_, count) => {
    const further = Array.from({ length: count }, (_turn, index) => {
      const turn = supposedTurn(ahead, index, openedAt)
      return took === null ? turn : answeredAt(turn, asOf)
    })
    return suppose(ahead, { further }, asOf)
  })
}

/** Hours and pauses make a wait longer by the wall; it is looked for no further back than this. */
const BACK_MAX = 60 * DAY

/** When a turn was opened that has waited so long by now, by the policy's clock. */
function openedSo({ history, assessor, asOf }: Ahead, waited: Ms): Ms {
  const reading = new CalendarReading(history.calendar, assessor.policy.clock, asOf)
  let at = asOf - waited
  while (elapsed(reading.clock(at), at, asOf) < waited && at > asOf - BACK_MAX) at -= HOUR
  const over = elapsed(reading.clock(at), at, asOf) - waited
  // The last step went too far by less than an hour; a reply is no later than was said.
  return over > 0 && over < HOUR ? at + over : at
}
