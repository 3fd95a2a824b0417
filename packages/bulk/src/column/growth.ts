/**
 * Columns live in shared memory, so that what one thread has read another can fold. Pages that were
 * never written cost nothing, which makes generous first sizes cheap.
 */
export function sharedInts(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4))
}

export function sharedFloats(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * 8))
}

/** At least `needed`, and by half more than `now`, so that copying stays rare. */
function grownSize(now: number, needed: number): number {
  return Math.max(needed, Math.ceil(now * 1.5) + 64)
}

export function grownInts(column: Int32Array, needed: number): Int32Array {
  if (needed <= column.length) return column
  const grown = sharedInts(grownSize(column.length, needed))
  grown.set(column)
  return grown
}

export function grownFloats(column: Float64Array, needed: number): Float64Array {
  if (needed <= column.length) return column
  const grown = sharedFloats(grownSize(column.length, needed))
  grown.set(column)
  return grown
}
