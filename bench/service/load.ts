import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** What a load came to; times in milliseconds. */
export type Load = {
  readonly answers: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

export type LoadOptions = {
  readonly port: number
  readonly connections: number
  /** No new question after so long. */
  readonly durationMs: number
  /** The bytes of the next request, head and body; null: no more. */
  readonly next: () => Buffer | null
  /** Milliseconds from one question of a connection to its next at the least; absent: at once. */
  readonly everyMs?: number
  readonly answered?: (request: Buffer, status: number) => void
}

/**
 * Asks over connections that are kept open, each its next question when it has its answer. Plain sockets and
 * prepared bytes, so that asking takes little of the machine that is shared with who answers.
 */
export async function load(options: LoadOptions): Promise<Load> {
  const times: number[] = []
  const started = performance.now()
  const lane = () => converse(options, started + options.durationMs, times)
  await Promise.all(Array.from({ length: options.connections }, lane))
  const seconds = (performance.now() - started) / 1_000
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? 0
  return { answers: times.length, perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99) }
}

async function converse(options: LoadOptions, until: number, times: number[]): Promise<void> {
  const { next, everyMs, answered } = options
  const line = await openLine(options.port)
  let due = performance.now()
  for (;;) {
    if (everyMs !== undefined) {
      due += everyMs
      const wait = due - performance.now()
      if (wait > 0) await setTimeout(wait)
    }
    const request = performance.now() < until ? next() : null
    if (request === null) break
    const sent = performance.now()
    const status = await line.ask(request)
    times.push(performance.now() - sent)
    answered?.(request, status)
  }
  line.end()
}

type Line = { readonly ask: (request: Buffer) => Promise<number>; readonly end: () => void }

async function openLine(port: number): Promise<Line> {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  let waiting = Promise.withResolvers<number>()
  let held: Buffer = Buffer.alloc(0)
  socket.on('error', (error) => waiting.reject(error))
  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    const status = statusOfWhole(held)
    if (status === null) return
    held = Buffer.alloc(0)
    waiting.resolve(status)
  })
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve)
  })
  return {
    ask: async (request) => {
      waiting = Promise.withResolvers<number>()
      socket.write(request)
      return await waiting.promise
    },
    end: () => socket.end(),
  }
}

/** The status of an answer once all of it is here. */
function statusOfWhole(held: Buffer): number | null {
  const end = held.indexOf('\r\n\r\n')
  if (end < 0) return null
  const head = held.toString('latin1', 0, end)
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`an answer without a length: ${head}`)
  return held.length < end + 4 + Number(length) ? null : Number(head.slice(9, 12))
}

type Message = {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** A request's bytes. */
export function requestOf(line: string, { headers = {}, body = '' }: Message = {}): Buffer {
  const length = String(Buffer.byteLength(body))
  const all = {
    Host: '127.0.0.1',
    ...headers,
    ...(body === '' ? {} : { 'Content-Length': length }),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(`${line} HTTP/1.1\r\n${lines.join('')}\r\n`)
  return Buffer.concat([head, Buffer.from(body)])
}
