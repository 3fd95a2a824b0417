import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, describe, expect, test } from 'vitest'
import { loadTrust } from '../src/access/load.ts'
import { RESOLVE, targetOf } from '../src/deliver/address.ts'
import { SEND } from '../src/deliver/send.ts'
import { serve } from '../src/main.ts'
import { apiKeys, accessPublic, ingestKey, ISSUER, token } from './support/identity.ts'
import { StillClock } from './support/clock.ts'
import { settingsOf } from './support/service.ts'
import { openTestStore } from './support/store.ts'

const folder = mkdtempSync(join(tmpdir(), 'alacrity-serve-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const jwks = join(folder, 'jwks.json')
writeFileSync(jwks, JSON.stringify({ keys: [{ ...accessPublic, kid: 'a', alg: 'EdDSA' }] }))
const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
const embedKey = join(folder, 'embed.json')
writeFileSync(embedKey, JSON.stringify(await exportJWK(privateKey)))

const settings = settingsOf({
  port: 0,
  api_keys: apiKeys,
  auth_issuer: ISSUER,
  auth_jwks: jwks,
  embed_key: embedKey,
})

async function start() {
  const lines: string[] = []
  const running = await serve(settings, await openTestStore(), {
    write: (line) => lines.push(line),
  })
  return { running, lines }
}
const bearer = (value: string) => ({ authorization: `Bearer ${value}` })

describe('on a socket', () => {
  test('starts, takes, answers, and stops; the log has no secret in it', async () => {
    const { running, lines } = await start()
    const ask = (path: string, init: RequestInit = {}) => fetch(`${running.url}${path}`, init)
    expect((await ask('/readyz')).status).toBe(200)
    const now = Date.now()
    const event = {
      id: 'e',
      type: 'message',
      at: now,
      member: 'ada',
      conversation: 'c',
      client: 'cy',
      from: 'client',
    }
    const sent = await ask('/v1/events', {
      method: 'POST',
      body: JSON.stringify(event),
      headers: { 'content-type': 'application/json', ...bearer(ingestKey.token) },
    })
    expect(sent.status).toBe(201)
    const headers = bearer(await token('member', 'ada', now))
    const turns = (await (await ask('/v1/members/ada/turns', { headers })).json()) as {
      items: unknown[]
    }
    expect(turns.items).toHaveLength(1)
    const made = await ask('/v1/members/ada/embed-tokens', { method: 'POST', headers })
    const embedded = bearer(((await made.json()) as { token: string }).token)
    expect((await ask('/v1/members/ada/score', { headers: embedded })).status).toBe(200)
    expect((await ask('/v1/members/ada/turns', { headers: embedded })).status).toBe(404)
    expect((await ask('/v1/members/bob/score', { headers: embedded })).status).toBe(404)
    await running.stop()
    await expect(ask('/livez')).rejects.toThrow('fetch failed')
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join('')).not.toContain(apiKeys[0]?.sha256 ?? 'nothing')
  })

  test('follows the clock it is given: what is ahead of it, tokens, and the work behind the scenes', async () => {
    const clock = new StillClock(Date.parse('2031-05-01T00:00:00Z'))
    const running = await serve(settings, await openTestStore(), { write: () => {}, clock })
    const send = async (at: number) => {
      const headers = { 'content-type': 'application/json', ...bearer(ingestKey.token) }
      const event = { id: `e${at}`, type: 'outage', from: at, until: at + 1, at }
      const body = JSON.stringify(event)
      return (await fetch(`${running.url}/v1/events`, { method: 'POST', headers, body })).status
    }
    const now = clock.now()
    expect([await send(now), await send(now + 6 * 60_000)]).toEqual([201, 425])
    const score = async (made: number) => {
      const headers = bearer(await token('member', 'ada', made))
      return (await fetch(`${running.url}/v1/members/ada/history`, { headers })).status
    }
    expect([await score(now), await score(now - 86_400_000)]).toEqual([200, 401])
    clock.advance(3_600_000)
    expect(await send(now + 6 * 60_000)).toBe(201)
    await running.stop()
  })

  test('a client that vanishes mid-request stores nothing and harms nobody', async () => {
    const { running } = await start()
    const url = new URL(running.url)
    const socket = connect(Number(url.port), url.hostname)
    await once(socket, 'connect')
    socket.write(
      `POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ingestKey.token}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n[{"id":"half"',
    )
    socket.destroy()
    const metrics = await fetch(`${running.url}/livez`)
    expect(metrics.status).toBe(200)
    await running.stop()
  })

  test('a header bomb is refused before anything reads it', async () => {
    const { running } = await start()
    const status = await new Promise<number>((resolve, reject) => {
      const asked = request(
        `${running.url}/livez`,
        { headers: { 'x-bomb': 'a'.repeat(60_000) } },
        (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        },
      )
      asked.on('error', reject)
      asked.end()
    })
    expect(status).toBe(431)
    await running.stop()
  })

  test('a request under way is answered before the service stops', async () => {
    const { running } = await start()
    const body = JSON.stringify(
      Array.from({ length: 300 }, (_, i) => ({
        id: `e${i}`,
        type: 'message',
        at: Date.now(),
        member: 'ada',
        conversation: `c${i}`,
        client: 'cy',
        from: 'client',
      })),
    )
    const headers = { 'content-type': 'application/json', ...bearer(ingestKey.token) }
    const asked = request(`${running.url}/v1/events`, { method: 'POST', headers })
    const answered = once(asked, 'response')
    asked.write(body.slice(0, 1_000))
    // Two answers later the first half has surely arrived.
    for (const path of ['/livez', '/readyz']) await fetch(`${running.url}${path}`)
    const stopping = running.stop()
    asked.end(body.slice(1_000))
    const [response] = (await answered) as [IncomingMessage]
    response.resume()
    expect(response.statusCode).toBe(200)
    await stopping
  })

  test('a webhook goes to the very address that was checked, and follows no redirection', async () => {
    const heard: string[] = []
    const receiver = createServer((incoming, outgoing) => {
      heard.push(
        `${incoming.headers.host} ${incoming.url} ${String(incoming.headers['webhook-id'])}`,
      )
      outgoing.writeHead(incoming.url === '/moved' ? 302 : 200, {
        location: '/elsewhere',
        'retry-after': '7',
      })
      outgoing.end('x'.repeat(100_000))
    })
    receiver.listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    const { port } = receiver.address() as AddressInfo
    const rules = { allowLoopback: true }
    const post = async (path: string) => {
      const target = await targetOf(`http://localhost:${port}${path}`, rules, async () => [
        '127.0.0.1',
      ])
      if (target === null) throw new Error('refused')
      return SEND(target, { body: '{}', headers: { 'webhook-id': 'm1' } })
    }
    expect(await post('/hook')).toEqual({ status: 200, retryAfter: '7' })
    expect(await post('/moved')).toEqual({ status: 302, retryAfter: '7' })
    expect(heard).toEqual([`localhost:${port} /hook m1`, `localhost:${port} /moved m1`])
    receiver.close()
    expect(await targetOf('https://localhost/', { allowLoopback: false }, RESOLVE)).toBeNull()
  })

  test('without an issuer no token is believed', async () => {
    const { tokens, embedSigner } = await loadTrust(settingsOf())
    expect([tokens.access, tokens.embed, embedSigner]).toEqual([null, null, null])
    expect(existsSync(jwks)).toBe(true)
  })
})
