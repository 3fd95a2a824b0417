import { formatInstant, MINUTE, SECOND } from '@alacrity/engine'
import { type Store, StoreError } from '@alacrity/store'
import { loadTrust } from './access/load.ts'
import { REAL_CHANCE } from './base/chance.ts'
import { jsonLog, NO_LOG } from './base/log.ts'
import { type Clock, REAL_CLOCK } from './clock.ts'
import type { Settings } from './config.ts'
import { RESOLVE } from './deliver/address.ts'
import { SEND } from './deliver/send.ts'
import { listen } from './http/listen.ts'
import { loadPages } from './http/pages.ts'
import type { Opened } from './open.ts'
import { createService } from './service.ts'

export type Running = {
  readonly url: string
  /**
   * Settles when the database must not be used any more, as after a commit that failed: then stop, end with
   * a status other than 0, and start again. Nothing that was acknowledged is lost.
   */
  readonly failed: Promise<StoreError>
  /** Publishes and sends what is due now, instead of at the next look; for who moves the clock. */
  readonly work: () => Promise<void>
  /** Lets requests under way end, then the work, then the database. */
  readonly stop: () => Promise<void>
}

const STOP_GRACE_MS = 10 * SECOND
/** How often it is looked whether an epoch or a delivery is due. */
const WORK_EVERY_MS = 5 * SECOND
const WORK_LATER_MS = MINUTE
/** Real time between two looks, however fast the clock runs. */
const WORK_REST_MS = 100

export type ServePorts = {
  /** Takes lines of the log, one JSON object each; several at a time. */
  readonly write: (lines: string) => void
  /** Whose time it is; absent: the machine's. All but the wire follows it: tokens, epochs, deliveries. */
  readonly clock?: Clock
}

/** Writes into the log how far turns that another version packed are made anew, before anything is served. */
export function renewalLog(
  settings: Settings,
  write: ServePorts['write'],
): (folded: number, of: number) => void {
  const log = settings.log === 'json' ? jsonLog(write, told(REAL_CLOCK)) : NO_LOG
  return (events, of) => log('info', 'turns of another version are made anew', { events, of })
}

/**
 * Starts the service on a socket. Rejects where a file that the settings name cannot be read, the policy
 * is not known, or the address cannot be had.
 */
export async function serve(
  settings: Settings,
  opened: Opened,
  { write, clock = REAL_CLOCK }: ServePorts,
): Promise<Running> {
  const log = settings.log === 'json' ? jsonLog(write, told(clock)) : NO_LOG
  const { store, failed } = watched(opened.store)
  const service = await createService({
    settings,
    store,
    published: opened.published,
    database: opened.database,
    ...(await loadTrust(settings)),
    clock,
    wire: REAL_CLOCK,
    pages: settings.web_root === null ? null : await loadPages(settings.web_root, settings),
    chance: REAL_CHANCE,
    log,
    send: SEND,
    resolve: RESOLVE,
  })
  const { fetch } = service.app()
  const { host, port, proxies } = settings
  const listening = await listen((request, from) => fetch(request, from), { host, port, proxies })
  let working = Promise.resolve()
  let cancel = (): void => {}
  const work = () => {
    working = service.work().then(
      () => {
        cancel = clock.after(WORK_EVERY_MS, () => {
          cancel = REAL_CLOCK.after(WORK_REST_MS, work)
        })
      },
      (error: unknown) => {
        log('error', 'the work behind the scenes failed', { error: String(error) })
        cancel = clock.after(WORK_LATER_MS, work)
      },
    )
  }
  await service.warmUp()
  work()
  return {
    url: listening.url,
    failed,
    work: () => service.work(),
    stop: async () => {
      service.drain()
      await listening.stop(STOP_GRACE_MS)
      await working
      cancel()
      await opened.published.close()
      await opened.store.close()
    },
  }
}

/** The time as the log tells it: many lines have the same. */
function told(clock: Clock): () => string {
  let at = Number.NaN
  let text = ''
  return () => {
    const now = clock.now()
    if (now !== at) text = formatInstant(now)
    at = now
    return text
  }
}

/** The store, and the first failure after which it takes nothing more. */
function watched(store: Store): { readonly store: Store; readonly failed: Promise<StoreError> } {
  const { promise: failed, resolve } = Promise.withResolvers<StoreError>()
  const watching = async <Result>(done: Promise<Result>): Promise<Result> => {
    try {
      return await done
    } catch (error) {
      if (error instanceof StoreError && error.code === 'poisoned') resolve(error)
      throw error
    }
  }
  const log: Store['log'] = {
    ...store.log,
    append: (arrivals) => watching(store.log.append(arrivals)),
    appendParcel: (parcel) => watching(store.log.appendParcel(parcel)),
  }
  return { store: { ...store, log }, failed }
}
