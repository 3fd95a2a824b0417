/** A seeded stream of numbers in [0, 1). */
function drawing(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

export type Made = {
  readonly members: number
  readonly turns: number
  readonly asOf: number
  readonly days: number
  readonly seed: number
}

/** Columns as the service writes them, of so many members who differ in how soon they answer. */
export function madeColumns({ members, turns, asOf, days, seed }: Made): ArrayBuffer {
  const draw = drawing(seed)
  const starts = new Uint32Array(members + 1)
  for (let member = 1; member <= members; member += 1) {
    starts[member] = Math.round((turns * member) / members)
  }
  const openedAt = new Float64Array(turns)
  const repliedAt = new Float64Array(turns)
  const firstEvent = new Float64Array(members)
  const client = new Uint32Array(turns)
  const rare: unknown[] = []
  for (let member = 0; member < members; member += 1) {
    const from = starts[member] ?? 0
    const to = starts[member + 1] ?? 0
    const speed = 0.5 + 30 * draw() ** 2
    const misses = 0.25 * draw() ** 2
    for (let row = from; row < to; row += 1) {
      openedAt[row] = Math.floor(asOf - draw() * days * DAY)
    }
    openedAt.subarray(from, to).sort()
    firstEvent[member] = openedAt[from] ?? Number.NaN
    const clients = Math.max(1, Math.ceil((to - from) * 0.7))
    for (let row = from; row < to; row += 1) {
      const took = -Math.log(1 - draw()) * speed * HOUR
      const answered = draw() >= misses
      repliedAt[row] = answered ? Math.floor((openedAt[row] ?? 0) + took) : Number.NaN
      client[row] = row - from < clients ? row - from : Math.floor(draw() * clients)
      if (!answered && draw() < 0.2)
        rare.push([row, rareFacts(openedAt[row] ?? 0, draw, client[row] ?? 0)])
    }
  }
  const head = { as_of_ms: asOf, turns, members, turns_total: turns, members_total: members }
  return written({ ...head, withdrawn: 0, auto: false, outages: [], rare, calendars: [] }, [
    openedAt,
    repliedAt,
    firstEvent,
    new Uint32Array(turns).fill(1),
    client,
    starts,
    new Uint8Array(turns),
    new Uint8Array(turns),
    new Uint8Array(turns),
  ])
}

function rareFacts(opened: number, draw: () => number, client: number): object {
  const kinds = [
    ['closure', 'client'],
    ['release', 'member'],
    ['flag', 'member'],
  ]
  const [ended_by, ended_who] = kinds[Math.floor(draw() * 3)] ?? []
  return {
    ended_at: Math.floor(opened + draw() * 30 * HOUR),
    ended_by,
    ended_who,
    rulings: [],
    later_replies: null,
    next_client_at: null,
    clients: [client],
  }
}

function written(head: object, columns: readonly ArrayBufferView[]): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(head))
  const padded = Math.ceil((text.length + 4) / 8) * 8 - 4
  const size = columns.reduce((sum, { byteLength }) => sum + byteLength, 4 + padded)
  const bytes = new Uint8Array(size)
  new DataView(bytes.buffer).setUint32(0, padded, true)
  bytes.fill(32, 4, 4 + padded)
  bytes.set(text, 4)
  let at = 4 + padded
  for (const { buffer, byteOffset, byteLength } of columns) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += byteLength
  }
  return bytes.buffer
}
