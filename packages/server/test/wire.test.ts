import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { type From, listen } from '../src/http/listen.ts'

const seen: From[] = []
const listening = await listen(
  async (request, from) => {
    seen.push(from)
    await request.text().catch(() => '')
    return new Response('taken')
  },
  {
    host: '127.0.0.1',
    port: 0,
    proxies: 2,
    patience: { headersMs: 100, requestMs: 200 },
  },
)
afterAll(() => listening.stop(0))
const { port } = new URL(listening.url)

/** Sends bytes as they are, and gives all that comes back until the other side ends it. */
async function exchange(...parts: readonly string[]): Promise<string> {
  const socket = connect(Number(port), '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  socket.on('error', () => {})
  for (const part of parts) socket.write(part)
  await once(socket, 'close')
  return text
}

const codeIn = (text: string) => /"code":"(\w+)"/.exec(text)?.[1]

describe('what goes wrong before there is a request', () => {
  test('a client that never ends its headers is let go with a problem document', async () => {
    const text = await exchange('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    expect([text.slice(0, 12), codeIn(text)]).toEqual(['HTTP/1.1 408', 'request_timeout'])
  })

  test('a client that never ends its body is let go', async () => {
    const text = await exchange('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc')
    expect([text.slice(0, 12), codeIn(text)]).toEqual(['HTTP/1.1 408', 'request_timeout'])
  })

  test('a header bomb', async () => {
    const text = await exchange(
      `GET / HTTP/1.1\r\nHost: x\r\nX-Bomb: ${'a'.repeat(60_000)}\r\n\r\n`,
    )
    expect([text.slice(0, 12), codeIn(text)]).toEqual(['HTTP/1.1 431', 'header_too_large'])
  })

  test('what is no HTTP', async () => {
    const text = await exchange('\u0016\u0003\u0001 hello\r\n\r\n')
    expect([text.slice(0, 12), codeIn(text)]).toEqual(['HTTP/1.1 400', 'malformed_request'])
  })

  test('after all that the next is served', async () => {
    expect(await (await fetch(listening.url)).text()).toBe('taken')
  })
})

test('the farthest of one’s own proxies is believed, and nothing that stands before it', async () => {
  const from = async (named: string | null) => {
    await fetch(listening.url, { headers: named === null ? {} : { 'x-forwarded-for': named } })
    return seen.at(-1)?.address
  }
  expect(await from('1.1.1.1, 203.0.113.9, 10.0.0.1')).toBe('203.0.113.9')
  expect(await from('203.0.113.9, 10.0.0.1')).toBe('203.0.113.9')
  expect(await from('10.0.0.1')).toBe('127.0.0.1')
  expect(await from(null)).toBe('127.0.0.1')
})
