import type { ErasureEvent, Event, OutageEvent } from '@alacrity/engine'
import { compareBytes } from '@alacrity/engine/reading'
import { Cell } from './column/cell.ts'
import { Interner, type Interned, textOf, weightOf } from './column/interner.ts'
import type { Segment } from './column/segment.ts'
import { TextCell } from './column/text-cells.ts'
import type { Scanned } from './crew/scan.ts'
import type { Stretch } from './crew/station.ts'
import { PartSorter } from './fold/order.ts'
import type { Reading } from './fold/share.ts'

/** What was read, put together: members ranked, and their events sorted out. */
export type Assembled = {
  readonly reading: Reading
  /** By rank: what members did besides sending messages. */
  readonly events: ReadonlyMap<number, readonly Event[]>
  /** By rank: how much work a member is. */
  readonly weights: Float64Array
}

export function assemble(parts: readonly Scanned[]): Assembled {
  const segments = parts.flatMap(({ segment }) => (segment === null ? [] : [segment]))
  // The first segment's numbers stay; the others find most of their members among them.
  const interner = new Interner(segments[0]?.members)
  const numbers = segments.map((segment, index) =>
    index === 0 ? upTo(segment.members.count) : numbersIn(interner, segment),
  )
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
  const { order, rank } = rankMembers(members)
  const ranks = numbers.map((own) => own.map((number) => rank[number] as number))
  const weights = new Float64Array(order.length).fill(1)
  segments.forEach((segment, index) => {
    const own = ranks[index] as Int32Array
    for (let number = 0; number < own.length; number += 1) {
      const at = own[number] as number
      weights[at] = (weights[at] as number) + weightOf(segment.members, number)
    }
  })
  const plain = new Uint8Array(new SharedArrayBuffer(order.length))
  const events = new Map<number, readonly Event[]>()
  for (const [number, own] of byNumber) {
    const at = rank[number] as number
    events.set(at, own)
    if (own.some(({ type }) => type !== 'away' && type !== 'hours')) plain[at] = 1
  }
  const reading = { segments, ranks, members, order, plain, outages, erasures }
  return { reading, events, weights }
}

function upTo(count: number): Int32Array {
  const numbers = new Int32Array(count)
  for (let number = 0; number < count; number += 1) numbers[number] = number
  return numbers
}

/** By a segment's number of a member: its number among all members. */
function numbersIn(interner: Interner, { members }: Segment): Int32Array {
  const numbers = new Int32Array(members.count)
  const cell = new Cell()
  cell.view = new DataView(members.words.buffer, members.words.byteOffset)
  for (let index = 0; index < members.count; index += 1) {
    cell.start = (members.places[2 * index] as number) * 4
    cell.length = members.places[2 * index + 1] as number
    cell.hash = members.hash[index] as number
    numbers[index] = interner.intern(cell)
  }
  return numbers
}

type Ranked = { readonly order: Int32Array; readonly rank: Int32Array }

/** Ranks ids by their bytes: by the six that follow what all have in common, then the rest. */
function rankMembers(members: Interned): Ranked {
  const { count } = members
  const bytes = Buffer.from(members.words.buffer)
  const common = commonLength(members, bytes)
  const keys = new Float64Array(count)
  for (let index = 0; index < count; index += 1)
    keys[index] = prefixOf(members, bytes, { index, common })
  const texts = new Map<number, string>()
  const text = (index: number) => {
    const known = texts.get(index) ?? textOf(members, index)
    texts.set(index, known)
    return known
  }
  const order = new Int32Array(new SharedArrayBuffer(count * 4))
  for (let index = 0; index < count; index += 1) order[index] = index
  new PartSorter(keys, (a, b) => compareBytes(text(a), text(b))).sort(order)
  const rank = new Int32Array(count)
  order.forEach((index, at) => {
    rank[index] = at
  })
  return { order, rank }
}

/** How many bytes all ids begin with. */
function commonLength({ count, places }: Interned, bytes: Uint8Array): number {
  const first = (places[0] ?? 0) * 4
  let common = places[1] ?? 0
  for (let index = 1; index < count; index += 1) {
    const start = (places[2 * index] ?? 0) * 4
    let same = 0
    const most = Math.min(common, places[2 * index + 1] ?? 0)
    while (same < most && bytes[start + same] === bytes[first + same]) same += 1
    common = same
  }
  return common
}

/** Six bytes of an id as a number that sorts like them; those beyond its end count as 0. */
function prefixOf(
  { places }: Interned,
  bytes: Uint8Array,
  { index, common }: { readonly index: number; readonly common: number },
): number {
  const start = (places[2 * index] ?? 0) * 4
  const length = places[2 * index + 1] ?? 0
  let key = 0
  for (let i = common; i < common + 6; i += 1) {
    key = key * 256 + (i < length ? (bytes[start + i] ?? 0) : 0)
  }
  return key
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
