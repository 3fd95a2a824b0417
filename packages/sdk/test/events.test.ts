import { describe, expect, test } from 'vitest'
import type { EventOutcome, NewEvent } from '../src/index.ts'
import { hastyClock } from './support/clock.ts'
import { type Fault, faultyLine } from './support/faults.ts'
import { startService } from './support/service.ts'

const service = await startService()
const operator = await service.as('operator')
const stored = async (): Promise<number> => (await operator.operator.aggregates()).events.accepted

let serial = 0
function messages(count: number, padding = ''): NewEvent[] {
  return Array.from({ length: count }, () => {
    serial += 1
    const conversation = `c${serial}${padding}`.slice(0, 256)
    const at = Date.now() - 1_000
    return {
      id: `e${serial}`,
      type: 'message',
      at,
      member: 'ada',
      conversation,
      from: 'client',
      client: 'cy',
    }
  })
}
const kinds = (outcomes: readonly EventOutcome[]): Record<string, number> =>
  outcomes.reduce<Record<string, number>>(
    (sum, { kind }) => ({ ...sum, [kind]: (sum[kind] ?? 0) + 1 }),
    {},
  )

const BUSY: Fault = { kind: 'status', status: 503, retryAfter: '7' }
const LOST: Fault = { kind: 'answer_lost' }

describe('send', () => {
  test('a batch is at most 500 events and 1 MiB', async () => {
    const line = faultyLine([])
    const client = await service.as('ingest', { fetch: line.fetch })
    // In UTF-8 each of these letters takes three bytes, so 4,000 such events are over 1 MiB long before 500.
    const events = [
      ...messages(1_200),
      ...messages(700, '語'.repeat(80)).map((each) => ({
        ...each,
        source: '語'.repeat(85),
        client: '語'.repeat(85),
        member: '語'.repeat(85),
      })),
    ]
    expect(kinds(await client.events.send(events))).toEqual({ accepted: 1_900 })
    const batches = line.bodies.map((body) => JSON.parse(body ?? '') as unknown[])
    expect(batches.flat()).toHaveLength(1_900)
    expect(Math.max(...batches.map(({ length }) => length))).toBe(500)
    for (const body of line.bodies)
      expect(Buffer.byteLength(body ?? '')).toBeLessThanOrEqual(1_048_576)
    expect(batches.some(({ length }) => length > 300 && length < 500)).toBe(true)
  })

  test('what fails on the way is sent again with the same ids, and is stored once', async () => {
    const before = await stored()
    const clock = hastyClock()
    const faults: Fault[] = [{ kind: 'cut' }, LOST, BUSY, { kind: 'stranger', body: '<html>' }]
    const line = faultyLine([...faults.slice(0, 3), { kind: 'none' }, LOST])
    const client = await service.as('ingest', { fetch: line.fetch, clock })
    const outcomes = await client.events.send(messages(700))
    // 500 were stored by the request whose answer was lost, and so were the other 200.
    expect(kinds(outcomes)).toEqual({ duplicate: 700 })
    expect(await stored()).toBe(before + 700)
    expect(new Set(line.bodies)).toHaveProperty('size', 2)
    // Doubling, but never sooner than the service asked for.
    expect(clock.waits).toEqual([500, 1_000, 7_000, 500])
  })

  test('control: one attempt alone rejects, and tells why', async () => {
    const line = faultyLine([BUSY])
    const client = await service.as('ingest', { fetch: line.fetch })
    await expect(client.events.send(messages(1), { attempts: 1 })).rejects.toMatchObject({
      code: 'bad_answer',
      status: 503,
      retryAfterMs: 7_000,
    })
  })

  test('what correction alone can help is not sent again', async () => {
    const line = faultyLine([])
    const client = await service.as('ingest', { fetch: line.fetch, key: 'alk_market.wrong' })
    await expect(client.events.send(messages(3))).rejects.toMatchObject({
      name: 'AlacrityError',
      code: 'bad_token',
      status: 401,
      requestId: expect.stringMatching(/^req_/) as string,
      remedy: expect.stringContaining('token') as string,
    })
    expect(line.bodies).toHaveLength(1)
  })

  test('an answer of something else than the service is never taken for an acknowledgement', async () => {
    for (const body of [
      '<html>Welcome</html>',
      '{}',
      '{"results":[]}',
      '{"results":[{"id":"x","status":201}]}',
    ]) {
      const client = await service.as('ingest', {
        fetch: faultyLine([{ kind: 'stranger', body }]).fetch,
      })
      await expect(client.events.send(messages(1))).rejects.toMatchObject({ code: 'bad_answer' })
    }
  })

  test('an event too large is refused alone, also where its batch cannot be read', async () => {
    const client = await service.as('ingest')
    const [first, large, last, huge] = messages(4)
    const outcomes = await client.events.send([
      first as NewEvent,
      { ...(large as NewEvent), source: 'x'.repeat(40_000) },
      { ...(huge as NewEvent), source: 'x'.repeat(1_100_000) },
      last as NewEvent,
    ])
    expect(
      outcomes.map((each) => (each.kind === 'refused' ? each.problem.code : each.kind)),
    ).toEqual(['accepted', 'event_too_large', 'body_too_large', 'accepted'])
  })

  test('nothing to send is nothing asked', async () => {
    const line = faultyLine([])
    expect(await (await service.as('ingest', { fetch: line.fetch })).events.send([])).toEqual([])
    expect(line.bodies).toEqual([])
  })
})
