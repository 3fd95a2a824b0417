import { Assessor, presetPolicy, shownScore } from '@alacrity/engine'
import type { Context, MiddlewareHandler } from 'hono'
import { beforeAll, describe, expect, test } from 'vitest'
import { drawing } from './support/draw.ts'
import { token } from './support/identity.ts'
import { type Facts, LEAKS } from './support/leaks.ts'
import { type Bench, DAY, HOUR, NOW, openBench } from './support/service.ts'
import { isOnServer } from './support/store.ts'
import { drawTwins, historyOf, type Life, type Twins } from './support/twins.ts'

const SEED = Number(process.env['ALACRITY_SEED'] ?? 1)
/** On a server a tenth: the code above the store is the same. */
const PAIRS = Number(process.env['ALACRITY_PAIRS'] ?? 500) / (isOnServer() ? 10 : 1)
/** Pairs that share a database: what a list may tell of its members shows only where there are several. */
const TOGETHER = 50

const found = presetPolicy('alacrity')
if (found === null) throw new Error('the default policy is missing')
const policy = found
const EPOCH = Date.parse('2026-03-09T00:00:00Z')
/** Before an epoch, at it, after it, and two weeks on. */
const MOMENTS = [NOW, EPOCH - 1, EPOCH, EPOCH + HOUR, EPOCH + 14 * DAY]

const PRIVATE = ['score', 'turns', 'history', 'looks', 'notices', 'export', 'live', 'contests']

/** Lives one run from the beginning: hides who hides, sends what happened. */
async function live(bench: Bench, lives: ReadonlyMap<string, Life>): Promise<void> {
  bench.reseed(7)
  await bench.ask('operator:olga', 'PUT', '/v1/webhooks/shop', {
    url: 'https://hooks.market.example/',
    topics: ['label.published'],
  })
  for (const [member, { events, hiding }] of lives) {
    for (let at = 0; at < events.length; at += 500) {
      await bench.ask('ingest', 'POST', '/v1/events', events.slice(at, at + 500))
    }
    if (hiding === 'opted_out')
      await bench.ask(`member:${member}`, 'PUT', `/v1/members/${member}/restriction`)
    if (hiding === 'restricted')
      await bench.ask('operator:olga', 'PUT', `/v1/members/${member}/restriction`)
    if (hiding === 'erased') await bench.ask(`member:${member}`, 'DELETE', `/v1/members/${member}`)
  }
}

type Asking = {
  readonly bench: Bench
  readonly app: ReturnType<Bench['service']['app']>
  readonly members: readonly string[]
}

/** Everything a client can be told, byte for byte: status, headers in their order, body. */
async function transcript({ bench, app, members }: Asking): Promise<string[]> {
  const lines: string[] = []
  bench.reseed(99)
  const client = `Bearer ${await token('client', 'cy', bench.clock.now())}`
  const note = async (name: string, response: Response) => {
    const body = Buffer.from(await response.arrayBuffer()).toString('base64')
    lines.push(JSON.stringify([name, response.status, [...response.headers], body]))
    return response.headers.get('etag') ?? ''
  }
  for (const member of [...members, 'nobody']) {
    const ask = (path: string, init: RequestInit = {}) => app.request(path, init)
    const label = `/v1/labels/${member}`
    const etag = await note(label, await ask(label))
    await note('again', await ask(label, { headers: { 'if-none-match': etag } }))
    await note('as a client', await ask(label, { headers: { authorization: client } }))
    await note('head', await ask(label, { method: 'HEAD' }))
    await note('badge', await ask(`${label}/badge.svg`))
    const what = PRIVATE[lines.length % PRIVATE.length] ?? 'score'
    await note(
      'private',
      await ask(`/v1/members/${member}/${what}`, { headers: { authorization: client } }),
    )
    await note('nobody', await ask(`/v1/members/${member}/${what}`))
  }
  const lookup = {
    method: 'POST',
    body: JSON.stringify({ members }),
    headers: { 'content-type': 'application/json' },
  }
  await note('lookup', await app.request('/v1/labels/lookup', lookup))
  await note('metrics', await app.request('/metrics', { headers: { authorization: client } }))
  return lines
}

/** Both runs side by side; what the receiver of webhooks saw belongs to what can be known. */
async function bothRuns(twins: readonly Twins[]) {
  const benches = [await openBench(), await openBench()] as const
  const lives = benches.map(
    (_, run) => new Map(twins.map((pair) => [pair.member, run === 0 ? pair.one : pair.other])),
  )
  for (const [run, bench] of benches.entries()) await live(bench, lives[run] ?? new Map())
  return { benches, lives, members: twins.map(({ member }) => member) }
}

