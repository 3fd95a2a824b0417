import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { constants, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Stream } from './chunks.ts'

/** What an input is, by its first bytes. */
export type Probe = {
  readonly stream: Stream
  /** In bytes as stored; 0 where that is not known. */
  readonly size: number
  /** Whether it is a plain file, which can be read at any place. */
  readonly seekable: boolean
  readonly parquet: boolean
  /** Its first bytes, unpacked. */
  readonly head: Uint8Array
  /** Whether the head is all there is. */
  readonly complete: boolean
}

const HEAD = 1 << 18
/** Of a packed input little is unpacked to see what it is, since it may grow a thousandfold. */
const PACKED_HEADS = [4096, 65_536, HEAD] as const

/** Looks at an input's beginning. Throws where it cannot be read. */
export function probe(file: string): Probe {
  if (file === '-') return probeStandardInput()
  const fd = openSync(file, 'r')
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile())
      throw new Error('it is not a regular file; give a pipe as standard input: -')
    const { size } = stat
    const head = new Uint8Array(HEAD)
    const got = readSync(fd, head, 0, HEAD, 0)
    const found = describe(file, head.subarray(0, got), got === size)
    return { ...found, size, seekable: found.stream.packing === 'none' }
  } finally {
    closeSync(fd)
  }
}

function probeStandardInput(): Probe {
  const head = new Uint8Array(HEAD)
  let length = 0
  let ended = false
  while (length < HEAD && !ended) {
    const got = readSync(0, head, length, HEAD - length, null)
    ended = got === 0
    length += got
  }
  const taken = head.subarray(0, length)
  const found = describe('-', taken, ended)
  return { ...found, stream: { ...found.stream, taken }, size: 0, seekable: false }
}

function describe(
  file: string,
  stored: Uint8Array,
  all: boolean,
): Omit<Probe, 'size' | 'seekable'> {
  const begins = (...bytes: readonly number[]) => bytes.every((byte, i) => stored[i] === byte)
  const packing = begins(0x1f, 0x8b) ? 'gzip' : begins(0x28, 0xb5, 0x2f, 0xfd) ? 'zstd' : 'none'
  return {
    stream: { file, packing, taken: null },
    parquet: begins(0x50, 0x41, 0x52, 0x31),
    head: packing === 'none' ? stored : unpackedHead(packing, stored),
    complete: all && (packing === 'none' || stored.length <= PACKED_HEADS[0]),
  }
}

/** The first block of what a packed input holds, which may be larger or smaller. */
function unpackedHead(packing: 'gzip' | 'zstd', stored: Uint8Array): Uint8Array {
  for (const length of PACKED_HEADS) {
    const head = unpack(packing, stored.subarray(0, length))
    if (head.length > 0) return head
  }
  return new Uint8Array(0)
}

/** The beginning of what a packed input holds. Throws where it is damaged from the start. */
function unpack(packing: 'gzip' | 'zstd', stored: Uint8Array): Uint8Array {
  return packing === 'gzip'
    ? gunzipSync(stored, { finishFlush: constants.Z_SYNC_FLUSH })
    : zstdDecompressSync(stored, { finishFlush: constants.ZSTD_e_flush })
}

/** Bytes of a byte order mark at the beginning. */
export function markLength(head: Uint8Array): number {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
}

/** The first character that is not space, or ''. */
export function firstCharacter(head: Uint8Array): string {
  for (let at = markLength(head); at < head.length; at += 1) {
    const byte = head[at] ?? 0
    if (byte > 0x20) return String.fromCharCode(byte)
  }
  return ''
}

/** Bytes of files together; what cannot be looked at counts nothing, and a stream counts as large. */
export function totalSize(files: readonly string[]): number {
  let total = 0
  for (const file of files) {
    if (file === '-') return Number.POSITIVE_INFINITY
    try {
      total += statSync(file).size
    } catch {
      // Told when it is read.
    }
  }
  return total
}
