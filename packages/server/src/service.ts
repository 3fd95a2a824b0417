import {
  DAY,
  epochInstant,
  epochNumber,
  HOUR,
  type Ms,
  type Policy,
  presetPolicy,
  PRESETS,
} from '@alacrity/engine'
import type { PublishedLabels, Store } from '@alacrity/store'
import type { MiddlewareHandler } from 'hono'
import type { Credentials } from './access/authenticate.ts'
import type { FindKey } from './access/key.ts'
import { Rates } from './access/rate.ts'
import type { EmbedSigner } from './access/token.ts'
import { Assessors, type Line, policyAt, readLines } from './assess/lines.ts'
import type { Chance } from './base/chance.ts'
import { Changes } from './base/changes.ts'
import type { Log } from './base/log.ts'
import { Metrics } from './base/metrics.ts'
import type { Clock } from './clock.ts'
import type { Settings } from './config.ts'
import { Courier } from './deliver/courier.ts'
import type { Resolve } from './deliver/address.ts'
import { DueSoon } from './deliver/due-soon.ts'
import type { Send } from './deliver/send.ts'
import { actRoutes } from './http/act-routes.ts'
import { agendaRoutes } from './http/agenda-routes.ts'
import { createApp } from './http/app.ts'
import { embedRoute } from './http/embed-route.ts'
import { ingestRoutes } from './http/ingest-routes.ts'
import { labelRoutes } from './http/label-routes.ts'
import { liveRoute } from './http/live-routes.ts'
import { memberRoutes } from './http/member-routes.ts'
import { operatorRoutes } from './http/operator-routes.ts'
import { policyRoutes } from './http/policy-routes.ts'
import type { Pages } from './http/pages.ts'
import type { Route } from './http/route.ts'
import { serviceRoutes } from './http/service-routes.ts'
import { webhookRoutes } from './http/webhook-routes.ts'
import { Intake } from './ingest/intake.ts'
import { ContestClock } from './operate/contest-clock.ts'
import { databaseChecks } from './operate/ready.ts'
import { retire } from './operate/upkeep.ts'
import { Publisher } from './publish/publisher.ts'
import { MemberDesk } from './read/member.ts'
import { type EpochNow, LabelDesk } from './read/published/labels.ts'
import { warmUp } from './read/warm-up.ts'

export type ServicePorts = {
  readonly settings: Settings
  readonly store: Store
  /** The client side's own narrow way to the database [DS3]. */
  readonly published: Pick<PublishedLabels, 'published'>
  /** Where threads find the same database; null: all is done in this one. */
  readonly database: string | null
  readonly tokens: Credentials['tokens']
  /** Signs the tokens of embedded views; null: none are given. */
  readonly embedSigner: EmbedSigner | null
  readonly clock: Clock
  /** The time that connections live in: a page's stream is not cut sooner because a clock runs fast. */
  readonly wire: Pick<Clock, 'after'>
  /** The built pages under /app/; null: there are none. */
  readonly pages: Pages | null
  readonly chance: Chance
  readonly log: Log
  readonly send: Send
  readonly resolve: Resolve
}

/** The service without a socket: everything it does, as functions of its ports. */
export type Service = {
  readonly routes: readonly Route[]
  readonly metrics: Metrics
  readonly publisher: Publisher
  readonly courier: Courier
  /** The application; `around` runs outside everything, for tests that plant a leak. */
  readonly app: (around?: readonly MiddlewareHandler[]) => ReturnType<typeof createApp>
  /** Publishes what is due and sends what is due. Called often; does nothing where nothing is due. */
  readonly work: () => Promise<void>
  /** Gets the runtime used to what members ask first. Not needed, and it changes nothing. */
  readonly warmUp: () => Promise<void>
  /** From now on /readyz says no, so that nothing new is sent here. */
  readonly drain: () => void
}

const OPERATOR = 'operator:settings'

