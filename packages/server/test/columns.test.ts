import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { regular } from './support/history.ts'
import { token } from './support/identity.ts'
import { DAY, HOUR, NOW, openBench } from './support/service.ts'

const MEMBERS = Array.from({ length: 20 }, (_, index) => `member-${String(index).padStart(2, '0')}`)
const CLIENTS = 6

type Head = {
  readonly turns: number
  readonly members: number
  readonly turns_total: number
  readonly members_total: number
  readonly rare: readonly [number, { readonly ended_by: string | null }][]
  readonly calendars: readonly [number, { readonly aways: readonly (readonly number[])[] }][]
}

const bench = await openBench()
const events = MEMBERS.flatMap((member, index) =>
  regular(member, { clients: CLIENTS, tookMs: (index + 1) * HOUR, until: NOW - index * DAY }),
)
await bench.ask('ingest', 'POST', '/v1/events', [
  ...events,
  {
    id: 'last-question',
    type: 'message',
    at: NOW - HOUR,
    member: 'member-03',
    conversation: 'last',
    from: 'client',
    client: 'cy',
  },
  {
    id: 'last-end',
    type: 'closure',
    at: NOW - 1_000,
    member: 'member-03',
    conversation: 'last',
    by: 'client',
  },
])

async function columns(query = ''): Promise<{ readonly head: Head; readonly bytes: Uint8Array }> {
  const answer = await bench.ask('operator:olga', 'GET', `/v1/turn-columns${query}`)
  expect(answer.status).toBe(200)
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const size = new DataView(bytes.buffer).getUint32(0, true)
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size))) as Head
  return { head, bytes }
}

describe('turns as columns', () => {
  test('[DS5] everybody is in them and nobody is named', async () => {
    const { head, bytes } = await columns()
    const turns = MEMBERS.length * CLIENTS + 1
    expect(head).toMatchObject({ turns, turns_total: turns, members: 20, members_total: 20 })
    expect(head.rare.map(([, facts]) => facts.ended_by)).toEqual(['closure'])
    const text = Buffer.from(bytes).toString('latin1')
    for (const name of [...MEMBERS, 'client-1', '"cy"', 'last-question']) {
      expect(text).not.toContain(name)
    }
    // The control: the same text does hold what is meant to be there.
    expect(text).toContain('"ended_by":"closure"')
  })

  test('of a history larger than asked for whole members are drawn, the same ones each time', async () => {
    const { head, bytes } = await columns('?max=40')
    expect(head.turns).toBeLessThanOrEqual(40)
    expect(head.turns).toBeGreaterThan(20)
    expect(head).toMatchObject({ members_total: 20 })
    expect((await columns('?max=40')).bytes).toEqual(bytes)
    expect((await columns('?max=1')).head.members).toBe(1)
  })

  test('they travel compressed to whoever can read that', async () => {
    const { bytes } = await columns()
    const app = bench.service.app()
    const authorization = `Bearer ${await token('operator', 'olga', NOW)}`
    const answer = await app.request('/v1/turn-columns', {
      headers: { authorization, 'accept-encoding': 'gzip' },
    })
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(new Uint8Array(gunzipSync(Buffer.from(await answer.arrayBuffer())))).toEqual(bytes)
  })
})
