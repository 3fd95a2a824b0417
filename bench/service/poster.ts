// Sends events from a process of its own: `node poster.ts ORDER`, JSON of type `Order`. It says 'ready' when the
// batches are made, begins when told to, ends after its time or when told to, and says what was acknowledged.
import { argv } from 'node:process'
import { Endless } from './history.ts'
import { load, requestOf } from './load.ts'

export type Order = {
  readonly port: number
  readonly headers: Readonly<Record<string, string>>
  readonly members: number
  readonly until: number
  /** The number of its first batch; where several send to one service, each has numbers of its own. */
  readonly first: number
  readonly connections: number
  readonly durationMs: number
  /** Absent: as fast as answers come. */
  readonly everyMs?: number
}
export type Posted = {
  readonly seconds: number
  /** Batches that were answered, and the serial numbers of those that were acknowledged. */
  readonly answers: number
  readonly acknowledged: readonly number[]
  readonly p99: number
  /** Of all others, by status. */
  readonly refused: Readonly<Record<string, number>>
}

const order = JSON.parse(argv[2] ?? '{}') as Order
const { port, headers, members, until, first, ...pace } = order
const source = new Endless({ events: 100_000, members, until, first })

async function post(): Promise<Posted> {
  const acknowledged: number[] = []
  const refused: Record<string, number> = {}
  const sent = new WeakMap<Buffer, number>()
  const started = performance.now()
  const { answers, p99 } = await load({
    port,
    ...pace,
    next: () => {
      if (ended) return null
      const serial = source.next()
      const request = requestOf('POST /v1/events', { headers, body: source.batch(serial) })
      sent.set(request, serial)
      return request
    },
    answered: (request, status) => {
      if (status < 300) acknowledged.push(sent.get(request) ?? 0)
      else refused[status] = (refused[status] ?? 0) + 1
    },
  })
  const seconds = (performance.now() - started) / 1_000
  return { seconds, answers, acknowledged, p99, refused }
}

let ended = false
const obey = async (said: unknown): Promise<void> => {
  if (said === 'end') ended = true
  if (said !== 'begin') return
  process.send?.(await post(), () => process.disconnect?.())
}
process.on('message', (said) => void obey(said))
process.send?.('ready')
