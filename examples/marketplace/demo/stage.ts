import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Hono } from 'hono'
import { type Connection, refreshLabels, sender } from '../src/alacrity.ts'
import { createApp } from '../src/app.ts'
import type { Metadata } from '../src/conversations.ts'
import { Database, type Ms } from '../src/database.ts'
import { listen, type Listening } from '../src/listen.ts'
import { Live } from '../src/live.ts'
import type { Market } from '../src/market.ts'
import { Outbox } from '../src/outbox.ts'
import { DemoClock } from './clock.ts'
import { createIssuer, TOKEN_MS } from './issuer.ts'
import { seed } from './seed.ts'
import { type RunningService, startService } from './service.ts'

export type StageWish = {
  /** Where both databases are kept; what is in there goes on from where it stopped. */
  readonly folder: string
  /** A postgres:// URL for the service; null: SQLite. */
  readonly postgres: string | null
  readonly host: string
  readonly servicePort: number
  readonly marketPort: number
  /** The present of a new demonstration; one that goes on has its own. */
  readonly now: Ms
  readonly webRoot: string | null
  readonly write: (line: string) => void
}

/** The whole demonstration: Alacrity, the marketplace, and the time they share. */
export type Stage = {
  readonly serviceUrl: string
  readonly marketUrl: string
  readonly market: Market
  readonly service: RunningService
  readonly clock: DemoClock
  readonly stop: () => Promise<void>
}

/** Starts everything, with half a year of the sample in it. Rejects on anything but loopback. */
export async function openStage(wish: StageWish): Promise<Stage> {
  const database = new Database(join(wish.folder, 'market.db'))
  const isNew = database.one('SELECT 1 FROM people LIMIT 1') === null
  const clock = new DemoClock(Math.max(storedNow(database), isNew ? wish.now : 0))
  const rulings = isNew ? seed(database, clock.now()) : []
  // Each of the two wants to know where the other is, so the first listens before it has answers.
  const late = new Hono()
  const listening = await listen((request) => late.fetch(request), {
    host: wish.host,
    port: wish.marketPort,
  })
  const serviceUrl = `http://${wish.host}:${wish.servicePort}`
  const { url: marketUrl } = listening
  late.route(
    '/id',
    await createIssuer({
      host: wish.host,
      url: `${marketUrl}/id`,
      database,
      origins: [serviceUrl],
      now: clock.now,
      lifetimeMs: () => TOKEN_MS,
    }),
  )
  const service = await startService({
    ...wish,
    database: wish.postgres,
    port: wish.servicePort,
    marketUrl,
    clock,
  })
  const market = marketOf({ database, service, clock })
  late.route('/', createApp(market))
  await catchUp({ market, service, rulings, marketUrl })
  return {
    serviceUrl: service.url,
    marketUrl,
    market,
    service,
    clock,
    stop: () => stop({ market, service, listening }),
  }
}

function marketOf(parts: {
  readonly database: Database
  readonly service: RunningService
  readonly clock: DemoClock
}): Market {
  const { database, service, clock } = parts
  const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`
  const alacrity: Connection = { url: service.url, key: service.ingestKey, webhookSecret }
  return {
    database,
    outbox: new Outbox(database, sender(alacrity)),
    live: new Live(),
    alacrity,
    now: clock.now,
    freshId: () => randomUUID(),
  }
}

/** Everything that has happened is sent, its epochs are published, and the labels are shown. */
async function catchUp(parts: {
  readonly market: Market
  readonly service: RunningService
  readonly rulings: readonly Metadata[]
  readonly marketUrl: string
}): Promise<void> {
  const { market, service, rulings, marketUrl } = parts
  await market.outbox.deliver()
  if (rulings.length > 0)
    await asOperator(service, { method: 'POST', path: '/v1/events', body: rulings })
  await service.work()
  await asOperator(service, {
    method: 'PUT',
    path: '/v1/webhooks/market',
    body: {
      url: `${marketUrl}/hooks/alacrity`,
      topics: ['label.published'],
      secret: market.alacrity.webhookSecret,
    },
  })
  await refreshLabels(market.database, market.alacrity)
}

/** What the operator's own systems do, with an API key of that role. */
async function asOperator(
  { url, operatorKey }: RunningService,
  { method, path, body }: { method: 'POST' | 'PUT'; path: string; body: unknown },
): Promise<void> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}`)
}

function storedNow(database: Database): Ms {
  return Number(database.one(`SELECT value FROM settings WHERE name = 'now'`)?.['value'] ?? 0)
}

async function stop(parts: {
  readonly market: Market
  readonly service: RunningService
  readonly listening: Listening
}): Promise<void> {
  const { market, service, listening } = parts
  const { database, outbox, now } = market
  await outbox.close()
  await service.stop()
  await listening.close()
  database.run(
    `INSERT INTO settings (name, value) VALUES ('now', ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
    String(now()),
  )
  database.close()
}
