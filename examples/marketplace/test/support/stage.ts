import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openStage, type Stage } from '../../demo/stage.ts'

/** A Tuesday, so that the next weekly epoch is six days away. */
export const NOW = Date.parse('2026-03-31T12:00:00Z')
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

const stops: (() => unknown)[] = []
/** What a test file started is stopped with it, the last first. */
afterAll(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

export function atTheEnd(stop: () => unknown): void {
  stops.push(stop)
}

export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-market-'))
  atTheEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => {
    probe.listen(0, '127.0.0.1', resolve)
  })
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => {
    probe.close(resolve)
  })
  return port
}

/** The whole demonstration on real sockets, with a dozen freelancers; the clock stands unless it is moved. */
export async function testStage(
  options: {
    readonly folder?: string
    readonly members?: number
    readonly webRoot?: string
    readonly marketRoot?: string
  } = {},
): Promise<Stage> {
  const stage = await openStage({
    folder: options.folder ?? testFolder(),
    postgres: null,
    host: '127.0.0.1',
    servicePort: await freePort(),
    marketPort: await freePort(),
    now: NOW,
    members: options.members ?? 12,
    webRoot: options.webRoot ?? null,
    marketRoot: options.marketRoot ?? null,
  })
  stage.driver.set({ paused: true })
  let stopped: Promise<void> | null = null
  const stop = () => (stopped ??= stage.stop())
  atTheEnd(stop)
  return { ...stage, stop }
}

export type Browser = {
  readonly ask: (method: string, path: string, body?: unknown) => Promise<Response>
  readonly json: <T>(method: string, path: string, body?: unknown) => Promise<T>
}

/** Somebody's browser: keeps the cookie that it is given. `person`: who signs in; null: nobody. */
export async function browser(stage: Stage, person: string | null): Promise<Browser> {
  let cookie = ''
  const ask: Browser['ask'] = async (method, path, body) => {
    const headers: Record<string, string> = { origin: stage.marketUrl }
    if (cookie !== '') headers['cookie'] = cookie
    if (body !== undefined) headers['content-type'] = 'application/json'
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const response = await fetch(`${stage.marketUrl}${path}`, init)
    const [set] = response.headers.getSetCookie()
    if (set !== undefined) cookie = set.split(';')[0] ?? ''
    return response
  }
  if (person !== null) await ask('POST', '/api/session', { person })
  return {
    ask,
    json: async <T>(method: string, path: string, body?: unknown) =>
      (await (await ask(method, path, body)).json()) as T,
  }
}

/** What the service answers somebody who is signed in at the marketplace. */
export async function fromService(
  stage: Stage,
  who: Browser,
  path: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { access_token: token } = await who.json<{ access_token: string }>('POST', '/id/token')
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${stage.serviceUrl}${path}`, { headers })
  return { status: response.status, body: await response.json() }
}
