import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { FindKey, KeptKey } from '../../src/access/key.ts'
import type { TokenRules } from '../../src/access/token.ts'
import { EMBED_TYPE } from '../../src/access/token.ts'
import { makeKey } from '../../src/access/key.ts'
import { seededChance } from './chance.ts'

export const ISSUER = 'https://id.market.example'
export const AUDIENCE = 'alacrity'

const access = await generateKeyPair('EdDSA', { extractable: true })
const embed = await generateKeyPair('EdDSA', { extractable: true })
export const stranger = await generateKeyPair('EdDSA', { extractable: true })
export const accessPublic = await exportJWK(access.publicKey)
const embedPublic = await exportJWK(embed.publicKey)

export const accessKeys = access
export const embedKeys = embed

export const tokenRules: TokenRules = {
  access: {
    issuer: ISSUER,
    audience: AUDIENCE,
    type: 'at+jwt',
    algorithms: ['EdDSA', 'Ed25519', 'ES256'],
    keys: createLocalJWKSet({ keys: [{ ...accessPublic, kid: 'a' }] }),
  },
  embed: {
    issuer: 'https://alacrity.market.example',
    audience: 'alacrity-embed',
    type: EMBED_TYPE,
    algorithms: ['EdDSA'],
    keys: createLocalJWKSet({ keys: [embedPublic] }),
  },
  roleClaim: 'role',
}

const chance = seededChance(7)
export const ingestKey = makeKey(chance, { id: 'market', role: 'ingest' })
export const operatorKey = makeKey(chance, { id: 'ops', role: 'operator' })
export const apiKeys: readonly KeptKey[] = [ingestKey.kept, operatorKey.kept]
export const findKey: FindKey = async (sha256) =>
  apiKeys.find((key) => key.sha256 === sha256) ?? null

export type Forging = {
  readonly header?: Record<string, unknown>
  readonly claims?: Record<string, unknown>
  readonly key?: CryptoKey | Uint8Array
}

/** A good token of the marketplace's identity provider, or one with parts replaced. */
export async function token(role: string, subject: string, now: number, forging: Forging = {}) {
  const seconds = Math.floor(now / 1000)
  const claims = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: subject,
    role,
    iat: seconds,
    exp: seconds + 900,
    ...forging.claims,
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'a', ...forging.header })
    .sign(forging.key ?? access.privateKey)
}
