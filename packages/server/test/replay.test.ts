import { Assessor, explain, historiesOf, parseEvent, presetPolicy, takeIn } from '@alacrity/engine'
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
