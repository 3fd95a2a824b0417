import { compareBytes, type ErasureEvent, type Event, type OutageEvent } from '@alacrity/engine'
import { Cell } from './column/cell.ts'
import { Interner, type Interned, textOf } from './column/interner.ts'
import type { Segment } from './column/segment.ts'
import { TextCell } from './column/text-cells.ts'
import type { Scanned } from './crew/scan.ts'
import type { Stretch } from './crew/station.ts'
import type { Reading } from './fold/share.ts'

/** What was read, put together: members ranked, and their events sorted out. */
export type Assembled = {
  readonly reading: Reading
  readonly memberIds: readonly string[]
  /** By rank: what members did besides sending messages. */
  readonly events: ReadonlyMap<number, readonly Event[]>
  /** By rank: how much work a member is. */
  readonly weights: Float64Array
}

export function assemble(parts: readonly Scanned[]): Assembled {
  const segments = parts.flatMap(({ segment }) => (segment === null ? [] : [segment]))
  const interner = new Interner()
  const numbers = segments.map((segment) => numbersIn(interner, segment))
  const outages: OutageEvent[] = []
  const erasures: ErasureEvent[] = []
  const byNumber = new Map<number, Event[]>()
  const cell = new TextCell()
  for (const event of segments.flatMap((segment) => segment.events)) {
    if (event.type === 'outage') outages.push(event)
    else if (event.type === 'erasure') erasures.push(event)
    else {
      const number = interner.intern(cell.hold(event.member))
      const own = byNumber.get(number)
      if (own === undefined) byNumber.set(number, [event])
      else own.push(event)
    }
  }
  const members = interner.share()
  const { order, rank, memberIds } = rankMembers(members)
  const ranks = numbers.map((own) => own.map((number) => rank[number] as number))
  const weights = new Float64Array(order.length).fill(1)
  parts.forEach((part, index) => {
    part.weights.forEach((weight, number) => {
      const at = ranks[index]?.[number] as number
      weights[at] = (weights[at] as number) + weight
    })
  })
  const plain = new Uint8Array(new SharedArrayBuffer(order.length))
  const events = new Map<number, readonly Event[]>()
  for (const [number, own] of byNumber) {
    const at = rank[number] as number
    events.set(at, own)
    if (own.some(({ type }) => type !== 'away' && type !== 'hours')) plain[at] = 1
  }
  const reading = { segments, ranks, members, order, plain, outages, erasures }
  return { reading, memberIds, events, weights }
}

/** By a segment's number of a member: its number among all members. */
function numbersIn(interner: Interner, { members }: Segment): Int32Array {
  const numbers = new Int32Array(new SharedArrayBuffer(members.count * 4))
  const cell = new Cell()
  cell.view = new DataView(members.words.buffer)
  for (let index = 0; index < members.count; index += 1) {
    cell.start = (members.places[2 * index] as number) * 4
    cell.length = members.places[2 * index + 1] as number
    cell.hash = members.hash[index] as number
    numbers[index] = interner.intern(cell)
  }
  return numbers
}

type Ranked = {
  readonly order: Int32Array
  readonly rank: Int32Array
  readonly memberIds: readonly string[]
}

function rankMembers(members: Interned): Ranked {
  const texts = Array.from({ length: members.count }, (_, index) => textOf(members, index))
  const order = new Int32Array(new SharedArrayBuffer(members.count * 4))
  const sorted = [...order.keys()].sort((a, b) => compareBytes(texts[a] ?? '', texts[b] ?? ''))
  order.set(sorted)
  const rank = new Int32Array(members.count)
  order.forEach((index, at) => {
    rank[index] = at
  })
  return { order, rank, memberIds: sorted.map((index) => texts[index] ?? '') }
}

/** Members of one stretch are assessed in one go and printed as one block. */
const STRETCH = 512

/** Deals runs of members out so that everyone has about the same work. */
export function deal(weights: Float64Array, hands: number): readonly Stretch[] {
  const load = new Array<number>(hands).fill(0)
  const stretches: Stretch[] = []
  const size = Math.max(1, Math.min(STRETCH, Math.ceil(weights.length / (hands * 4))))
  for (let from = 0; from < weights.length; from += size) {
    const to = Math.min(from + size, weights.length)
    const owner = load.indexOf(Math.min(...load))
    let work = 0
    for (let rank = from; rank < to; rank += 1) work += weights[rank] as number
    load[owner] = (load[owner] as number) + work
    stretches.push({ from, to, owner })
  }
  return stretches
}
