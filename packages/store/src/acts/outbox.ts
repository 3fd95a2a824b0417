import type { Ms } from '@alacrity/engine'
import { pageOf, placeOf } from '../cursor.ts'
import type { Cursor, Page } from '../page.ts'
import type { Delivery, DeliveryState, Endpoint, Outbox, Outgoing } from '../port-service.ts'
import { all, each, one, type Steps } from '../steps.ts'
import { type Acts, reading, writing } from './act.ts'

type EndpointRow = Omit<Endpoint, 'topics' | 'enabled'> & {
  readonly topics: string
  readonly enabled: number
}

export function* addDeliveries(deliveries: readonly Delivery[]): Steps<number> {
  const added = yield* each(
    'delivery_add',
    deliveries.map(({ id, endpoint, topic, body, due_at }) => [id, endpoint, topic, body, due_at]),
  )
  return added.length
}

export const outbox = {
  putEndpoint: writing(function* (endpoint: Endpoint): Steps<void> {
    const { id, url, secret, topics, enabled, created_at } = endpoint
    const listed = JSON.stringify(topics)
    yield* all('endpoint_put', id, url, secret, listed, enabled ? 1 : 0, created_at)
  }),
  endpoints: reading(function* (): Steps<readonly Endpoint[]> {
    const rows = yield* all<EndpointRow>('endpoint_all')
    return rows.map((row) => ({
      ...row,
      topics: JSON.parse(row.topics) as string[],
      enabled: row.enabled === 1,
    }))
  }),
  removeEndpoint: writing(function* (id: string): Steps<void> {
    yield* all('endpoint_drop', id)
  }),
  enqueue: writing(addDeliveries),
  claim: writing(function* (wish: {
    readonly now: Ms
    readonly leased_until: Ms
    readonly limit: number
  }): Steps<readonly Outgoing[]> {
    const rows = yield* all<Outgoing>('delivery_claim', wish.now, wish.leased_until, wish.limit)
    // Neither database promises an order of what an update returns.
    return [...rows].sort((a, b) => (a.id < b.id ? -1 : 1))
  }),
  delivered: writing(function* (id: string, at: Ms): Steps<void> {
    yield* all('delivery_done', id, at)
  }),
  failed: writing(function* (attempt: {
    readonly id: string
    readonly result: string
    readonly next_at: Ms | null
  }): Steps<void> {
    const { id, result, next_at } = attempt
    if (next_at === null) yield* all('delivery_die', id, result)
    else yield* all('delivery_fail', id, next_at, result)
  }),
  replay: writing(function* (id: string, at: Ms): Steps<'due' | 'unknown'> {
    return (yield* one('delivery_replay', id, at)) === null ? 'unknown' : 'due'
  }),
  list: reading(function* (wish: {
    readonly state: DeliveryState
    readonly cursor: Cursor
    readonly limit: number
  }): Steps<Page<Outgoing>> {
    const list = `deliveries ${wish.state}`
    const [due = -1, id = ''] = placeOf(list, wish.cursor) ?? []
    const rows = yield* all<Outgoing>('delivery_list', wish.state, due, id, wish.limit + 1)
    return pageOf(rows, { list, limit: wish.limit }, (last) => [last.due_at, last.id])
  }),
} satisfies Acts<Outbox>
