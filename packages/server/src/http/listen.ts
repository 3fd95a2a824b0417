import { createServer, type Server, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { type ErrorCode, problemOf } from '../base/errors.ts'

/** A client that sends its headers or body slower than this is let go. */
const USUAL: Patience = { headersMs: 10_000, requestMs: 30_000 }
const KEEP_ALIVE_MS = 5_000
/** The application's own limit of 16 KiB answers first, with a problem document. */
const HEADERS_MAX_BYTES = 32_768
const CONNECTIONS_MAX = 10_000
const SWEEP_MS = 50

export type Listening = {
  readonly url: string
  /** Takes no new connection, lets requests under way end, and cuts what is left after the grace. */
  readonly stop: (graceMs: number) => Promise<void>
}

/** Where a request came from, an address of the network, and its headers: names and values by turns. */
export type From = { readonly address: string; readonly headers: readonly string[] }

type Fetch = (request: Request, from: From) => Response | Promise<Response>

export type ListenOptions = {
  readonly host: string
  readonly port: number
  /** How many proxies of one's own stand before the service, each of which names whom it speaks for. */
  readonly proxies?: number
  readonly patience?: Patience
}

/** How long a request may take to arrive. */
export type Patience = { readonly headersMs: number; readonly requestMs: number }

/** Serves an application on a socket. */
export async function listen(
  fetch: Fetch,
  { host, port, proxies = 0, patience = USUAL }: ListenOptions,
): Promise<Listening> {
  const answer = getRequestListener((request, { incoming }) => {
    const near = incoming.socket.remoteAddress ?? ''
    const named = proxies === 0 ? null : request.headers.get('x-forwarded-for')
    const headers = incoming.rawHeaders
    return fetch(request, { address: farthest(named, proxies) ?? near, headers })
  })
  const server = createServer(
    {
      maxHeaderSize: HEADERS_MAX_BYTES,
      headersTimeout: patience.headersMs,
      requestTimeout: patience.requestMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(1_000, patience.headersMs),
    },
    (incoming, outgoing) => void answer(incoming, outgoing),
  )
  server.maxConnections = CONNECTIONS_MAX
  server.on('clientError', refuseOnTheWire)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return { url: `http://${name}:${address.port}`, stop: (graceMs) => stop(server, graceMs) }
}

/** What was never a request that the application could answer is still told as a problem document. */
function refuseOnTheWire(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const told = problemOf(WIRE_FAULTS[error.code ?? ''] ?? 'malformed_request')
  const body = JSON.stringify(told)
  const head = [
    `HTTP/1.1 ${told.status} ${STATUS_CODES[told.status] ?? ''}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

const WIRE_FAULTS: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'header_too_large',
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
  // A connection is idle, and waits for more, as soon as its last answer is out.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  server.closeIdleConnections()
  await closed
  clearInterval(sweep)
  clearTimeout(cut)
}
