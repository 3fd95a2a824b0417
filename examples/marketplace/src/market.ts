import type { Connection } from './alacrity.ts'
import type { Database, Ms } from './database.ts'
import type { Live } from './live.ts'
import type { Outbox } from './outbox.ts'

/** All that the marketplace needs from outside. */
export type Market = {
  readonly database: Database
  readonly outbox: Outbox
  readonly live: Live
  readonly alacrity: Connection
  readonly now: () => Ms
  /** A name nobody has used. */
  readonly freshId: () => string
}
