import type { Alacrity } from '@alacrity/sdk'
import { sidesOf } from './conversations.ts'
import type { Database, Ms } from './database.ts'
import type { Live } from './live.ts'
import type { Outbox } from './outbox.ts'

/** All that the marketplace needs from outside. */
export type Market = {
  readonly database: Database
  readonly outbox: Outbox
  readonly live: Live
  /** The client of the service, with an API key of the role "ingest". */
  readonly alacrity: Alacrity
  /** The secret of the webhook, as the service has it. */
  readonly webhookSecret: string
  readonly now: () => Ms
  /** A name nobody has used. */
  readonly freshId: () => string
}

/** Tells the pages of both, and sends the metadata on its way. Called after whatever was written. */
export function changed(
  { database, outbox, live }: Pick<Market, 'database' | 'outbox' | 'live'>,
  conversation: string,
): void {
  const { freelancer, client } = sidesOf(database, conversation)
  live.tell([freelancer, client], { kind: 'conversation', conversation })
  outbox.kick()
}
