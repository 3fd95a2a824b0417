import { SECOND } from '@alacrity/engine'
import { countedAddress } from '../access/rate.ts'
import { type AppPorts, limitBroken, REQUESTS_SECONDS, SAFE } from './app-ports.ts'
import type { From } from './listen.ts'
import type { AnswerAtOnce, Route } from './route.ts'

/** Ids that need no decoding; any other is asked for the long way, whoever it names. */
const PLAIN = /^[\w.~-]{1,256}$/

type Counted = { readonly status: string; readonly count: (seconds: number) => void }

/**
 * The short way through the application for what is asked most, by nobody in particular, and needs nothing
 * read: the answer is the one that the long way gives, to the byte. Null: take the long way.
 */
export function answerAtOnce(
  routes: readonly Route[],
  ports: AppPorts,
): (request: Request, from: Partial<From> | undefined) => Response | null {
  const short = routes.find(({ atOnce }) => atOnce !== undefined)
  if (short?.atOnce === undefined) return () => null
  const { atOnce, name } = short
  const prefix = short.path.replace('{member}', '')
  const timers = [200, 304].map((status): Counted => {
    const count = ports.metrics.timer(REQUESTS_SECONDS, { route: name, status: String(status) })
    return { status: String(status), count }
  })
  const finished = (status: number, started: number): void => {
    const seconds = (ports.clock.monotonicMs() - started) / SECOND
    timers.find((timer) => timer.status === String(status))?.count(seconds)
    const took = Math.round(seconds * 1e6) / 1e3
    ports.log('info', 'request', { method: 'GET', route: name, status, duration_ms: took })
  }
  return (request, from) => {
    if (request.method !== 'GET') return null
    const started = ports.clock.monotonicMs()
    const { url } = request
    const member = url.slice(url.indexOf('/', 8) + prefix.length)
    if (!url.startsWith(prefix, url.indexOf('/', 8)) || !PLAIN.test(member)) return null
    const headers = from?.headers ?? [...request.headers].flat()
    if (limitBroken(url, headers) !== null || valueOf(headers, 'authorization') !== null)
      return null
    const answer = atOnce(member, valueOf(headers, 'if-none-match'), ports.clock.now())
    if (answer === null || !mayAsk(from?.address ?? '', ports)) return null
    finished(answer.status, started)
    return new Response(answer.body, { status: answer.status, headers: headersOf(answer) })
  }
}

/** A header's value; several of one name are one list. */
function valueOf(headers: readonly string[], name: string): string | null {
  let value: string | null = null
  for (let at = 0; at < headers.length; at += 2) {
    const given = headers[at] ?? ''
    if (given.length !== name.length || given.toLowerCase() !== name) continue
    value = value === null ? (headers[at + 1] ?? '') : `${value}, ${headers[at + 1] ?? ''}`
  }
  return value
}

/** Whoever asks too much is told so by the long way, which takes nothing from an empty bucket. */
function mayAsk(address: string, { rates, clock }: AppPorts): boolean {
  const who = rates === null ? null : countedAddress(address)
  return who === null || rates === null || rates.take(who, clock.monotonicMs()) === 0
}

const prepared = new WeakMap<AnswerAtOnce['headers'], Record<string, string>>()

/** The same few headers again and again: with what every public answer has. */
function headersOf({ headers }: AnswerAtOnce): Record<string, string> {
  const known = prepared.get(headers)
  if (known !== undefined) return known
  const made = { ...headers, 'Access-Control-Allow-Origin': '*', ...SAFE }
  prepared.set(headers, made)
  return made
}
