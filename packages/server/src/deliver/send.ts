import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Ms } from '@alacrity/engine'
import type { Target } from './address.ts'

const TIMEOUT_MS = 15_000
/** An answer's body is nothing to us; more than this of it is not even taken off the wire. */
const ANSWER_MAX_BYTES = 65_536

/** What an endpoint answered. */
export type Reply = { readonly status: number; readonly retryAfter: string | null }
export type Send = (
  target: Target,
  message: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
) => Promise<Reply>

/** Posts to the address that was checked; redirections are not followed. */
export const SEND: Send = ({ url, address, family }, { body, headers }) =>
  new Promise<Reply>((resolve, reject) => {
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = start(
      url,
      {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Alacrity-Webhooks/1',
        },
        timeout: TIMEOUT_MS,
        // The name was resolved and checked before; here it must not be resolved again.
        lookup: (_host, options, done) => {
          if (options.all === true) done(null, [{ address, family }])
          else done(null, address, family)
        },
        agent: false,
      },
      (response) => {
        let size = 0
        response.on('data', (part: Buffer) => {
          size += part.length
          if (size > ANSWER_MAX_BYTES) response.destroy()
        })
        response.on('error', () => {})
        response.on('close', () => {
          const after = response.headers['retry-after'] ?? null
          resolve({ status: response.statusCode ?? 0, retryAfter: after })
        })
      },
    )
    const cut = setTimeout(() => request.destroy(new Error('timeout')), TIMEOUT_MS as Ms)
    request.on('timeout', () => request.destroy(new Error('timeout')))
    request.on('error', reject)
    request.on('close', () => clearTimeout(cut))
    request.end(body)
  })
