import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  makeKey,
  openDatabase,
  parseSettings,
  REAL_CHANCE,
  type Running,
  serve,
} from '@alacrity/server'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll } from 'vitest'
import { type Alacrity, type AlacrityOptions, createAlacrity } from '../../src/index.ts'
import { freePort } from './port.ts'

const ISSUER = 'https://id.market.example'
const ingest = makeKey(REAL_CHANCE, { id: 'market', role: 'ingest' })
const operator = makeKey(REAL_CHANCE, { id: 'ops', role: 'operator' })
const pair = await generateKeyPair('EdDSA', { extractable: true })
const embed = await generateKeyPair('EdDSA', { extractable: true })

/** A token of the marketplace's identity provider, good for so many seconds. */
export async function tokenFor(role: string, subject: string, seconds = 300): Promise<string> {
  const now = Math.floor(Date.now() / 1_000)
  return new SignJWT({ role })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'a' })
    .setIssuer(ISSUER)
    .setAudience('alacrity')
    .setSubject(subject)
    .setIssuedAt(now - 3_600)
    .setExpirationTime(now + seconds)
    .sign(pair.privateKey)
}

export type TestService = {
  readonly url: () => string
  /** Stops it and starts it again on the same database. */
  readonly restart: () => Promise<void>
  /** A client: anonymous for null, `ingest`, `operator` (the keys), or role:subject. */
  readonly as: (who: string | null, options?: Partial<AlacrityOptions>) => Promise<Alacrity>
  /** A port where nothing listens as long as the service is stopped. */
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
}

/**
 * The real service on a socket, with a real database in a folder of its own: there for the file's tests, and
 * gone after them. Nothing is started while the files are only read for their titles.
 */
export async function startService(
  settings: Readonly<Record<string, unknown>> = {},
): Promise<TestService> {
  let folder = ''
  let running: Running | null = null
  const port = await freePort()
  const prepare = async (): Promise<void> => {
    folder = mkdtempSync(join(tmpdir(), 'alacrity-sdk-'))
    const key = { ...(await exportJWK(pair.publicKey)), kid: 'a', alg: 'EdDSA' }
    writeFileSync(join(folder, 'jwks.json'), JSON.stringify({ keys: [key] }))
    writeFileSync(join(folder, 'embed.json'), JSON.stringify(await exportJWK(embed.privateKey)))
  }
  const start = async (): Promise<void> => {
    const given = {
      port,
      api_keys: [ingest.kept, operator.kept],
      auth_issuer: ISSUER,
      auth_jwks: join(folder, 'jwks.json'),
      embed_key: join(folder, 'embed.json'),
      webhook_loopback: true,
      log: 'off',
      ...settings,
    }
    const parsed = parseSettings({}, given)
    if (!parsed.ok) throw new Error(parsed.faults.join('\n'))
    running = await serve(parsed.settings, await openDatabase(join(folder, 'a.db')), {
      write: () => {},
    })
  }
  const stop = async (): Promise<void> => {
    await running?.stop()
    running = null
  }
  beforeAll(async () => {
    await prepare()
    await start()
  })
  afterAll(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const url = (): string => `http://127.0.0.1:${port}`
  return {
    url,
    start,
    stop,
    restart: async () => {
      await stop()
      await start()
    },
    as: async (who, options = {}) => {
      const keys: Readonly<Record<string, string>> = {
        ingest: ingest.token,
        operator: operator.token,
      }
      if (who === null) return createAlacrity({ baseUrl: url(), ...options })
      const key = keys[who]
      if (key !== undefined) return createAlacrity({ baseUrl: url(), key, ...options })
      const [role = '', subject = ''] = who.split(':')
      return createAlacrity({ baseUrl: url(), token: await tokenFor(role, subject), ...options })
    },
  }
}
