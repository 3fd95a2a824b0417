import type { Arena } from '../column/arena.ts'

const BLOCK = 16 << 20
const ALIGNMENT = 64
/** Bytes that may be read or written beyond whatever is taken. */
const SPARE = 64

/** Memory of an arena for what one row group needs, used again for the next. */
export class Scratch {
  readonly arena: Arena
  readonly #blocks: { readonly at: number; readonly size: number }[] = []
  #block = 0
  #used = 0

  constructor(arena: Arena) {
    this.arena = arena
  }

  /** Forgets everything that was taken. */
  clear(): void {
    this.#block = 0
    this.#used = 0
  }

  /** Takes so many bytes, which hold anything; returns where they are. */
  take(bytes: number): number {
    const size = Math.ceil((bytes + SPARE) / ALIGNMENT) * ALIGNMENT
    for (;;) {
      const block = this.#blocks[this.#block]
      if (block === undefined) {
        const wanted = Math.max(BLOCK, size)
        this.#blocks.push({ at: this.arena.take(wanted), size: wanted })
        continue
      }
      if (this.#used + size <= block.size) {
        this.#used += size
        return block.at + this.#used - size
      }
      this.#block += 1
      this.#used = 0
    }
  }
}
