import { setImmediate } from 'node:timers/promises'
import {
  type Assessor,
  DAY,
  explain,
  type Explanation,
  HOUR,
  MemberHistory,
  type Ms,
  parseEvent,
  pastOfTurns,
  type Event,
} from '@alacrity/engine'

/** As often as it takes until the runtime has compiled what explains a member. */
const ROUNDS = 30
const CLIENTS = 24

/**
 * Explains a member who does not exist, so that the first who asks for a score does not wait while the runtime
 * learns how (measured: 30 ms instead of 3). Others are answered in between.
 */
export async function warmUp(assessor: Assessor, now: Ms): Promise<void> {
  const history = new MemberHistory('nobody', madeUp(now))
  const kept = {
    turns: history.turns(now),
    calendar: history.calendar,
    first_event_at: history.firstEventAt,
    events: history.known,
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    await setImmediate()
    // As whoever asks is explained, and now and then from events: then their turns too.
    if (round % 3 > 0) explain(pastOfTurns('nobody', kept), assessor, now)
    else turnsRead(explain(history, assessor, now))
  }
}

const turnsRead = ({ turns }: Explanation): number => turns.length

/** Conversations that were answered soon, late, and not yet. */
function madeUp(now: Ms): readonly Event[] {
  return Array.from({ length: CLIENTS }, (_, index) => {
    const at = now - (CLIENTS - index) * DAY
    const common = { type: 'message', member: 'nobody', conversation: `c${index}` }
    const asked = { ...common, id: `q${index}`, at, from: 'client', client: `k${index}` }
    const replied = { ...common, id: `r${index}`, at: at + (index % 7) * 9 * HOUR, from: 'member' }
    return index > CLIENTS - 3 ? [asked] : [asked, replied]
  })
    .flat()
    .flatMap((wire) => {
      const parsed = parseEvent(wire)
      return parsed.ok ? [parsed.event] : []
    })
}
