import type { Arena } from './arena.ts'

/** A column in an arena: where it lies is a field of the kernel's state. */
export class Column {
  readonly #arena: Arena
  readonly #field: number
  /** Bytes of an item. */
  readonly #width: number
  #room: number

  constructor(arena: Arena, { field, width, room }: Record<'field' | 'width' | 'room', number>) {
    this.#arena = arena
    this.#field = field
    this.#width = width
    this.#room = room
    arena.state[field] = arena.take(room * width)
  }

  /** Makes room for so many items; by half more than before, so that moving stays rare. */
  reserve(items: number): void {
    if (items <= this.#room) return
    const room = Math.max(items, Math.ceil(this.#room * 1.5))
    const { state } = this.#arena
    state[this.#field] = this.#arena.move(this.at, this.#room * this.#width, room * this.#width)
    this.#room = room
  }

  /** Where it lies, in bytes: a place beyond two gibibytes is negative in the kernel's state. */
  get at(): number {
    return (this.#arena.state[this.#field] as number) >>> 0
  }

  bytes(items: number): Uint8Array {
    return this.#arena.bytes(this.at, items)
  }

  /** So many items of four bytes or of a multiple of these. */
  ints(items: number): Int32Array {
    return this.#arena.ints(this.at, (items * this.#width) / 4)
  }

  floats(items: number): Float64Array {
    return this.#arena.floats(this.at, (items * this.#width) / 8)
  }
}

/** A hash table in an arena, of pairs of a hash and a reference; the next field has its mask. */
export class Table {
  readonly #arena: Arena
  readonly #field: number

  constructor(arena: Arena, field: number, expected: number) {
    this.#arena = arena
    this.#field = field
    const size = sizeFor(expected)
    arena.state[field] = emptyTable(arena, size)
    arena.state[field + 1] = size - 1
  }

  /** Makes room for so many entries, of which no more than two thirds of the places are filled. */
  reserve(entries: number): void {
    const { state } = this.#arena
    const size = (state[this.#field + 1] as number) + 1
    if (entries * 3 <= size * 2) return
    const grown = sizeFor(entries)
    const from = (state[this.#field] as number) >>> 0
    const to = emptyTable(this.#arena, grown)
    this.#arena.kernel.rehash(from, size, to, grown - 1)
    this.#arena.give(from, size * 8)
    state[this.#field] = to
    state[this.#field + 1] = grown - 1
  }

  /** The pairs. */
  get slots(): Int32Array {
    const { state } = this.#arena
    const size = (state[this.#field + 1] as number) + 1
    return this.#arena.ints((state[this.#field] as number) >>> 0, size * 2)
  }
}

/** A page that is read before it is written is mapped twice, and the second time all threads stop for it. */
function emptyTable(arena: Arena, size: number): number {
  const at = arena.take(size * 8)
  arena.bytes(at, size * 8).fill(0)
  return at
}

function sizeFor(entries: number): number {
  let size = 64
  while (size * 2 < entries * 3) size *= 2
  return size
}
