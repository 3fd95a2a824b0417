import { type Event, parseEvent } from '@alacrity/engine'
import type { Store } from '@alacrity/store'
import type { Chance } from '../base/chance.ts'
import { freshId } from '../base/chance.ts'
import type { Changes } from '../base/changes.ts'
import { Refusal } from '../base/errors.ts'
import type { Metrics } from '../base/metrics.ts'

/** Events that people make here, and no sender, have this source. */
const OWN_SOURCE = 'alacrity'

export type EventPorts = {
  readonly store: Pick<Store, 'log'>
  readonly chance: Chance
  readonly changes: Changes
  readonly metrics: Metrics
}

/** Stores an event that somebody's act makes; it passes the same reading as one that is sent. */
export async function record(
  ports: EventPorts,
  fields: Readonly<Record<string, unknown>> & { readonly at: number },
): Promise<Event> {
  const parsed = parseEvent({ ...fields, id: freshId(ports.chance, 'act'), source: OWN_SOURCE })
  if (!parsed.ok) {
    const { field, problem, remedy } = parsed.fault
    throw new Refusal('invalid_act', { field, detail: problem, remedy })
  }
  const { event } = parsed
  const [receipt] = await ports.store.log.append([{ event, received_at: fields.at, late: false }])
  if (receipt?.kind !== 'accepted') throw new Error('a fresh id was taken')
  ports.metrics.count('alacrity_acts_total', { type: event.type })
  if ('member' in event && event.member !== null) ports.changes.tell([event.member])
  else ports.changes.tellEveryone()
  return event
}
