/** Opens a database, FILE or URL, and says whether the driver of PostgreSQL was loaded. */
import { registerHooks } from 'node:module'
import { argv, stdout } from 'node:process'

const [, , database = ''] = argv
let isLoaded = false
registerHooks({
  resolve: (what, context, next) => {
    if (what === 'pg') isLoaded = true
    return next(what, context)
  },
})
// After the hooks, so that all it asks for is seen.
const { openPostgres, openSqlite } = await import('../../src/index.ts')
if (database.startsWith('postgres:')) await openPostgres({ url: database }).catch(() => undefined)
else await (await openSqlite({ file: database })).close()
stdout.write(`driver ${isLoaded}\n`)
