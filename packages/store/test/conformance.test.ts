import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Case, conformanceCases } from '../src/conformance/index.ts'
import type { Traits } from '../src/index.ts'
import { type Server, startPostgres, withPostgres } from './support/postgres.ts'
import { withSqlite } from './support/sqlite.ts'

type Backend = {
  /** By trait: why the backend lacks it, and what to use instead. */
  readonly lacks: Readonly<Partial<Record<keyof Traits, string>>>
  /** Runs a case, or says why it cannot be run here. */
  readonly run: (body: Case['run']) => Promise<string | null>
}

function register({ lacks, run }: Backend): void {
  for (const { title, needs, run: body } of conformanceCases) {
    const reason = needs === undefined ? undefined : lacks[needs]
    test(`${title}`, async ({ skip }) => {
      if (reason !== undefined) return skip(reason)
      const missing = await run(body)
      if (missing !== null) skip(missing)
      expect(missing).toBeNull()
    })
  }
}

let server: Server | string = 'PostgreSQL was not started'
beforeAll(async () => {
  server = await startPostgres()
}, 120_000)
afterAll(async () => {
  if (typeof server !== 'string') await server.stop()
})

describe('SQLite', () => {
  register({
    lacks: {},
    run: async (body) => {
      await withSqlite(body)
      return null
    },
  })
})

describe('PostgreSQL', () => {
  register({
    lacks: { onlineBackup: 'PostgreSQL is copied by its own tools: pg_dump, pg_basebackup' },
    run: async (body) => {
      if (typeof server === 'string') return server
      await withPostgres(server, body)
      return null
    },
  })
})
