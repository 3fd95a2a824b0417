import type { Value } from '../steps.ts'

// Arrays as PostgreSQL itself sends them. As text each quotation mark of an event's JSON is escaped here and
// unescaped there: of the time to store an event a quarter went into that.

/** The element types that statements name, by their numbers in the server's catalogue. */
const TYPES = { bigint: 20, bytea: 17, text: 25 } as const
export type ElementType = keyof typeof TYPES

const HEAD = 20
const NONE = -1

/** A parameter of a statement: its place, and of what it is an array. */
const PARAMETER = /\$(\d+)::(\w+)\[\]/g

/** Of what each parameter of a statement is an array, by its place. */
export function elementTypes(sql: string): readonly ElementType[] {
  const types: ElementType[] = []
  for (const [, number, type = ''] of sql.matchAll(PARAMETER)) {
    if (!Object.hasOwn(TYPES, type)) throw new Error(`no arrays of ${type} are written`)
    types[Number(number) - 1] = type as ElementType
  }
  return types
}

/** An array of one dimension as a parameter: the driver sends bytes as they are. Numbers are whole, below 2^53. */
export function arrayOf(type: ElementType, values: readonly Value[]): Buffer {
  const size = values.reduce<number>((sum, value) => sum + 4 + sizeOf(type, value), HEAD)
  const bytes = Buffer.allocUnsafe(size)
  bytes.writeInt32BE(1, 0)
  bytes.writeInt32BE(values.includes(null) ? 1 : 0, 4)
  bytes.writeInt32BE(TYPES[type], 8)
  bytes.writeInt32BE(values.length, 12)
  bytes.writeInt32BE(1, 16)
  let at = HEAD
  for (const value of values) {
    const length = value === null ? NONE : writeTo(bytes, at + 4, { type, value })
    bytes.writeInt32BE(length, at)
    at += 4 + Math.max(0, length)
  }
  return bytes
}

function sizeOf(type: ElementType, value: Value): number {
  if (value === null) return 0
  if (type === 'bigint') return 8
  return value instanceof Uint8Array ? value.length : Buffer.byteLength(String(value))
}

type Element = { readonly type: ElementType; readonly value: Exclude<Value, null> }

/** Writes a value and returns how many bytes it took. */
function writeTo(bytes: Buffer, at: number, { type, value }: Element): number {
  if (type === 'bigint') {
    const number = Number(value)
    bytes.writeInt32BE(Math.floor(number / 2 ** 32), at)
    // The lower half of any whole number, negative ones too.
    bytes.writeUInt32BE(number >>> 0, at + 4)
    return 8
  }
  if (value instanceof Uint8Array) {
    bytes.set(value, at)
    return value.length
  }
  return bytes.write(String(value), at)
}
