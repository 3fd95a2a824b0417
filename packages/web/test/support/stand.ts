import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { firstEpochFrom, epochInstant } from '@alacrity/engine'
import { type Alacrity, type AlacrityOptions, createAlacrity, type NewEvent } from '@alacrity/sdk'
import {
  importLines,
  makeKey,
  openDatabase,
  parseSettings,
  REAL_CHANCE,
  type Running,
  serve,
} from '@alacrity/server'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { RunningClock } from './clock.ts'

const ISSUER = 'https://id.market.example'
const pair = await generateKeyPair('EdDSA', { extractable: true })
const embed = await generateKeyPair('EdDSA', { extractable: true })
const ingest = makeKey(REAL_CHANCE, { id: 'market', role: 'ingest' })
const operator = makeKey(REAL_CHANCE, { id: 'ops', role: 'operator' })
/** What `vite build` makes. */
const DIST = fileURLToPath(new URL('../../dist', import.meta.url))

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The real service with the built pages, on a socket and a database of its own. */
export type Stand = {
  readonly url: string
  readonly clock: RunningClock
  /** A token of a person's, good for so many seconds of the stand's clock. */
  readonly tokenFor: (who: string, seconds?: number) => Promise<string>
  /** A client: `ingest`, `operator` (keys), or role:subject. */
  readonly as: (who: string, options?: Partial<AlacrityOptions>) => Promise<Alacrity>
  /** Takes events in, also those of days that are still to pass. */
  readonly take: (events: readonly object[]) => Promise<void>
  /** Lets the epochs pass, one after the other, until an instant: labels are published, members told. */
  readonly pass: (until: number) => Promise<void>
  /** Cuts the service off from its pages, and lets it come back on the same port. */
  readonly down: () => Promise<void>
  readonly up: () => Promise<void>
  readonly close: () => Promise<void>
}

export type StandOptions = {
  readonly now: number
  readonly settings?: Readonly<Record<string, unknown>>
}

export async function openStand({ now, settings = {} }: StandOptions): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-web-'))
  const file = (name: string, content: unknown): string => {
    writeFileSync(join(folder, name), JSON.stringify(content))
    return join(folder, name)
  }
  const key = { ...(await exportJWK(pair.publicKey)), kid: 'a', alg: 'EdDSA' }
  const given = {
    api_keys: [ingest.kept, operator.kept],
    auth_issuer: ISSUER,
    auth_jwks: file('jwks.json', { keys: [key] }),
    embed_key: file('embed.json', await exportJWK(embed.privateKey)),
    web_root: DIST,
    away_days_max: 30,
    contact: 'help@market.example',
    log: 'off',
    ...settings,
  }
  const clock = new RunningClock(now)
  let running: Running | null = null
  let opened = await openDatabase(join(folder, 'a.db'))
  let port = 0
  const up = async (): Promise<void> => {
    const parsed = parseSettings({}, { ...given, port })
    if (!parsed.ok) throw new Error(parsed.faults.join('\n'))
    if (running !== null) return
    if (port !== 0) opened = await openDatabase(join(folder, 'a.db'))
    running = await serve(parsed.settings, opened, { write: () => {}, clock })
    port = Number(new URL(running.url).port)
  }
  const down = async (): Promise<void> => {
    await running?.stop()
    running = null
  }
  await up()
  const url = `http://127.0.0.1:${port}`
  const tokenFor = (who: string, seconds = 3_600): Promise<string> => signed(who, clock, seconds)
  return {
    url,
    clock,
    tokenFor,
    up,
    down,
    as: async (who, options = {}) => {
      const known = { ingest: ingest.token, operator: operator.token }[who]
      const token = known ?? (await tokenFor(who))
      return createAlacrity({ baseUrl: url, token, ...options })
    },
    take: async (events) => {
      const lines = events.map((event) => JSON.stringify(event))
      const onRefused = (line: number, why: object): never => {
        throw new Error(`${line}: ${JSON.stringify(why)}`)
      }
      await importLines(opened.store, lines, { now: clock.now() + 1_000 * DAY, onRefused })
    },
    pass: async (until) => {
      for (let epoch = firstEpochFrom('week', clock.now() + 1); ; epoch += 1) {
        const at = epochInstant('week', epoch)
        if (at > until) break
        clock.set(at + 6_000)
        while (((await opened.store.labels.last('alacrity'))?.epoch_at ?? 0) < at) await pause(10)
      }
      clock.set(until)
    },
    close: async () => {
      await down()
      clock.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function signed(who: string, clock: RunningClock, seconds: number): Promise<string> {
  const [role = '', subject = ''] = who.split(/:(.*)/s)
  const now = Math.floor(clock.now() / 1_000)
  return new SignJWT({ role })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'a' })
    .setIssuer(ISSUER)
    .setAudience('alacrity')
    .setSubject(subject)
    .setIssuedAt(now - 60)
    .setExpirationTime(now + seconds)
    .sign(pair.privateKey)
}

/** A client writes, and is answered after some time; null for not yet. */
export function exchange(
  member: string,
  { client, at, took }: { client: string; at: number; took: number | null },
): readonly NewEvent[] {
  const conversation = `${member}-${client}-${at}`
  const common = { type: 'message', member, conversation } as const
  const asked: NewEvent = { ...common, id: `${conversation}-q`, at, from: 'client', client }
  if (took === null) return [asked]
  return [asked, { ...common, id: `${conversation}-a`, at: at + took, from: 'member' }]
}
