import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { authenticate } from '../src/access/authenticate.ts'
import { makeKey } from '../src/access/key.ts'
import { signEmbed } from '../src/access/token.ts'
import { Refusal } from '../src/base/errors.ts'
import { seededChance } from './support/chance.ts'
import {
  accessKeys,
  accessPublic,
  AUDIENCE,
  embedKeys,
  findKey,
  type Forging,
  ingestKey,
  ISSUER,
  operatorKey,
  stranger,
  token,
  tokenRules,
} from './support/identity.ts'

const NOW = Date.parse('2026-03-02T12:00:00Z')
const SECONDS = NOW / 1000
const credentials = { findKey, tokens: tokenRules }
const whoIs = (header: string | undefined, now = NOW) => authenticate(header, credentials, now)
const bearer = async (bad: string | Promise<string>) => `Bearer ${await bad}`
const member = (forging: Forging) => token('member', 'ada', NOW, forging)
const claim = (claims: Record<string, unknown>) => member({ claims })
const header = (fields: Record<string, unknown>) => member({ header: fields })

const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const good = await member({})
const [head = '', payload = '', signature = ''] = good.split('.')
const rsa = await generateKeyPair('RS256')
const es384 = await generateKeyPair('ES384')
const embedBody = { iss: tokenRules.embed?.issuer ?? '', aud: 'alacrity-embed', sub: 'ada' }
const embedToken = (claims: Record<string, unknown>, key = embedKeys.privateKey) =>
  new SignJWT({ ...embedBody, iat: SECONDS, exp: SECONDS + 300, ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'embed+jwt' })
    .sign(key)

