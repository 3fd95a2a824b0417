import type { Credentials } from '../access/authenticate.ts'
import type { Rates } from '../access/rate.ts'
import type { Chance } from '../base/chance.ts'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'
import type { Clock } from '../clock.ts'
import type { Pages } from './pages.ts'

export type AppPorts = {
  readonly clock: Clock
  readonly chance: Chance
  readonly log: Log
  readonly metrics: Metrics
  readonly credentials: Credentials
  /** Origins of pages that may call private addresses from a browser. */
  readonly origins: readonly string[]
  readonly pages: Pages | null
  /** Null: everyone may ask as much as they like. */
  readonly rates: Rates | null
}

export const REQUESTS_SECONDS = 'http_server_request_duration_seconds'

/** What every answer has. */
export const SAFE = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
} as const

const ADDRESS_MAX_BYTES = 8_192
const HEADERS_MAX_BYTES = 16_384

/** Which limit a request breaks before anything of it is read; null: none. `headers` are names and values by turns. */
export function limitBroken(
  url: string,
  headers: readonly string[],
): 'address_too_long' | 'header_too_large' | null {
  if (url.length > ADDRESS_MAX_BYTES) return 'address_too_long'
  let size = 0
  // With what stands between them on the line.
  for (const text of headers) size += text.length + 2
  return size > HEADERS_MAX_BYTES ? 'header_too_large' : null
}
