import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { SAMPLE_MEMBERS } from '@alacrity/sample'
import { cast } from '../src/people.ts'
import { builtPages, MARKET, WEB } from './pages.ts'
import { startPostgres } from './postgres.ts'
import { openStage, type Stage } from './stage.ts'

const HOST = '127.0.0.1'
const HOUR = 3_600_000

const HELP = `npm start [-- OPTIONS]

Opens the whole product on this machine: Alacrity, an example marketplace that uses it, and half a
year of made-up conversations in it. Ctrl-C ends it.

  npm start                        in a folder of its own, which goes away at the end
  npm start -- --data demo         keeps the databases in the folder demo, and goes on from there
  npm start -- --postgres          Alacrity on a PostgreSQL that is started with it

  --data DIR             where the databases are kept
  --postgres             PostgreSQL instead of SQLite; its data goes away at the end
  --no-build             serves the pages as they were built last, or none
  --port NUMBER          of the marketplace, usually 8788
  --service-port NUMBER  of Alacrity, usually 8787
  --help                 this text

The scores of the sample in the terminal: npx alacrity demo. Your own history: npx alacrity score --help.
`

type Wish = {
  readonly data: string | null
  readonly postgres: boolean
  readonly build: boolean
  readonly marketPort: number
  readonly servicePort: number
}

const say = (line: string) => process.stderr.write(`${line}\n`)

function fail(problem: string, remedy: string): never {
  say(`npm start: ${problem}\n${remedy}`)
  process.exit(2)
}

function readWish(): Wish | null {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: 'string' },
        postgres: { type: 'boolean', default: false },
        'no-build': { type: 'boolean', default: false },
        port: { type: 'string', default: '8788' },
        'service-port': { type: 'string', default: '8787' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return null
    const { data, postgres, port, 'service-port': servicePort } = values
    if (postgres && data !== undefined) {
      fail('--postgres keeps nothing, so --data would lose half.', 'Give one of the two.')
    }
    const ports = { marketPort: portOf(port), servicePort: portOf(servicePort) }
    return { data: data ?? null, postgres, build: !values['no-build'], ...ports }
  } catch (error) {
    fail((error as Error).message, 'npm start -- --help lists the options.')
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  return fail(`${text} is not a port.`, 'A port is a whole number from 1 to 65535.')
}

async function run(wish: Wish): Promise<void> {
  const started = performance.now()
  // What was started is stopped in the opposite order, also when the rest does not start.
  const stops: (() => unknown)[] = []
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  endWith(stopAll)
  const folder =
    wish.data === null ? mkdtempSync(join(tmpdir(), 'alacrity-demo-')) : resolve(wish.data)
  mkdirSync(folder, { recursive: true })
  if (wish.data === null) stops.push(() => rmSync(folder, { recursive: true, force: true }))
  try {
    const stage = await open(wish, folder, stops)
    const seconds = ((performance.now() - started) / 1_000).toFixed(1)
    process.stdout.write(whereToLook(stage, { ...wish, seconds }))
    void stage.service.failed.then(async (error) => {
      await stopAll()
      fail(error.message, 'Nothing that was acknowledged is lost: start it again.')
    })
  } catch (error) {
    await stopAll()
    explainFailure(error)
  }
}

async function open(wish: Wish, folder: string, stops: (() => unknown)[]): Promise<Stage> {
  // Both cores are busy with one of them already, and the service wants to have the first at its start.
  const webRoot = builtPages(WEB, { build: wish.build, say })
  const marketRoot = webRoot.then(() => builtPages(MARKET, { build: wish.build, say }))
  const postgres = wish.postgres ? await startPostgres(folder) : null
  if (postgres !== null) stops.push(postgres.stop)
  const stage = await openStage({
    folder,
    postgres: postgres?.url ?? null,
    host: HOST,
    servicePort: wish.servicePort,
    marketPort: wish.marketPort,
    now: Math.floor(Date.now() / HOUR) * HOUR,
    members: SAMPLE_MEMBERS,
    webRoot,
    marketRoot,
  })
  stops.push(stage.stop)
  return stage
}

function explainFailure(error: unknown): never {
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE') {
    fail(`port ${port} is taken.`, 'Give others: npm start -- --port 9788 --service-port 9787')
  }
  fail(message, 'npm start -- --help lists what can be chosen.')
}

/** Ends tidily: asked to, or because something went wrong that nobody expected. */
function endWith(stop: () => Promise<void>): void {
  const end = (status: number) => {
    say('stopping')
    // Asked twice, it does not wait for anything.
    for (const signal of SIGNALS) process.once(signal, () => process.exit(1))
    stop().then(
      () => process.exit(status),
      (error: unknown) => {
        say(String(error))
        process.exit(1)
      },
    )
  }
  for (const signal of SIGNALS) process.once(signal, () => end(0))
  process.once('uncaughtException', (error) => {
    say(error.stack ?? String(error))
    end(1)
  })
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function whereToLook(
  { marketUrl, serviceUrl, market }: Stage,
  about: Pick<Wish, 'postgres' | 'data'> & { readonly seconds: string },
): string {
  const { freelancers, clients, operators } = cast(market.database, market.now())
  const [freelancer, client, operator] = [freelancers[0], clients[0], operators[0]]
  const enter = (id: string | undefined) => `${marketUrl}/id/enter/${id ?? ''}`
  const kept = about.data === null ? 'gone when it stops' : `kept in ${about.data}`
  return `
  Alacrity is open, with half a year of made-up conversations in it (${about.seconds} s).

    Choose whom to be    ${marketUrl}/
    A freelancer         ${enter(freelancer?.id)}   ${freelancer?.name ?? ''}: my score, who waits for me
    A client             ${enter(client?.id)}   ${client?.name ?? ''}: the directory, my messages
    The operator         ${enter(operator?.id)}   rules, consequences, contests

    The service          ${serviceUrl}/docs   ${about.postgres ? 'PostgreSQL' : 'SQLite'}, ${kept}

  Try next: open the freelancer in one browser and the client in another (a private window is one), and
  write from one to the other; then let the clock run, or jump to the next epoch:
    curl -X POST ${marketUrl}/demo/clock -H 'content-type: application/json' -d '{"jump":"epoch"}'

  Ctrl-C stops it.  More: npm start -- --help
`
}

const wish = readWish()
if (wish === null) process.stdout.write(HELP)
else await run(wish)
