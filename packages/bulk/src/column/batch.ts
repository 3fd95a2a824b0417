/** Rows that are taken in together, before any of them is looked up. */
export const BATCH = 128

export class RowBatch {
  size = 0
  /** Where each row begins. */
  readonly rowAt: Int32Array = new Int32Array(BATCH)
  readonly conversationAt: Int32Array = new Int32Array(BATCH)
  readonly conversationLength: Int32Array = new Int32Array(BATCH)
  readonly memberAt: Int32Array = new Int32Array(BATCH)
  readonly memberLength: Int32Array = new Int32Array(BATCH)
  readonly memberHash: Int32Array = new Int32Array(BATCH)
  readonly clientAt: Int32Array = new Int32Array(BATCH)
  readonly clientLength: Int32Array = new Int32Array(BATCH)
  /** Hash of conversation and member. */
  readonly key: Int32Array = new Int32Array(BATCH)
  /** Scratch: the first record that the key may mean. */
  readonly ref: Int32Array = new Int32Array(BATCH)
  /** Scratch: hashes of members whose conversation is probably new. */
  readonly fresh: Int32Array = new Int32Array(BATCH)
  readonly code: Uint8Array = new Uint8Array(BATCH)
  readonly at: Float64Array = new Float64Array(BATCH)
}
