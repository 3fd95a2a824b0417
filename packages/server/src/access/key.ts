import { createHash } from 'node:crypto'
import type { Chance } from '../base/chance.ts'
import type { Principal } from './principal.ts'

export const KEY_ROLES = ['ingest', 'operator'] as const
export type KeyRole = (typeof KEY_ROLES)[number]

/** A key as it is kept: never the key, only its SHA-256 in hex. */
export type KeptKey = { readonly id: string; readonly role: KeyRole; readonly sha256: string }

/** Finds a key that may be used now by its hash. */
export type FindKey = (sha256: string) => Promise<Pick<KeptKey, 'id' | 'role'> | null>

const KEY = /^alk_[a-z0-9_-]{1,64}\.[A-Za-z0-9_-]{43}$/

/** Whether a bearer token is meant as an API key; anything else is read as a JWT. */
export function looksLikeKey(token: string): boolean {
  return token.startsWith('alk_')
}

/** The hash a key is kept as. A key has 256 random bits, so a slow hash would protect nothing more. */
function hashOfKey(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** A new key and what is kept of it. The key itself is shown once, to whoever asked for it. */
export function makeKey(
  chance: Chance,
  { id, role }: Pick<KeptKey, 'id' | 'role'>,
): { readonly token: string; readonly kept: KeptKey } {
  const token = `alk_${id}.${Buffer.from(chance.bytes(32)).toString('base64url')}`
  return { token, kept: { id, role, sha256: hashOfKey(token) } }
}

/**
 * The principal a key stands for, or null. It is looked up by its hash: how long that takes tells of the
 * hash, which nobody can choose.
 */
export async function principalOfKey(token: string, find: FindKey): Promise<Principal | null> {
  if (!KEY.test(token)) return null
  const key = await find(hashOfKey(token))
  if (key === null) return null
  return key.role === 'ingest'
    ? { kind: 'ingest', key: key.id }
    : { kind: 'operator', operator: key.id, person: false }
}
