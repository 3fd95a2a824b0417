import type { Ms } from '@alacrity/engine'

/** How much anyone may ask: so many requests at once, and so many a second in the long run. */
export type Allowance = { readonly perSecond: number; readonly atOnce: number }

type Bucket = { level: number; at: Ms }

/** Whoever is not among so many last seen begins anew, so that memory stays bounded. */
const KNOWN_MAX = 50_000
const SECOND: Ms = 1_000

/**
 * A bucket for everyone who asks: each request takes one out, and it fills at a steady rate. Who they are
 * is all it knows, so it tells nothing of what was asked for or answered.
 */
export class Rates {
  readonly #allowance: Allowance
  readonly #buckets = new Map<string, Bucket>()

  constructor(allowance: Allowance) {
    this.#allowance = allowance
  }

  /** Takes one request: 0 where it is allowed, else the whole seconds after which one will be. */
  take(who: string, now: Ms): number {
    const { perSecond, atOnce } = this.#allowance
    const known = this.#buckets.get(who)
    const bucket = known ?? { level: atOnce, at: now }
    bucket.level = Math.min(atOnce, bucket.level + ((now - bucket.at) * perSecond) / SECOND)
    bucket.at = now
    if (known !== undefined) this.#buckets.delete(who)
    else if (this.#buckets.size >= KNOWN_MAX) this.#forgetOldest()
    // The last seen stand last.
    this.#buckets.set(who, bucket)
    if (bucket.level < 1) return Math.ceil((1 - bucket.level) / perSecond)
    bucket.level -= 1
    return 0
  }

  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys()
    if (oldest !== undefined) this.#buckets.delete(oldest)
  }
}

/**
 * What a network address is counted as: of IPv6 the first 64 bits, which is what one customer has. Null
 * for this machine, where a proxy or the marketplace's own server speaks for many.
 */
export function countedAddress(address: string): string | null {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (plain === '' || plain === '::1' || plain.startsWith('127.')) return null
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const first = head.split(':').filter((part) => part !== '')
  const last = (tail ?? '').split(':').filter((part) => part !== '')
  const gap = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length)
  return [...first, ...Array.from({ length: gap }, () => '0'), ...last].slice(0, 4).join(':')
}
