import { idProblem, type Ms, SECOND } from '@alacrity/engine'
import { type JWTVerifyGetKey, jwtVerify, SignJWT, type CryptoKey } from 'jose'
import type { Principal } from './principal.ts'

/** How far the clocks of issuer and service may differ. */
const SKEW_SECONDS = 60
const EMBED_SECONDS = 300
export const EMBED_TYPE = 'embed+jwt'
/** Longer than any honest token; what is longer is not even parsed. */
const TOKEN_MAX_CHARACTERS = 8_192

/** Header fields that would let a token bring its own key. */
const BRINGS_A_KEY = ['jku', 'jwk', 'x5u', 'x5c'] as const

/** One kind of token and whom it is believed from. Kinds never share keys or types [RFC 8725]. */
export type Trust = {
  readonly issuer: string
  readonly audience: string
  readonly type: string
  readonly algorithms: readonly string[]
  readonly keys: JWTVerifyGetKey
}

export type TokenRules = {
  /** Tokens of the marketplace's identity provider; null: there is none. */
  readonly access: Trust | null
  /** Tokens that this service signed for one member's embedded view. */
  readonly embed: Trust | null
  readonly roleClaim: string
}

/** The principal a token proves, or null where it proves nothing; why is never told to who sent it. */
export async function principalOfToken(
  token: string,
  rules: TokenRules,
  now: Ms,
): Promise<Principal | null> {
  if (token.length > TOKEN_MAX_CHARACTERS) return null
  const type = typeOf(token)
  if (type === null) return null
  const embed = rules.embed !== null && type === rules.embed.type
  const trust = embed ? rules.embed : rules.access
  if (trust === null) return null
  try {
    const { payload, protectedHeader } = await jwtVerify(token, trust.keys, {
      issuer: trust.issuer,
      algorithms: [...trust.algorithms],
      typ: trust.type,
      clockTolerance: SKEW_SECONDS,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'sub', 'iss', 'aud'],
    })
    if (BRINGS_A_KEY.some((name) => name in protectedHeader)) return null
    // A token for several audiences could be replayed here by any of the others.
    if (payload.aud !== trust.audience) return null
    if (idProblem(payload.sub ?? '') !== null) return null
    return embed
      ? embedPrincipal(payload)
      : accessPrincipal(payload.sub as string, payload[rules.roleClaim])
  } catch {
    return null
  }
}

function typeOf(token: string): string | null {
  try {
    const [head = ''] = token.split('.', 1)
    const header: unknown = JSON.parse(Buffer.from(head, 'base64url').toString('utf8'))
    const type = (header as { typ?: unknown } | null)?.typ
    return typeof type === 'string' ? type : null
  } catch {
    return null
  }
}

function accessPrincipal(subject: string, role: unknown): Principal | null {
  switch (role) {
    case 'member':
      return { kind: 'member', member: subject }
    case 'client':
      return { kind: 'client', client: subject }
    case 'operator':
      return { kind: 'operator', operator: subject, person: true }
    default:
      return null
  }
}

function embedPrincipal(payload: { sub?: string; exp?: number; iat?: number }): Principal | null {
  const { sub, exp, iat } = payload
  if (sub === undefined || exp === undefined || iat === undefined) return null
  return exp - iat > EMBED_SECONDS ? null : { kind: 'embed', member: sub }
}

export type EmbedSigner = {
  readonly key: CryptoKey
  readonly issuer: string
  readonly audience: string
}

/** A token for one member's embedded view, good for five minutes. */
export async function signEmbed(
  signer: EmbedSigner,
  member: string,
  now: Ms,
): Promise<{ readonly token: string; readonly expiresAt: Ms }> {
  const issued = Math.floor(now / SECOND)
  const expires = issued + EMBED_SECONDS
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA', typ: EMBED_TYPE })
    .setSubject(member)
    .setIssuer(signer.issuer)
    .setAudience(signer.audience)
    .setIssuedAt(issued)
    .setExpirationTime(expires)
    .sign(signer.key)
  return { token, expiresAt: expires * SECOND }
}
