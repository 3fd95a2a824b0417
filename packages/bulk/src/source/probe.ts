import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

export type Packing = 'none' | 'gzip' | 'zstd'
export type Probe = {
  readonly packing: Packing
  readonly parquet: boolean
  /** A regular file, which can be read at any place. */
  readonly seekable: boolean
  readonly size: number
  /** Its first bytes. */
  readonly head: Uint8Array
}

const HEAD = 65_536

/** What a file is, by its first bytes. Throws where it cannot be read. */
export function probe(file: string): Probe {
  const fd = openSync(file, 'r')
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile()) return { ...packingOf(new Uint8Array(0)), seekable: false, size: 0 }
    const head = new Uint8Array(HEAD)
    const got = readSync(fd, head, 0, HEAD, 0)
    return { ...packingOf(head.subarray(0, got)), seekable: true, size: stat.size }
  } finally {
    closeSync(fd)
  }
}

/** What bytes at the beginning of an input say of it. */
export function packingOf(head: Uint8Array): Pick<Probe, 'packing' | 'parquet' | 'head'> {
  const begins = (...bytes: readonly number[]) => bytes.every((byte, i) => head[i] === byte)
  const packing = begins(0x1f, 0x8b) ? 'gzip' : begins(0x28, 0xb5, 0x2f, 0xfd) ? 'zstd' : 'none'
  return { packing, parquet: begins(0x50, 0x41, 0x52, 0x31), head }
}

/** Bytes of a byte order mark at the beginning. */
export function markLength(head: Uint8Array): number {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
}

/** Whether text begins like a JSON object, and so is taken for one event a line. */
export function looksLikeJson(head: Uint8Array): boolean {
  let at = markLength(head)
  while (at < head.length && [0x20, 0x09, 0x0a, 0x0d].includes(head[at] ?? 0)) at += 1
  return head[at] === 0x7b || head[at] === 0x5b
}
