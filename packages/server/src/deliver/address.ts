import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** Networks a webhook never reaches: what is inside, and what answers for the machine itself. */
const FORBIDDEN = new BlockList()
const LOOPBACK = new BlockList()

const V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const
for (const [net, bits] of V4) FORBIDDEN.addSubnet(net, bits, 'ipv4')
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')
/** Of IPv6 only what is routed on the open net, and of that nothing that carries an IPv4 address inside. */
const GLOBAL = new BlockList()
GLOBAL.addSubnet('2000::', 3, 'ipv6')
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  FORBIDDEN.addSubnet(net, bits, 'ipv6')
}

export type AddressRules = { readonly allowLoopback: boolean }
export type Target = { readonly url: URL; readonly address: string; readonly family: 4 | 6 }
export type Resolve = (host: string) => Promise<readonly string[]>

/** Every address of a name, so that none of them can slip through. */
export const RESOLVE: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address)

/** Whether an address may be sent to. */
export function isReachable(address: string, { allowLoopback }: AddressRules): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return false
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
  if (isIP(address) === 0) return false
  if (LOOPBACK.check(address, family)) return allowLoopback
  if (FORBIDDEN.check(address, family)) return false
  return family === 'ipv4' || GLOBAL.check(address, family)
}

/** A URL as an endpoint may have it, or why not. Names are looked up only when something is sent. */
export function urlProblem(text: string, { allowLoopback }: AddressRules): string | null {
  if (!URL.canParse(text)) return 'is not a URL'
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return 'holds a user or password'
  const host = hostOf(url)
  const local = host === 'localhost' || LOOPBACK.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4')
  if (url.protocol === 'http:') return local && allowLoopback ? null : 'is not https'
  if (url.protocol !== 'https:') return 'is not https'
  if (isIP(host) !== 0 && !isReachable(host, { allowLoopback })) return 'is not a public address'
  return local && !allowLoopback ? 'is this machine' : null
}

const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '')

/**
 * The address to connect to. It is chosen after the name was resolved and the connection goes to this very
 * address, so a name that changes its mind between check and use gains nothing. Null: refused.
 */
export async function targetOf(
  text: string,
  rules: AddressRules,
  resolve: Resolve,
): Promise<Target | null> {
  if (urlProblem(text, rules) !== null) return null
  const url = new URL(text)
  const host = hostOf(url)
  const addresses = isIP(host) === 0 ? await resolve(host) : [host]
  if (addresses.length === 0) return null
  // One forbidden address among several is a name that cannot be trusted with the rest.
  if (!addresses.every((address) => isReachable(address, rules))) return null
  const [address = ''] = addresses
  return { url, address, family: isIP(address) === 6 ? 6 : 4 }
}
