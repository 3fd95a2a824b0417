import { generateKeyPairSync, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeKey, REAL_CHANCE } from '@alacrity/server'

const ISSUER = 'https://bench.example'

export type Access = {
  readonly settings: Readonly<Record<string, unknown>>
  /** The header of who may send events, and of a member. */
  readonly ingest: string
  readonly member: (member: string) => string
}

/** A key for events, and an identity provider of our own for members. */
export function accessIn(folder: string, now: number): Access {
  const { token, kept } = makeKey(REAL_CHANCE, { id: 'bench', role: 'ingest' })
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const jwks = join(folder, 'jwks.json')
  const key = { ...publicKey.export({ format: 'jwk' }), alg: 'EdDSA', kid: 'bench' }
  writeFileSync(jwks, JSON.stringify({ keys: [key] }))
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const member = (subject: string) => {
    const times = { iat: Math.floor(now / 1_000), exp: Math.floor(now / 1_000) + 7_200 }
    const claims = { iss: ISSUER, aud: 'alacrity', sub: subject, role: 'member', ...times }
    const text = `${part({ alg: 'EdDSA', kid: 'bench', typ: 'at+jwt' })}.${part(claims)}`
    return `Bearer ${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`
  }
  const settings = { auth_issuer: ISSUER, auth_jwks: jwks, api_keys: [kept] }
  return { settings, ingest: `Bearer ${token}`, member }
}
