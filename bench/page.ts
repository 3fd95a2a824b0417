// How long a member's score page takes where many messages are stored: asked over HTTP for the first time, and
// again, by members drawn from everywhere. The database is made once, which takes minutes.
// `node bench/page.ts [--events N] [--members N] [--asked N]`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stdout } from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { stockMessages } from './page/stock.ts'
import { accessIn } from './service/access.ts'
import { load, requestOf } from './service/load.ts'
import { startServer } from './service/server.ts'

const { values: given } = parseArgs({
  options: {
    events: { type: 'string', default: '10000000' },
    members: { type: 'string', default: '100000' },
    asked: { type: 'string', default: '400' },
  },
})
const [events, members] = [Number(given.events), Number(given.members)]
/** A Monday, when the service's clock starts. */
const until = Date.UTC(2026, 2, 2)

const cache = fileURLToPath(new URL('.cache/', import.meta.url))
const database = join(cache, `page-${events}.db`)
await stockMessages(database, { events, members, until, seed: 1 })
/** The first start has weeks to catch up on. */
async function published(): Promise<void> {
  const reading = new DatabaseSync(database, { readOnly: true })
  const last = reading.prepare('SELECT max(epoch_at) AS at FROM publication')
  while (Number(last.get()?.['at'] ?? 0) < until) await setTimeout(200)
  reading.close()
}

const folder = mkdtempSync(join(tmpdir(), 'alacrity-bench-'))
try {
  const access = accessIn(folder, until)
  const server = await startServer('service', { ...access.settings, port: 0, database }, until)
  const requests = Array.from({ length: Number(given.asked) }, (_, i) => {
    const member = `member-${(i * 7_919 + 13) % members}`
    const headers = { Authorization: access.member(member) }
    return requestOf(`GET /v1/members/${member}/score`, { headers })
  })
  await published()
  for (const what of ['first', 'again', 'once more']) {
    const left = [...requests]
    const { p50, p99 } = await load({
      port: server.port,
      connections: 1,
      durationMs: 60_000,
      next: () => left.pop() ?? null,
      answered: (_, status) => {
        if (status !== 200) throw new Error(`answered ${status}`)
      },
    })
    stdout.write(`score page, ${what}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms\n`)
  }
  await server.stop()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
