import { createHmac } from 'node:crypto'
import { createAlacrity, type LabelCalls } from '@alacrity/sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Stage } from '../demo/stage.ts'
import { freelancerIds } from '../src/people.ts'
import type { Profile } from '../src/shapes.ts'
import { type Browser, browser, NOW, testStage } from './support/stage.ts'

let stage: Stage
let page: Browser
let members: readonly string[] = []
let labels: LabelCalls

beforeAll(async () => {
  stage = await testStage()
  page = await browser(stage, null)
  members = freelancerIds(stage.market.database)
  labels = createAlacrity({ baseUrl: stage.serviceUrl }).labels
})

async function shown(): Promise<readonly (readonly string[])[]> {
  const profiles = members.map((id) => page.json<Profile>('GET', `/api/freelancers/${id}`))
  return (await Promise.all(profiles)).map((profile) => profile.labels)
}

function signed(body: string, secret: string, at: number): Record<string, string> {
  const stamp = String(Math.floor(at / 1_000))
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`msg_1.${stamp}.${body}`).digest('base64')
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': stamp,
    'webhook-signature': `v1,${signature}`,
  }
}

const post = (body: string, headers: Record<string, string>) =>
  fetch(`${stage.marketUrl}/hooks/alacrity`, { method: 'POST', body, headers })

describe('labels', () => {
  test('are looked up at the start, all at once', async () => {
    expect(await shown()).toEqual(await labels.many(members))
    expect((await shown()).flat().length).toBeGreaterThan(0)
  })

  test('follow the webhook at every epoch, and come and go with it', async () => {
    const seen = new Set([JSON.stringify(await shown())])
    for (let epoch = 0; epoch < 8; epoch += 1) {
      const { next_epoch: next } = stage.driver.state()
      await stage.driver.jump()
      expect(stage.driver.state().now).toBe(next)
      const { last_epoch: last } = (await stage.operator.operator.aggregates()) as unknown as {
        last_epoch: { epoch_at: number }
      }
      expect(last.epoch_at).toBe(next)
      expect(await shown()).toEqual(await labels.many(members))
      seen.add(JSON.stringify(await shown()))
    }
    // The control: had no webhook come, they would be what they were at the start.
    expect(seen.size).toBeGreaterThan(1)
    const { items } = await stage.operator.operator.deliveries.list('dead').page()
    expect(items).toEqual([])
  })

  test('a webhook that Alacrity did not sign changes nothing', async () => {
    const { webhookSecret: secret, now } = stage.market
    const was = await shown()
    const data = { members: members.map((member) => ({ member, labels: ['Responsive'] })) }
    const body = JSON.stringify({ type: 'label.published', data })
    const other = `whsec_${Buffer.alloc(32).toString('base64')}`
    for (const headers of [{}, signed(body, other, now()), signed(body, secret, NOW - 3_600_000)]) {
      expect((await post(body, headers)).status).toBe(401)
    }
    expect((await post(`${body} `, signed(body, secret, now()))).status).toBe(401)
    expect(await shown()).toEqual(was)
    expect((await post(body, signed(body, secret, now()))).status).toBe(204)
    expect(await shown()).toEqual(members.map(() => ['Responsive']))
  })
})