/** Composes the service; the first start stores the presets and schedules the policy of the settings. */
export async function createService(ports: ServicePorts): Promise<Service> {
  const { settings, clock, chance, log } = ports
  const speakingAt = (now: Ms) => epochOf(schedule.policyAt(now), now)
  const labels = new LabelDesk(ports.published, speakingAt)
  const store = withPublic(ports.store, () => labels.forget())
  await storePresets(store, clock.now())
  const speaking = await scheduleFirst(store, settings.policy, clock.now())
  const schedule = new Schedule(store, speaking)
  await schedule.read()
  const metrics = new Metrics()
  metrics.describe('alacrity_acts_total', 'counter', 'What people did here, by type of event.')
  const changes = new Changes()
  const rules = { allowLoopback: settings.webhook_loopback }
  const policyNow = (at: Ms) => schedule.policyAt(at)
  const awayDaysMax = settings.away_days_max
  const assessors = new Assessors()
  const desk = new MemberDesk({ store, assessors, policyAt: policyNow, awayDaysMax })
  const telling = { changes, contact: settings.contact, database: ports.database }
  const publisher = new Publisher({ store, metrics, log, ...telling })
  const courier = new Courier({ outbox: store.outbox, rules, metrics, chance, ...sending(ports) })
  const intake = new Intake({ log: store.log, metrics, changes, ...queueOf(settings) })
  const acting = { store, chance, changes, metrics, awayDaysMax }
  let draining = false
  const contestClock = new ContestClock(store.contests, metrics, log)
  const [retiring, dueSoon] = [new Retiring(ports), new DueSoon({ store })]
  const database = databaseChecks({ store, clock, database: settings.database })
  const readiness = async () => [
    ...(await database()),
    { name: 'epoch_published', ok: !publisher.isOverdue(clock.now()) },
    { name: 'not_stopping', ok: !draining },
  ]
  const routes: Route[] = [
    ...ingestRoutes(intake),
    ...labelRoutes(labels),
    ...memberRoutes({ desk, store }),
    ...agendaRoutes(desk),
    liveRoute({ changes, wire: ports.wire }),
    embedRoute(ports.embedSigner),
    ...actRoutes(acting),
    ...operatorRoutes({ ...acting, desk, assessors, policyAt: policyNow }),
    ...policyRoutes({ store, chance, policyAt: policyNow, rescheduled: () => schedule.read() }),
    ...webhookRoutes({ store, rules, chance }),
    ...serviceRoutes({ metrics, readiness, publicUrl: settings.public_url }, () => routes),
  ]
  const credentials = { findKey: keysOf(settings, store, clock), tokens: ports.tokens }
  const open = { origins: settings.cors_origins, pages: ports.pages, rates: ratesOf(settings) }
  const appPorts = { clock, chance, log, metrics, credentials, ...open }
  return {
    routes,
    metrics,
    publisher,
    courier,
    app: (around = []) => createApp(routes, appPorts, around),
    work: async () => {
      // Another process may have scheduled a version, or published or hidden labels.
      await schedule.read()
      labels.forget()
      await publisher.publishDue(clock.now())
      await dueSoon.announce(policyNow(clock.now()), clock.now())
      await contestClock.look(clock.now())
      await retiring.retireDue(clock.now())
      await courier.deliverDue(() => clock.now())
    },
    warmUp: () => warmUp(assessors.of(policyNow(clock.now())), clock.now()),
    drain: () => {
      draining = true
      publisher.end()
    },
  }
}

/** The store, telling whenever what it did may have changed what the public is shown. */
function withPublic(store: Store, told: () => void): Store {
  const then = async <Result>(done: Promise<Result>): Promise<Result> => {
    try {
      return await done
    } finally {
      told()
    }
  }
  const { labels, members } = store
  return {
    ...store,
    labels: { ...labels, publish: (input) => then(labels.publish(input)) },
    members: {
      ...members,
      restrict: (restriction) => then(members.restrict(restriction)),
      unrestrict: (member, kind) => then(members.unrestrict(member, kind)),
      erase: (member) => then(members.erase(member)),
    },
  }
}

