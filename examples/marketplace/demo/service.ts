import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  makeKey,
  openDatabase,
  parseSettings,
  REAL_CHANCE,
  type Running,
  serve,
} from '@alacrity/server'
import { exportJWK, generateKeyPair } from 'jose'
import { AUDIENCE } from './issuer.ts'
import type { DemoClock } from './clock.ts'

export type ServiceWish = {
  readonly folder: string
  /** A postgres:// URL; null: SQLite in the folder. */
  readonly database: string | null
  readonly host: string
  readonly port: number
  readonly marketUrl: string
  /** The built pages of members and operators; null: there are none. */
  readonly webRoot: string | null
  readonly clock: DemoClock
}

export type RunningService = Running & {
  readonly ingestKey: string
  readonly operatorKey: string
}

/** Starts Alacrity as an operator would, with settings for this machine. The keys last as long as it runs. */
export async function startService(wish: ServiceWish): Promise<RunningService> {
  const ingest = makeKey(REAL_CHANCE, { id: 'market', role: 'ingest' })
  const operator = makeKey(REAL_CHANCE, { id: 'demo', role: 'operator' })
  const parsed = parseSettings(
    {},
    {
      host: wish.host,
      port: wish.port,
      database: wish.database ?? join(wish.folder, 'alacrity.db'),
      public_url: `http://${wish.host}:${wish.port}`,
      api_keys: [ingest.kept, operator.kept],
      auth_issuer: `${wish.marketUrl}/id`,
      auth_jwks: `${wish.marketUrl}/id/jwks.json`,
      auth_audience: AUDIENCE,
      embed_key: await writeEmbedKey(wish.folder),
      cors_origins: [wish.marketUrl],
      web_root: wish.webRoot,
      web_origins: [wish.marketUrl],
      frame_ancestors: [wish.marketUrl],
      webhook_loopback: true,
      contact: 'help@market.example',
      log: 'off',
    },
  )
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'))
  const { settings } = parsed
  const opened = await openDatabase(settings.database)
  const running = await serve(settings, opened, { write: () => undefined, clock: wish.clock })
  return { ...running, ingestKey: ingest.token, operatorKey: operator.token }
}

async function writeEmbedKey(folder: string): Promise<string> {
  const file = join(folder, 'embed-key.json')
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  writeFileSync(file, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 })
  return file
}
