import { readFileSync } from 'node:fs'

/** What is used of the global that TypeScript knows in browsers alone. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object
  readonly Memory: new (size: {
    readonly initial: number
    readonly maximum: number
    readonly shared: true
  }) => { readonly buffer: SharedArrayBuffer; grow(pages: number): number }
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, object>>>>,
  ) => { readonly exports: object }
}

type Numbers = readonly number[]

/** What the kernel offers: see ../../kernel/rows.ts. Places are bytes from the start of its memory. */
type Kernel = {
  readonly readRows: (from: number, limit: number) => number
  readonly findFirst: () => number
  readonly appendFirst: (at: number, code: number) => number
  readonly sum: () => void
  readonly rehash: (...[from, pairs, to, mask]: Numbers) => void
  /** These five: 0 where the input is damaged. */
  readonly unpackSnappy: (...[from, length, to, size]: Numbers) => number
  readonly readWords: (...[from, end, width, count, words]: Numbers) => number
  readonly readTexts: (...[from, end, count, present, values, hashed]: Numbers) => number
  readonly readInstants: (...[from, end, count, present, values, unit]: Numbers) => number
  readonly pickTexts: PickValues
  readonly pickInstants: PickValues
  readonly idBytes: (rows: number) => number
  readonly takeColumns: (from: number, to: number) => number
}

/** Picks values out of a dictionary by their indices. */
export type PickValues = (...[dictionary, size, indices, present, count, values]: Numbers) => number

const PAGE = 65_536
/** Four gibibytes, of which the last is for what is made of columns that are complete. */
const MOST_PAGES = 65_536
export const MOST_BYTES: number = 3 * 1024 ** 3
/** The kernel's state, its batch and what it keeps for itself lie before everything else. */
const FIRST = 32_768
export const STATE = 1024
const FIELDS = 64
/** Readable and writable beyond whatever is taken. */
const SPARE = 64
const ALIGNMENT = 64

let compiled: object | null = null

function kernelCode(): object {
  compiled ??= new WebAssembly.Module(
    readFileSync(new URL('../../kernel/rows.wasm', import.meta.url)),
  )
  return compiled
}

type Stretch = { readonly at: number; readonly size: number }

/** There is no more room for one part of the input. */
export class ArenaFull extends Error {
  constructor() {
    super('holds more messages than can be kept together')
    this.name = 'ArenaFull'
  }
}

/**
 * The memory that a kernel works in, shared so that what one thread has read another can fold. What was
 * never written costs nothing, which makes generous first sizes cheap.
 */
export class Arena {
  readonly kernel: Kernel
  /** The kernel's variables: see ../../kernel/state.ts. */
  readonly state: Int32Array
  readonly #memory = new WebAssembly.Memory({ initial: 2, maximum: MOST_PAGES, shared: true })
  readonly #free: Stretch[] = []
  readonly #room: number
  #end = FIRST

  /** With room for so many bytes. */
  constructor(room: number = MOST_BYTES) {
    this.#room = room
    const { exports } = new WebAssembly.Instance(kernelCode(), { env: { memory: this.#memory } })
    this.kernel = exports as unknown as Kernel
    this.state = new Int32Array(this.#memory.buffer, STATE, FIELDS)
  }

  /** Takes so many bytes, all zero; throws `ArenaFull` where there is no more room. */
  take(bytes: number): number {
    const size = Math.ceil((bytes + SPARE) / ALIGNMENT) * ALIGNMENT
    const place = this.#free.findIndex((stretch) => stretch.size >= size)
    const found = this.#free[place]
    if (found !== undefined) {
      this.#free.splice(place, 1)
      if (found.size > size) this.#free.push({ at: found.at + size, size: found.size - size })
      this.bytes(found.at, size).fill(0)
      return found.at
    }
    const at = this.#end
    if (at + size > this.#room) throw new ArenaFull()
    const missing = Math.ceil((at + size - this.#memory.buffer.byteLength) / PAGE)
    if (missing > 0) this.#memory.grow(missing)
    this.#end = at + size
    return at
  }

  /** Takes more for what is at `at`, which moves; what it left can be taken again. */
  move(at: number, from: number, to: number): number {
    const moved = this.take(to)
    this.bytes(moved, from).set(this.bytes(at, from))
    this.give(at, from)
    return moved
  }

  give(at: number, bytes: number): void {
    this.#free.push({ at, size: Math.ceil((bytes + SPARE) / ALIGNMENT) * ALIGNMENT })
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, length)
  }

  ints(at: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, at, length)
  }

  view(at: number, length: number): DataView {
    return new DataView(this.#memory.buffer, at, length)
  }

  floats(at: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, at, length)
  }
}
