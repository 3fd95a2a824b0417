import { z } from 'zod'
import { KEY_ROLES, type KeptKey } from './access/key.ts'

const list = (text: z.ZodType<string>) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z.array(text),
  )
const whole = (from: number, to: number) => {
  const error = `use a whole number from ${from} to ${to}`
  return z.coerce.number(error).int(error).min(from, error).max(to, error)
}
const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean('use true or false'),
)
/** As browsers name it: with a path or a slash at the end it would never be met. */
const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
  error: 'use an origin such as https://market.example, without a path',
})
const some = z.string().min(1, 'is empty')

/** An API key as it is kept: never the key, only its SHA-256 in hex. */
const apiKey: z.ZodType<KeptKey> = z.strictObject({
  id: z.string().regex(/^[a-z0-9_-]{1,64}$/),
  role: z.enum(KEY_ROLES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

/** Only asymmetric signatures: whoever can verify a token must not be able to make one. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256'] as const

const settings = z.strictObject({
  host: some.default('127.0.0.1').describe('The address to listen on; `0.0.0.0` for all.'),
  port: whole(0, 65_535).default(8787).describe('The port; 0 takes any that is free.'),
  database: some
    .default('alacrity.db')
    .describe('A file of SQLite, made where there is none, or a `postgres://` URL.'),
  public_url: z
    .url()
    .default('http://127.0.0.1:8787')
    .describe('Where the service is reached from outside.'),
  auth_issuer: some
    .nullable()
    .default(null)
    .describe('Whose tokens are believed: the `iss` of the marketplace’s identity provider.'),
  auth_audience: some.default('alacrity').describe('The one `aud` that a token must have.'),
  auth_jwks: some
    .nullable()
    .default(null)
    .describe('A file or an https URL with the issuer’s public keys.'),
  auth_type: some.default('at+jwt').describe('The `typ` that a token must have.'),
  auth_algorithms: list(z.enum(ALGORITHMS))
    .default([...ALGORITHMS])
    .describe('The signatures that are accepted; asymmetric ones alone.'),
  auth_role_claim: some
    .default('role')
    .describe('The claim that says `member`, `client` or `operator`.'),
  embed_key: some
    .nullable()
    .default(null)
    .describe(
      'A file with a private Ed25519 key (JWK) that signs the tokens of embedded views; without it none are given.',
    ),
  api_keys: z
    .preprocess((value) => (typeof value === 'string' ? JSON.parse(value) : value), z.array(apiKey))
    .default([])
    .describe(
      'Keys by their hash, `[{"id","role","sha256"}]`, besides those that `alacrity keys` makes.',
    ),
  cors_origins: list(origin)
    .default([])
    .describe('Origins whose pages may call what is not public from a browser.'),
  web_root: some
    .nullable()
    .default(null)
    .describe('A folder of built pages to serve under `/app/`.'),
  web_origins: list(origin)
    .default([])
    .describe('Other origins that those pages may call, as the marketplace’s own server.'),
  frame_ancestors: list(origin)
    .default([])
    .describe('Origins whose pages may show those pages in a frame.'),
  policy: some
    .default('alacrity/1')
    .describe('The policy that speaks until another version is scheduled.'),
  away_days_max: whole(0, 365)
    .nullable()
    .default(null)
    .describe('Days of absence a member may declare in a year; without it as many as they like.'),
  rate_per_second: whole(0, 100_000)
    .default(100)
    .describe(
      'Requests a second that an address or somebody signed in may make in the long run, and ten times as many at once; 0 for no limit. Keys and this machine have none.',
    ),
  proxies: whole(0, 5)
    .default(0)
    .describe('How many proxies of your own stand before the service and set X-Forwarded-For.'),
  queue_events_max: whole(500, 1_000_000)
    .default(10_000)
    .describe(
      'Events that may wait for the disk, a body counting as one for 128 bytes until it is read; more are refused with Retry-After.',
    ),
  queue_bytes_max: whole(1_048_576, 1_073_741_824)
    .default(8_388_608)
    .describe('Bytes of bodies that may wait for the disk.'),
  webhook_loopback: flag
    .default(false)
    .describe('Webhooks to this machine: for tests and demonstrations alone.'),
  retention_days: whole(30, 3_650)
    .default(400)
    .describe('How long events of quiet conversations are kept.'),
  contact: z
    .string()
    .max(200)
    .default('')
    .describe('Whom a member can turn to; told with every loss of a label.'),
  log: z.enum(['json', 'off']).default('json').describe('The log on standard output.'),
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
  /** How a setting was given, so that a fault is found where it is. */
  const places = new Map<string, string>()
  if (file !== null && (typeof file !== 'object' || Array.isArray(file))) {
    faults.push('the configuration file is not a JSON object')
  } else Object.assign(given, file)
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || value === undefined || OTHERS.test(name)) continue
    const setting = name.slice(PREFIX.length).toLowerCase()
    if (SETTING_NAMES.includes(setting)) {
      given[setting] = value
      places.set(setting, name)
    } else faults.push(`${name} is not a setting; known: ${SETTING_NAMES.join(', ')}`)
  }
  const parsed = readGiven(given, { faults, places })
  if (parsed === null || faults.length > 0) return { ok: false, faults }
  const further = contradictions(parsed)
  return further.length > 0 ? { ok: false, faults: further } : { ok: true, settings: parsed }
}

const OTHERS = /^ALACRITY_(CONFIG$|TEST_|SEED$|CASES$|KILLS$|PAIRS$|NIGHTLY$|TALLY$|WRITE_DOCS$)/

function readGiven(
  given: Readonly<Record<string, unknown>>,
  { faults, places }: { faults: string[]; places: ReadonlyMap<string, string> },
): Settings | null {
  try {
    const parsed = settings.safeParse(given)
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) {
      const [first, ...rest] = issue.path.map(String)
      const where = first === undefined ? [] : [[places.get(first) ?? first, ...rest].join('.')]
      faults.push([...where, issue.message].join(': '))
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

/** The settings as a table in Markdown, for docs/operating.md. */
export function settingsTable(): string {
  const rows = Object.entries(settings.shape).map(([name, schema]) => {
    const { description = '' } = schema
    const value: unknown = schema.parse(undefined)
    const text = Array.isArray(value)
      ? value.join(', ')
      : String((value as string | number | boolean | null) ?? '')
    return `| \`${name}\` | ${text === '' ? '' : `\`${text}\``} | ${description} |`
  })
  return ['| setting | if nothing is said | what it is |', '|---|---|---|', ...rows].join('\n')
}

function withoutPassword(database: string): string {
  return database.replace(/^([a-z]+:\/\/[^:@/]*):[^@/]*@/, '$1:***@').replace(/\?.*$/, '')
}
