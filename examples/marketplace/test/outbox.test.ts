import { join } from 'node:path'
import { createAlacrity } from '@alacrity/sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { DemoClock } from '../demo/clock.ts'
import { type RunningService, startService } from '../demo/service.ts'
import { sender } from '../src/alacrity.ts'
import { addConversation, addMessage, post } from '../src/conversations.ts'
import { Database } from '../src/database.ts'
import { Outbox, type Send } from '../src/outbox.ts'
import { addPerson } from '../src/people.ts'
import { atTheEnd, freePort, NOW, testFolder } from './support/stage.ts'

let folder = ''
let port = 0
let database: Database

const start = (): Promise<RunningService> =>
  startService({
    folder,
    database: null,
    host: '127.0.0.1',
    port,
    marketUrl: 'http://127.0.0.1:1',
    webRoot: null,
    clock: new DemoClock(NOW),
  })
const sending = ({ url, ingestKey }: RunningService): Send =>
  sender(createAlacrity({ baseUrl: url, key: ingestKey }))

beforeAll(async () => {
  folder = testFolder()
  port = await freePort()
  database = new Database(join(folder, 'market.db'))
  atTheEnd(() => database.close())
  const common = { title: '', bio: '', skills: [], colour: '#000000' }
  addPerson(database, { id: 'ada', role: 'freelancer', name: 'Ada', rate: 50, ...common })
  addPerson(database, { id: 'cy', role: 'client', name: 'Cy', rate: null, ...common })
  addConversation(database, { id: 'k1', freelancer: 'ada', client: 'cy', at: NOW })
})

let count = 0
function write(): string {
  count += 1
  const id = `m${count}`
  const common = { id, conversation: 'k1', at: NOW + count, text: `text ${count}` }
  addMessage(
    database,
    count % 2 === 1
      ? { ...common, sender: 'client', kind: 'message' }
      : { ...common, sender: 'freelancer', kind: 'message' },
  )
  return id
}

async function counts(service: RunningService): Promise<{ accepted: number; duplicate: number }> {
  const operator = createAlacrity({ baseUrl: service.url, key: service.operatorKey })
  const { events } = (await operator.operator.aggregates()) as unknown as {
    events: { accepted: number; duplicate: number }
  }
  return { accepted: events.accepted, duplicate: events.duplicate }
}

describe('the outbox', () => {
  test('nothing is lost while the service is away, and nothing counts twice', async () => {
    const first = await start()
    const before = new Outbox(database, sending(first))
    write()
    await before.deliver()
    expect([before.waiting(), await counts(first)]).toEqual([0, { accepted: 1, duplicate: 0 }])
    await first.stop()
    for (let i = 0; i < 5; i += 1) write()
    await before.deliver()
    expect(before.waiting()).toBe(5)
    await before.close()

    const second = await start()
    const send = sending(second)
    // The answer gets lost on its way back: they are stored, and the marketplace does not know.
    const forgetful = new Outbox(database, async (events) => {
      await send(events)
      throw new Error('the line is dead')
    })
    await forgetful.deliver()
    await forgetful.close()
    expect(forgetful.waiting()).toBe(5)
    expect(await counts(second)).toEqual({ accepted: 6, duplicate: 0 })
    const after = new Outbox(database, send)
    await after.deliver()
    expect(after.waiting()).toBe(0)
    expect(await counts(second)).toEqual({ accepted: 6, duplicate: 5 })
    await after.close()
    await second.stop()
  })

  test('what will never be taken is set aside with the reason, and holds nobody up', async () => {
    const service = await start()
    const outbox = new Outbox(database, sending(service))
    post(database, {
      id: '',
      type: 'release',
      at: NOW,
      by: 'client',
      member: 'ada',
      conversation: 'k1',
    })
    const id = write()
    await outbox.deliver()
    expect(outbox.waiting()).toBe(0)
    const [aside] = database.all('SELECT * FROM outbox')
    expect(aside?.['refused']).toContain('id')
    expect(String(aside?.['event'])).not.toContain(id)
    await outbox.close()
    await service.stop()
  })

  test('a message and its metadata are written both or neither', () => {
    const size = () => database.one('SELECT count(*) AS n FROM outbox')?.['n']
    const was = size()
    const twice = { id: 'm1', conversation: 'k1', at: NOW, text: 'again' }
    expect(() => addMessage(database, { ...twice, sender: 'client', kind: 'message' })).toThrow(
      'UNIQUE',
    )
    expect(size()).toBe(was)
  })
})
