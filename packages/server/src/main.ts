import { formatInstant, MINUTE, SECOND } from '@alacrity/engine'
import type { PublishedLabels, Store } from '@alacrity/store'
import { loadTrust } from './access/load.ts'
import { REAL_CHANCE } from './base/chance.ts'
import { jsonLog, NO_LOG } from './base/log.ts'
import { REAL_CLOCK } from './clock.ts'
import { type Settings, settingsSummary } from './config.ts'
import { RESOLVE } from './deliver/address.ts'
import { SEND } from './deliver/send.ts'
import { listen } from './http/listen.ts'
import { createService } from './service.ts'

/** A database that was opened: the whole of it, and the client side's narrow way to it [DS3]. */
export type Opened = { readonly store: Store; readonly published: PublishedLabels }

export type Running = {
  readonly url: string
  /** Lets requests under way end, then the work, then the database. */
  readonly stop: () => Promise<void>
}

const STOP_GRACE_MS = 10 * SECOND
/** How often it is looked whether an epoch or a delivery is due. */
const WORK_EVERY_MS = 5 * SECOND
const WORK_LATER_MS = MINUTE

/** Starts the service on a socket. `write` takes lines for people and machines to read. */
export async function serve(
  settings: Settings,
  opened: Opened,
  write: (line: string) => void,
): Promise<Running> {
  const clock = REAL_CLOCK
  const log = settings.log === 'json' ? jsonLog(write, () => formatInstant(clock.now())) : NO_LOG
  const service = await createService({
    settings,
    ...opened,
    ...(await loadTrust(settings)),
    clock,
    chance: REAL_CHANCE,
    log,
    send: SEND,
    resolve: RESOLVE,
  })
  write(`${settingsSummary(settings)}\n`)
  const { fetch } = service.app()
  const listening = await listen((request) => fetch(request), settings)
  let working = Promise.resolve()
  let cancel = (): void => {}
  const work = () => {
    working = service.work().then(
      () => {
        cancel = clock.after(WORK_EVERY_MS, work)
      },
      (error: unknown) => {
        log('error', 'the work behind the scenes failed', { error: String(error) })
        cancel = clock.after(WORK_LATER_MS, work)
      },
    )
  }
  work()
  return {
    url: listening.url,
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
