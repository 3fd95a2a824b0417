import { appendFile } from 'node:fs/promises'
import type pg from 'pg'
import { writeWhole } from '../disk.ts'

// A copy of a database as text, for who has none of the server's own tools at hand: a line says what it is
// and of which schema, then lines of rows by table, and a last one how many there were. Turns are not in it:
// they are computed again.
export const KIND = 'alacrity copy'
const LEFT_OUT = ['conversation', 'migration']
const ROWS_AT_ONCE = 2_000

export type Line =
  | { readonly kind: typeof KIND; readonly schema: number; readonly tables: readonly string[] }
  | { readonly table: string; readonly rows: readonly unknown[] }
  | { readonly end: number }

/** Tables are named in statements that are made here: only names that the schema itself has are quoted. */
const TABLES = `SELECT table_name AS name FROM information_schema.tables
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name`

export async function shapeOf(
  client: pg.ClientBase,
): Promise<{ schema: number; tables: string[] }> {
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