const queueOf = (settings: Settings) => ({
  queueEventsMax: settings.queue_events_max,
  queueBytesMax: settings.queue_bytes_max,
})

function ratesOf({ rate_per_second: perSecond }: Settings): Rates | null {
  return perSecond === 0 ? null : new Rates({ perSecond, atOnce: 10 * perSecond })
}

const sending = ({ send, resolve }: ServicePorts) => ({ send, resolve })

/** Which version speaks when; read anew whenever something is scheduled. */
class Schedule {
  readonly #store: Store
  readonly #name: string
  #line: Line | null = null

  constructor(store: Store, name: string) {
    this.#store = store
    this.#name = name
  }

  async read(): Promise<void> {
    const lines = await readLines(this.#store.policies)
    this.#line = lines.find(({ line }) => line === this.#name) ?? null
  }

  policyAt(at: Ms): Policy {
    if (this.#line === null) throw new Error(`no version of ${this.#name} is scheduled`)
    return policyAt(this.#line, at)
  }
}

/** The presets are stored like any version, so that they can be scheduled and compared by name. */
async function storePresets({ policies }: Store, now: Ms): Promise<void> {
  const known = new Set((await policies.all()).map(({ policy }) => policy))
  for (const document of PRESETS) {
    if (known.has(document.policy)) continue
    const text = JSON.stringify(document)
    await policies.create({
      policy: document.policy,
      document: text,
      created_at: now,
      created_by: OPERATOR,
    })
  }
}

/** Schedules the policy of the settings from the beginning of time, if its line has none. Returns the line. */
async function scheduleFirst({ policies }: Store, name: string, now: Ms): Promise<string> {
  const records = await policies.all()
  const stored = records.find(({ policy }) => policy === name)?.policy ?? presetPolicy(name)?.policy
  if (stored === undefined) throw new Error(`the policy of the settings is not known: ${name}`)
  const line = stored.split('/')[0] ?? stored
  if ((await policies.scheduled(line)).length === 0) {
    const entry = { line, policy: stored, from_at: 0, scheduled_at: now, scheduled_by: OPERATOR }
    await policies.schedule(entry)
  }
  return line
}

/** Keys of the settings and keys that were made since; a revoked or expired one is none. */
function keysOf(settings: Settings, store: Store, clock: Clock): FindKey {
  return async (sha256) => {
    const configured = settings.api_keys.find((key) => key.sha256 === sha256)
    if (configured !== undefined) return configured
    const key = await store.keys.byHash(sha256)
    if (key === null || key.revoked_at !== null) return null
    if (key.expires_at !== null && key.expires_at <= clock.now()) return null
    const { id, role } = key
    return role === 'ingest' || role === 'operator' ? { id, role } : null
  }
}

/** The epoch by the calendar alone, whatever was published: known to everyone [DS4]. */
function epochOf(policy: Policy, now: Ms): EpochNow {
  const { every } = policy.publish
  const number = epochNumber(every, now)
  return { number, nextAt: epochInstant(every, number + 1) }
}

const RETIRE_EVERY_MS = DAY

/** Forgets what is older than the retention, once a day. */
class Retiring {
  readonly #ports: ServicePorts
  #next: Ms | null = null

  constructor(ports: ServicePorts) {
    this.#ports = ports
  }

  async retireDue(now: Ms): Promise<void> {
    // Not while everybody waits for the start.
    this.#next ??= now + HOUR
    if (now < this.#next) return
    this.#next = now + RETIRE_EVERY_MS
    const { store, settings, log } = this.#ports
    const events = await retire(store, { retentionDays: settings.retention_days, now })
    if (events > 0) log('info', 'events older than the retention are gone', { events })
  }
}
