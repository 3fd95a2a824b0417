/** Bytes that may be written beyond the end, since short runs are copied sixteen at a time. */
export const SNAPPY_SLACK = 32

/**
 * Unpacks Snappy's raw format into `output`, which has SNAPPY_SLACK bytes to spare, as has the input.
 * Returns how many bytes there were. Throws where the input is damaged.
 */
export function unpackSnappy(input: Block, output: Block): number {
  const from = input.view
  const to = output.view
  const end = input.start + input.length
  let at = input.start
  while (at < end && from.getUint8(at) >= 128) at += 1
  at += 1
  let out = output.start
  const limit = output.start + output.length
  while (at < end) {
    const tag = from.getUint8(at)
    at += 1
    if ((tag & 3) === 0) {
      let length = (tag >> 2) + 1
      if (length > 60) {
        const bytes = length - 60
        length =
          (bytes === 4
            ? from.getInt32(at, true)
            : from.getInt32(at, true) & ((1 << (8 * bytes)) - 1)) + 1
        at += bytes
      }
      if (length <= 0 || out + length > limit || at + length > end) throw damaged()
      copy(from, at, { to, out, length })
      at += length
      out += length
      continue
    }
    const length = (tag & 3) === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
    let back: number
    if ((tag & 3) === 1) {
      back = ((tag >> 5) << 8) | from.getUint8(at)
      at += 1
    } else if ((tag & 3) === 2) {
      back = from.getUint16(at, true)
      at += 2
    } else {
      back = from.getInt32(at, true)
      at += 4
    }
    if (back <= 0 || out - back < output.start || out + length > limit) throw damaged()
    if (back >= 4) copy(to, out - back, { to, out, length })
    else for (let i = 0; i < length; i += 1) to.setUint8(out + i, to.getUint8(out - back + i))
    out += length
  }
  if (out !== limit) throw damaged()
  return out - output.start
}

export type Block = { readonly view: DataView; readonly start: number; readonly length: number }

type Target = { readonly to: DataView; readonly out: number; readonly length: number }

/** Copies by words, which runs that overlap by four bytes or more bear; up to three bytes too many. */
function copy(from: DataView, start: number, { to, out, length }: Target): void {
  for (let i = 0; i < length; i += 4) {
    to.setInt32(out + i, from.getInt32(start + i, true), true)
  }
}

function damaged(): Error {
  return new Error('Snappy data is damaged')
}