const asking = (
  bench: Bench,
  members: readonly string[],
  around: readonly MiddlewareHandler[] = [],
): Asking => ({
  bench,
  app: bench.service.app(around),
  members,
})

const drawPairs = (seed: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    drawTwins(drawing(seed * 1_000 + index), `m${index}`, { policy, until: NOW, published: EPOCH }),
  )

describe('disclosure over the full stack', () => {
  const groups = Math.ceil(PAIRS / TOGETHER)

  test.each(Array.from({ length: groups }, (_, group) => group))(
    '[DS2] [DS3] [DS4] two lives that differ in anything but the label read the same to every client, group %s',
    async (group) => {
      const twins = drawPairs(SEED + group, TOGETHER)
      const { benches, members } = await bothRuns(twins)
      let labelled = 0
      for (const at of MOMENTS) {
        const told: string[][] = []
        for (const bench of benches) {
          bench.clock.set(at)
          await bench.service.work()
          told.push(await transcript(asking(bench, members)))
        }
        expect(told[1]).toEqual(told[0])
        labelled +=
          told[0]?.filter((line) =>
            line.includes(Buffer.from('{"labels":["Responsive"]}').toString('base64')),
          ).length ?? 0
      }
      const [one, other] = benches.map(({ sent }) =>
        sent.map(({ body, headers }) => ({ body, headers })),
      )
      expect(other).toEqual(one)
      // The test would be empty if nobody had a label, or if the lives were the same.
      expect(labelled).toBeGreaterThan(0)
      expect(
        twins.filter(({ one: a, other: b }) => JSON.stringify(a) !== JSON.stringify(b)).length,
      ).toBeGreaterThan(TOGETHER * 0.8)
      for (const bench of benches) await bench.close()
    },
    120_000,
  )

  describe('finds what is planted', () => {
    let runs: Awaited<ReturnType<typeof bothRuns>> | null = null
    const begun = () => {
      if (runs === null) throw new Error('the runs are made before the tests')
      return runs
    }
    beforeAll(async () => {
      runs = await bothRuns(drawPairs(SEED + 7_000, 12))
      for (const bench of runs.benches) {
        bench.clock.set(EPOCH)
        await bench.service.work()
      }
    })

    test('[DS4] nothing, where nothing is planted', async () => {
      const { benches, members } = begun()
      const honest = await Promise.all(benches.map((bench) => transcript(asking(bench, members))))
      expect(honest[1]).toEqual(honest[0])
    })

    test.each(Object.keys(LEAKS))('[DS4] %s', async (name) => {
      const { benches, lives, members } = begun()
      const told: string[][] = []
      for (const [run, bench] of benches.entries()) {
        const facts = new Map(
          members.map((member) => [member, factsOf(lives[run]?.get(member), member)]),
        )
        const leaky: MiddlewareHandler = async (context, next) => {
          await next()
          const member = /^\/v1\/(?:labels|members)\/([^/]+)/.exec(context.req.path)?.[1] ?? ''
          const leak = LEAKS[name]
          const known = facts.get(member)
          if (leak === undefined || known === undefined) return
          replace(context, await leak(context.res, known, context.req.path))
        }
        told.push(await transcript(asking(bench, members, [leaky])))
      }
      expect(told[1]).not.toEqual(told[0])
    })

    test('[DS4] a list in the order of the score', async () => {
      const { benches, lives, members } = begun()
      const told: string[][] = []
      for (const [run, bench] of benches.entries()) {
        const score = (member: string) => factsOf(lives[run]?.get(member), member).score ?? -1
        const sorted = [...members].sort((a, b) => score(b) - score(a))
        const leaky: MiddlewareHandler = async (context, next) => {
          await next()
          if (context.req.path !== '/v1/labels/lookup') return
          replace(context, new Response(JSON.stringify(sorted), context.res))
        }
        told.push(await transcript(asking(bench, members, [leaky])))
      }
      expect(told[1]).not.toEqual(told[0])
    })
  })
})

/** Hono keeps the headers of an answer that is replaced, which would undo some leaks. */
function replace(context: Context, response: Response): void {
  context.res = undefined
  context.res = response
}

const assessor = new Assessor(policy)

function factsOf(life: Life | undefined, member: string): Facts {
  const history =
    life === undefined || life.hiding === 'erased' ? null : historyOf(life.events, member)
  if (history === null)
    return { known: false, score: null, turns: 0, settled: 0, earned: false, lastAt: 0 }
  const assessment = assessor.assess(history.table(EPOCH, policy), history.calendar, EPOCH)
  return {
    known: true,
    score: shownScore(assessment),
    turns: history.turns(EPOCH).length,
    settled: assessment.counts.settled,
    earned: assessment.counts.settled > 5,
    lastAt: history.events.at(-1)?.at ?? 0,
  }
}
