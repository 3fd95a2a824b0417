import type { Ms } from '@alacrity/engine'
import { Refusal } from '../base/errors.ts'
import { type FindKey, looksLikeKey, principalOfKey } from './key.ts'
import type { Principal } from './principal.ts'
import { principalOfToken, type TokenRules } from './token.ts'

export type Credentials = { readonly findKey: FindKey; readonly tokens: TokenRules }

/** Who sends this Authorization header. None is anonymous; one that proves nothing is refused. */
export async function authenticate(
  header: string | undefined,
  credentials: Credentials,
  now: Ms,
): Promise<Principal> {
  if (header === undefined) return { kind: 'anonymous' }
  const token = /^Bearer ([^\s,]+)$/i.exec(header)?.[1]
  if (token === undefined) throw new Refusal('bad_token')
  const principal = looksLikeKey(token)
    ? await principalOfKey(token, credentials.findKey)
    : await principalOfToken(token, credentials.tokens, now)
  if (principal === null) throw new Refusal('bad_token')
  return principal
}
