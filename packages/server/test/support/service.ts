import { parseSettings, type Settings } from '../../src/config.ts'
import type { MiddlewareHandler } from 'hono'
import { afterAll } from 'vitest'
import type { Pages } from '../../src/http/pages.ts'
import type { Log } from '../../src/base/log.ts'
import { createService, type Service } from '../../src/service.ts'
import type { Target } from '../../src/deliver/address.ts'
import type { Reply } from '../../src/deliver/send.ts'
import { seededChance } from './chance.ts'
import { StillClock } from './clock.ts'
import { signEmbed } from '../../src/access/token.ts'
import { apiKeys, embedKeys, ingestKey, operatorKey, token, tokenRules } from './identity.ts'
import { shapeFault } from './shape.ts'
import type { Store } from '@alacrity/store'
import { openTestStore } from './store.ts'

/** A Tuesday, so that the next weekly epoch is six days away. */
export const NOW = Date.parse('2026-03-03T12:00:00Z')
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

export type Sent = {
  readonly target: Target
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

export type Bench = {
  readonly service: Service
  readonly store: Awaited<ReturnType<typeof openTestStore>>['store']
  readonly clock: StillClock
  /** Draws the same again from here on. */
  readonly reseed: (seed: number) => void
  readonly logged: unknown[]
  /** What webhooks were posted, and what the receiver answers. */
  readonly sent: Sent[]
  reply: (sent: Sent) => Reply
  /** Asks as somebody: anonymous for null, a key, or role:subject. */
  readonly ask: (
    who: string | null,
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<Response>
  readonly close: () => Promise<void>
}

export type BenchOptions = {
  readonly settings?: Readonly<Record<string, unknown>>
  readonly now?: number
  readonly pages?: Pages
  readonly around?: readonly MiddlewareHandler[]
  /** What every body's events wait for before they are stored: a slow disk. */
  readonly disk?: () => Promise<void>
}

export function settingsOf(given: Readonly<Record<string, unknown>> = {}): Settings {
  const parsed = parseSettings({}, given)
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'))
  return parsed.settings
}

const embedSigner = {
  key: embedKeys.privateKey,
  issuer: tokenRules.embed?.issuer ?? '',
  audience: tokenRules.embed?.audience ?? '',
}

const open = new Set<Bench>()
/** Every bench of a test file is closed with it. */
afterAll(async () => {
  for (const bench of open) await bench.close()
})

export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const opened = await openTestStore()
  const chance = seededChance(1)
  const clock = new StillClock(options.now ?? NOW)
  const logged: unknown[] = []
  const sent: Sent[] = []
  const log: Log = (level, message, fields) => logged.push({ level, message, ...fields })
  const service = await createService({
    settings: settingsOf({ api_keys: apiKeys, ...options.settings }),
    ...opened,
    store: behind(opened.store, options.disk),
    tokens: tokenRules,
    embedSigner,
    clock,
    wire: clock,
    pages: options.pages ?? null,
    chance,
    log,
    send: async (target, message) => {
      const made = { target, ...message }
      sent.push(made)
      return bench.reply(made)
    },
    resolve: async () => ['93.184.216.34'],
  })
  const app = service.app(options.around)
  const bench: Bench = {
    service,
    store: opened.store,
    clock,
    reseed: chance.reset,
    logged,
    sent,
    reply: () => ({ status: 200, retryAfter: null }),
    ask: async (who, method, path, body) => {
      const headers: Record<string, string> = {}
      if (who !== null) headers['authorization'] = `Bearer ${await tokenOf(who, clock.now())}`
      if (body !== undefined) headers['content-type'] = 'application/json'
      const init = {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }
      const answer = await app.request(path, init)
      // Every answer that any test gets is held against what the reference says of it.
      const fault =
        options.around === undefined
          ? await shapeFault(service.routes, { method, path }, answer)
          : null
      if (fault !== null) throw new Error(fault)
      return answer
    },
    close: async () => {
      open.delete(bench)
      await opened.published.close()
      await opened.store.close()
    },
  }
  open.add(bench)
  return bench
}

function behind(store: Store, disk: BenchOptions['disk']): Store {
  if (disk === undefined) return store
  const { log } = store
  const appendParcel: typeof log.appendParcel = async (parcel) => {
    await disk()
    return log.appendParcel(parcel)
  }
  return { ...store, log: { ...log, appendParcel } }
}

async function tokenOf(who: string, now: number): Promise<string> {
  if (who === 'ingest') return ingestKey.token
  if (who === 'operator-key') return operatorKey.token
  const [role = '', subject = ''] = who.split(':')
  if (role === 'embed') return (await signEmbed(embedSigner, subject, now)).token
  return token(role, subject, now)
}
