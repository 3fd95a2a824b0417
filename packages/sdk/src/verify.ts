import { REAL_CLOCK } from './clock.ts'
import type { Topic } from './webhooks.ts'

// By the Standard Webhooks specification: https://github.com/standard-webhooks/standard-webhooks

type Message<T extends Topic, Data> = {
  readonly type: T
  readonly timestamp: string
  readonly data: Data
}

/** What the service posts to your endpoint. There may be repeats: the header `webhook-id` tells them. */
export type WebhookMessage =
  | Message<
      'label.published',
      {
        readonly epoch: string
        /** Of so many parts of this epoch. */
        readonly part: number
        readonly parts: number
        /** Members whose labels changed, with the labels they hold now. */
        readonly members: readonly { readonly member: string; readonly labels: readonly string[] }[]
      }
    >
  | Message<'label.loss_coming', { readonly member: string; readonly label: string }>
  | Message<
      'turn.due_soon',
      { readonly member: string; readonly turn: string; readonly due_at: string }
    >
  | Message<
      'contest.opened',
      {
        readonly contest: string
        readonly member: string
        readonly subject: 'turn' | 'label'
        readonly due_at: number
      }
    >

export type WebhookHeaders =
  | Headers
  | Readonly<Record<string, string | readonly string[] | undefined>>

const PREFIX = 'whsec_'
const TOLERANCE_SECONDS = 300

/** A secret, and the time where it is not the machine's: milliseconds since 1970. */
export type WebhookRules = { readonly secret: string; readonly now: number }

/**
 * The message of a webhook that the service signed with this secret within the last five minutes; throws
 * for any other. `body` is the text as it came, before anything parsed it. Of several secrets, separated by
 * spaces, one has to fit.
 */
export async function verifyWebhook(
  body: string,
  headers: WebhookHeaders,
  rules: string | WebhookRules,
): Promise<WebhookMessage> {
  const { secret, now } =
    typeof rules === 'string' ? { secret: rules, now: REAL_CLOCK.now() } : rules
  const [id, stamp, given] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(headers, name),
  )
  if (!id || !stamp || !given) throw new Error('The webhook is not signed: a header is missing.')
  if (!/^\d{1,12}$/.test(stamp))
    throw new Error('The webhook-timestamp is not a number of seconds.')
  if (Math.abs(now / 1_000 - Number(stamp)) > TOLERANCE_SECONDS) {
    throw new Error('The webhook is more than five minutes old or ahead: see the clocks.')
  }
  const signed = new TextEncoder().encode(`${id}.${stamp}.${body}`)
  const signatures = given.split(' ').flatMap((each) => {
    const [version, text = ''] = each.split(',')
    const bytes = version === 'v1' ? bytesOf(text) : null
    return bytes === null ? [] : [bytes]
  })
  for (const each of secret.split(' ')) {
    const key = await keyOf(each)
    for (const signature of signatures) {
      // WebCrypto compares in constant time.
      if (await crypto.subtle.verify('HMAC', key, signature, signed)) {
        return JSON.parse(body) as WebhookMessage
      }
    }
  }
  throw new Error('The webhook is not signed with this secret, or its body was changed.')
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return typeof found === 'string' ? found : found?.[0]
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const raw = secret.startsWith(PREFIX) ? bytesOf(secret.slice(PREFIX.length)) : null
  if (raw === null || raw.length < 24) throw new Error('The secret is not of the form whsec_…')
  return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  } catch {
    return null
  }
}
