import { join } from 'node:path'
import { loadTrust, openDatabase, parseSettings, serve } from '@alacrity/server'
import { generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { createIssuer } from '../demo/issuer.ts'
import { openStage, type Stage } from '../demo/stage.ts'
import { Database } from '../src/database.ts'
import {
  atTheEnd,
  browser,
  freePort,
  fromService,
  NOW,
  testFolder,
  testStage,
} from './support/stage.ts'

let stage: Stage
let me = ''
let path = ''

beforeAll(async () => {
  stage = await testStage({ members: 4 })
  const [first] = stage.market.database.all(
    `SELECT id FROM people WHERE role = 'freelancer' ORDER BY id`,
  )
  me = String(first?.['id'])
  path = `/v1/members/${me}/score`
})

async function tokenOf(person: string): Promise<string> {
  const page = await browser(stage, person)
  return (await page.json<{ access_token: string }>('POST', '/id/token')).access_token
}

async function statusOf(token: string, url: string = stage.serviceUrl): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  return (await fetch(`${url}${path}`, { headers })).status
}

describe('the identity provider of the demonstration', () => {
  test('its tokens are believed: a freelancer sees their own score and nobody else’s', async () => {
    const freelancer = await browser(stage, me)
    expect(await fromService(stage, freelancer, path)).toMatchObject({ body: { member: me } })
    const other = await fromService(stage, freelancer, '/v1/members/somebody-else/score')
    expect(other.status).toBe(404)
    const [client] = stage.market.database.all(`SELECT id FROM people WHERE role = 'client'`)
    expect(await statusOf(await tokenOf(String(client?.['id'])))).toBe(404)
    const operator = await browser(stage, 'operator')
    expect((await fromService(stage, operator, '/v1/policies')).status).toBe(200)
    expect((await fromService(stage, freelancer, '/v1/policies')).status).toBe(404)
  })

  test('a token of another key, issuer, type or audience, or an old one, is refused', async () => {
    const { privateKey } = await generateKeyPair('EdDSA')
    const seconds = NOW / 1_000
    const forged = (claims: Record<string, unknown>, header: Record<string, unknown> = {}) =>
      new SignJWT({
        iss: `${stage.marketUrl}/id`,
        aud: 'alacrity',
        sub: me,
        role: 'member',
        iat: seconds,
        exp: seconds + 900,
        ...claims,
      })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'demo', ...header })
        .sign(privateKey)
    for (const claims of [{}, { role: 'operator' }, { iss: 'https://elsewhere.example' }]) {
      expect(await statusOf(await forged(claims))).toBe(401)
    }
    const genuine = await tokenOf(me)
    expect(await statusOf(genuine)).toBe(200)
    const [head = '', claims = '', signature = ''] = genuine.split('.')
    const changed = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), sub: 'x' }),
    ).toString('base64url')
    expect(await statusOf(`${head}.${changed}.${signature}`)).toBe(401)
  })

  test('the same good token is refused by a service for another audience, or another issuer', async () => {
    const genuine = await tokenOf(me)
    const good = { auth_issuer: `${stage.marketUrl}/id`, auth_audience: 'alacrity' }
    const status = async (settings: Record<string, unknown>) => {
      const parsed = parseSettings(
        {},
        {
          port: 0,
          database: join(testFolder(), 'other.db'),
          auth_jwks: `${stage.marketUrl}/id/jwks.json`,
          log: 'off',
          ...good,
          ...settings,
        },
      )
      if (!parsed.ok) throw new Error(parsed.faults.join())
      const opened = await openDatabase(parsed.settings.database)
      const running = await serve(parsed.settings, opened, {
        write: () => undefined,
        clock: stage.clock,
      })
      const answered = await statusOf(genuine, running.url)
      await running.stop()
      return answered
    }
    // The control comes first: with the right settings it is believed.
    expect(await status({})).toBe(200)
    expect(await status({ auth_audience: 'somebody-else' })).toBe(401)
    expect(await status({ auth_issuer: 'https://elsewhere.example' })).toBe(401)
    expect(await status({ auth_type: 'jwt' })).toBe(401)
    expect((await loadTrust(parsedDefaults())).tokens.access).toBeNull()
  })

  test('nobody gets a token who is not signed in, and no page of another site', async () => {
    const nobody = await browser(stage, null)
    expect((await nobody.ask('POST', '/id/token')).status).toBe(401)
    const foreign = await fetch(`${stage.marketUrl}/id/token`, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example' },
    })
    expect(foreign.status).toBe(403)
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
    const allowed = await fetch(`${stage.marketUrl}/id/token`, {
      method: 'POST',
      headers: { origin: stage.serviceUrl },
    })
    expect(allowed.headers.get('access-control-allow-origin')).toBe(stage.serviceUrl)
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true')
  })

  test('a link signs in and leads to the score page, the token behind the #', async () => {
    const page = await fetch(`${stage.marketUrl}/id/enter/${me}`, { redirect: 'manual' })
    const cookie = page.headers.getSetCookie()[0] ?? ''
    expect(cookie).toContain('HttpOnly; SameSite=Strict')
    expect(page.headers.get('location')).toBe('/responsiveness')
    const next = await fetch(`${stage.marketUrl}/id/score-page`, {
      redirect: 'manual',
      headers: { cookie },
    })
    const [address, behind = ''] = (next.headers.get('location') ?? '').split('#')
    const told = new URLSearchParams(behind)
    expect(address).toBe(`${stage.serviceUrl}/app/`)
    expect(await statusOf(told.get('token') ?? '')).toBe(200)
    expect(told.get('renew')).toBe(`${stage.marketUrl}/id/token`)
  })

  test('it refuses to start where others could reach it', async () => {
    const database = new Database(':memory:')
    atTheEnd(() => database.close())
    const common = { database, url: 'x', origins: [], scorePage: 'x', now: () => NOW }
    for (const host of ['0.0.0.0', '::', '192.168.1.7', 'market.example']) {
      await expect(createIssuer({ ...common, host })).rejects.toThrow('for this machine alone')
    }
    const folder = testFolder()
    const ports = { servicePort: await freePort(), marketPort: await freePort() }
    const wish = { folder, postgres: null, now: NOW, members: 2, webRoot: null, marketRoot: null }
    await expect(openStage({ ...wish, ...ports, host: '0.0.0.0' })).rejects.toThrow('127.0.0.1')
    await expect(fetch(`http://127.0.0.1:${ports.marketPort}/`)).rejects.toThrow('fetch failed')
  })

  test('a name that points here from elsewhere is not answered', async () => {
    const { port } = new URL(stage.marketUrl)
    const { request } = await import('node:http')
    const status = await new Promise<number>((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port, path: '/api/cast', headers: { host: 'evil.example' } },
        (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        },
      )
      asked.on('error', reject).end()
    })
    expect(status).toBe(421)
  })
})

function parsedDefaults(): Parameters<typeof loadTrust>[0] {
  const parsed = parseSettings({}, {})
  if (!parsed.ok) throw new Error(parsed.faults.join())
  return parsed.settings
}
