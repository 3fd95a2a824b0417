import { readFile } from 'node:fs/promises'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  importJWK,
  type JSONWebKeySet,
  type JWK,
} from 'jose'
import type { Settings } from '../config.ts'
import { EMBED_TYPE, type EmbedSigner, type TokenRules, type Trust } from './token.ts'

const EMBED_AUDIENCE = 'alacrity-embed'

export type Loaded = { readonly tokens: TokenRules; readonly embedSigner: EmbedSigner | null }

/** Reads the keys that the settings name. A set behind a URL is fetched when it is first needed, and kept. */
export async function loadTrust(settings: Settings): Promise<Loaded> {
  const embed = await loadEmbed(settings)
  return {
    tokens: {
      access: await loadAccess(settings),
      embed: embed?.trust ?? null,
      roleClaim: settings.auth_role_claim,
    },
    embedSigner: embed?.signer ?? null,
  }
}

async function loadAccess(settings: Settings): Promise<Trust | null> {
  const { auth_issuer: issuer, auth_jwks: source, auth_algorithms: algorithms } = settings
  if (issuer === null || source === null) return null
  const keys = /^https?:/.test(source)
    ? createRemoteJWKSet(new URL(source))
    : createLocalJWKSet(JSON.parse(await readFile(source, 'utf8')) as JSONWebKeySet)
  return { issuer, audience: settings.auth_audience, type: settings.auth_type, algorithms, keys }
}

async function loadEmbed(
  settings: Settings,
): Promise<{ readonly trust: Trust; readonly signer: EmbedSigner } | null> {
  if (settings.embed_key === null) return null
  const whole = JSON.parse(await readFile(settings.embed_key, 'utf8')) as JWK
  const key = await importJWK(whole, 'EdDSA')
  if (key instanceof Uint8Array) throw new Error('embed_key is not an Ed25519 key')
  // Without its private part a key can only verify.
  const { kty = '', crv = '', x = '' } = whole
  const issuer = settings.public_url
  return {
    trust: {
      issuer,
      audience: EMBED_AUDIENCE,
      type: EMBED_TYPE,
      algorithms: ['EdDSA'],
      keys: createLocalJWKSet({ keys: [{ kty, crv, x, alg: 'EdDSA' }] }),
    },
    signer: { key, issuer, audience: EMBED_AUDIENCE },
  }
}
