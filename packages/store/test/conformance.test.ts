import { afterAll, beforeAll, describe, test } from 'vitest'
import { type Case, conformanceCases } from '../src/conformance/index.ts'
import type { Traits } from '../src/index.ts'
import { type Server, startPostgres, withPostgres } from './support/postgres.ts'
import { withSqlite } from './support/sqlite.ts'

/** What a backend says of itself that it cannot do, and what to use instead. */
const LACKS: Readonly<Record<string, Readonly<Partial<Record<keyof Traits, string>>>>> = {
  SQLite: {},
  PostgreSQL: { onlineBackup: 'PostgreSQL is copied by its own tools: pg_dump, pg_basebackup' },
}

function register(backend: string, run: (body: Case['run']) => Promise<string | null>): void {
  const lacks = LACKS[backend]
  if (lacks === undefined) throw new Error(`no backend ${backend}`)
  describe(backend, () => {
    for (const { title, needs, run: body } of conformanceCases) {
      const reason = needs === undefined ? undefined : lacks[needs]
      test(title, async ({ skip }) => {
        if (reason !== undefined) return skip(reason)
        const missing = await run(body)
        if (missing !== null) skip(missing)
      })
    }
  })
}

register('SQLite', async (body) => {
  await withSqlite(body)
  return null
})

let server: Server | string = 'PostgreSQL was not started'
beforeAll(async () => {
  server = await startPostgres()
}, 120_000)
afterAll(async () => {
  if (typeof server !== 'string') await server.stop()
})

register('PostgreSQL', async (body) => {
  if (typeof server === 'string') return server
  await withPostgres(server, body)
  return null
})
