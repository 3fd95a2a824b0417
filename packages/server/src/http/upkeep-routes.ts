import { formatInstant } from '@alacrity/engine'
import type { Store } from '@alacrity/store'
import { z } from 'zod'
import { nameOf } from '../access/principal.ts'
import { ROWS } from '../access/table.ts'
import { type EventPorts, record } from '../act/event.ts'
import { freshId } from '../base/chance.ts'
import { Refusal } from '../base/errors.ts'
import { json, type Route, route } from './route.ts'

export type UpkeepPorts = EventPorts & { readonly store: Pick<Store, 'audit' | 'members'> }

const common = { group: 'operator', access: ROWS.operators } as const
const ID_MAX = 256

/** What who runs the marketplace does for the record: a client is forgotten, the audit log is checked. */
export function upkeepRoutes(ports: UpkeepPorts): readonly Route[] {
  return [eraseClientRoute(ports), checkAuditRoute(ports)]
}

function eraseClientRoute(ports: UpkeepPorts): Route {
  return route({
    ...common,
    method: 'DELETE',
    name: 'erase_client',
    path: '/v1/clients/{client}',
    about:
      'Forgets a client: a pseudonym stands wherever an event named them. Turns not yet due are excused, nothing else changes.',
    answers: {
      200: {
        about: 'how many events were changed',
        schema: z.strictObject({ events_changed: z.int(), at: z.string() }),
      },
    },
    errors: ['malformed_request', 'store_unavailable', 'store_full'],
    handle: async ({ params, principal, now }) => {
      const client = params['client'] ?? ''
      if (Buffer.byteLength(client) > ID_MAX) {
        throw new Refusal('malformed_request', { field: 'client', detail: 'is over 256 bytes' })
      }
      const pseudonym = freshId(ports.chance, 'erased')
      const entry = { at: now, actor: nameOf(principal), member: null, reason: '' }
      await ports.store.audit.append({ ...entry, action: 'erase_client' })
      // First, so that it is not missing should the rest be cut short: then somebody asks again.
      await record(ports, { type: 'erasure', client: pseudonym, at: now })
      const changed = await ports.store.members.eraseClient(client, pseudonym)
      return json({ events_changed: changed, at: formatInstant(now) })
    },
  })
}

function checkAuditRoute({ store }: UpkeepPorts): Route {
  return route({
    ...common,
    method: 'GET',
    name: 'check_audit',
    path: '/v1/audit/check',
    about: 'Whether every entry of the audit log follows from the one before it.',
    answers: {
      200: {
        about: 'whether it holds; if not, the number of the first entry that does not follow',
        schema: z.strictObject({ holds: z.boolean(), broken_at: z.int().nullable() }),
      },
    },
    errors: ['store_unavailable'],
    handle: async () => {
      const broken = await store.audit.verify()
      return json({ holds: broken === null, broken_at: broken })
    },
  })
}
