import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Ms, SECOND } from '@alacrity/engine'

// The Standard Webhooks specification: https://github.com/standard-webhooks/standard-webhooks

const PREFIX = 'whsec_'
const SECRET_BYTES_MIN = 24
const SECRET_BYTES_MAX = 64
const TOLERANCE_SECONDS = 300

/** The key of a secret as the specification writes it, or null where it is not one. */
export function keyOfSecret(secret: string): Uint8Array | null {
  if (!secret.startsWith(PREFIX)) return null
  const text = secret.slice(PREFIX.length)
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null
  const key = Buffer.from(text, 'base64')
  return key.length >= SECRET_BYTES_MIN && key.length <= SECRET_BYTES_MAX ? key : null
}

export function secretOf(key: Uint8Array): string {
  return `${PREFIX}${Buffer.from(key).toString('base64')}`
}

export type Signed = { readonly id: string; readonly at: Ms; readonly body: string }

function signature({ id, at, body }: Signed, key: Uint8Array): string {
  const seconds = Math.floor(at / SECOND)
  return createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
}

/** The three headers of a delivery. Several secrets, while they are being changed, give several signatures. */
export function signedHeaders(message: Signed, secrets: string): Readonly<Record<string, string>> {
  const signatures = secrets.split(' ').flatMap((secret) => {
    const key = keyOfSecret(secret)
    return key === null ? [] : [`v1,${signature(message, key)}`]
  })
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(message.at / SECOND)),
    'webhook-signature': signatures.join(' '),
  }
}

/** What a receiver checks: one of the signatures fits, and the time is about now. */
export function isGenuine(
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
  { secret, now }: { readonly secret: string; readonly now: Ms },
): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': given } = headers
  const key = keyOfSecret(secret)
  if (id === undefined || stamp === undefined || given === undefined || key === null) return false
  if (!/^\d{1,12}$/.test(stamp)) return false
  const at = Number(stamp) * SECOND
  if (Math.abs(now - at) > TOLERANCE_SECONDS * SECOND) return false
  const expected = Buffer.from(signature({ id, at, body }, key))
  return given.split(' ').some((each) => {
    const [version, value = ''] = each.split(',')
    const found = Buffer.from(value)
    return version === 'v1' && found.length === expected.length && timingSafeEqual(found, expected)
  })
}
