import { CalendarReading, due, formatInstant, HOUR, type Ms, type Policy } from '@alacrity/engine'
import type { Store } from '@alacrity/store'
import { announce } from '../base/announce.ts'

type Ports = { readonly store: Pick<Store, 'turns' | 'outbox'> }

/** A member is told this long before a waiting turn is due. */
const AHEAD_MS = 2 * HOUR
const BATCH_MEMBERS = 1_000

/** Announces the turns that are due soon, each once. Looks at everybody, so only where somebody wants to know. */
export async function announceDueSoon(ports: Ports, policy: Policy, now: Ms): Promise<number> {
  const endpoints = await ports.store.outbox.endpoints()
  if (!endpoints.some(({ enabled, topics }) => enabled && topics.includes('turn.due_soon')))
    return 0
  let announced = 0
  for await (const batch of ports.store.turns.batches(BATCH_MEMBERS)) {
    for (const { member, calendar, first_event_at: first, turns } of batch) {
      // Whoever owes nobody an answer is not read again.
      if (
        first === null ||
        !turns.columns.repliedAt.subarray(turns.from, turns.to).some(Number.isNaN)
      )
        continue
      const reading = new CalendarReading(calendar, policy.clock, now)
      for (const turn of await ports.store.turns.of(member)) {
        if (turn.replied_at !== null || turn.ended_at !== null) continue
        const dueAt = due(reading.clock(turn.opened_at), turn.opened_at, policy.within)
        if (dueAt === null || dueAt < now || dueAt > now + AHEAD_MS) continue
        const data = { member, turn: turn.turn, due_at: formatInstant(dueAt) }
        const id = `due_${member}_${turn.turn}_${dueAt}`
        await announce(ports, [{ topic: 'turn.due_soon', id, now, data }])
        announced += 1
      }
    }
  }
  return announced
}
