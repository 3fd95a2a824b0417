import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Case, conformanceCases } from '../src/conformance/index.ts'
import { type Server, startPostgres, withPostgres } from './support/postgres.ts'
import { withSqlite } from './support/sqlite.ts'

type Backend = {
  /** Runs a case, or says why it cannot be run here. */
  readonly run: (body: Case['run']) => Promise<string | null>
}

function register({ run }: Backend): void {
  for (const { title, run: body } of conformanceCases) {
    test(`${title}`, async ({ skip }) => {
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
    run: async (body) => {
      await withSqlite(body)
      return null
    },
  })
})

describe('PostgreSQL', () => {
  register({
    run: async (body) => {
      if (typeof server === 'string') return server
      await withPostgres(server, body)
      return null
    },
  })
})
