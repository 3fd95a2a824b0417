import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStage } from './stage.ts'

const HOUR = 3_600_000
const folder = mkdtempSync(join(tmpdir(), 'alacrity-demo-'))
const stage = await openStage({
  folder,
  postgres: null,
  host: '127.0.0.1',
  servicePort: Number(process.env['SP'] ?? 8787),
  marketPort: Number(process.env['MP'] ?? 8788),
  now: Math.floor(Date.now() / HOUR) * HOUR,
  webRoot: null,
  marketPages: null,
  write: () => {},
})
process.stdout.write(`${stage.marketUrl} ${stage.serviceUrl}\n`)
const stop = () => {
  void stage.stop().then(() => rmSync(folder, { recursive: true, force: true }))
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
