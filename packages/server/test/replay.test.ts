import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  Assessor,
  explain,
  formatInstant,
  historiesOf,
  parseEvent,
  presetPolicy,
  type ScoreRow,
  takeIn,
} from '@alacrity/engine'
import { describe, expect, test } from 'vitest'
import { drawing } from './support/draw.ts'
import { randomHistory } from './support/random-history.ts'
import { openBench, NOW } from './support/service.ts'

const SEED = Number(process.env['ALACRITY_SEED'] ?? 1)

const policy = presetPolicy('alacrity')
if (policy === null) throw new Error('the default policy is missing')

type Score = {
  readonly published: unknown
  readonly next_epoch: unknown
  readonly away_until: unknown
  readonly rule: { readonly every: string }
}

/** A row of a message history as an event; like the command, it names it by its place. */
function eventOfRow(row: string, index: number) {
  const [conversation, client, member, from, at = ''] = row.split(',')
  const id = String(index + 1)
  return { type: 'message', id, seq: index + 1, at, member, conversation, from, client }
}

/** What `alacrity score` says of a file. */
function commandRows(file: string, now: number): readonly ScoreRow[] {
  const launcher = join(import.meta.dirname, '../../cli/bin/alacrity.mjs')
  const asOf = ['--as-of', formatInstant(now)]
  const options = ['--policy', 'alacrity/1', '--format', 'ndjson', ...asOf]
  const said = execFileSync(process.execPath, [launcher, 'score', file, ...options], {
    encoding: 'utf8',
  })
  return said
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ScoreRow)
}

describe('replay through HTTP', () => {
  test.each([1, 2, 3])(
    '[EV3] [AS10] in random batches, shuffled, with repeats: to the last digit what the engine gives (%s)',
    async (round) => {
      const draw = drawing(SEED + round)
      const wire = randomHistory(draw, { members: 6, until: NOW })
      const sent = draw.shuffled([
        ...wire,
        ...wire.filter(() => draw.chance(0.6)),
        ...wire.filter(() => draw.chance(0.3)),
      ])
      const bench = await openBench()
      for (let at = 0; at < sent.length; ) {
        const size = draw.between(1, 120)
        const response = await bench.ask(
          'operator-key',
          'POST',
          '/v1/events',
          sent.slice(at, at + size),
        )
        expect(response.status).toBeLessThanOrEqual(201)
        at += size
      }
      const events = wire.map((each) => {
        const parsed = parseEvent(each)
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault))
        return parsed.event
      })
      const histories = historiesOf(takeIn(events).accepted)
      expect(histories.size).toBe(6)
      for (const [member, history] of histories) {
        const { turns, ...expected } = explain(history, new Assessor(policy), NOW)
        const answer = await bench.ask(`member:${member}`, 'GET', `/v1/members/${member}/score`)
        // What the service adds is its own: what is published, and the rule beside the score.
        const { published, next_epoch, away_until, rule, ...got } = (await answer.json()) as Score
        expect([published, next_epoch, away_until, rule.every]).toEqual([
          [],
          '2026-03-09T00:00:00.000Z',
          expect.toSatisfy((text) => text === null || Date.parse(String(text)) > NOW),
          'week',
        ])
        expect(JSON.stringify(got)).toBe(JSON.stringify({ ...expected, turns_total: turns.length }))
        const rows: unknown[] = []
        for (let cursor: string | null = ''; cursor !== null; ) {
          const query: string = cursor === '' ? '?limit=7' : `?limit=7&cursor=${cursor}`
          const page = (await (
            await bench.ask(`member:${member}`, 'GET', `/v1/members/${member}/turns${query}`)
          ).json()) as { items: unknown[]; next: string | null }
          rows.push(...page.items)
          cursor = page.next
        }
        expect(JSON.stringify(rows)).toBe(JSON.stringify([...turns].reverse()))
      }
      const counts = await bench.store.log.counts()
      expect([counts.received, counts.accepted, counts.conflict]).toEqual([
        sent.length,
        wire.length,
        0,
      ])
    },
  )

  test.for(['thunderbird-two-party-2024-02-to-04.csv', 'ibm-care.csv'])(
    '[EV3] [AS10] real history, shuffled, each event up to three times: to the last digit what the command says of %s',
    { timeout: 120_000 },
    async (name, { skip }) => {
      const file = join(import.meta.dirname, '../../../../shared/data', name)
      if (!existsSync(file)) return skip(`there is no ../shared/data/${name}`)
      const draw = drawing(SEED)
      const wire = readFileSync(file, 'utf8').trimEnd().split('\n').slice(1).map(eventOfRow)
      const now = Math.max(...wire.map(({ at }) => Date.parse(at)))
      const sent = draw.shuffled(wire.flatMap((each) => Array(draw.between(1, 3)).fill(each)))
      const bench = await openBench({ now })
      for (let at = 0, size = 0; at < sent.length; at += size) {
        size = draw.between(1, 500)
        await bench.ask('ingest', 'POST', '/v1/events', sent.slice(at, at + size))
      }
      expect(await bench.store.log.counts()).toMatchObject({
        received: sent.length,
        accepted: wire.length,
        conflict: 0,
      })
      const rows = commandRows(file, now)
      expect(rows.length).toBeGreaterThan(20)
      const served = await Promise.all(
        rows.map(async ({ member }) => {
          const path = `/v1/members/${encodeURIComponent(member)}/score`
          const view = (await (await bench.ask(`member:${member}`, 'GET', path)).json()) as ScoreRow
          const { policy, as_of, counts, enough, score, measures, labels } = view
          return { member, policy, as_of, counts, enough, score, measures, labels }
        }),
      )
      expect(served.map((row) => JSON.stringify(row))).toEqual(
        rows.map((row) => JSON.stringify(row)),
      )
    },
  )

  test('a cursor belongs to its list', async () => {
    const bench = await openBench()
    const wire = randomHistory(drawing(5), { members: 2, until: NOW })
    for (let at = 0; at < wire.length; at += 500)
      await bench.ask('operator-key', 'POST', '/v1/events', wire.slice(at, at + 500))
    const first = (await (
      await bench.ask('member:m0', 'GET', '/v1/members/m0/turns?limit=1')
    ).json()) as { next: string }
    const other = await bench.ask('member:m1', 'GET', `/v1/members/m1/turns?cursor=${first.next}`)
    expect([other.status, ((await other.json()) as { code: string }).code]).toEqual([
      400,
      'bad_cursor',
    ])
    for (const cursor of ['x', '', '.', `${first.next}x`, 'a.b.c']) {
      const response = await bench.ask('member:m0', 'GET', `/v1/members/m0/turns?cursor=${cursor}`)
      expect(response.status).toBe(400)
    }
  })
})
