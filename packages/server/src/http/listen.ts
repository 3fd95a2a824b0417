import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'

/** A client that sends its headers or body slower than this is let go. */
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
const KEEP_ALIVE_MS = 5_000
/** The application's own limit of 16 KiB answers first, with a problem document. */
const HEADERS_MAX_BYTES = 32_768
const CONNECTIONS_MAX = 10_000

export type Listening = {
  readonly url: string
  /** Takes no new connection, lets requests under way end, and cuts what is left after the grace. */
  readonly stop: (graceMs: number) => Promise<void>
}

/** Where a request came from: an address of the network. */
export type From = { readonly address: string }

type Fetch = (request: Request, from: From) => Response | Promise<Response>

export type ListenOptions = {
  readonly host: string
  readonly port: number
  /** How many proxies of one's own stand before the service, each of which names whom it speaks for. */
  readonly proxies?: number
}

/** Serves an application on a socket. */
export async function listen(
  fetch: Fetch,
  { host, port, proxies = 0 }: ListenOptions,
): Promise<Listening> {
  const answer = getRequestListener(
    (request, { incoming }) => {
      const near = incoming.socket.remoteAddress ?? ''
      const named = proxies === 0 ? null : request.headers.get('x-forwarded-for')
      return fetch(request, { address: farthest(named, proxies) ?? near })
    },
    { overrideGlobalObjects: false },
  )
  const server = createServer(
    {
      maxHeaderSize: HEADERS_MAX_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1_000,
    },
    (incoming, outgoing) => void answer(incoming, outgoing),
  )
  server.maxConnections = CONNECTIONS_MAX
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return { url: `http://${name}:${address.port}`, stop: (graceMs) => stop(server, graceMs) }
}

/** Whom the farthest of one's own proxies names; what stands before that anyone could have written. */
function farthest(named: string | null, proxies: number): string | undefined {
  return named
    ?.split(',')
    .map((part) => part.trim())
    .at(-proxies)
}

async function stop(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(cut)
}
