import { constants } from 'node:sqlite'
import { labelsOf } from '../acts/labels.ts'
import type { PublishedLabels } from '../port.ts'
import { openConnection, Runner } from './connection.ts'
import { failureOf } from './failure.ts'
import { sqliteStatements } from './statements.ts'

const PUBLIC_TABLE = 'published_label'

/**
 * The client side's door: a connection that reads one table, and to which the database itself refuses
 * every other [DS3].
 */
export function openSqlitePublished({ file }: { readonly file: string }): PublishedLabels {
  const connection = openConnection({ file, readOnly: true, wait_ms: 2_000 })
  connection.database.setAuthorizer((action, table) => {
    if (action === constants.SQLITE_SELECT) return constants.SQLITE_OK
    const allowed = action === constants.SQLITE_READ && table === PUBLIC_TABLE
    return allowed ? constants.SQLITE_OK : constants.SQLITE_DENY
  })
  const runner = new Runner(connection, sqliteStatements())
  return {
    async published(members) {
      try {
        const lists = members.map((member) => [member])
        const rows = runner.answer({ statement: 'published_of', lists })
        return labelsOf(rows as readonly { readonly member: string; readonly labels: string }[])
      } catch (error) {
        throw failureOf(error, 'published labels')
      }
    },
    async close() {
      connection.close()
    },
  }
}
