import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { Store } from '@alacrity/store'
import { z } from 'zod'
import { ROWS } from '../access/table.ts'
import type { Chance } from '../base/chance.ts'
import { turnColumns } from '../read/columns.ts'
import { type Route, route } from './route.ts'

const zip = promisify(gzip)
const TURNS_USUAL = 1_000_000
const TURNS_MAX = 4_000_000
const SALT_BYTES = 32

export type ColumnPorts = { readonly store: Pick<Store, 'turns'>; readonly chance: Chance }

/** What the operator's workbench tries policies on: facts of everybody, names of nobody [DS5]. */
export function columnRoute({ store, chance }: ColumnPorts): Route {
  const salt = Uint8Array.from(chance.bytes(SALT_BYTES))
  return route({
    name: 'get_turn_columns',
    method: 'GET',
    path: '/v1/turn-columns',
    group: 'operator',
    access: ROWS.operators,
    about:
      'Everybody\'s turns without a name, as columns, to try policies on. Of a history larger than "max" whole members are drawn.',
    query: z.object({ max: z.coerce.number().int().min(1).max(TURNS_MAX).default(TURNS_USUAL) }),
    answers: { 200: { about: 'the columns', media: 'application/octet-stream' } },
    errors: ['malformed_request', 'store_unavailable'],
    handle: async ({ query, now, request }) => {
      const bytes = await turnColumns({ store }, { max: query.max, now, salt })
      const zips = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
      const body = zips ? await zip(bytes, { level: constants.Z_BEST_SPEED }) : bytes
      return new Response(new Uint8Array(body), {
        headers: {
          'Content-Type': 'application/octet-stream',
          'Cache-Control': 'no-store',
          Vary: 'Authorization, Accept-Encoding',
          ...(zips ? { 'Content-Encoding': 'gzip' } : {}),
        },
      })
    },
  })
}
