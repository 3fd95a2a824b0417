import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { StoreError } from '../error.ts'
import { KIND, type Line, shapeOf } from './backup.ts'
import { failureOf } from './failure.ts'
import { openPostgres } from './store.ts'

/**
 * Puts a copy into a database that has no events yet, whole or not at all. Rejects with `gone` where there is
 * no such file, and says what is wrong with one that is no whole copy of this version.
 */
export async function restorePostgres(backupFile: string, url: string): Promise<void> {
  if (!existsSync(backupFile)) throw new StoreError('gone', 'restore')
  const store = await openPostgres({ url, readers: 1 })
  const position = await store.log.position()
  await store.close()
  if (position > 0) throw new Error('a copy is restored only where no events are')
  const client = new pg.Client({ connectionString: url, options: '-c synchronous_commit=on' })
  try {
    await client.connect()
    await client.query('BEGIN')
    await fill(client, backupFile)
    // Of turns there are none, whatever the copied mark says: the next opening makes them.
    await client.query("UPDATE mark SET value = 0 WHERE name IN ('folded', 'layout')")
    await client.query('COMMIT')
  } catch (error) {
    throw failureOf(error, 'restore')
  } finally {
    await client.end()
  }
}

async function fill(client: pg.ClientBase, backupFile: string): Promise<void> {
  const { schema, tables } = await shapeOf(client)
  let known: readonly string[] | null = null
  let filled = 0
  let end = -1
  for await (const text of createInterface({ input: createReadStream(backupFile) })) {
    const line = lineOf(text)
    if (known === null) {
      if (line === null || !('kind' in line) || line.kind !== KIND)
        throw new Error('this is no copy')
      if (line.schema !== schema) {
        throw new Error(`the copy is of schema ${line.schema}, this version has ${schema}`)
      }
      known = tables
      for (const table of tables) await client.query(`DELETE FROM "${table}"`)
    } else if (line !== null && 'rows' in line && known.includes(line.table)) {
      const sql = `INSERT INTO "${line.table}" SELECT * FROM json_populate_recordset(NULL::"${line.table}", $1)`
      await client.query(sql, [JSON.stringify(line.rows)])
      filled += line.rows.length
    } else if (line !== null && 'end' in line) {
      end = line.end
    } else {
      throw new Error('the copy holds what belongs to no table')
    }
  }
  if (filled !== end) throw new Error('the copy is not whole')
}

function lineOf(text: string): Line | null {
  try {
    return JSON.parse(text) as Line
  } catch {
    return null
  }
}
