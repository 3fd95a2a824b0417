/** Rising whole numbers as differences, seven bits a byte, the lowest first. */
export function packSeqs(seqs: readonly number[]): Uint8Array {
  const bytes: number[] = []
  let before = 0
  for (const seq of seqs) {
    let difference = seq - before
    before = seq
    while (difference >= 128) {
      bytes.push((difference % 128) + 128)
      difference = Math.floor(difference / 128)
    }
    bytes.push(difference)
  }
  return Buffer.from(bytes)
}

export function unpackSeqs(bytes: Uint8Array): number[] {
  const seqs: number[] = []
  let before = 0
  let difference = 0
  let unit = 1
  for (const byte of bytes) {
    difference += (byte % 128) * unit
    unit *= 128
    if (byte >= 128) continue
    before += difference
    seqs.push(before)
    difference = 0
    unit = 1
  }
  return seqs
}

/** How many there are. */
export function countSeqs(bytes: Uint8Array): number {
  let count = 0
  for (const byte of bytes) if (byte < 128) count += 1
  return count
}
