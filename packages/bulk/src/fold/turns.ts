/** Turns as the fold finds them, in any order. */
export class TurnList {
  count = 0
  openedAt: Float64Array
  /** NaN: no reply. */
  repliedAt: Float64Array
  /** NaN: none. Null until one is seen. */
  autoRepliedAt: Float64Array | null = null
  /** The kind, and 8 where the member began the conversation. */
  info: Uint8Array
  ordinal: Uint32Array
  /** Which of this thread's members. */
  member: Int32Array
  /** Where the opening message is: it names the turn and its client. */
  segment: Uint16Array
  row: Int32Array
  /** The opener's client: the reference of the conversation's record, or -1 - number among others. */
  client: Int32Array
  clientHash: Int32Array

  constructor(expected: number) {
    const size = Math.max(64, expected)
    this.openedAt = new Float64Array(size)
    this.repliedAt = new Float64Array(size)
    this.info = new Uint8Array(size)
    this.ordinal = new Uint32Array(size)
    this.member = new Int32Array(size)
    this.segment = new Uint16Array(size)
    this.row = new Int32Array(size)
    this.client = new Int32Array(size)
    this.clientHash = new Int32Array(size)
  }

  /** Makes room for one more. */
  reserve(): void {
    if (this.count < this.openedAt.length) return
    const size = Math.ceil(this.openedAt.length * 1.5)
    this.openedAt = resized(this.openedAt, new Float64Array(size))
    this.repliedAt = resized(this.repliedAt, new Float64Array(size))
    if (this.autoRepliedAt !== null) {
      this.autoRepliedAt = resized(this.autoRepliedAt, new Float64Array(size))
    }
    this.info = resized(this.info, new Uint8Array(size))
    this.ordinal = resized(this.ordinal, new Uint32Array(size))
    this.member = resized(this.member, new Int32Array(size))
    this.segment = resized(this.segment, new Uint16Array(size))
    this.row = resized(this.row, new Int32Array(size))
    this.client = resized(this.client, new Int32Array(size))
    this.clientHash = resized(this.clientHash, new Int32Array(size))
  }

  /** Notes when the turn was first answered by a machine [TN4]. */
  autoReply(turn: number, at: number): void {
    if (this.autoRepliedAt === null) {
      this.autoRepliedAt = new Float64Array(this.openedAt.length).fill(Number.NaN)
    }
    if (Number.isNaN(this.autoRepliedAt[turn])) this.autoRepliedAt[turn] = at
  }
}

type Column = Float64Array | Uint8Array | Uint16Array | Int32Array | Uint32Array

function resized<C extends Column>(old: C, grown: C): C {
  grown.set(old)
  if (grown instanceof Float64Array) grown.fill(Number.NaN, old.length)
  return grown
}
