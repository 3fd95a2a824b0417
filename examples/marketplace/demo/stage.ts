import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type Alacrity, createAlacrity, type NewEvent } from '@alacrity/sdk'
import { Hono, type MiddlewareHandler } from 'hono'
import { refreshLabels, sender } from '../src/alacrity.ts'
import { createApp } from '../src/app.ts'
import { Database, type Ms } from '../src/database.ts'
import { listen } from '../src/listen.ts'
import { Live } from '../src/live.ts'
import type { Market } from '../src/market.ts'
import { Outbox } from '../src/outbox.ts'
import { DemoClock } from './clock.ts'
import { clockRoutes } from './clock-routes.ts'
import { Driver } from './driver.ts'
import { createIssuer, refuseOpenNet } from './issuer.ts'
import { pagesOf } from './pages.ts'
import { seed } from './seed.ts'
import { type RunningService, startService } from './service.ts'
import { Simulator } from './simulator.ts'

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
  /** How many freelancers; a test needs fewer than a demonstration. */
  readonly members: number
  /** The pages of members and operators. */
  readonly webRoot: Pages
  /** The pages of the marketplace. */
  readonly marketRoot: Pages
}

/** The folder of built pages, which may still be being built while the rest starts; null: there are none. */
type Pages = string | null | Promise<string | null>

/** The whole demonstration: Alacrity, the marketplace, and the time they share. */
export type Stage = {
  readonly serviceUrl: string
  readonly marketUrl: string
  readonly market: Market
  readonly service: RunningService
  readonly clock: DemoClock
  readonly driver: Driver
  /** Calls the service with an operator's key. */
  readonly operator: Alacrity
  readonly stop: () => Promise<void>
}

type Answer = (request: Request) => Response | Promise<Response>

/** Starts everything, with half a year of the sample in it. Rejects on anything but loopback. */
export async function openStage(wish: StageWish): Promise<Stage> {
  const { host } = wish
  refuseOpenNet(host)
  const serviceUrl = `http://${host}:${wish.servicePort}`
  const database = new Database(join(wish.folder, 'market.db'))
  const last = lastInstant(database)
  const clock = new DemoClock(last ?? wish.now)
  const rulings = last === null ? seed(database, { end: clock.now(), members: wish.members }) : []
  // Each of the two wants to know where the other is, so the first listens before it has answers.
  let answer: Answer = () => new Response('Starting.\n', { status: 503 })
  const place = { host, port: wish.marketPort }
  const listening = await listen((request) => answer(request), place)
  const { url: marketUrl } = listening
  const issuer = await createIssuer({
    host,
    url: `${marketUrl}/id`,
    database,
    origins: [serviceUrl],
    scorePage: `${serviceUrl}/app/`,
    now: clock.now,
  })
  const service = await startService({
    folder: wish.folder,
    host,
    database: wish.postgres,
    port: wish.servicePort,
    webRoot: await wish.webRoot,
    marketUrl,
    clock,
  })
  const market = marketOf({ database, service, clock })
  const operator = createAlacrity({ baseUrl: service.url, key: service.operatorKey })
  await catchUp({ market, service, operator, rulings, marketUrl })
  const simulator = new Simulator(market, wish.members)
  const driver = new Driver({ clock, simulator, outbox: market.outbox, service, operator })
  const app = createApp(market)
    .route('/id', issuer)
    .route('/demo', clockRoutes(driver, [serviceUrl]))
  const marketRoot = await wish.marketRoot
  if (marketRoot !== null) app.route('/', pagesOf(marketRoot, serviceUrl))
  answer = new Hono().use('*', ownPagesOnly(marketUrl, [serviceUrl])).mount('/', app.fetch).fetch
  await driver.start()
  const stop = async () => {
    await driver.stop()
    await market.outbox.close()
    await service.stop()
    await listening.close()
    keepInstant(database, clock.now())
    database.close()
  }
  return { serviceUrl: service.url, marketUrl, market, service, clock, driver, operator, stop }
}

function marketOf(parts: {
  readonly database: Database
  readonly service: RunningService
  readonly clock: DemoClock
}): Market {
  const { database, service, clock } = parts
  const alacrity = createAlacrity({ baseUrl: service.url, key: service.ingestKey })
  return {
    database,
    outbox: new Outbox(database, sender(alacrity)),
    live: new Live(),
    alacrity,
    webhookSecret: `whsec_${randomBytes(32).toString('base64')}`,
    now: clock.now,
    freshId: () => randomUUID(),
  }
}

/** Everything that has happened is sent, its epochs are published, and the labels are shown. */
async function catchUp(parts: {
  readonly market: Market
  readonly service: RunningService
  readonly operator: Alacrity
  readonly rulings: readonly NewEvent[]
  readonly marketUrl: string
}): Promise<void> {
  const { market, service, operator, rulings, marketUrl } = parts
  await market.outbox.deliver()
  if (rulings.length > 0) await operator.events.send(rulings)
  await service.work()
  await operator.operator.webhooks.put('market', {
    url: `${marketUrl}/hooks/alacrity`,
    topics: ['label.published'],
    secret: market.webhookSecret,
  })
  await refreshLabels(market.database, market.alacrity)
}

/**
 * Answers to its own name alone, so that no page of another site can reach it by a name that points here, and
 * changes nothing for a page that is not the demonstration's. `origins`: its other pages.
 */
function ownPagesOnly(url: string, origins: readonly string[]): MiddlewareHandler {
  const { host, port } = new URL(url)
  return async (context, next) => {
    const asked = context.req.header('host')
    const isReading = context.req.method === 'GET'
    if (asked === `localhost:${port}` && isReading) {
      // Cookies would belong to the other name.
      const { pathname, search } = new URL(context.req.url)
      return context.redirect(`${url}${pathname}${search}`)
    }
    if (asked !== host) return context.text(`This is ${url}.\n`, 421)
    const origin = context.req.header('origin')
    const isOwn = origin === undefined || origin === url || origins.includes(origin)
    if (!isReading && !isOwn) return context.text('Not for this page.\n', 403)
    await next()
    return undefined
  }
}

/** When a demonstration stopped, or where it died what came last; null for a new one. */
function lastInstant(database: Database): Ms | null {
  const row = database.one(
    `SELECT max(at) AS at FROM
     (SELECT at FROM messages UNION ALL SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'now')`,
  )
  return row === null || row['at'] === null ? null : Number(row['at'])
}

function keepInstant(database: Database, now: Ms): void {
  database.run(
    `INSERT INTO settings (name, value) VALUES ('now', ?)
     ON CONFLICT DO UPDATE SET value = excluded.value`,
    String(now),
  )
}
