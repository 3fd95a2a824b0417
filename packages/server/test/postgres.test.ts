import { makeDatabase, type Server, startPostgres } from '@alacrity/store/testing'
import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { placeTestStores } from './support/store.ts'

// The suites of the service once more, on a real PostgreSQL: they come from their own files, so that there
// is one of each. The server starts with the tests, not when they are only listed.
let server: Server | string = 'PostgreSQL was not started'
beforeAll(async () => {
  server = await startPostgres()
}, 120_000)
afterAll(async () => {
  if (typeof server !== 'string') await server.stop()
})

placeTestStores(async () => {
  if (typeof server === 'string') throw new Error(server)
  const { url, drop } = await makeDatabase(server)
  return { database: url, remove: drop }
})

const suites = [
  'ingest',
  'replay',
  'publish',
  'people',
  'deliver',
  'clockwork',
  'access',
  'disclosure',
]

describe('on PostgreSQL', () => {
  beforeEach(({ skip }) => {
    if (typeof server === 'string') skip(server)
  })
  describe.each(suites)('%s', async (suite) => {
    await import(`./${suite}.test.ts`)
  })
})
