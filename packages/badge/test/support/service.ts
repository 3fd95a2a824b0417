import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeKey, openDatabase, parseSettings, REAL_CHANCE, serve } from '@alacrity/server'

const DAY = 86_400_000
const HOUR = 3_600_000
const key = makeKey(REAL_CHANCE, { id: 'market', role: 'ingest' })

/** A member who was asked by so many clients and answered within the hour, or never. */
function history(member: string, clients: number, answers: boolean): object[] {
  const until = Date.now() - DAY
  return Array.from({ length: clients }, (_, index) => {
    const conversation = `${member}-${index}`
    const at = until - (clients - index) * DAY
    const common = { type: 'message', member, conversation }
    return [
      { ...common, id: `${conversation}-q`, at, from: 'client', client: `client-${index}` },
      ...(answers ? [{ ...common, id: `${conversation}-a`, at: at + HOUR, from: 'member' }] : []),
    ]
  }).flat()
}

/** The real service with published labels: `ada` and `ann` are Responsive, `bob` answers nobody. */
export async function startLabels(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-badge-'))
  const parsed = parseSettings({}, { port: 0, api_keys: [key.kept], log: 'off' })
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'))
  const start = async () =>
    serve(parsed.settings, await openDatabase(join(folder, 'a.db')), { write: () => {} })
  let running = await start()
  const events = [history('ada', 40, true), history('ann', 40, true), history('bob', 40, false)]
  for (const body of events) {
    const response = await fetch(`${running.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (response.status !== 200) throw new Error(await response.text())
  }
  // At its start the service publishes what is due, and is ready when that is done.
  await running.stop()
  running = await start()
  for (;;) {
    const { labels } = (await (await fetch(`${running.url}/v1/labels/ada`)).json()) as {
      labels: string[]
    }
    if (labels.length > 0) break
  }
  return {
    url: running.url,
    stop: async () => {
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
