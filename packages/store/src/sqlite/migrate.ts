import { StoreError } from '../error.ts'
import type { Migration } from '../statement.ts'
import type { Runner } from './connection.ts'

const TABLE = `CREATE TABLE IF NOT EXISTS migration (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL
)`

/**
 * Brings the schema forward, a transaction for each step with its number in it: killed anywhere, the next
 * start goes on where this one ended.
 */
export function migrate(runner: Runner, migrations: readonly Migration[]): void {
  const { connection } = runner
  connection.exec(TABLE)
  const rows = runner.answer({ statement: 'migration_all', lists: [[]] })
  const done = rows.length
  if (done > migrations.length) {
    throw new StoreError('too_new', `schema ${done}, known are ${migrations.length}`)
  }
  for (const { number, name, sql } of migrations.slice(done)) {
    connection.exec('BEGIN IMMEDIATE')
    connection.exec(sql)
    runner.answer({ statement: 'migration_add', lists: [[number, name]] })
    connection.exec('COMMIT')
  }
}
