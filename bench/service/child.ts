// A server in a process of its own: `node child.ts empty`, or `node child.ts service SETTINGS`, where the settings
// are JSON; an instant after them is when its clock starts. It tells its port, what it has used when asked for
// `usage`, publishes what is due when told to `work`, folds all there is when told to `settle`, and ends when
// told to `stop`.
import { openSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { argv, exit } from 'node:process'
import { openDatabase, parseSettings, REAL_CLOCK, serve } from '@alacrity/server'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'

const [, , kind, settings = '{}', from] = argv
const started = performance.now()
const now =
  from === undefined ? REAL_CLOCK.now : () => Math.floor(Number(from) + performance.now() - started)
let stop = async (): Promise<void> => {}
let work = async (): Promise<void> => {}
let settle = async (): Promise<void> => {}

/** A handler that does nothing, served as the framework serves by itself. */
async function portOfEmpty(): Promise<number> {
  const app = new Hono()
  app.get('/v1/labels/:member', (context) => context.json({ labels: [] }))
  const listener = getRequestListener(app.fetch)
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

async function portOfService(): Promise<number> {
  const parsed = parseSettings({}, JSON.parse(settings) as Record<string, unknown>)
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'))
  // The log is written as it would be to a file, without the disk.
  const log = openSync('/dev/null', 'w')
  const opened = await openDatabase(parsed.settings.database)
  const running = await serve(parsed.settings, opened, {
    write: (lines) => writeSync(log, lines),
    clock: { ...REAL_CLOCK, now: () => now() },
  })
  stop = () => running.stop()
  work = () => running.work()
  settle = () => opened.store.upkeep.settle()
  return Number(new URL(running.url).port)
}

const obey = async (said: unknown): Promise<void> => {
  if (said === 'stop') await stop().then(() => exit())
  if (said === 'work') await work()
  if (said === 'settle') await settle()
  const { user, system } = process.threadCpuUsage()
  process.send?.({ cpuMs: (user + system) / 1_000, rss: process.memoryUsage().rss })
}
process.on('message', (said) => void obey(said))
process.send?.({ port: kind === 'empty' ? await portOfEmpty() : await portOfService() })
