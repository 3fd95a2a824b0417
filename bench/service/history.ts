/** A small seeded generator. */
function drawing(seed: number): (end: number) => number {
  let state = seed
  return (end) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 0x1_0000_0000) * end)
  }
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

export type Wish = {
  readonly events: number
  readonly members: number
  /** The last instant, in milliseconds since 1970. */
  readonly until: number
  readonly seed: number
}

/** The texts of batches of 500 messages, in the order of time, over 60 days, with random ids. */
export function* batchesOf({ events, members, until, seed }: Wish): Generator<string> {
  const below = drawing(seed)
  const step = (60 * DAY) / events
  let batch: string[] = []
  for (let i = 0; i < events; i += 1) {
    const turn = i >> 1
    const member = turn % members
    const id = below(0x1_0000_0000).toString(16) + below(0x1_0000_0000).toString(16)
    const at = Math.floor(until - 60 * DAY + i * step)
    const from = i % 2 === 0 ? 'client' : 'member'
    batch.push(
      `{"id":"${id}-${seed}-${i}","type":"message","at":${at},"member":"member-${member}","conversation":"c-${seed}-${turn}","client":"client-${below(members * 4)}","from":"${from}"}`,
    )
    if (batch.length < 500 && i < events - 1) continue
    yield `[${batch.join()}]`
    batch = []
  }
}

/** The seed of batches that are sent many times over, each time with ids of their own. */
const SERIAL = 10_000_000

/**
 * Batches without end at little cost: a few are made, and each is sent with another number in the place of
 * its seed, so that every id and conversation is new.
 */
export class Endless {
  readonly #batches: readonly { readonly bytes: Buffer; readonly places: readonly number[] }[]
  #serial: number

  /** `first`: how many numbers are left out, less than 80 million. */
  constructor({ first, ...wish }: Omit<Wish, 'seed'> & { readonly first: number }) {
    this.#serial = SERIAL + first
    const seed = String(SERIAL)
    this.#batches = [...batchesOf({ ...wish, seed: SERIAL })].map((text) => {
      const places: number[] = []
      for (let at = text.indexOf(seed); at >= 0; at = text.indexOf(seed, at + 1)) places.push(at)
      return { bytes: Buffer.from(text), places }
    })
  }

  /** The number by which `batch` makes the same bytes again. */
  next(): number {
    this.#serial += 1
    return this.#serial
  }

  batch(serial: number): Buffer {
    const found = this.#batches[serial % this.#batches.length]
    if (found === undefined) throw new Error('there are no batches')
    const bytes = Buffer.from(found.bytes)
    const seed = Buffer.from(String(serial))
    for (const place of found.places) bytes.set(seed, place)
    return bytes
  }
}
