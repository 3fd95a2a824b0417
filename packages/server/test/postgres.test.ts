import { afterAll, describe, test } from 'vitest'
import { makeDatabase, startPostgres } from '../../store/test/support/postgres.ts'
import { placeTestStores } from './support/store.ts'

// The suites of the service once more, on a real PostgreSQL: they come from their own files, so that there
// is one of each. The server is stopped after everything that they close.
const server = await startPostgres()
const suites = [
  './ingest.test.ts',
  './replay.test.ts',
  './publish.test.ts',
  './people.test.ts',
  './agenda.test.ts',
  './deliver.test.ts',
  './clockwork.test.ts',
]

if (typeof server === 'string') {
  test.skip(`the service on PostgreSQL: ${server}`, () => {})
} else {
  afterAll(() => server.stop())
  placeTestStores(async () => {
    const { url, drop } = await makeDatabase(server)
    return { database: url, remove: drop }
  })
  for (const suite of suites) {
    describe(`on PostgreSQL: ${suite}`, async () => {
      await import(suite)
    })
  }
}
