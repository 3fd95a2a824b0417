import { afterAll, describe } from 'vitest'
import { makeDatabase, type Server, startPostgres } from '@alacrity/store/testing'
import { type Place, placeTestStores } from './support/store.ts'

// The suites of the service once more, on a real PostgreSQL: they come from their own files, so that there
// is one of each. The server is stopped after everything that they close.
const started = await startPostgres()
const missing = typeof started === 'string' ? `: ${started}` : ''
const server: Server | null = typeof started === 'string' ? null : started
afterAll(() => server?.stop())

async function place(on: Server): Promise<Place> {
  const { url, drop } = await makeDatabase(on)
  return { database: url, remove: drop }
}
if (server !== null) placeTestStores(() => place(server))

const suites = ['ingest', 'replay', 'publish', 'people', 'agenda', 'deliver', 'clockwork']

describe.skipIf(server === null)(`on PostgreSQL${missing}`, () => {
  describe.each(suites)('%s', async (suite) => {
    await import(`./${suite}.test.ts`)
  })
})
