import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arrayOf, type ElementType, elementTypes } from '../src/postgres/arrays.ts'
import type { Value } from '../src/steps.ts'
import { type Server, startPostgres } from './support/postgres.ts'

let server: Server | string = 'PostgreSQL was not started'
beforeAll(async () => {
  server = await startPostgres()
}, 120_000)
afterAll(async () => {
  if (typeof server !== 'string') await server.stop()
})

async function asked(sql: string, value: unknown): Promise<readonly unknown[]> {
  if (typeof server === 'string') throw new Error(server)
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  try {
    return (await client.query<{ it: unknown }>(sql, [value])).rows.map(({ it }) => it)
  } finally {
    await client.end()
  }
}

const CASES: readonly (readonly [ElementType, readonly Value[]])[] = [
  ['bigint', [0, 1, -1, 2 ** 31, 2 ** 32, -(2 ** 32) - 1, 2 ** 47 - 5, null, 2 ** 53 - 1]],
  ['text', ['', 'plain', '{"a":"b\\\\"}', null, 'ü 漢 𝔘', 'NULL', ',{}', 'line\nbreak']],
  ['bytea', [Buffer.from([]), Buffer.from([0, 255, 92]), null, new Uint8Array([1, 2])]],
]

describe('arrays as parameters', () => {
  test.for(CASES)(
    '%s: bytes say what the driver says as text',
    async ([type, values], { skip }) => {
      if (typeof server === 'string') skip(server)
      const sql = `SELECT it FROM unnest($1::${type}[]) WITH ORDINALITY AS sent (it, no) ORDER BY no`
      expect(elementTypes(sql)).toEqual([type])
      const asText = values.map((value) =>
        value instanceof Uint8Array ? Buffer.from(value) : value,
      )
      const sent = await asked(sql, arrayOf(type, values))
      expect(sent).toEqual(await asked(sql, asText))
      expect(sent).toHaveLength(values.length)
    },
  )

  test('control: an array of another type than the statement names is refused', async ({
    skip,
  }) => {
    if (typeof server === 'string') skip(server)
    await expect(asked('SELECT unnest($1::text[])', arrayOf('bigint', [1]))).rejects.toThrow('type')
    expect(() => elementTypes('SELECT $1::money[]')).toThrow('no arrays of money')
  })
})
