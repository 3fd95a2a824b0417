import { isGenuine } from '@alacrity/server'
import type { Database, Ms } from './database.ts'
import type { Send, Sent } from './outbox.ts'
import { freelancerIds } from './people.ts'

// All that this marketplace does with Alacrity is in this file: it sends metadata, and shows labels.

export type Connection = {
  /** Where the service is, such as http://127.0.0.1:8787. */
  readonly url: string
  /** An API key of the role "ingest": alacrity keys add. */
  readonly key: string
  /** The secret of the webhook, as the service has it. */
  readonly webhookSecret: string
}

/** Sends metadata; what cannot be stored now is sent again by the outbox. */
export function sender({ url, key }: Connection): Send {
  return async (events) => {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(events),
    })
    if (!response.ok) throw new Error(`Alacrity answered ${response.status}`)
    const { results } = (await response.json()) as { results: readonly Result[] }
    return results.map(sentOf)
  }
}

type Result = { readonly status: number; readonly problem?: { readonly title: string } }

function sentOf({ status, problem }: Result): Sent {
  if (status < 300) return { kind: 'stored' }
  if (status === 425 || status >= 500) return { kind: 'later' }
  return { kind: 'refused', reason: problem?.title ?? `status ${status}` }
}

/** Asks for the labels of all freelancers, up to 500 at once: at the start, and after a long absence. */
export async function refreshLabels(database: Database, { url }: Connection): Promise<void> {
  const members = freelancerIds(database)
  if (members.length === 0) return
  const response = await fetch(`${url}/v1/labels/lookup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ members }),
  })
  if (!response.ok) throw new Error(`Alacrity answered ${response.status}`)
  const { results } = (await response.json()) as { results: readonly { labels: string[] }[] }
  keepLabels(
    database,
    members.map((member, index) => ({ member, labels: results[index]?.labels ?? [] })),
  )
}

type Labelled = { readonly member: string; readonly labels: readonly string[] }

function keepLabels(database: Database, all: readonly Labelled[]): void {
  database.together(() => {
    for (const { member, labels } of all) {
      database.run(
        'INSERT INTO labels (freelancer, labels) VALUES (?, ?) ON CONFLICT DO UPDATE SET labels = excluded.labels',
        member,
        JSON.stringify(labels),
      )
    }
  })
}

/**
 * Takes a webhook in: whose label came or went at an epoch. False: it was not Alacrity who sent it. The
 * same message may come twice, and does the same twice.
 */
export function takeWebhook(
  database: Database,
  message: { readonly headers: Headers; readonly body: string },
  { secret, now }: { readonly secret: string; readonly now: Ms },
): boolean {
  const { headers, body } = message
  if (!isGenuine(Object.fromEntries(headers), body, { secret, now })) return false
  const { type, data } = JSON.parse(body) as {
    type: string
    data: { members: readonly Labelled[] }
  }
  if (type === 'label.published') keepLabels(database, data.members)
  return true
}