const BAD: readonly [string, string | Promise<string>][] = [
  ['empty of parts', '..'],
  ['not a token', 'not-a-token'],
  ['one part', head],
  ['two parts', `${head}.${payload}`],
  ['four parts', `${good}.x`],
  ['without signature', `${head}.${payload}.`],
  ['a cut signature', good.slice(0, -4)],
  ['another payload', `${head}.${b64({ sub: 'bob' })}.${signature}`],
  ['another header', `${b64({ alg: 'EdDSA', typ: 'at+jwt', kid: 'b' })}.${payload}.${signature}`],
  ['alg none', new UnsecuredJWT({ sub: 'ada', role: 'member' }).setIssuer(ISSUER).encode()],
  ['alg none, typed', `${b64({ alg: 'none', typ: 'at+jwt' })}.${payload}.`],
  ['alg None', `${b64({ alg: 'None', typ: 'at+jwt' })}.${payload}.${signature}`],
  [
    'HS256 with the public key as secret',
    member({ header: { alg: 'HS256' }, key: Buffer.from(JSON.stringify(accessPublic).padEnd(32)) }),
  ],
  ['HS512', member({ header: { alg: 'HS512' }, key: new Uint8Array(64) })],
  ['RS256', member({ header: { alg: 'RS256' }, key: rsa.privateKey })],
  ['PS256 header over EdDSA', `${b64({ alg: 'PS256', typ: 'at+jwt' })}.${payload}.${signature}`],
  ['ES384', member({ header: { alg: 'ES384' }, key: es384.privateKey })],
  ["a stranger's key", member({ key: stranger.privateKey })],
  ['an unknown kid', header({ kid: 'z' })],
  ['a kid that is a path', header({ kid: '../../a' })],
  ['jku', header({ jku: 'https://evil.example/jwks' })],
  ['jwk', header({ jwk: await exportJWK(stranger.publicKey) })],
  [
    'jwk with its own key',
    member({ header: { jwk: await exportJWK(stranger.publicKey) }, key: stranger.privateKey }),
  ],
  ['x5u', header({ x5u: 'https://evil.example/x5u' })],
  ['x5c', header({ x5c: ['MIIB'] })],
  ['type JWT', header({ typ: 'JWT' })],
  ['no type', header({ typ: undefined })],
  ['the embed type with the access key', header({ typ: 'embed+jwt' })],
  ['an id token type', header({ typ: 'id+jwt' })],
  ['another issuer', claim({ iss: 'https://evil.example' })],
  ['no issuer', claim({ iss: undefined })],
  ['an issuer with a slash more', claim({ iss: `${ISSUER}/` })],
  ['another audience', claim({ aud: 'shop' })],
  ['no audience', claim({ aud: undefined })],
  ['several audiences', claim({ aud: [AUDIENCE, 'shop'] })],
  ['expired', claim({ exp: SECONDS - 61 })],
  ['no expiry', claim({ exp: undefined })],
  ['expiry as text', claim({ exp: String(SECONDS + 900) })],
  ['not valid yet', claim({ nbf: SECONDS + 61 })],
  ['nbf as text', claim({ nbf: 'now' })],
  ['no subject', claim({ sub: undefined })],
  ['an empty subject', claim({ sub: '' })],
  ['a subject with a control character', claim({ sub: 'ada\u0000' })],
  ['a subject of 257 bytes', claim({ sub: 'a'.repeat(257) })],
  ['no role', claim({ role: undefined })],
  ['an unknown role', claim({ role: 'root' })],
  ['several roles', claim({ role: ['member', 'operator'] })],
  ['longer than 8 KiB', claim({ more: 'x'.repeat(9_000) })],
  ['embed, of a lifetime over five minutes', embedToken({ exp: SECONDS + 301 })],
  ['embed, expired', embedToken({ iat: SECONDS - 400, exp: SECONDS - 100 })],
  ['embed, for the audience of access tokens', embedToken({ aud: AUDIENCE })],
  ['embed, signed with the access key', embedToken({}, accessKeys.privateKey)],
  ['embed, without iat', embedToken({ iat: undefined })],
  ['a key that nobody has', 'alk_market.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ['a key of an unknown name', makeKey(seededChance(1), { id: 'other', role: 'operator' }).token],
  ['a key cut short', operatorKey.token.slice(0, -1)],
  ['the hash of a key', `alk_ops.${operatorKey.kept.sha256}`],
]

describe('tokens', () => {
  test('there are at least 40 bad ones', () => {
    expect(BAD.length).toBeGreaterThanOrEqual(40)
  })

  test.each(BAD)('[DS7] refused: %s', async (_, bad) => {
    const error = await whoIs(await bearer(bad)).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(Refusal)
    expect((error as Refusal).code).toBe('bad_token')
    expect((error as Refusal).about).toEqual({})
  })

  test.each([
    '',
    'Bearer',
    'Bearer ',
    `Basic ${btoa('a:b')}`,
    `Bearer ${good} ${good}`,
    `Bearer ${good},`,
  ])('[DS7] refused header: %j', async (value) => {
    await expect(whoIs(value)).rejects.toMatchObject({ code: 'bad_token' })
  })

  test('good ones prove who is asking', async () => {
    expect(await whoIs(undefined)).toEqual({ kind: 'anonymous' })
    expect(await whoIs(await bearer(good))).toEqual({ kind: 'member', member: 'ada' })
    expect(await whoIs(await bearer(token('client', 'cy', NOW)))).toEqual({
      kind: 'client',
      client: 'cy',
    })
    expect(await whoIs(await bearer(token('operator', 'op', NOW)))).toMatchObject({
      kind: 'operator',
    })
    expect(await whoIs(`Bearer ${ingestKey.token}`)).toEqual({ kind: 'ingest', key: 'market' })
    expect(await whoIs(`Bearer ${operatorKey.token}`)).toEqual({
      kind: 'operator',
      operator: 'ops',
      person: false,
    })
  })

  test('a skew of a minute is forgiven, of a second more is not', async () => {
    const late = await claim({ exp: SECONDS - 59 })
    expect(await whoIs(`Bearer ${late}`)).toMatchObject({ kind: 'member' })
    const early = await claim({ nbf: SECONDS + 60 })
    expect(await whoIs(`Bearer ${early}`)).toMatchObject({ kind: 'member' })
  })

  test('what the service signs for an embedded view is good for five minutes', async () => {
    const signer = {
      key: embedKeys.privateKey,
      issuer: tokenRules.embed?.issuer ?? '',
      audience: tokenRules.embed?.audience ?? '',
    }
    const signed = await signEmbed(signer, 'ada', NOW)
    expect(signed.expiresAt).toBe(NOW + 300_000)
    expect(await whoIs(`Bearer ${signed.token}`)).toEqual({ kind: 'embed', member: 'ada' })
    await expect(whoIs(`Bearer ${signed.token}`, NOW + 361_000)).rejects.toMatchObject({
      code: 'bad_token',
    })
  })
})
