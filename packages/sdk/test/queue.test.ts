import { describe, expect, test } from 'vitest'
import type { AlacrityOptions, NewEvent, Refused } from '../src/index.ts'
import { hastyClock } from './support/clock.ts'
import { type Fault, faultyLine } from './support/faults.ts'
import { startService } from './support/service.ts'

const service = await startService()
const operator = await service.as('operator')
const stored = async (): Promise<number> => (await operator.operator.aggregates()).events.accepted

let serial = 0
function message(): NewEvent {
  serial += 1
  const at = Date.now() - 1_000
  const who = { member: 'ada', conversation: `c${serial}`, from: 'client', client: 'cy' } as const
  return { id: `e${serial}`, type: 'message', at, ...who }
}

type Seen = { refused: [Refused, NewEvent][]; trouble: [string, number][] }

async function openQueue(
  options: Partial<AlacrityOptions> = {},
  wish: { capacity?: number; lingerMs?: number } = {},
) {
  const seen: Seen = { refused: [], trouble: [] }
  const client = await service.as('ingest', options)
  const queue = client.events.queue({
    onRefused: (refused, event) => seen.refused.push([refused, event]),
    onTrouble: ({ code }, { waiting }) => seen.trouble.push([code, waiting]),
    ...wish,
  })
  return { queue, seen }
}

describe('the queue', () => {
  test('gathers events into few batches and tells each what became of it', async () => {
    const line = faultyLine([])
    const { queue, seen } = await openQueue({ fetch: line.fetch })
    const known = message()
    const answers = [known, known, ...Array.from({ length: 1_200 }, message)].map((event) =>
      queue.add(event),
    )
    expect(await queue.flush()).toEqual({ waiting: 0 })
    const outcomes = await Promise.all(answers)
    expect(outcomes.map(({ kind }) => kind).filter((kind) => kind !== 'accepted')).toEqual([
      'duplicate',
    ])
    expect(line.bodies).toHaveLength(3)
    expect(await queue.close()).toEqual({ unsent: [] })
    expect(seen).toEqual({ refused: [], trouble: [] })
  })

  test('sends by itself, without a flush, and goes on after it was empty', async () => {
    const { queue } = await openQueue({}, { lingerMs: 1 })
    expect((await queue.add(message())).kind).toBe('accepted')
    // The next comes in the very step in which the one before was answered.
    const kinds: string[] = []
    for (let round = 0; round < 5; round += 1) {
      kinds.push(
        await queue
          .add(message())
          .then(async ({ kind }) => `${kind} ${(await queue.add(message())).kind}`),
      )
    }
    expect(kinds).toEqual(Array(5).fill('accepted accepted'))
    expect(queue.waiting).toBe(0)
  })

  test('a service that is away costs no event: they wait, and that is told', async () => {
    const before = await stored()
    await service.stop()
    const { queue, seen } = await openQueue({ clock: hastyClock() })
    const answers = Array.from({ length: 700 }, () => queue.add(message()))
    await expect.poll(() => seen.trouble.length).toBeGreaterThan(2)
    expect(queue.waiting).toBe(700)
    expect(seen.trouble[0]).toEqual(['unreachable', 700])
    await service.start()
    await expect.poll(() => queue.waiting).toBe(0)
    expect(new Set((await Promise.all(answers)).map(({ kind }) => kind))).toEqual(
      new Set(['accepted']),
    )
    expect(await stored()).toBe(before + 700)
    await queue.close()
  })

  test('many faults in many orders: every event is stored exactly once', async () => {
    const kinds: readonly Fault[] = [
      { kind: 'none' },
      { kind: 'cut' },
      { kind: 'answer_lost' },
      { kind: 'status', status: 429, retryAfter: '1' },
      { kind: 'status', status: 502 },
      { kind: 'stranger', body: '<html>' },
      // Something in between takes less than the service does.
      { kind: 'status', status: 413 },
    ]
    for (let run = 0; run < 20; run += 1) {
      const before = await stored()
      const faults = Array.from({ length: 12 }, (_, index) => {
        const draw = Math.imul(run * 31 + index + 7, 2_654_435_761) >>> 0
        return kinds[draw % kinds.length] as Fault
      })
      const { queue } = await openQueue({ clock: hastyClock(), fetch: faultyLine(faults).fetch })
      const answers = Array.from({ length: 40 + run * 60 }, () => queue.add(message()))
      const outcomes = await Promise.all(answers)
      expect(
        new Set(outcomes.map(({ kind }) => kind)).isSubsetOf(new Set(['accepted', 'duplicate'])),
      ).toBe(true)
      expect(await stored()).toBe(before + answers.length)
      expect(await queue.close()).toEqual({ unsent: [] })
    }
  })

  test('a refused event is told once, with its fault, and holds nobody up', async () => {
    const { queue, seen } = await openQueue()
    const bad = { ...message(), at: 'yesterday' } as NewEvent
    const answers = [queue.add(message()), queue.add(bad), queue.add(message())]
    await queue.close()
    expect((await Promise.all(answers)).map(({ kind }) => kind)).toEqual([
      'accepted',
      'refused',
      'accepted',
    ])
    expect(seen.refused).toHaveLength(1)
    const [refused, event] = seen.refused[0] ?? []
    expect(refused?.problem).toMatchObject({ code: 'invalid_event', field: 'at' })
    expect(event).toBe(bad)
  })

  test('a full queue takes nothing and says so', async () => {
    const never: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')))
      })
    const { queue } = await openQueue({ fetch: never }, { capacity: 2 })
    const answers = [queue.add(message()), queue.add(message())]
    expect(() => queue.add(message())).toThrow(
      expect.objectContaining({ code: 'queue_full' }) as Error,
    )
    expect(queue.waiting).toBe(2)
    // What cannot be sent is handed back, whole and in order.
    const { unsent } = await queue.close({ timeoutMs: 1 })
    expect(unsent.map(({ id }) => id)).toEqual((await Promise.all(answers)).map(({ id }) => id))
    expect((await Promise.all(answers)).map(({ kind }) => kind)).toEqual(['unsent', 'unsent'])
    expect(() => queue.add(message())).toThrow(
      expect.objectContaining({ code: 'queue_closed' }) as Error,
    )
    const { queue: next } = await openQueue()
    for (const event of unsent) expect((await next.add(event)).kind).toBe('accepted')
    await next.close()
  })
})
