import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStage } from './stage.ts'

const HOUR = 3_600_000
const folder = mkdtempSync(join(tmpdir(), 'alacrity-demo-'))
const t = performance.now()
const stage = await openStage({
  folder,
  postgres: null,
  host: '127.0.0.1',
  servicePort: Number(process.env['SP'] ?? 8787),
  marketPort: Number(process.env['MP'] ?? 8788),
  now: Math.floor(Date.now() / HOUR) * HOUR,
  webRoot: null,
  write: () => {},
})
process.stdout.write(`${stage.marketUrl} ${stage.serviceUrl} ${performance.now() - t}\n`)
process.once('SIGINT', () => {
  void stage.stop().then(() => rmSync(folder, { recursive: true, force: true }))
})
