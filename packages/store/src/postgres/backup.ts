import { createReadStream, existsSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { writeWhole } from '../disk.ts'
import { StoreError } from '../error.ts'
import { failureOf } from './failure.ts'
import { openPostgres } from './store.ts'

// A copy of a database as text, for who has none of the server's own tools at hand: a line says what it is
// and of which schema, then lines of rows by table, and a last one how many there were. Turns are not in it:
// they are computed again.
const KIND = 'alacrity copy'
const LEFT_OUT = ['conversation', 'migration']
const ROWS_AT_ONCE = 2_000

type Line =
  | { readonly kind: typeof KIND; readonly schema: number; readonly tables: readonly string[] }
  | { readonly table: string; readonly rows: readonly unknown[] }
  | { readonly end: number }

/** Tables are named in statements that are made here: only names that the schema itself has are quoted. */
const TABLES = `SELECT table_name AS name FROM information_schema.tables
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name`

async function shapeOf(client: pg.ClientBase): Promise<{ schema: number; tables: string[] }> {
  const { rows } = await client.query<{ name: string }>(TABLES)
  const tables = rows.map(({ name }) => name).filter((name) => !LEFT_OUT.includes(name))
  const counted = await client.query<{ schema: string }>('SELECT count(*) AS schema FROM migration')
  return { schema: Number(counted.rows[0]?.schema), tables }
}

/** Writes every row, as of one instant of the database, while others write to it. */
export async function copyPostgres(client: pg.ClientBase, target: string): Promise<void> {
  await writeWhole(target, async (part) => {
    const say = (line: Line) => appendFile(part, `${JSON.stringify(line)}\n`)
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const { schema, tables } = await shapeOf(client)
    await say({ kind: KIND, schema, tables })
    let end = 0
    for (const table of tables) {
      await client.query(
        `DECLARE copied NO SCROLL CURSOR FOR SELECT row_to_json(t) AS row FROM "${table}" t`,
      )
      for (;;) {
        const { rows } = await client.query<{ row: unknown }>(`FETCH ${ROWS_AT_ONCE} FROM copied`)
        if (rows.length === 0) break
        end += rows.length
        await say({ table, rows: rows.map(({ row }) => row) })
      }
      await client.query('CLOSE copied')
    }
    await say({ end })
    await client.query('COMMIT')
  })
}

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
