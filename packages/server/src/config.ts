import { z } from 'zod'
import { KEY_ROLES, type KeptKey } from './access/key.ts'

const list = (text: z.ZodType<string>) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z.array(text),
  )
const whole = (from: number, to: number) => z.coerce.number().int().min(from).max(to)
const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean(),
)

/** An API key as it is kept: never the key, only its SHA-256 in hex. */
const apiKey: z.ZodType<KeptKey> = z.strictObject({
  id: z.string().regex(/^[a-z0-9_-]{1,64}$/),
  role: z.enum(KEY_ROLES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

/** Only asymmetric signatures: whoever can verify a token must not be able to make one. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256'] as const

const settings = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: whole(0, 65_535).default(8787),
  /** A file of SQLite, or a postgres:// URL. */
  database: z.string().min(1).default('alacrity.db'),
  /** Where the service is reached from outside. */
  public_url: z.url().default('http://127.0.0.1:8787'),
  auth_issuer: z.string().min(1).nullable().default(null),
  auth_audience: z.string().min(1).default('alacrity'),
  /** A file or an https URL with the issuer's public keys. */
  auth_jwks: z.string().min(1).nullable().default(null),
  auth_type: z.string().min(1).default('at+jwt'),
  auth_algorithms: list(z.enum(ALGORITHMS)).default([...ALGORITHMS]),
  /** The claim that says member, client or operator. */
  auth_role_claim: z.string().min(1).default('role'),
  /** A file with a private Ed25519 key (JWK) that signs the tokens of embedded views; null: none are given. */
  embed_key: z.string().min(1).nullable().default(null),
  api_keys: z
    .preprocess((value) => (typeof value === 'string' ? JSON.parse(value) : value), z.array(apiKey))
    .default([]),
  /** Origins of the marketplace's own pages that may call the member's addresses. */
  cors_origins: list(z.url()).default([]),
  /** A folder of built pages to serve under /app/; null: none are served. */
  web_root: z.string().min(1).nullable().default(null),
  /** Origins besides this one that those pages may call, as the marketplace's own server. */
  web_origins: list(z.url()).default([]),
  /** Origins of the marketplace's pages that may show those pages in a frame. */
  frame_ancestors: list(z.url()).default([]),
  /** The policy that speaks until another is scheduled. */
  policy: z.string().min(1).default('alacrity/1'),
  /** Days of absence a member may declare in any 365; null: as many as they like. */
  away_days_max: whole(0, 365).nullable().default(null),
  queue_events_max: whole(500, 1_000_000).default(10_000),
  queue_bytes_max: whole(1_048_576, 1_073_741_824).default(8_388_608),
  /** Webhooks to this machine: for tests and demonstrations, never on the open net. */
  webhook_loopback: flag.default(false),
  retention_days: whole(30, 3_650).default(400),
  /** Whom a member can turn to; told with every loss of a label. */
  contact: z.string().max(200).default(''),
  log: z.enum(['json', 'off']).default('json'),
})

export type Settings = Readonly<z.infer<typeof settings>>
export type ParsedSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly faults: readonly string[] }

export const SETTING_NAMES: readonly string[] = Object.keys(settings.shape)

const PREFIX = 'ALACRITY_'

/**
 * The settings from a file (parsed JSON, or null) and the environment, which goes first. Every fault is
 * named at once; a name that starts with ALACRITY_ and is not a setting is a fault too, since a typing
 * error would otherwise silently leave a default. ALACRITY_TEST_* and ALACRITY_CONFIG are not settings.
 */
export function parseSettings(
  environment: Readonly<Record<string, string | undefined>>,
  file: unknown,
): ParsedSettings {
  const faults: string[] = []
  const given: Record<string, unknown> = {}
  if (file !== null && (typeof file !== 'object' || Array.isArray(file))) {
    faults.push('the configuration file is not a JSON object')
  } else Object.assign(given, file)
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || value === undefined || OTHERS.test(name)) continue
    const setting = name.slice(PREFIX.length).toLowerCase()
    if (SETTING_NAMES.includes(setting)) given[setting] = value
    else faults.push(`${name} is not a setting; known: ${SETTING_NAMES.join(', ')}`)
  }
  const parsed = readGiven(given, faults)
  if (parsed === null || faults.length > 0) return { ok: false, faults }
  const further = contradictions(parsed)
  return further.length > 0 ? { ok: false, faults: further } : { ok: true, settings: parsed }
}

const OTHERS = /^ALACRITY_(CONFIG$|TEST_|SEED$|CASES$|PAIRS$|TALLY$)/

function readGiven(given: Readonly<Record<string, unknown>>, faults: string[]): Settings | null {
  try {
    const parsed = settings.safeParse(given)
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) {
      const where = issue.path.join('.') || issue.code
      faults.push(`${where}: ${issue.message}`)
    }
  } catch {
    faults.push('api_keys: not JSON')
  }
  return null
}

function contradictions(given: Settings): readonly string[] {
  const faults: string[] = []
  if ((given.auth_issuer === null) !== (given.auth_jwks === null)) {
    faults.push('auth_issuer and auth_jwks: give both or neither')
  }
  if (given.auth_jwks?.startsWith('http:') === true && !isLoopbackUrl(given.auth_jwks)) {
    faults.push('auth_jwks: keys fetched over http could be anyone’s; use https or a file')
  }
  const ids = given.api_keys.map(({ id }) => id)
  if (new Set(ids).size < ids.length) faults.push('api_keys: two keys have the same id')
  return faults
}

function isLoopbackUrl(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
}

/** What is in force, one line a setting, for the log at the start. Passwords and hashes are left out. */
export function settingsSummary(given: Settings): string {
  const shown: Record<string, string | number | boolean | null | readonly string[]> = {
    ...given,
    database: withoutPassword(given.database),
    api_keys: given.api_keys.map(({ id, role }) => `${id} (${role})`),
  }
  const width = Math.max(...SETTING_NAMES.map((name) => name.length))
  return SETTING_NAMES.map((name) => {
    const value = shown[name]
    const text = typeof value === 'object' ? (value?.join(', ') ?? '') : String(value)
    return `${name.padEnd(width)}  ${text === '' ? 'none' : text}`
  }).join('\n')
}

function withoutPassword(database: string): string {
  return database.replace(/^([a-z]+:\/\/[^:@/]*):[^@/]*@/, '$1:***@').replace(/\?.*$/, '')
}
