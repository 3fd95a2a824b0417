/** Random histories of one member that hold every type of event, many of them at one instant. */
import type { Event } from '@alacrity/engine'
import { eventOf, MINUTE, START } from '../../src/conformance/case.ts'

export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let x = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) / 0x1_0000_0000
  }

  below(end: number): number {
    return Math.floor(this.unit() * end)
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0]
  }

  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items]
    for (let i = left.length - 1; i > 0; i -= 1) {
      const j = this.below(i + 1)
      const [a, b] = [left[i], left[j]] as [T, T]
      left[i] = b
      left[j] = a
    }
    return left
  }
}

const TYPES = [
  'message',
  'message',
  'message',
  'message',
  'message',
  'message',
  'answer',
  'withdrawal',
  'closure',
  'release',
  'flag',
  'ruling',
  'loose ruling',
  'away',
  'hours',
] as const

function fieldsOf(type: (typeof TYPES)[number], random: Random, ids: readonly string[]): object {
  const id = ids[random.below(Math.max(1, ids.length))] ?? 'none'
  const conversation = `v${random.below(4)}`
  switch (type) {
    case 'message': {
      const from = random.pick(['client', 'client', 'member', 'member', 'system'])
      const client = from === 'client' || random.below(2) === 0 ? `c${random.below(3)}` : undefined
      const kind = random.pick(['message', 'message', 'inquiry', 'acknowledgement'])
      return { type, conversation, from, client, kind, automated: random.below(8) === 0 }
    }
    case 'answer':
      return { type, conversation, action: random.pick(['accept', 'decline', 'quote', 'other']) }
    case 'withdrawal':
      return { type, conversation, message: id }
    case 'closure':
      return { type, conversation, by: random.pick(['client', 'member', 'system']) }
    case 'release':
      return { type, conversation, by: random.pick(['client', 'member']) }
    case 'flag':
      return { type, conversation, reason: 'spam' }
    case 'ruling':
      return { type, conversation, excused: random.below(2) === 0 }
    case 'loose ruling':
      return { type: 'ruling', turn: id, excused: random.below(2) === 0 }
    case 'away':
      return { type, from: START, until: START + random.below(9) * MINUTE }
    case 'hours':
      return { type, weekly: { mon: [['09:00', '17:00']] }, zone: 'Europe/Berlin' }
  }
}

/** Events of one member in the order they were made up, ids of their own. */
export function historyOf(member: string, seed: number): readonly Event[] {
  const random = new Random(seed)
  const ids: string[] = []
  return Array.from({ length: 1 + random.below(30) }, () => {
    const id = `${member}-${ids.length}`
    const fields = fieldsOf(random.pick(TYPES), random, ids)
    ids.push(id)
    const seq = random.below(4) === 0 ? random.below(3) : undefined
    const source = random.below(6) === 0 ? 'phone' : undefined
    return eventOf({ id, source, seq, at: START + random.below(40) * MINUTE, member, ...fields })
  })
}
