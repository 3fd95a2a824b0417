import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyWebhook, type WebhookHeaders } from '../src/index.ts'
import { regular } from './support/history.ts'
import { startService } from './support/service.ts'

const service = await startService()

type Posted = { readonly body: string; readonly headers: WebhookHeaders }
const posted: Posted[] = []
const receiver = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (part: string) => {
    body += part
  })
  request.on('end', () => {
    posted.push({ body, headers: request.headers })
    response.end()
  })
})
beforeAll(async () => {
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
})
afterAll(() => new Promise((resolve) => receiver.close(resolve)))

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

/** Signs as the specification says, by other means than the code under test. */
function signed(body: string, { secret = SECRET, at = Date.now() } = {}): Record<string, string> {
  const stamp = String(Math.floor(at / 1_000))
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`msg_1.${stamp}.${body}`).digest('base64')
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': stamp,
    'webhook-signature': `v1,${signature}`,
  }
}

describe('webhooks', () => {
  test('what the service posts is verified, and typed by what it says', async () => {
    const operator = await service.as('operator')
    const { port } = receiver.address() as AddressInfo
    const { secret = '' } = await operator.operator.webhooks.put('all', {
      url: `http://127.0.0.1:${port}/`,
      topics: ['label.published', 'contest.opened', 'turn.due_soon'],
    })
    const now = Date.now()
    const hour = 3_600_000
    const sender = await service.as('ingest')
    await sender.events.send([
      ...regular('ada', { clients: 40, tookMs: 1, until: now - 24 * hour }),
      // An answer is due within a day.
      {
        id: 'w',
        type: 'message',
        at: now - 23 * hour,
        member: 'ada',
        conversation: 'w',
        from: 'client',
        client: 'cy',
      },
    ])
    const ada = (await service.as('member:ada')).member('ada')
    await ada.contest({ subject: 'turn', about: 'ada-client-3-q', reason: 'No.' })
    // At its start the service posts what is due.
    await service.restart()
    await expect.poll(() => posted.length, { timeout: 20_000 }).toBe(3)
    const messages = await Promise.all(
      posted.map(({ body, headers }) => verifyWebhook(body, headers, secret)),
    )
    const told = messages.map((message) => {
      switch (message.type) {
        case 'label.published':
          return message.data.members
        case 'contest.opened':
          return message.data.subject
        case 'turn.due_soon':
          return message.data.turn
        case 'label.loss_coming':
          return message.data.label
      }
    })
    expect(told).toHaveLength(3)
    expect(told).toEqual(
      expect.arrayContaining([[{ member: 'ada', labels: ['Responsive'] }], 'turn', 'w']),
    )
    const [{ body, headers }] = posted as [Posted]
    await expect(verifyWebhook(`${body} `, headers, secret)).rejects.toThrow('not signed with this')
    await expect(verifyWebhook(body, headers, SECRET)).rejects.toThrow('not signed with this')
  })

  test('any of several signatures and secrets may fit, of the version that is known', async () => {
    const body = '{"type":"contest.opened"}'
    const good = signed(body)
    const other = signed(body, { secret: `whsec_${Buffer.alloc(24, 1).toString('base64')}` })
    const both = `${other['webhook-signature']} ${good['webhook-signature']}`
    expect(await verifyWebhook(body, { ...good, 'webhook-signature': both }, SECRET)).toEqual({
      type: 'contest.opened',
    })
    const change = `whsec_${Buffer.alloc(24, 2).toString('base64')} ${SECRET}`
    expect(await verifyWebhook(body, new Headers(good), change)).toBeTruthy()
    const version = (good['webhook-signature'] ?? '').replace('v1,', 'v1a,')
    await expect(
      verifyWebhook(body, { ...good, 'webhook-signature': version }, SECRET),
    ).rejects.toThrow('not signed with this')
  })

  test('what is old, ahead, unsigned or malformed is refused', async () => {
    const body = '{}'
    const refusedBy = (headers: WebhookHeaders, secret = SECRET): Promise<string> =>
      verifyWebhook(body, headers, secret).then(
        () => 'taken',
        (error: unknown) => (error as Error).message,
      )
    expect(await refusedBy(signed(body))).toBe('taken')
    expect(await refusedBy(signed(body, { at: Date.now() - 290_000 }))).toBe('taken')
    expect(await refusedBy(signed(body, { at: Date.now() - 310_000 }))).toContain('five minutes')
    expect(await refusedBy(signed(body, { at: Date.now() + 310_000 }))).toContain('five minutes')
    const { 'webhook-id': _, ...anonymous } = signed(body)
    expect(await refusedBy(anonymous)).toContain('header is missing')
    expect(await refusedBy({ ...signed(body), 'webhook-timestamp': '1e9' })).toContain('seconds')
    expect(await refusedBy({ ...signed(body), 'webhook-signature': 'v1,%%%' })).toContain(
      'not signed',
    )
    expect(await refusedBy(signed(body), 'hunter2')).toContain('whsec_')
    expect(await refusedBy(signed(body), 'whsec_c2hvcnQ=')).toContain('whsec_')
  })
})
