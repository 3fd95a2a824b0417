import { type Alacrity, type EventOutcome, verifyWebhook } from '@alacrity/sdk'
import type { Database, Ms } from './database.ts'
import type { Send, Sent } from './outbox.ts'
import { freelancerIds } from './people.ts'

// All that this marketplace does with Alacrity is in this file: it sends metadata, and shows labels.

/** Sends metadata, once: what cannot be stored now is sent again by the outbox, with the same ids. */
export function sender(alacrity: Alacrity): Send {
  return async (events) => (await alacrity.events.send(events, { attempts: 1 })).map(sentOf)
}

const TOO_FAR_AHEAD = 425

function sentOf(outcome: EventOutcome): Sent {
  if (outcome.kind !== 'refused') return { kind: 'stored' }
  const { status, title, field, remedy } = outcome.problem
  if (status === TOO_FAR_AHEAD) return { kind: 'later' }
  return { kind: 'refused', reason: `${title}: ${field ?? ''} ${remedy}` }
}

/** Asks for the labels of all freelancers: at the start, and whenever webhooks may have been missed. */
export async function refreshLabels(database: Database, alacrity: Alacrity): Promise<void> {
  const members = freelancerIds(database)
  const found = await alacrity.labels.many(members)
  keepLabels(
    database,
    members.map((member, index) => ({ member, labels: found[index] ?? [] })),
  )
}

/**
 * Takes a webhook in: whose labels came or went at an epoch. The same message may come twice, and does the
 * same twice. Rejects what Alacrity did not send.
 */
export async function takeWebhook(
  database: Database,
  { headers, body }: { readonly headers: Headers; readonly body: string },
  rules: { readonly secret: string; readonly now: Ms },
): Promise<void> {
  const message = await verifyWebhook(body, headers, rules)
  if (message.type === 'label.published') keepLabels(database, message.data.members)
}

type Labelled = { readonly member: string; readonly labels: readonly string[] }

function keepLabels(database: Database, all: readonly Labelled[]): void {
  database.together(() => {
    for (const { member, labels } of all) {
      database.run(
        `INSERT INTO labels (freelancer, labels) VALUES (?, ?)
         ON CONFLICT DO UPDATE SET labels = excluded.labels`,
        member,
        JSON.stringify(labels),
      )
    }
  })
}
