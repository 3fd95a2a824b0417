import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Bench } from '../src/conformance/index.ts'
import { type Server, startPostgres, withPostgres } from './support/postgres.ts'
import { withSqlite } from './support/sqlite.ts'

/** The schema, and the committed dump; ALACRITY_WRITE_SCHEMA=1 writes it anew after a migration was added. */
async function dumps(bench: Bench, path: string): Promise<{ schema: string; committed: string }> {
  const file = fileURLToPath(new URL(path, import.meta.url))
  const store = await bench.open()
  const schema = await store.upkeep.schema()
  await store.close()
  if (env['ALACRITY_WRITE_SCHEMA'] === '1') writeFileSync(file, schema)
  return { schema, committed: existsSync(file) ? readFileSync(file, 'utf8') : '' }
}

let server: Server | string = 'PostgreSQL was not started'
beforeAll(async () => {
  server = await startPostgres()
}, 120_000)
afterAll(async () => {
  if (typeof server !== 'string') await server.stop()
})

test('the schema of SQLite is the committed one', () =>
  withSqlite(async (bench) => {
    const { schema, committed } = await dumps(bench, '../src/sqlite/schema.txt')
    expect(schema).toBe(committed)
  }))

test('the schema of PostgreSQL is the committed one', async ({ skip }) => {
  if (typeof server === 'string') return skip(server)
  await withPostgres(server, async (bench) => {
    const { schema, committed } = await dumps(bench, '../src/postgres/schema.txt')
    expect(schema).toBe(committed)
  })
})
